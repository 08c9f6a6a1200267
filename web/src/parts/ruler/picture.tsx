// SPDX-License-Identifier: Apache-2.0
import { scaleLinear } from "d3-scale";
import type { Ref } from "preact";
import type { PortRange } from "../../engine/port_set";
import { rulerWords } from "../../text/ruler_words";
import { Patterns } from "../patterns";
import type { Band, Bracket, Slice } from "./bands";
import type { PortView } from "./view";

export interface RulerPictureProps {
  svg: Ref<SVGSVGElement>;
  width: number;
  view: PortView;
  bands: Band[];
  brackets: Bracket[];
  port: number | null;
}

const axis = 26;
const bandStep = 54;
const bracketStep = 30;
const least = 3; // pixels that the smallest slice keeps

const fillOf = ({ action, fill }: { action: string; fill: number }) =>
  action === "deny" ? "url(#fill-deny)" : action === "unknown" ? "url(#fill-unknown)"
    : fill === 0 ? undefined : `url(#fill-allow-${fill})`;

/** Left edge and width of a range; null outside of the window. Tiny ones keep a visible width. */
function spanner(view: PortView, width: number) {
  const scale = scaleLinear([view.first, view.first + view.span], [0, width]);
  const span = ({ first, last }: PortRange) => {
    if (last < view.first || first >= view.first + view.span) return null;
    const left = Math.max(0, scale(first));
    const right = Math.min(width, scale(last + 1));
    const tiny = right - left < least;
    const x = tiny ? Math.min(width - least, Math.max(0, (left + right - least) / 2)) : left;
    return { x, width: tiny ? least : right - left, tiny };
  };
  return { scale, span };
}

type Span = ReturnType<typeof spanner>["span"];

function SlicePicture({ slice, span, y, height }: { slice: Slice; span: Span; y: number; height: number }) {
  const at = span(slice);
  if (at === null) return null;
  const label = slice.label.length * 7 + 8 <= at.width;
  return (
    <g class="ruler-slice" data-action={slice.action}>
      <rect class="ruler-fill" x={at.x} y={y} width={at.width} height={height} fill={fillOf(slice)}>
        <title>{`${slice.first === slice.last ? slice.first : `${slice.first}-${slice.last}`}: ${slice.label} ${slice.action}`}</title>
      </rect>
      {at.tiny && <path class="ruler-pin" d={`M${at.x + 1.5} ${y - 1}l-3.5 -5h7z`} />}
      {label && (
        <>
          <rect class="ruler-slice-label-paper" x={at.x + at.width / 2 - slice.label.length * 3.7 - 4} y={y + height / 2 - 8} width={slice.label.length * 7.4 + 8} height={16} rx={3} />
          <text class="ruler-slice-label" x={at.x + at.width / 2} y={y + height / 2 + 4.5}>{slice.label}</text>
        </>
      )}
    </g>
  );
}

/** The slices of a band; tiny ones last, so that nothing hides them. */
function BandPicture({ band, span, y }: { band: Band; span: Span; y: number }) {
  const bySize = [...band.slices].sort((a, b) => Number(span(a)?.tiny ?? 0) - Number(span(b)?.tiny ?? 0));
  return (
    <g>
      <text class={band.key === "whole" ? "ruler-title ruler-whole" : "ruler-title"} x={0} y={y + 11}>{band.title}</text>
      {bySize.map((slice) => (
        <SlicePicture key={slice.first} slice={slice} span={span} y={y + 22} height={band.key === "whole" ? 24 : 20} />
      ))}
    </g>
  );
}

/** What a bracket says: where it is out of the window, on which side. */
const textOf = ({ text, first }: Bracket, at: object | null, view: PortView) =>
  at !== null ? text : `${text} ${first < view.first ? rulerWords.offLeft : rulerWords.offRight}`;

function BracketPicture({ bracket, span, view, y, width }: { bracket: Bracket; span: Span; view: PortView; y: number; width: number }) {
  const at = span(bracket);
  const text = textOf(bracket, at, view);
  const letters = bracket.title.length + text.length + 3;
  const wide = letters * 6.6 <= width;
  const left = at === null ? 0 : Math.max(0, Math.min(at.x, width - letters * 6.6));
  return (
    <g class="ruler-bracket">
      <text class="ruler-bracket-text" x={wide ? left : 0} y={y + 11}>
        <tspan class="ruler-bracket-title">{bracket.title}</tspan>
        <tspan dx={8}>{wide ? text : ""}</tspan>
      </text>
      {!wide && <text class="ruler-bracket-text" x={0} y={y + 25}>{text}</text>}
      {at !== null && (
        <>
          <rect class="ruler-bracket-open" x={at.x} y={y + (wide ? 17 : 31)} width={at.width} height={6} />
          {[...bracket.dead.map((range) => ({ range, action: "deny" })), ...bracket.unknown.map((range) => ({ range, action: "unknown" }))]
            .map(({ range, action }) => {
              const slice = span(range);
              return slice && (
                <rect class="ruler-bracket-dead" data-action={action} key={range.first} x={slice.x} y={y + (wide ? 16 : 30)}
                  width={slice.width} height={8} fill={fillOf({ action, fill: 0 })} />
              );
            })}
          <path class="ruler-bracket-ends" d={`M${at.x + 0.5} ${y + (wide ? 14 : 28)}v12M${at.x + at.width - 0.5} ${y + (wide ? 14 : 28)}v12`} />
        </>
      )}
    </g>
  );
}

/** Brackets whose words do not fit one line take two. */
const bracketHeight = ({ title }: Bracket, text: string, width: number) =>
  (title.length + text.length + 3) * 6.6 <= width ? bracketStep : bracketStep + 14;

export const bandsBottom = (bands: Band[]) => axis + bands.length * bandStep;

export function RulerPicture({ svg, width, view, bands, brackets, port }: RulerPictureProps) {
  const { scale, span } = spanner(view, width);
  const bottom = bandsBottom(bands);
  let y = bottom + 10;
  const placed = brackets.map((bracket) => {
    const at = y;
    y += bracketHeight(bracket, textOf(bracket, span(bracket), view), width);
    return { bracket, y: at };
  });
  // Not through the words of what is out of the window.
  const lastSeen = placed.filter(({ bracket }) => span(bracket) !== null).at(-1);
  const markEnd = lastSeen === undefined ? bottom : lastSeen.y + bracketStep;
  const ticks = scale.ticks(Math.max(2, Math.floor(width / 90))).filter((tick) => Number.isInteger(tick) && tick < 65536);
  const mark = port !== null && port >= view.first && port < view.first + view.span ? scale(port + 0.5) : null;
  return (
    <svg ref={svg} class="ruler" width={width} height={y + 6} viewBox={`0 0 ${width} ${y + 6}`} aria-hidden="true">
      <Patterns />
      {ticks.map((tick) => {
        const x = scale(tick + (view.span <= width / 24 ? 0.5 : 0));
        const anchor = x < 20 ? "start" : x > width - 24 ? "end" : "middle";
        return (
          <g class="ruler-tick" key={tick}>
            <line x1={x} x2={x} y1={16} y2={bottom} />
            <text x={x} y={11} text-anchor={anchor}>{tick}</text>
          </g>
        );
      })}
      {mark !== null && (
        <g class="ruler-mark">
          <line x1={mark} x2={mark} y1={22} y2={markEnd} />
          <path d={`M${mark} 24l-6 -9h12z`} />
        </g>
      )}
      {bands.map((band, i) => <BandPicture key={band.key} band={band} span={span} y={axis + i * bandStep} />)}
      {placed.map(({ bracket, y: at }) => <BracketPicture key={bracket.title} bracket={bracket} span={span} view={view} y={at} width={width} />)}
    </svg>
  );
}
