// SPDX-License-Identifier: Apache-2.0
import type { ProfileOverview, Question } from "../../engine/documents";
import { askWords } from "../../text/ask_words";

export interface QuestionFormProps {
  question: Question;
  profiles: ProfileOverview[];
  ends: string[];
  onChange(question: Question): void;
}

const ownRange = "range";

function ClientSystem({ question, profiles, onChange }: Omit<QuestionFormProps, "ends">) {
  const [client, ...others] = question.clients;
  const known = client === undefined || (others.length === 0 && profiles.some(({ name }) => name === client));
  const value = client === undefined ? "" : known ? client : ownRange;
  const choose = (name: string) =>
    onChange({ ...question, clients: name === "" ? [] : [name === ownRange ? "1024-65535" : name] });
  return (
    <>
      <label class="field field-system">
        <span>{askWords.system}</span>
        <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
          <option value="">{askWords.systems}</option>
          {profiles.map(({ name, range }) => <option key={name} value={name}>{`${name} (${range})`}</option>)}
          <option value={ownRange}>{askWords.otherRange}</option>
        </select>
      </label>
      {value === ownRange && (
        <label class="field">
          <span>{askWords.range}</span>
          <input class="mono" value={question.clients.join(",")} spellcheck={false}
            onInput={(event) => onChange({ ...question, clients: event.currentTarget.value.split(",").map((part) => part.trim()) })} />
        </label>
      )}
    </>
  );
}

function withClientPort(question: Question, text: string): Question {
  const { client_port: _, ...rest } = question;
  return /^\d{1,5}$/.test(text.trim()) && Number(text) <= 65535 ? { ...rest, client_port: Number(text) } : rest;
}

/** Who, to what, which port, as which client system, from which client port. */
export function QuestionForm({ question, profiles, ends, onChange }: QuestionFormProps) {
  const text = (key: "from" | "to" | "port", label: string, hint: string, list?: string) => (
    <label class={`field field-${key}`}>
      <span>{label}</span>
      <input class="mono" name={key} value={question[key]} placeholder={hint} list={list} spellcheck={false} autocomplete="off"
        onInput={(event) => onChange({ ...question, [key]: event.currentTarget.value })} />
    </label>
  );
  return (
    <form class="question" aria-label={askWords.heading} onSubmit={(event) => event.preventDefault()}>
      <datalist id="ends">{ends.slice(0, 500).map((end) => <option key={end} value={end} />)}</datalist>
      {text("from", askWords.from, askWords.fromHint, "ends")}
      <span class="question-arrow" aria-hidden="true">→</span>
      {text("to", askWords.to, askWords.toHint, "ends")}
      {text("port", askWords.port, askWords.portHint)}
      <ClientSystem question={question} profiles={profiles} onChange={onChange} />
      <label class="field field-client-port">
        <span>{askWords.clientPort}</span>
        <input class="mono" name="client-port" inputMode="numeric" value={question.client_port ?? ""} placeholder={askWords.clientPortHint}
          onInput={(event) => onChange(withClientPort(question, event.currentTarget.value))} />
      </label>
    </form>
  );
}
