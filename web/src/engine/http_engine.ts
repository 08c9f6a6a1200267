// SPDX-License-Identifier: Apache-2.0
import { type Body, type Engine, Refusal, refusalOf } from "./engine";
import { words } from "../text/words";

/** Asks the program that served the page. */
export class HttpEngine implements Engine {
  async ask<Answer>(verb: string, body: Body): Promise<Answer> {
    let response: Response;
    try {
      response = await fetch(`api/${verb}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    } catch {
      throw new Refusal(words.engineGone, words.engineGoneMend);
    }
    const document: unknown = await response.json().catch(() => null);
    if (!response.ok) throw refusalOf(document);
    return document as Answer;
  }

  askNow(): undefined {
    return undefined;
  }
}
