// SPDX-License-Identifier: Apache-2.0
import { useContext, useEffect, useState } from "preact/hooks";
import type { Edit, ExamplesDocument, OverviewDocument, Question } from "../engine/documents";
import { pageSession } from "../engine/session";
import { AnswerBody } from "../parts/answer/answer_body";
import { ConnectionList } from "../parts/answer/connection_list";
import { MendActions } from "../parts/answer/mend_actions";
import { Refused } from "../parts/answer/refused";
import { VerdictHead } from "../parts/answer/verdict_head";
import { AclEditor } from "../parts/ask/acl_editor";
import { Diagnostics } from "../parts/ask/diagnostics";
import { PastePanel } from "../parts/ask/paste_panel";
import { QuestionForm } from "../parts/ask/question_form";
import { AskTools } from "../parts/ask/tools";
import { withOption } from "../state/apply_edits";
import { type AskState, askSources } from "../state/ask_state";
import { EngineContext } from "../state/engine_context";
import { type Example, loadExample } from "../state/load_example";
import type { Route } from "../state/route";
import { type AclDraft, rowAtPlace } from "../state/rule_draft";
import { useAfterPaint } from "../state/use_after_paint";
import { useAnswer } from "../state/use_answer";
import { useAskState } from "../state/use_ask_state";
import { useLater } from "../state/use_later";
import { isComplete, keyOf, useQuestion } from "../state/use_question";
import { answerWords } from "../text/answer_words";
import { askWords } from "../text/ask_words";
import { words } from "../text/words";

const emptyAcl = (name: string): AclDraft => ({
  name,
  blocks: "",
  inbound: [{ number: "100", protocol: "All", ports: "All", cidr: "0.0.0.0/0", action: "allow" }],
  outbound: [{ number: "100", protocol: "All", ports: "All", cidr: "0.0.0.0/0", action: "allow" }],
});
const noQuestion: Question = { from: "", to: "", port: "", clients: [] };

export function AskView({ route }: { route: Route }) {
  const engine = useContext(EngineContext);
  const { state, type, go } = useAskState(route);
  const [pasting, setPasting] = useState(false);
  const [chosen, setChosen] = useState(0);
  const examples = useAnswer<ExamplesDocument>("examples", {});
  const loaded = useAnswer<OverviewDocument>("overview", {});
  const sources = state === null ? null : askSources(state);
  const question = state?.question ?? noQuestion;
  const tables = useAnswer<OverviewDocument>("overview", useLater(sources ? { sources } : null, 120));
  const { check, explain, answered } = useQuestion(sources, question);

  const show = (example: Example) =>
    void loadExample(engine, example).then((next) => next && go(next), () => undefined);
  const first = examples.answer?.examples[0];
  useEffect(() => {
    if (state !== null || first === undefined || loaded.stale) return;
    void loadExample(engine, first).then((next) => {
      if (next === null) return;
      const [from, to] = loaded.answer?.ends ?? [];
      type(loaded.answer?.loaded ? { ...next, account: true, question: { ...next.question, from: from ?? "internet", to: to ?? from ?? "", ...pageSession()?.question } } : next);
    }, () => undefined);
  }, [state === null, first, loaded.stale]);

  if (state === null) return examples.refusal ? <Refused refusal={examples.refusal} /> : <p class="quiet">{words.thinking}</p>;
  const overview = state.account ? loaded.answer : tables.answer;
  const connections = check.answer?.connections ?? [];
  const connection = connections[chosen] ?? connections[0];
  const walk = connection && explain.answer?.walks.find((one) => keyOf(one) === keyOf(connection));
  const painted = useAfterPaint(connection);
  const diagnostics = check.answer?.diagnostics ?? tables.answer?.diagnostics ?? [];
  const acls = state.client ? [state.server, state.client] : [state.server];
  const elsewhere = state.account ? diagnostics
    : diagnostics.filter(({ place }) => acls.every((acl) => rowAtPlace(acl, place) === undefined));
  const ask = (next: Question) => type({ ...state, question: next });
  const onPort = (port: number | null) => {
    const { client_port: _, ...rest } = question;
    ask(port === null ? rest : { ...rest, client_port: port });
  };
  const mend = (option: { edits: Edit[] }) => go({
    ...state,
    server: withOption(state.server, option),
    client: state.client && withOption(state.client, option),
  });
  const renameServer = (server: AclDraft): AskState => ({
    ...state,
    server,
    question: state.question.to === state.server.name ? { ...state.question, to: server.name } : state.question,
  });
  return (
    <div class="ask">
      <div class="ask-head">
        <div>
          <h1>{askWords.heading}</h1>
          <p class="quiet">{askWords.tagline}</p>
        </div>
        <AskTools examples={examples.answer?.examples ?? []} onExample={show} onPaste={() => setPasting(!pasting)} />
      </div>
      {loaded.answer?.loaded && (
        <fieldset class="segmented">
          <legend>{askWords.rules}</legend>
          {[true, false].map((account) => (
            <label key={String(account)}>
              <input type="radio" name="account" checked={state.account === account} onChange={() => go({ ...state, account })} />
              <span>{account ? askWords.askAccount : askWords.askTables}</span>
            </label>
          ))}
        </fieldset>
      )}
      <QuestionForm question={question} profiles={overview?.profiles ?? loaded.answer?.profiles ?? []} ends={overview?.ends ?? []} onChange={ask} />
      {pasting && (
        <PastePanel
          onClose={() => setPasting(false)}
          onUse={(server, client) => {
            setPasting(false);
            go({ account: false, server, client, question: { ...question, to: server.name } });
          }}
        />
      )}
      <div class={state.account ? "ask-columns ask-account" : "ask-columns"}>
        {connections.length > 1 && connection && (
          <div class="ask-fates">
            <ConnectionList connections={connections} chosen={connections.indexOf(connection)} choose={setChosen} />
          </div>
        )}
        <div class="ask-verdict card" data-verdict={check.refusal ? undefined : connection?.verdict}>
          {check.refusal ? <Refused refusal={check.refusal} />
            : connection ? (
              <>
                <VerdictHead connection={connection} walk={walk} stale={check.stale} walkStale={explain.stale} />
                <MendActions connection={connection} stale={check.stale} acls={state.account ? [] : acls} onApply={(edits) => mend({ edits })} />
              </>
            )
              : <p class="quiet">{isComplete(question) ? words.thinking : answerWords.ask}</p>}
        </div>
        <div class="ask-rules">
          {state.account ? null : (
            <>
              <AclEditor title={askWords.serverAcl} acl={state.server} overview={overview?.acls.find(({ id }) => id === state.server.name.trim())}
                diagnostics={diagnostics} walk={walk} onChange={(server) => type(renameServer(server))} />
              {state.client ? (
                <AclEditor title={askWords.clientAcl} acl={state.client} overview={overview?.acls.find(({ id }) => id === state.client?.name.trim())}
                  diagnostics={diagnostics} walk={walk} onChange={(client) => type({ ...state, client })}
                  onRemove={() => go({ ...state, client: null })} blocksNeeded />
              ) : (
                <button type="button" class="quiet-button" onClick={() => go({ ...state, client: emptyAcl("client-acl") })}>+ {askWords.addClientAcl}</button>
              )}
            </>
          )}
          <Diagnostics diagnostics={elsewhere} />
        </div>
        <div class="ask-answer">
          {painted && (
            <AnswerBody sources={answered.sources} question={answered.question} connection={painted} walk={walk} onPort={onPort}
              onApply={state.account ? undefined : mend} />
          )}
        </div>
      </div>
    </div>
  );
}
