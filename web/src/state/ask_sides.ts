// SPDX-License-Identifier: Apache-2.0
// Tables and account are asked different questions: each keeps its own.
import type { Question } from "../engine/documents";
import type { AskState } from "./ask_state";

const remembered = (other: Question | undefined) => (other === undefined ? {} : { other });

/** The question to the tables; while the account is asked, the one that was kept. */
function tableQuestion({ account, question, other, server }: AskState): Question {
  if (!account) return question;
  return other ?? { from: "internet", to: server.name, port: question.port, clients: question.clients };
}

/** The other one of tables and account, with its own question. `first`: of an account that was not asked yet. */
export function turned(state: AskState, first: Question): AskState {
  const account = !state.account;
  return { ...state, account, question: account ? (state.other ?? first) : tableQuestion(state), other: state.question };
}

/** Other tables; the question to the account stays. */
export function withTables(state: AskState, tables: Partial<AskState>): AskState {
  const { account, question, other } = state;
  return { ...state, question: tableQuestion(state), ...tables, account: false, ...remembered(account ? question : other) };
}

/** The tables' question, now to the server's ACL of this name. */
export const asking = (state: AskState, to: string): Question => ({ ...tableQuestion(state), to });
