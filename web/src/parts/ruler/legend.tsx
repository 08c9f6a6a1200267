// SPDX-License-Identifier: Apache-2.0
import { shortPorts } from "../../engine/port_set";
import { actionWords } from "../../text/ladder_words";
import type { Band } from "./bands";

/** Which rule decides which client ports, in words; the same fills as in the picture. */
export function RulerLegend({ bands }: { bands: Band[] }) {
  return (
    <dl class="ruler-legend">
      {bands.filter(({ legend }) => legend.length > 0).map((band) => (
        <div key={band.key}>
          <dt>{band.title}</dt>
          {band.legend.map(({ label, action, fill, ports }) => (
            <dd key={label + ports} data-action={action}>
              <svg width="14" height="14" aria-hidden="true" >
                <rect class="ruler-fill" x="0.5" y="0.5" width="13" height="13" rx="2"
                  fill={action === "deny" ? "url(#fill-deny)" : action === "unknown" ? "url(#fill-unknown)" : fill === 0 ? undefined : `url(#fill-allow-${fill})`} />
              </svg>
              <span><b class="mono">{label}</b> {actionWords[action]} <span class="mono" title={ports}>{shortPorts(ports)}</span></span>
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
}
