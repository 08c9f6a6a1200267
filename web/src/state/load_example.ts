// SPDX-License-Identifier: Apache-2.0
import type { ExamplesDocument, OverviewDocument } from "../engine/documents";
import type { Engine } from "../engine/engine";
import type { AskState } from "./ask_state";
import { aclDraft } from "./rule_draft";

export type Example = ExamplesDocument["examples"][number];

/** An example as the tables show it; null if there is no ACL in it. */
export async function loadExample(engine: Engine, example: Example): Promise<AskState | null> {
  const { name, text } = example;
  const overview = await engine.ask<OverviewDocument>("overview", { sources: [{ name, text }] });
  const acl = overview.acls[0];
  if (acl === undefined) return null;
  return { account: false, server: aclDraft(acl), client: null, question: { ...example.question } };
}
