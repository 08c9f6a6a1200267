// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { ProfileOverview } from "../../engine/documents";
import { askWords } from "../../text/ask_words";
import { CheckedField } from "../checked_field";

const ownRange = "range";
const firstRange = "1024-65535";

export interface ClientSystemProps {
  clients: string[];
  profiles: ProfileOverview[];
  onClients(clients: string[]): void;
}

const parts = (text: string) => text.split(",").map((part) => part.trim());

/** "40000-40999", or one port. */
function isRange(text: string): boolean {
  const found = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/.exec(text);
  if (found === null) return false;
  const [low, high] = [Number(found[1]), Number(found[2] ?? found[1])];
  return low <= high && high <= 65535;
}

/** The client's system, or a range of one's own. While its text is no range, the last one is asked about. */
export function ClientSystem({ clients, profiles, onClients }: ClientSystemProps) {
  const [client, ...others] = clients;
  const known = (name: string) => profiles.some((profile) => profile.name === name);
  const [own, setOwn] = useState<string | null>(null);
  const single = client !== undefined && others.length === 0 && known(client);
  const typed = own ?? (client === undefined || single ? null : clients.join(","));
  const fits = (text: string) => parts(text).every((part) => isRange(part) || known(part));
  const choose = (name: string) => {
    setOwn(name === ownRange ? firstRange : null);
    onClients(name === "" ? [] : [name === ownRange ? firstRange : name]);
  };
  const type = (text: string) => {
    setOwn(text);
    if (fits(text)) onClients(parts(text));
  };
  return (
    <>
      <label class="field field-system">
        <span>{askWords.system}</span>
        <select value={typed === null ? (client ?? "") : ownRange} onChange={(event) => choose(event.currentTarget.value)}>
          <option value="">{askWords.systems}</option>
          {profiles.map(({ name, range }) => <option key={name} value={name}>{`${name} (${range})`}</option>)}
          <option value={ownRange}>{askWords.otherRange}</option>
        </select>
      </label>
      {typed !== null && (
        <CheckedField label={askWords.range} class="mono" value={typed} placeholder={askWords.rangeHint}
          wrong={profiles.length === 0 || fits(typed) ? "" : askWords.noRange(clients.join(", "))}
          onInput={(event) => type(event.currentTarget.value)} />
      )}
    </>
  );
}
