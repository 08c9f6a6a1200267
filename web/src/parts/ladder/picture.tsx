// SPDX-License-Identifier: Apache-2.0
import type { Ref } from "preact";
import { Patterns } from "../patterns";
import { ladderWords } from "../../text/ladder_words";
import type { LadderLayout, PlacedGate, PlacedMessage } from "./layout";
import type { LadderModel } from "./model";

function Gate({ placed, shutHere }: { placed: PlacedGate; shutHere: boolean }) {
  const { gate, x, y, tag, tagWidth } = placed;
  const small = tag === "";
  const half = small ? 6 : 11;
  if (gate.action === undefined) {
    return <circle class="ladder-gateway" cx={x} cy={y} r={small ? 3 : 5} />;
  }
  return (
    <g class="ladder-gate" data-action={gate.action}>
      {gate.action === "allow" ? (
        <>
          <line class="ladder-post" x1={x} x2={x} y1={y - half} y2={y - 5} />
          <line class="ladder-post" x1={x} x2={x} y1={y + 5} y2={y + half} />
        </>
      ) : (
        <rect class="ladder-bar" fill={gate.action === "deny" ? "url(#fill-deny)" : "url(#fill-unknown)"} x={x - 4} y={y - half} width={8} height={2 * half} rx={2} />
      )}
      {shutHere && <path class="ladder-cross" d={`M${x - 4} ${y - 4}L${x + 4} ${y + 4}M${x - 4} ${y + 4}L${x + 4} ${y - 4}`} />}
      {!small && (
        <g>
          <rect class="ladder-tag" x={x - tagWidth / 2} y={y + 15} width={tagWidth} height={17} rx={8.5} />
          <text class="ladder-tag-text" x={x} y={y + 27.5}>{tag}</text>
        </g>
      )}
    </g>
  );
}

function Arrow({ placed }: { placed: PlacedMessage }) {
  const { message, x1, y1, x2, y2 } = placed;
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const wing = (turn: number, long = 8) =>
    `${x2 - long * Math.cos(angle + turn)} ${y2 - long * Math.sin(angle + turn)}`;
  return (
    <g class={message.again ? "ladder-arrow ladder-again" : "ladder-arrow"} data-fate={message.fate}>
      <line x1={x1} y1={y1} x2={x2} y2={y2} />
      {message.fate === "dies" ? (
        message.end && <path d={`M${x2 - 5} ${y2 - 5}L${x2 + 5} ${y2 + 5}M${x2 - 5} ${y2 + 5}L${x2 + 5} ${y2 - 5}`} />
      ) : (
        <path d={`M${wing(0.45)}L${x2} ${y2}L${wing(-0.45)}`} />
      )}
    </g>
  );
}

function MessagePicture({ placed, clock }: { placed: PlacedMessage; clock: string | null }) {
  const { message, label, labelX, labelY, anchor, gates, below, y1 } = placed;
  const shut = gates.findIndex(({ gate }) => gate.action === "deny");
  const reached = shut < 0 ? gates : gates.slice(0, shut + 1);
  return (
    <g>
      {clock !== null && <text class="ladder-clock" x={0} y={y1 + 4}>{clock}</text>}
      {!message.again && (
        <text class="ladder-label" x={labelX} y={labelY} text-anchor={anchor}>
          <tspan class="ladder-name">{label[0]}</tspan>
          <tspan dx={6}>{label[1]}</tspan>
          {label.slice(2).map((text) => <tspan key={text} x={labelX} dy={15}>{text}</tspan>)}
        </text>
      )}
      <Arrow placed={placed} />
      {reached.map((gate) => <Gate key={gate.x} placed={gate} shutHere={gate.gate.action === "deny"} />)}
      {below.map(({ text, y }) => <text class="ladder-below" x={labelX} y={y} text-anchor={anchor}>{text}</text>)}
    </g>
  );
}

/** The picture alone; what it says stands beside it in words. */
export function LadderPicture({ model, layout, svg }: { model: LadderModel; layout: LadderLayout; svg: Ref<SVGSVGElement> }) {
  const { width, height, columns, top, bottom, messages } = layout;
  const client = columns[0]?.x ?? 0;
  let shown = "";
  return (
    <svg ref={svg} class="ladder" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <Patterns />
      {columns.map(({ column, x, titleX, anchor, title }) => {
        const end = column.kind === "client" || column.kind === "server";
        return (
          <g key={column.key}>
            <text class={end ? "ladder-title ladder-end" : "ladder-title"} data-anchor={anchor} x={titleX} y={14}>
              {title.map((text, i) => <tspan x={titleX} dy={i === 0 ? 0 : 15}>{text}</tspan>)}
            </text>
            <line class={end ? "ladder-life" : "ladder-edge"} x1={x} x2={x} y1={top - 4} y2={bottom} />
          </g>
        );
      })}
      {messages.map((placed) => {
        const time = placed.message.again ?? "0 s";
        const clock = time === shown ? null : placed.message.again ? `+${time}` : time;
        shown = time;
        return <MessagePicture key={placed.message.key} placed={placed} clock={clock} />;
      })}
      {model.messages.some(({ again }) => again !== undefined) && <text class="ladder-clock" x={0} y={bottom}>⋮</text>}
      <text class="ladder-outcome" data-good={model.outcome.good} x={Math.max(4, client - 20)} y={bottom + 24}>
        {`${model.outcome.good ? "✓" : "✕"} ${ladderWords.client} ${model.outcome.text}`}
      </text>
    </svg>
  );
}
