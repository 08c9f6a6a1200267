// SPDX-License-Identifier: Apache-2.0
import { useRef, useState } from "preact/hooks";
import type { Change, FixDocument, FixOption, Question } from "../engine/documents";
import type { Source } from "../engine/engine";
import { questionBody } from "../engine/question";
import { useAnswer } from "../state/use_answer";
import { useLater } from "../state/use_later";
import { fixWords } from "../text/fix_words";
import { Refused } from "./answer/refused";
import { CopyButton } from "./copy_button";
import { QuotaGauge } from "./quota_gauge";

export interface FixCardsProps {
  /** undefined: the loaded account. */
  sources: Source[] | undefined;
  question: Question;
  onApply?: (option: FixOption) => void;
}

function Changes({ title, changes }: { title: string; changes: Change[] }) {
  return (
    <>
      <h4>{title}</h4>
      <ul class="fix-changes">
        {changes.map(({ text, services = [] }) => (
          <li key={text}>
            {text}
            {services.length > 0 && (
              <small class="quiet">{services.slice(0, 8).join(", ")}{services.length > 8 ? ` ${fixWords.more(services.length - 8)}` : ""}</small>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function Code({ option }: { option: FixOption }) {
  const [format, setFormat] = useState<(typeof fixWords.formats)[number]["key"]>("aws_cli");
  const code = useRef<HTMLPreElement>(null);
  return (
    <div class="fix-code">
      <div class="tabs" role="group" aria-label={fixWords.copyAs}>
        {fixWords.formats.map(({ key, title }) => (
          <button type="button" key={key} class="tab" aria-pressed={format === key} onClick={() => setFormat(key)}>{title}</button>
        ))}
        <CopyButton text={option[format]} from={() => code.current} />
      </div>
      <pre ref={code} tabIndex={0} aria-label={fixWords.formats.find(({ key }) => key === format)?.title}>{option[format]}</pre>
    </div>
  );
}

function FixCard({ option, onApply }: { option: FixOption; onApply: FixCardsProps["onApply"] }) {
  return (
    <article class="fix-card">
      <h3>{option.title}</h3>
      <ul class="fix-edits">{option.edits.map(({ text }) => <li key={text} class="mono">{text}</li>)}</ul>
      {option.note && <p>{option.note}</p>}
      {option.opens.length === 0 ? <p class="fix-nothing">✓ {fixWords.opensNothing}</p> : <Changes title={fixWords.opens} changes={option.opens} />}
      {option.breaks.length > 0 && <Changes title={fixWords.breaks} changes={option.breaks} />}
      {option.quota.map((use) => <QuotaGauge key={fixWords.quota(use)} used={use.used} limit={use.limit} text={fixWords.quota(use)} />)}
      {onApply && <button type="button" class="button" onClick={() => onApply(option)}>{fixWords.apply}</button>}
      <Code option={option} />
    </article>
  );
}

/** Every way to mend a connection that the engine offers, with what else it opens and breaks. */
export function FixCards({ sources, question, onApply }: FixCardsProps) {
  const { answer, refusal, stale } = useAnswer<FixDocument>("fix", useLater(questionBody(sources, question), 250));
  if (refusal) return <Refused refusal={refusal} />;
  if (answer === null) return <p class="quiet">{fixWords.searching}</p>;
  return (
    <div class="fix-cards" data-stale={stale}>
      {answer.options.map((option) => <FixCard key={JSON.stringify(option.edits)} option={option} onApply={onApply} />)}
      {answer.refused.map((why) => <p key={why} class="quiet">{why}</p>)}
      {answer.options.length === 0 && answer.refused.length === 0 && <p class="quiet">{fixWords.none}</p>}
    </div>
  );
}
