// SPDX-License-Identifier: Apache-2.0
// Saves a picture of the page as a file of its own: the style sheet's part in it is written out.

const kept = [
  "fill", "stroke", "stroke-width", "stroke-dasharray", "font-family", "font-size", "font-weight",
  "text-anchor", "opacity", "fill-opacity",
] as const;

function copyStyle(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  for (const name of kept) {
    const value = style.getPropertyValue(name);
    if (value !== "") to.setAttribute(name, value);
  }
  for (const name of ["class", "role", "tabindex", "aria-label", "aria-pressed", "aria-expanded", "style"]) {
    to.removeAttribute(name);
  }
  [...from.children].forEach((child, index) => {
    const copy = to.children[index];
    if (copy) copyStyle(child, copy);
  });
}

/** The SVG as text, `size` large, whatever part of it is in view. */
export function svgText(svg: SVGSVGElement, size: { width: number; height: number }): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copyStyle(svg, copy);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(Math.ceil(size.width)));
  copy.setAttribute("height", String(Math.ceil(size.height)));
  copy.setAttribute("viewBox", `-8 -8 ${Math.ceil(size.width) + 16} ${Math.ceil(size.height) + 16}`);
  copy.removeAttribute("aria-describedby");
  copy.firstElementChild?.removeAttribute("transform");
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("x", "-8");
  ground.setAttribute("y", "-8");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

/** Offers the SVG as a file. */
export function saveSvg(svg: SVGSVGElement, size: { width: number; height: number }, name: string): void {
  const address = URL.createObjectURL(new Blob([svgText(svg, size)], { type: "image/svg+xml" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
