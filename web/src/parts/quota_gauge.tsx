// SPDX-License-Identifier: Apache-2.0

/** Rules in use, one cell each, against the quota; more than it are marked. */
export function QuotaGauge({ used, limit, text }: { used: number; limit: number; text: string }) {
  const cells = Math.max(used, limit);
  return (
    <span class="quota" data-over={used > limit}>
      <svg class="quota-cells" viewBox={`0 0 ${cells * 6} 8`} width={cells * 6} height="8" aria-hidden="true">
        {Array.from({ length: cells }, (_, i) => (
          <rect key={i} x={i * 6} y="0.5" width="4.5" height="7" rx="1" class={i >= limit ? "quota-over" : i < used ? "quota-used" : "quota-free"} />
        ))}
      </svg>
      <span>{text}</span>
    </span>
  );
}
