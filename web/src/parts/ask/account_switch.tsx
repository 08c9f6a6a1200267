// SPDX-License-Identifier: Apache-2.0
import { askWords } from "../../text/ask_words";

/** Who is asked: the account that was loaded, or the tables. */
export function AccountSwitch({ account, onTurn }: { account: boolean; onTurn(): void }) {
  return (
    <fieldset class="segmented">
      <legend>{askWords.rules}</legend>
      {[true, false].map((one) => (
        <label key={String(one)}>
          <input type="radio" name="account" checked={account === one} onChange={() => account !== one && onTurn()} />
          <span>{one ? askWords.askAccount : askWords.askTables}</span>
        </label>
      ))}
    </fieldset>
  );
}
