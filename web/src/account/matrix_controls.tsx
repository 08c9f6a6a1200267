// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { OverviewDocument } from "../engine/documents";
import { accountWords as words } from "../text/account_words";
import type { AccountState, Family, Grouping } from "./account_state";

const pause = 250;

interface TextFieldProps {
  label: string;
  value: string;
  hint?: string;
  onText(text: string): void;
}

/** Tells its text after a pause in typing, or at once on Enter. */
function TextField({ label, value, hint, onText }: TextFieldProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onText(text), pause);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="text"
        value={text}
        placeholder={hint}
        maxLength={256}
        spellcheck={false}
        autocomplete="off"
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && onText(text)}
      />
    </label>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChoice(value: string): void;
  children: ComponentChildren;
}

function Choice({ label, value, onChoice, children }: ChoiceProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChoice(event.currentTarget.value)}>
        {children}
      </select>
    </label>
  );
}

export interface MatrixControlsProps {
  overview: OverviewDocument;
  state: AccountState;
  change(part: Partial<AccountState>): void;
}

export function MatrixControls({ overview, state, change }: MatrixControlsProps) {
  return (
    <form class="controls" onSubmit={(event) => event.preventDefault()}>
      <TextField label={words.port} value={state.port} hint={words.portHint} onText={(port) => change({ port })} />
      <Choice label={words.clients} value={state.client} onChoice={(client) => change({ client })}>
        <option value="">{words.usualClients}</option>
        {overview.profiles.map((profile) => (
          <option key={profile.name} value={profile.name}>
            {profile.name} ({profile.range})
          </option>
        ))}
      </Choice>
      <Choice label={words.family} value={state.family} onChoice={(family) => change({ family: family as Family })}>
        <option value="ipv4">IPv4</option>
        <option value="ipv6">IPv6</option>
      </Choice>
      <Choice label={words.order} value={state.grouping} onChoice={(order) => change({ grouping: order as Grouping })}>
        <option value="vpc">{words.orderVpc}</option>
        <option value="equal">{words.orderEqual}</option>
      </Choice>
      <TextField label={words.filterRows} value={state.rows} hint={words.filterHint} onText={(rows) => change({ rows })} />
      <TextField
        label={words.filterColumns}
        value={state.columns}
        hint={words.filterHint}
        onText={(columns) => change({ columns })}
      />
    </form>
  );
}
