// SPDX-License-Identifier: Apache-2.0
import type { OverviewDocument } from "../engine/documents";
import { accountWords as words } from "../text/account_words";
import type { AccountState, Show } from "./account_state";
import { ReadFrom } from "./read_from";

export interface AccountHeadProps {
  overview: OverviewDocument;
  show: Show;
  change(part: Partial<AccountState>): void;
  leave?: () => void;
}

/** What is loaded, and the choice between map and matrix. */
export function AccountHead({ overview, show, change, leave }: AccountHeadProps) {
  const counts = [
    words.vpcs(overview.vpcs.length),
    words.subnets(overview.subnets.length),
    words.acls(overview.acls.length),
    words.gateways(overview.gateways.length),
  ];
  const names = overview.sources.map(({ name }) => name);
  return (
    <div class="account-head">
      <div>
        <h1>{words.title}</h1>
        <p class="quiet" data-counts>
          {counts.join(" · ")}
          {names.length === 1 && <ReadFrom names={names} />}
          {leave && (
            <>
              {" "}
              <button type="button" class="link" onClick={leave}>{words.backToLoaded}</button>
            </>
          )}
        </p>
        {names.length > 1 && <ReadFrom names={names} />}
        {overview.diagnostics.length > 0 && (
          <details class="fold">
            <summary>{words.diagnostics(overview.diagnostics.length)}</summary>
            <ul class="things">
              {overview.diagnostics.map((remark, index) => (
                <li key={index}>
                  <span class="quiet">{remark.severity}</span> {remark.text}
                  {remark.place !== undefined && <span class="place">{remark.place}</span>}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <div class="switch" role="group" aria-label={words.title}>
        {(["map", "matrix"] as const).map((one) => (
          <button key={one} type="button" aria-pressed={show === one} onClick={() => change({ show: one })}>
            {words[one]}
          </button>
        ))}
      </div>
    </div>
  );
}
