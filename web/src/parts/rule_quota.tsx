// SPDX-License-Identifier: Apache-2.0
import { scaleLinear } from "d3-scale";
import type { Direction } from "../engine/documents";
import { accountWords as words } from "../text/account_words";

/** Entries of one direction and family; the default deny is one of them. */
export interface Quota {
  direction: Direction;
  family: string;
  entries: number;
  limit: number;
}

const width = 200;
const height = 10;

/** A row of places, one a rule: filled where a rule stands, the last filled one is the default. */
export function RuleQuota({ quota, before }: { quota: Quota; before?: number }) {
  const places = Math.max(quota.limit, quota.entries, before ?? 0);
  const along = scaleLinear().domain([0, places]).range([0, width]);
  const step = width / places;
  const full = quota.entries >= quota.limit ? " gauge-full" : "";
  const label = `${words.direction[quota.direction]} ${quota.family}`;
  return (
    <div class={`gauge${full}`} data-gauge={`${quota.direction} ${quota.family}`}>
      <span class="gauge-label">{label}</span>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" class="gauge-bar" aria-hidden="true">
        {Array.from({ length: places }, (_, place) => {
          const kind =
            place < quota.entries - 1 ? "rule" : place === quota.entries - 1 ? "default" : place < (before ?? 0) ? "gone" : "free";
          return (
            <rect
              key={place}
              class={`gauge-place gauge-${kind}${place >= quota.limit ? " gauge-over" : ""}`}
              x={along(place) + step * 0.08}
              width={step * 0.84}
              y={0}
              height={height}
            />
          );
        })}
      </svg>
      <span class="gauge-count">
        {before !== undefined && before !== quota.entries && <>{words.gauge(before, quota.limit)} → </>}
        {words.gauge(quota.entries, quota.limit)}
      </span>
    </div>
  );
}
