// SPDX-License-Identifier: Apache-2.0
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import type { AclOverview, OverviewDocument } from "../../engine/documents";
import { Refusal } from "../../engine/engine";
import { EngineContext } from "../../state/engine_context";
import { type Side, pastedName } from "../../state/pasted_acl";
import { type AclDraft, aclDraft } from "../../state/rule_draft";
import { ruleCount } from "../../state/rule_count";
import { askWords } from "../../text/ask_words";
import { Refused } from "../answer/refused";

export interface PastePanelProps {
  /** There is a client's ACL, too: one that is pasted alone may be either. */
  hasClient: boolean;
  onOne(side: Side, text: string, acl: AclDraft): void;
  onChosen(server: AclDraft, client: AclDraft | null): void;
  onClose(): void;
}

function Choice({ acls, onChosen }: { acls: AclOverview[]; onChosen: PastePanelProps["onChosen"] }) {
  const [server, setServer] = useState(0);
  const [client, setClient] = useState(-1);
  const title = ({ id, name, inbound, outbound }: AclOverview) =>
    `${id}${name && name !== id ? ` (${name})` : ""}: ${askWords.moreRules(ruleCount(inbound), ruleCount(outbound))}`;
  const use = () => {
    const [one, other] = [acls[server], acls[client]];
    if (one) onChosen(aclDraft(one), other ? aclDraft(other) : null);
  };
  return (
    <div class="paste-choice">
      <label class="field">
        <span>{askWords.pasteChoose}</span>
        <select value={server} onChange={(event) => setServer(Number(event.currentTarget.value))}>
          {acls.map((acl, i) => <option key={acl.id} value={i}>{title(acl)}</option>)}
        </select>
      </label>
      <label class="field">
        <span>{askWords.pasteClient}</span>
        <select value={client} onChange={(event) => setClient(Number(event.currentTarget.value))}>
          <option value={-1}>{askWords.pasteNone}</option>
          {acls.map((acl, i) => <option key={acl.id} value={i}>{title(acl)}</option>)}
        </select>
      </label>
      <button type="button" class="button" onClick={use}>{askWords.pasteUse}</button>
    </div>
  );
}

/** Reads pasted text with the engine; its rows fill the tables. */
export function PastePanel({ hasClient, onOne, onChosen, onClose }: PastePanelProps) {
  const engine = useContext(EngineContext);
  const box = useRef<HTMLTextAreaElement>(null);
  const [side, setSide] = useState<Side>("server");
  const [text, setText] = useState("");
  const [read, setRead] = useState<OverviewDocument | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  useEffect(() => box.current?.focus(), []);
  const readIt = async () => {
    setRead(null);
    setRefusal(null);
    try {
      const overview = await engine.ask<OverviewDocument>("overview", { sources: [{ name: pastedName, text }] });
      const [only, ...others] = overview.acls;
      if (only !== undefined && others.length === 0) onOne(side, text, aclDraft(only));
      else setRead(overview);
    } catch (error) {
      setRefusal(error instanceof Refusal ? error : new Refusal(String(error), ""));
    }
  };
  return (
    <section class="card paste" aria-label={askWords.pasteHeading}>
      <h2>{askWords.pasteHeading}</h2>
      <p class="quiet" id="paste-hint">{askWords.pasteHint}</p>
      <textarea class="mono" ref={box} rows={10} value={text} aria-label={askWords.pasteHeading} aria-describedby="paste-hint" spellcheck={false}
        onInput={(event) => setText(event.currentTarget.value)} />
      {hasClient && (
        <label class="field paste-side">
          <span>{askWords.pasteInto}</span>
          <select value={side} onChange={(event) => setSide(event.currentTarget.value === "client" ? "client" : "server")}>
            <option value="server">{askWords.serverAcl}</option>
            <option value="client">{askWords.clientAcl}</option>
          </select>
        </label>
      )}
      <div class="button-row">
        <button type="button" class="button" disabled={text.trim() === ""} onClick={() => void readIt()}>{askWords.pasteRead}</button>
        <button type="button" class="quiet-button" onClick={onClose}>{askWords.pasteCancel}</button>
      </div>
      {refusal && <Refused refusal={refusal} />}
      {read && read.acls.length === 0 && <p class="hint">{askWords.pasteNothing}</p>}
      {read && read.acls.length > 1 && <Choice acls={read.acls} onChosen={onChosen} />}
      {read && read.diagnostics.map(({ text: said, place, hint }) => (
        <p class="hint" key={said}>{place ? `${place}: ` : ""}{said}{hint ? ` (${hint})` : ""}</p>
      ))}
    </section>
  );
}
