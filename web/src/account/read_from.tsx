// SPDX-License-Identifier: Apache-2.0
import { accountWords as words } from "../text/account_words";

/** The last folder that all paths share; empty if there is none. */
export function sharedFolder(paths: readonly string[]): string {
  const parts = paths.map((path) => path.split("/").slice(0, -1));
  const [first = []] = parts;
  const differs = first.findIndex((name, i) => parts.some((other) => other[i] !== name));
  return (differs < 0 ? first : first.slice(0, differs)).at(-1) ?? "";
}

/** Where the account was read from: one name behind the counts, or one folder with its files in a drawer below. */
export function ReadFrom({ names }: { names: readonly string[] }) {
  const [only] = names;
  if (only === undefined) return null;
  if (names.length === 1) return <span title={only}>, {words.loadedFrom} {only.split("/").slice(-2).join("/")}</span>;
  return (
    <details class="fold read-from">
      <summary class="quiet">{words.loadedFrom} {words.filesOf(sharedFolder(names), names.length)}</summary>
      <ul class="things">{names.map((name) => <li key={name}>{name}</li>)}</ul>
    </details>
  );
}
