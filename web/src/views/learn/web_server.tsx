// SPDX-License-Identifier: Apache-2.0
import type { CheckDocument, Question } from "../../engine/documents";
import { questionBody } from "../../engine/question";
import { Choice } from "../../parts/learn/choice";
import { LadderOf } from "../../parts/learn/ladder_of";
import { OpenInAsk } from "../../parts/learn/open_in_ask";
import { Prediction } from "../../parts/learn/prediction";
import { RulerOf } from "../../parts/learn/ruler_of";
import { RulesRead } from "../../parts/learn/rules_read";
import { NextButton, Step } from "../../parts/learn/step";
import { VerdictOf } from "../../parts/learn/verdict_of";
import { WhatChanged } from "../../parts/learn/what_changed";
import { VerdictBadge } from "../../parts/verdict_badge";
import type { AskState } from "../../state/ask_state";
import { sorted } from "../../state/edit_rules";
import { readCount, readText, readTrue } from "../../state/kept";
import { type AclDraft, aclSource } from "../../state/rule_draft";
import { useAnswer } from "../../state/use_answer";
import { useLessonPart } from "../../state/use_lesson_part";
import { learnWords, webServer as text } from "../../text/learn_words";

const steps = 6;
type MendKey = keyof typeof text.mends;

/** The ACL with one of the changes to choose from. */
function mended(acl: AclDraft, key: MendKey): AclDraft {
  const change = (ports: string) => acl.outbound.map((rule) => (rule.number === "200" ? { ...rule, protocol: "tcp", ports } : rule));
  switch (key) {
    case "same":
      return { ...acl, outbound: sorted([...acl.outbound, { number: "150", protocol: "tcp", ports: "443", cidr: "10.10.1.148/32", action: "allow" }]) };
    case "inbound":
      return { ...acl, inbound: sorted([...acl.inbound, { number: "110", protocol: "tcp", ports: "1024-65535", cidr: "0.0.0.0/0", action: "allow" }]) };
    case "narrow":
      return { ...acl, outbound: change("32768-60999") };
    case "wide":
      return { ...acl, outbound: change("1024-65535") };
  }
}

function readSaid(value: unknown): Record<string, string> | null {
  if (typeof value !== "object" || value === null) return null;
  return Object.values(value).every((one) => readText(one) !== null) ? (value as Record<string, string>) : null;
}

/** Three predictions, and then the verdicts beside them. */
function ThreeServices({ acl, question, onDone }: { acl: AclDraft; question: Question; onDone(): void }) {
  const [said, setSaid] = useLessonPart<Record<string, string>>("services/said", readSaid, {});
  const [asked, setAsked] = useLessonPart("services/asked", readTrue, false);
  const all = text.services.map(({ port }) => port).join(",");
  const { answer } = useAnswer<CheckDocument>("check", asked ? questionBody([aclSource(acl)], { ...question, port: all }) : null);
  const verdict = (port: string) => answer?.connections.find((one) => String(one.server_port) === port)?.verdict;
  const fate = (key: string | undefined) => text.fates.find((one) => one.verdict === key)?.text ?? "";
  return (
    <>
      <p>{text.predict}</p>
      <div class="predictions">
        {text.services.map(({ port, name }) => {
          const truth = verdict(port);
          return (
            <div key={port}>
              <Choice name={`service-${port}`} legend={name} chosen={said[port] ?? null} closed={asked}
                options={text.fates.map((one) => ({ key: one.verdict, text: one.text }))}
                choose={(key) => setSaid({ ...said, [port]: key })} />
              {truth && (
                <p class="truth"><VerdictBadge verdict={truth} /> {truth === said[port] ? learnWords.asYouSaid : learnWords.youSaid(fate(said[port]))}</p>
              )}
            </div>
          );
        })}
      </div>
      {!asked && (
        <button type="button" class="button" disabled={text.services.some(({ port }) => said[port] === undefined)}
          onClick={() => {
            setAsked(true);
            onDone();
          }}>
          {learnWords.reveal}
        </button>
      )}
      {answer && <p>{text.none}</p>}
    </>
  );
}

export function WebServerLesson({ lesson }: { lesson: AskState }) {
  const [reached, setReached] = useLessonPart("reached", readCount(steps), 1);
  const { server: acl } = lesson;
  const question = { ...lesson.question, port: "443" };
  const sources = [aclSource(acl)];
  const on = (step: number) => () => setReached(Math.max(reached, step));
  const replyOptions = text.replyOptions.map((option, i) => ({ key: String(i), text: option }));
  return (
    <>
      <Step number={1} of={steps} title={text.title}>
        <p>{text.story}</p>
        <RulesRead acl={acl} />
        <ThreeServices acl={acl} question={question} onDone={on(2)} />
      </Step>
      {reached >= 2 && (
        <Step number={2} of={steps} title={text.sshTitle}>
          <p>{text.ssh}</p>
          <LadderOf sources={sources} question={{ ...question, port: "22" }} />
          {reached === 2 && <NextButton onClick={on(3)} />}
        </Step>
      )}
      {reached >= 3 && (
        <Step number={3} of={steps} title={text.httpTitle}>
          <p>{text.http}</p>
          <LadderOf sources={sources} question={{ ...question, port: "80" }} />
          {reached === 3 && <NextButton onClick={on(4)} />}
        </Step>
      )}
      {reached >= 4 && (
        <Step number={4} of={steps} title={text.replyTitle}>
          <Prediction name="reply" legend={text.replyPredict} options={replyOptions} onDone={on(5)}>
            {(chosen) => (
              <>
                <p class="truth">
                  {chosen === String(text.replyRight) ? learnWords.asYouSaid : learnWords.youSaid(text.replyOptions[Number(chosen)] ?? "")} {text.reply}
                </p>
                <LadderOf sources={sources} question={question} />
                <RulerOf sources={sources} question={question} />
              </>
            )}
          </Prediction>
        </Step>
      )}
      {reached >= 5 && (
        <Step number={5} of={steps} title={text.mendTitle}>
          <Prediction name="mend" legend={text.mendPredict} onDone={on(6)}
            options={Object.entries(text.mends).map(([key, title]) => ({ key, text: title }))}
            result={(key) => <VerdictOf sources={[aclSource(mended(acl, key as MendKey))]} question={question} />}>
            {() => <p>{text.mendAfter}</p>}
          </Prediction>
        </Step>
      )}
      {reached >= 6 && (
        <Step number={6} of={steps} title={text.openedTitle}>
          <p>{text.opened}</p>
          <WhatChanged before={sources} after={[aclSource(mended(acl, "wide"))]} />
          <OpenInAsk state={{ ...lesson, server: mended(acl, "wide") }} />
        </Step>
      )}
    </>
  );
}
