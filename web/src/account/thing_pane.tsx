// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from "preact/hooks";
import type { OverviewDocument } from "../engine/documents";
import { accountWords as words } from "../text/account_words";
import { AclPanel } from "./acl_panel";
import { Facts } from "./facts";

export interface ThingPaneProps {
  overview: OverviewDocument;
  thing: string;
  onThing(id: string): void;
  onMatrix(rows: string): void;
  close(): void;
}

/** What stands behind a thing of the map. */
export function ThingPane({ overview, thing, onThing, onMatrix, close }: ThingPaneProps) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), [thing]);
  const acl = overview.acls.find(({ id }) => id === thing);
  const subnet = overview.subnets.find(({ id }) => id === thing);
  const gateway = overview.gateways.find(({ id }) => id === thing);
  const found = acl ?? subnet ?? gateway;
  if (!found) return null;
  const itsAcl = subnet && overview.acls.find(({ id }) => id === subnet.acl);
  return (
    <aside
      class="thing-pane card"
      aria-labelledby="thing-title"
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <div class="pane-head">
        <h2 id="thing-title" ref={title} tabIndex={-1}>
          {found.name || found.id}
          {found.name !== "" && found.name !== found.id && <small>{found.id}</small>}
        </h2>
        <button type="button" class="quiet-button" onClick={close}>{words.close}</button>
      </div>
      {acl && <AclPanel acl={acl} />}
      {subnet && (
        <>
          <Facts
            facts={[
              [words.cidrs, subnet.cidrs.join(", ")],
              [words.zone, subnet.zone],
              [words.vpc, subnet.vpc],
              [words.routeTable, subnet.route_table],
            ]}
          />
          <p>
            <button type="button" class="quiet-button" onClick={() => onMatrix(subnet.id)}>{words.showMatrix}</button>
          </p>
          <h3>
            {words.acl}{" "}
            {itsAcl ? (
              <button type="button" class="link" onClick={() => onThing(itsAcl.id)}>{itsAcl.name || itsAcl.id}</button>
            ) : (
              subnet.acl || words.none
            )}
          </h3>
          {itsAcl && <AclPanel acl={itsAcl} />}
        </>
      )}
      {gateway && (
        <Facts
          facts={[
            [words.kind, words.gatewayKinds[gateway.kind] ?? gateway.kind],
            [words.vpc, gateway.vpc],
            [words.subnets(1).replace(/^1 /, ""), gateway.subnet],
          ]}
        />
      )}
    </aside>
  );
}
