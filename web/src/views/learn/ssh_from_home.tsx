// SPDX-License-Identifier: Apache-2.0
import { FixCards } from "../../parts/fix_cards";
import { LadderOf } from "../../parts/learn/ladder_of";
import { OpenInAsk } from "../../parts/learn/open_in_ask";
import { Prediction } from "../../parts/learn/prediction";
import { RulerOf } from "../../parts/learn/ruler_of";
import { RulesRead } from "../../parts/learn/rules_read";
import { NextButton, Step } from "../../parts/learn/step";
import { VerdictOf } from "../../parts/learn/verdict_of";
import type { AskState } from "../../state/ask_state";
import { readCount } from "../../state/kept";
import { type AclDraft, aclSource } from "../../state/rule_draft";
import { useLessonPart } from "../../state/use_lesson_part";
import { learnWords, sshFromHome as text } from "../../text/learn_words";

const steps = 4;
type MendKey = keyof typeof text.mends;
const ports: Record<MendKey, string> = { server: "22", one: "52341", windows: "49152-65535", wide: "1024-65535" };

const mended = (acl: AclDraft, key: MendKey): AclDraft => ({
  ...acl,
  outbound: [...acl.outbound, { number: "100", protocol: "tcp", ports: ports[key], cidr: "0.0.0.0/0", action: "allow" }],
});

export function SshFromHomeLesson({ lesson }: { lesson: AskState }) {
  const [reached, setReached] = useLessonPart("reached", readCount(steps), 1);
  const { server: acl, question } = lesson;
  const sources = [aclSource(acl)];
  const on = (step: number) => () => setReached(Math.max(reached, step));
  return (
    <>
      <Step number={1} of={steps} title={text.title}>
        <p>{text.story}</p>
        <RulesRead acl={acl} />
        <Prediction name="sees" legend={text.predict} options={text.fates.map((one) => ({ key: one.verdict, text: one.text }))} onDone={on(2)}>
          {(chosen) => (
            <p class="truth">
              <VerdictOf sources={sources} question={question} /> {learnWords.youSaid(text.fates.find(({ verdict }) => verdict === chosen)?.text ?? "")}
            </p>
          )}
        </Prediction>
      </Step>
      {reached >= 2 && (
        <Step number={2} of={steps} title={text.walkTitle}>
          <p>{text.walk}</p>
          <LadderOf sources={sources} question={question} />
          {reached === 2 && <NextButton onClick={on(3)} />}
        </Step>
      )}
      {reached >= 3 && (
        <Step number={3} of={steps} title={text.mendTitle}>
          <Prediction name="mend" legend={text.mendPredict} onDone={on(4)}
            options={Object.entries(text.mends).map(([key, title]) => ({ key, text: title }))}
            result={(key) => (
              <span class="verdict-pair">
                {Object.entries(text.systems).map(([client, label]) => (
                  <VerdictOf key={client} label={label} sources={[aclSource(mended(acl, key as MendKey))]} question={{ ...question, clients: [client] }} />
                ))}
              </span>
            )}>
            {(chosen) => (
              <>
                <p>{text.mendAfter}</p>
                <RulerOf sources={[aclSource(mended(acl, chosen as MendKey))]} question={{ ...question, clients: ["windows", "any"] }} />
              </>
            )}
          </Prediction>
        </Step>
      )}
      {reached >= 4 && (
        <Step number={4} of={steps} title={text.fixTitle}>
          <p>{text.fix}</p>
          <FixCards sources={sources} question={question} />
          <OpenInAsk state={lesson} />
        </Step>
      )}
    </>
  );
}
