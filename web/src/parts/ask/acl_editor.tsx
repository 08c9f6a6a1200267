// SPDX-License-Identifier: Apache-2.0
import { useRef } from "preact/hooks";
import type { AclOverview, Diagnostic, Direction, Walk } from "../../engine/documents";
import { type AclDraft, rowAtPlace } from "../../state/rule_draft";
import { askWords } from "../../text/ask_words";
import { GrowField } from "../grow_field";
import type { Decision } from "./rule_row";
import { RuleTable } from "./rule_table";

export interface AclEditorProps {
  title: string;
  acl: AclDraft;
  overview: AclOverview | undefined;
  diagnostics: Diagnostic[];
  walk: Walk | undefined;
  onChange(acl: AclDraft): void;
  onRemove?: () => void;
  blocksNeeded?: boolean;
}

/** Which rule of a list decides the walk's packet, if the packet comes by. */
function decisionAt(walk: Walk | undefined, acl: string, direction: Direction): (Decision & { rule: string }) | undefined {
  for (const leg of walk?.legs ?? []) {
    const crossing = leg.crossings.find((one) => one.acl === acl && one.direction === direction);
    if (crossing?.rule !== undefined) return { leg: leg.leg, action: crossing.action, rule: crossing.rule };
  }
  return undefined;
}

const repeatedNumber = "HO2002";

/** What the engine says of the rows of a list; of two with one number, of both. */
function problemsOf(acl: AclDraft, direction: Direction, key: "inbound" | "outbound", diagnostics: Diagnostic[]) {
  return diagnostics.flatMap((diagnostic) => {
    const row = rowAtPlace(acl, diagnostic.place);
    if (row?.direction !== direction) return [];
    if (diagnostic.code !== repeatedNumber) return [{ index: row.index, diagnostic }];
    const number = acl[key][row.index]?.number.trim();
    return acl[key].flatMap((rule, index) => (rule.number.trim() === number ? [{ index, diagnostic }] : []));
  });
}

export function AclEditor({ title, acl, overview, diagnostics, walk, onChange, onRemove, blocksNeeded }: AclEditorProps) {
  const now = useRef({ acl, onChange });
  now.current = { acl, onChange };
  const list = (direction: Direction, key: "inbound" | "outbound") => (
    <RuleTable
      acl={acl.name}
      direction={direction}
      rules={acl[key]}
      decides={decisionAt(walk, acl.name.trim(), direction)}
      problems={problemsOf(acl, direction, key, diagnostics)}
      quota={overview?.quota.filter((one) => one.direction === direction) ?? []}
      onChange={(rules) => now.current.onChange({ ...now.current.acl, [key]: rules })}
    />
  );
  return (
    <section class="card acl" aria-label={title}>
      <div class="acl-head">
        <h2>{title}</h2>
        {onRemove && <button type="button" class="quiet-button" onClick={onRemove}>{askWords.removeAcl}</button>}
      </div>
      <div class="acl-fields">
        <label class="field">
          <span>{askWords.name}</span>
          <input class="mono" value={acl.name} spellcheck={false}
            onInput={(event) => onChange({ ...acl, name: event.currentTarget.value.replace(/[\s#]+/g, "-") })} />
        </label>
        <label class="field">
          <span>{askWords.blocks}</span>
          <GrowField value={acl.blocks ?? ""} hint={askWords.blocksHint} onText={(blocks) => onChange({ ...acl, blocks })} />
        </label>
      </div>
      {blocksNeeded && !acl.blocks?.trim() && <p class="hint">{askWords.blocksNeeded}</p>}
      {list("ingress", "inbound")}
      {list("egress", "outbound")}
    </section>
  );
}
