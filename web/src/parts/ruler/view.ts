// SPDX-License-Identifier: Apache-2.0
// The window of ports that is shown.

/** Ports first to first + span - 1. */
export interface PortView {
  first: number;
  span: number;
}

export const allPorts: PortView = { first: 0, span: 65536 };
const leastSpan = 1;

function clamped(first: number, span: number): PortView {
  const whole = Math.round(Math.min(65536, Math.max(leastSpan, span)));
  return { first: Math.round(Math.min(65536 - whole, Math.max(0, first))), span: whole };
}

/** Zooms by a factor below or above 1 about a port, which keeps its place. */
export function zoomed(view: PortView, factor: number, about: number): PortView {
  let span = view.span * factor;
  if (Math.round(span) === view.span) span = factor < 1 ? view.span - 1 : view.span + 1;
  const share = (about + 0.5 - view.first) / view.span;
  const next = Math.min(65536, Math.max(leastSpan, Math.round(span)));
  return clamped(about + 0.5 - share * next, next);
}

export const moved = (view: PortView, ports: number): PortView => clamped(view.first + ports, view.span);

/** The window moved no further than needed to show a port. */
export function showing(view: PortView, port: number): PortView {
  if (port < view.first) return clamped(port, view.span);
  if (port >= view.first + view.span) return clamped(port - view.span + 1, view.span);
  return view;
}
