// SPDX-License-Identifier: Apache-2.0

/** How something is used: with keys and a pointer, or with fingers alone. */
export function Hint({ keys, touch }: { keys: string; touch: string }) {
  return (
    <span class="quiet">
      <span class="hint-keys">{keys}</span>
      <span class="hint-touch">{touch}</span>
    </span>
  );
}
