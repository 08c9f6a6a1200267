// SPDX-License-Identifier: Apache-2.0
import type { RefObject } from "preact";
import { words } from "../text/words";

const drawn = [
  "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity",
  "font-family", "font-size", "font-weight", "text-anchor", "letter-spacing",
  "paint-order",
];

/** The picture as a text of its own: every colour and font as an attribute, the paper behind it. */
export function svgText(picture: SVGSVGElement): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const from = [picture, ...picture.querySelectorAll<SVGElement>("*")];
  const to = [copy, ...copy.querySelectorAll<SVGElement>("*")];
  from.forEach((element, i) => {
    const style = getComputedStyle(element);
    const target = to[i] as SVGElement;
    for (const name of drawn) {
      const value = style.getPropertyValue(name);
      if (value !== "" && value !== "none" || name === "fill") target.setAttribute(name, value);
    }
    target.removeAttribute("class");
    target.removeAttribute("style");
  });
  const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  paper.setAttribute("width", "100%");
  paper.setAttribute("height", "100%");
  paper.setAttribute("fill", getComputedStyle(picture.closest(".card") ?? document.body).backgroundColor);
  copy.insertBefore(paper, copy.firstChild);
  copy.removeAttribute("aria-hidden");
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  // Fills by pattern are told by URL: relative ones, so that the file stands alone.
  return new XMLSerializer().serializeToString(copy).replaceAll(/url\((?:&quot;|"|')?[^)#]*(#[\w-]+)(?:&quot;|"|')?\)/g, "url($1)");
}

/** A button that saves a picture as an SVG file. */
export function SaveSvg({ picture, name }: { picture: RefObject<SVGSVGElement>; name: string }) {
  const save = () => {
    if (picture.current === null) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([svgText(picture.current)], { type: "image/svg+xml" }));
    link.download = `${name}.svg`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  return (
    <button type="button" class="quiet-button" onClick={save}>
      {words.saveSvg}
    </button>
  );
}
