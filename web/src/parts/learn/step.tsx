// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from "preact";
import { learnWords } from "../../text/learn_words";

export interface StepProps {
  number: number;
  of: number;
  title: string;
  children: ComponentChildren;
}

export function Step({ number, of, title, children }: StepProps) {
  return (
    <section class="card step" aria-label={title}>
      <p class="step-number">{learnWords.step(number, of)}</p>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

export function NextButton({ onClick }: { onClick(): void }) {
  return <button type="button" class="button" onClick={onClick}>{learnWords.next}</button>;
}
