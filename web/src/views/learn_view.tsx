// SPDX-License-Identifier: Apache-2.0
import type { ComponentType } from "preact";
import { type Route, routeFragment } from "../state/route";
import { learnWords, sshFromHome, webServer } from "../text/learn_words";
import { BrokenLabPage } from "./learn/broken_lab";
import { Lesson } from "./learn/lesson";
import { PracticePage } from "./learn/practice";
import { SshFromHomeLesson } from "./learn/ssh_from_home";
import { WebServerLesson } from "./learn/web_server";

interface LearnPage {
  path: string;
  title: string;
  summary: string;
  group: "problem" | "more";
  Page: ComponentType<{ route: Route }>;
}

const pages: LearnPage[] = [
  { path: "web-server", title: webServer.title, summary: webServer.summary, group: "problem",
    Page: () => <Lesson id="web-server" Steps={WebServerLesson} /> },
  { path: "ssh-from-home", title: sshFromHome.title, summary: sshFromHome.summary, group: "problem",
    Page: () => <Lesson id="ssh-from-home" Steps={SshFromHomeLesson} /> },
  { path: "practice", title: learnWords.practice, summary: learnWords.practiceText, group: "more", Page: PracticePage },
  { path: "broken-lab", title: learnWords.lab, summary: learnWords.labText, group: "more", Page: BrokenLabPage },
];

function Cards({ title, group }: { title: string; group: LearnPage["group"] }) {
  const some = pages.filter((page) => page.group === group);
  if (some.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul class="learn-cards">
        {some.map(({ path, title: name, summary }) => (
          <li key={path} class="card">
            <h3><a href={routeFragment(["learn", path])}>{name}</a></h3>
            <p>{summary}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The index of what can be learned, or one page of it. */
export function LearnView({ route }: { route: Route }) {
  const page = pages.find(({ path }) => path === route.path[1]);
  if (page === undefined) {
    return (
      <div class="learn">
        <h1>{learnWords.heading}</h1>
        <p class="quiet">{learnWords.tagline}</p>
        <Cards title={learnWords.problems} group="problem" />
        <Cards title={learnWords.more} group="more" />
      </div>
    );
  }
  return (
    <div class="learn">
      <p><a href={routeFragment(["learn"])}>← {learnWords.back}</a></p>
      <h1>{page.title}</h1>
      <page.Page key={page.path} route={route} />
    </div>
  );
}
