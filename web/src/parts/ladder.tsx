// SPDX-License-Identifier: Apache-2.0
import type { Walk } from "../engine/documents";

export function Ladder({ walk }: { walk: Walk }) {
  return (
    <ol>
      {walk.legs.flatMap((leg) => leg.hops.map((hop) => (
        <li key={`${leg.leg} ${hop.component}`}>
          {leg.leg}: {hop.component} {hop.action ?? hop.text}
        </li>
      )))}
    </ol>
  );
}
