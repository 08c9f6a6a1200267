// SPDX-License-Identifier: Apache-2.0
import type { Question } from "./documents";
import type { Body, Source } from "./engine";

/** The body of a verb that answers one question. No sources: the loaded account is asked. */
export function questionBody(sources: Source[] | undefined, question: Question): Body {
  const body: Body = { from: question.from.trim(), to: question.to.trim(), port: question.port.trim() };
  if (sources !== undefined) body["sources"] = sources;
  if (question.clients.length > 0) body["clients"] = question.clients;
  if (question.family !== undefined) body["family"] = question.family;
  return body;
}
