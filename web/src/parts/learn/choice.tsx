// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from "preact";

export interface ChoiceProps {
  name: string;
  legend: string;
  options: { key: string; text: string; result?: ComponentChildren }[];
  chosen: string | null;
  /** After the engine has answered: nothing can be changed any more. */
  closed: boolean;
  choose(key: string): void;
}

/** One question with its options; behind each, what the engine says of it. */
export function Choice({ name, legend, options, chosen, closed, choose }: ChoiceProps) {
  return (
    <fieldset class="predict" disabled={closed}>
      <legend>{legend}</legend>
      {options.map(({ key, text, result }) => (
        <label key={key} data-chosen={chosen === key}>
          <input type="radio" name={name} checked={chosen === key} onChange={() => choose(key)} />
          <span>{text}</span>
          {result}
        </label>
      ))}
    </fieldset>
  );
}
