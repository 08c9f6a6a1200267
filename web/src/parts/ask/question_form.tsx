// SPDX-License-Identifier: Apache-2.0
import type { ProfileOverview, Question } from "../../engine/documents";
import { useTypedPort } from "../../state/use_typed_port";
import { askWords } from "../../text/ask_words";
import { CheckedField } from "../checked_field";
import { ClientSystem } from "./client_system";

export interface QuestionFormProps {
  question: Question;
  profiles: ProfileOverview[];
  ends: string[];
  onChange(question: Question): void;
}

function ClientPort({ question, onChange }: Pick<QuestionFormProps, "question" | "onChange">) {
  const { text, wrong, type } = useTypedPort(question.client_port ?? null, (port) => {
    const { client_port: _, ...rest } = question;
    onChange(port === null ? rest : { ...rest, client_port: port });
  });
  return (
    <CheckedField label={askWords.clientPort} field="field-client-port" wrong={wrong ? askWords.noClientPort : ""} class="mono"
      name="client-port" inputMode="numeric" value={text} placeholder={askWords.clientPortHint}
      onInput={(event) => type(event.currentTarget.value)} />
  );
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
      <ClientSystem clients={question.clients} profiles={profiles} onClients={(clients) => onChange({ ...question, clients })} />
      <ClientPort question={question} onChange={onChange} />
    </form>
  );
}
