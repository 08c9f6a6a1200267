// SPDX-License-Identifier: Apache-2.0
import type { Route } from "../state/route";
import { words } from "../text/words";

export function LearnView({ route }: { route: Route }) {
  return <h1 data-path={route.path.join("/")}>{words.learn}</h1>;
}
