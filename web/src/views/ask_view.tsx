// SPDX-License-Identifier: Apache-2.0
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import type { Connection, Edit, ExamplesDocument, OverviewDocument, Question } from "../engine/documents";
import { pageSession } from "../engine/session";
import { AnswerBody } from "../parts/answer/answer_body";
import { ConnectionList } from "../parts/answer/connection_list";
import { MendActions } from "../parts/answer/mend_actions";
import { Refused } from "../parts/answer/refused";
import { VerdictHead } from "../parts/answer/verdict_head";
import { AccountSwitch } from "../parts/ask/account_switch";
import { AclEditor } from "../parts/ask/acl_editor";
import { Diagnostics } from "../parts/ask/diagnostics";
import { PasteNote } from "../parts/ask/paste_note";
import { PastePanel } from "../parts/ask/paste_panel";
import { QuestionForm } from "../parts/ask/question_form";
import { AskTools } from "../parts/ask/tools";
import { withOption } from "../state/apply_edits";
import { turned, withTables } from "../state/ask_sides";
import { type AskState, askSources } from "../state/ask_state";
import { EngineContext } from "../state/engine_context";
import { type Example, loadExample } from "../state/load_example";
import { type Pasted, withChosen, withPasted } from "../state/pasted_acl";
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

/** The client's ACL stands there, and the packets do not meet it. */
function notAskedText(client: AclDraft, { request, reply }: Connection): string | undefined {
  const name = client.name.trim();
  const crossings = [...request.crossings, ...(reply?.crossings ?? [])];
  if (crossings.length === 0 || crossings.some(({ acl }) => acl === name)) return undefined;
  return client.blocks?.trim() ? askWords.notAsked(name) : askWords.notAskedBlocks(name);
}

export function AskView({ route }: { route: Route }) {
  const engine = useContext(EngineContext);
  const { state, visit, type, go, link } = useAskState(route);
  const [pasting, setPasting] = useState(false);
  const [chosen, setChosen] = useState("");
  const [pasted, setPasted] = useState<{ pasted: Pasted; visit: number } | null>(null);
  const verdict = useRef<HTMLDivElement>(null);
  const pasteButton = useRef<HTMLButtonElement>(null);
  const examples = useAnswer<ExamplesDocument>("examples", {});
  const loaded = useAnswer<OverviewDocument>("overview", {});
  const sources = state === null ? null : askSources(state);
  const question = state?.question ?? noQuestion;
  const tables = useAnswer<OverviewDocument>("overview", useLater(sources ? { sources } : null, 120));
  const { check, explain, answered } = useQuestion(sources, question);

  const show = (example: Example) =>
    void loadExample(engine, example).then((next) => {
      if (next !== null) go(state === null ? next : withTables(state, next));
    }, () => undefined);
  const first = examples.answer?.examples[0];
  const firstOfAccount = (): Question => {
    const [from, to] = loaded.answer?.ends ?? [];
    return { clients: [], ...first?.question, port: first?.question.port ?? "443", from: from ?? "internet", to: to ?? from ?? "", ...pageSession()?.question };
  };
  useEffect(() => {
    if (state !== null || first === undefined || loaded.stale) return;
    void loadExample(engine, first).then((next) => {
      if (next === null) return;
      type(loaded.answer?.loaded ? turned(next, firstOfAccount()) : next);
    }, () => undefined);
  }, [state === null, first, loaded.stale]);

  if (state === null) return examples.refusal ? <Refused refusal={examples.refusal} /> : <p class="quiet">{words.thinking}</p>;
  const overview = state.account ? loaded.answer : tables.answer;
  const connections = check.answer?.connections ?? [];
  const connection = connections.find((one) => keyOf(one) === chosen) ?? connections[0];
  const walk = connection && explain.answer?.walks.find((one) => keyOf(one) === keyOf(connection));
  const painted = useAfterPaint(connection);
  const diagnostics = check.answer?.diagnostics ?? tables.answer?.diagnostics ?? [];
  const acls = state.client ? [state.server, state.client] : [state.server];
  const elsewhere = state.account ? diagnostics
    : diagnostics.filter(({ place }) => acls.every((acl) => rowAtPlace(acl, place) === undefined));
  const notAsked = connection && !state.account && state.client ? notAskedText(state.client, connection) : undefined;
  const ask = (next: Question) => type({ ...state, question: next });
  const onPort = (port: number | null) => {
    const { client_port: _, ...rest } = question;
    ask(port === null ? rest : { ...rest, client_port: port });
  };
  const use = (next: Pasted) => {
    setPasting(false);
    setPasted({ pasted: next, visit: visit + 1 });
    go(next.state);
    verdict.current?.focus();
  };
  const mend = (option: { edits: Edit[] }) => {
    go({ ...state, server: withOption(state.server, option), client: state.client && withOption(state.client, option) });
    verdict.current?.focus();
  };
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
        <AskTools examples={examples.answer?.examples ?? []} pasting={pasting} pasteButton={pasteButton} onExample={show}
          onPaste={() => setPasting(!pasting)} link={link} />
      </div>
      {loaded.answer?.loaded && <AccountSwitch account={state.account} onTurn={() => go(turned(state, firstOfAccount()))} />}
      <QuestionForm key={visit} question={question} profiles={overview?.profiles ?? loaded.answer?.profiles ?? []} ends={overview?.ends ?? []} onChange={ask} />
      {pasting && (
        <PastePanel
          hasClient={state.client !== null}
          onClose={() => {
            setPasting(false);
            pasteButton.current?.focus();
          }}
          onOne={(side, text, acl) => use(withPasted(state, side, text, acl))}
          onChosen={(server, client) => use(withChosen(state, server, client))}
        />
      )}
      {pasted?.visit === visit && <PasteNote pasted={pasted.pasted} state={state} onClose={() => setPasted(null)}
        onOtherwise={(next) => {
          go(next);
          verdict.current?.focus();
        }} />}
      <div class={state.account ? "ask-columns ask-account" : "ask-columns"}>
        {connections.length > 1 && connection && (
          <div class="ask-fates">
            <ConnectionList connections={connections} chosen={connections.indexOf(connection)} choose={(i) => setChosen(connections[i] ? keyOf(connections[i]) : "")} />
          </div>
        )}
        <div class="ask-verdict card" id="answer" ref={verdict} tabIndex={-1} data-verdict={check.refusal ? undefined : connection?.verdict}>
          {notAsked && <p class="hint verdict-not-asked">{notAsked}</p>}
          {check.refusal ? <Refused refusal={check.refusal} />
            : connection ? (
              <>
                <VerdictHead connection={connection} walk={walk} stale={check.stale} walkStale={explain.stale} port={question.client_port} />
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
