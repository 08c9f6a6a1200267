// SPDX-License-Identifier: Apache-2.0
import { fateWords, ladderWords, packetEnds } from "../../text/ladder_words";
import { decisionText } from "./looked_at";
import type { LadderModel, Message } from "./model";

function sentence(message: Message): string {
  const { source, destination } = packetEnds(message.leg.packet);
  const shut = message.gates.findIndex((gate) => gate.action === "deny");
  const reached = shut < 0 ? message.gates : message.gates.slice(0, shut + 1);
  const gates = reached.map((gate) => `${gate.title}: ${decisionText(gate)}`);
  return [ladderWords.packet(message.name, source, destination), ...gates, message.end ?? fateWords[message.fate]].join("; ");
}

/** The ladder as a list of sentences. */
export function LadderInWords({ model }: { model: LadderModel }) {
  return (
    <ol class="sr-only">
      {model.messages.filter(({ again }) => again === undefined).map((message) => (
        <li key={message.key}>{sentence(message)}</li>
      ))}
      <li>{`${ladderWords.client} ${model.outcome.text}`}</li>
    </ol>
  );
}
