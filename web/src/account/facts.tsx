// SPDX-License-Identifier: Apache-2.0

/** Names and values; empty values are left out. */
export function Facts({ facts }: { facts: [string, string][] }) {
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== "")
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
