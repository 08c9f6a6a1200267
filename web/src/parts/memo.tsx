// SPDX-License-Identifier: Apache-2.0
import { Component, type ComponentType } from "preact";

type Call = (...values: unknown[]) => unknown;

const same = (a: unknown, b: unknown) =>
  a === b || (typeof a === "function" && typeof b === "function") || JSON.stringify(a) === JSON.stringify(b);

/** Draws a component again only if one of its values changed. A new function alone is no change: what
 *  is drawn calls the one of now. */
export function memo<Props extends object>(Drawn: ComponentType<Props>) {
  return class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Props) {
      const names = Object.keys({ ...this.props, ...next }) as (keyof Props)[];
      return names.some((name) => !same(this.props[name], next[name]));
    }
    override render() {
      const props = { ...this.props } as Record<string, unknown>;
      for (const [name, value] of Object.entries(props)) {
        if (typeof value !== "function") continue;
        props[name] = (...values: unknown[]) => ((this.props as Record<string, unknown>)[name] as Call)(...values);
      }
      return <Drawn {...(props as Props)} />;
    }
  };
}
