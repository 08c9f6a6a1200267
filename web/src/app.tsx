// SPDX-License-Identifier: Apache-2.0
import { useEffect } from "preact/hooks";
import { chooseEngine } from "./engine/choose";
import { EngineContext } from "./state/engine_context";
import { type Route, routeFragment, useRoute } from "./state/route";
import { useOpenOnPaper } from "./state/use_paper";
import { words } from "./text/words";
import { AccountView } from "./views/account_view";
import { AskView } from "./views/ask_view";
import { ChangeView } from "./views/change_view";
import { LearnView } from "./views/learn_view";

const engine = chooseEngine();

const views = [
  { path: "ask", title: words.ask, View: AskView },
  { path: "account", title: words.account, View: AccountView },
  { path: "change", title: words.change, View: ChangeView },
  { path: "learn", title: words.learn, View: LearnView },
] as const;

function Navigation({ route }: { route: Route }) {
  const here = route.path[0] ?? "ask";
  return (
    <nav class="navigation" aria-label="Views">
      <a class="brand" href={routeFragment(["ask"])}>
        {words.name}
      </a>
      {views.map(({ path, title }) => (
        <a key={path} href={routeFragment([path])} aria-current={here === path ? "page" : undefined}>
          {title}
        </a>
      ))}
    </nav>
  );
}

export function App() {
  const route = useRoute();
  useOpenOnPaper();
  const { View, title } = views.find(({ path }) => path === route.path[0]) ?? views[0];
  useEffect(() => {
    document.title = `${title} · ${words.name}`;
  }, [title]);
  return (
    <EngineContext.Provider value={engine}>
      <a class="skip" href="#main" onClick={(event) => {
        event.preventDefault();
        (document.getElementById("answer") ?? document.getElementById("main"))?.focus();
      }}>
        {words.skip}
      </a>
      <header class="top">
        <Navigation route={route} />
      </header>
      <main id="main" tabIndex={-1}>
        <View route={route} />
      </main>
    </EngineContext.Provider>
  );
}
