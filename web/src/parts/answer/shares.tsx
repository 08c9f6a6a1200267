// SPDX-License-Identifier: Apache-2.0
import type { ProfileShare } from "../../engine/documents";
import { answerWords } from "../../text/answer_words";
import { grouped, shareText } from "../../text/numbers";

/** A bar as long as the share of ports; whole and empty ones look so even when the rest is tiny. */
function Bar({ open, unknown, total }: { open: number; unknown: number; total: number }) {
  const part = (count: number) => (count === 0 ? 0 : count === total ? 100 : Math.min(97, Math.max(3, (100 * count) / total)));
  return (
    <svg class="share-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="share-dead" width="100" height="8" />
      <rect class="share-unknown" width={part(open + unknown)} height="8" />
      <rect class="share-open" width={part(open)} height="8" />
    </svg>
  );
}

function Row({ profile }: { profile: ProfileShare }) {
  const { name, range, open, total, unknown = 0, first_choice: first } = profile;
  const dead = total - open - unknown;
  return (
    <tr data-dead={dead === 0 ? "none" : dead === total ? "all" : "some"}>
      <th scope="row">{name}</th>
      <td class="mono wide-only">{range}</td>
      <td class="share-cell"><Bar open={open} unknown={unknown} total={total} /></td>
      <td class="number">{`${grouped(open)} of ${grouped(total)}`}</td>
      <td class="number share-word">
        {shareText(dead, total)}
        {first && <small>{`${shareText(first.total - first.open, first.total)} ${answerWords.firstChoice}`}</small>}
      </td>
    </tr>
  );
}

/** The share of ports of each client system whose reply arrives. */
export function Shares({ profiles }: { profiles: ProfileShare[] }) {
  return (
    <table class="plain shares">
      <thead>
        <tr>
          <th scope="col">{answerWords.system}</th>
          <th scope="col" class="wide-only">{answerWords.ports}</th>
          <td />
          <th scope="col" class="number">{answerWords.pass}</th>
          <th scope="col" class="number">{answerWords.dead}</th>
        </tr>
      </thead>
      <tbody>{profiles.map((profile) => <Row key={profile.name + profile.range} profile={profile} />)}</tbody>
    </table>
  );
}
