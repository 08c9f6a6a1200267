// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { OverviewDocument } from "../engine/documents";
import { accountWords as words, nameAndId } from "../text/account_words";
import { type Gateway, type MapVpc, buildMap } from "./map_model";

interface FoldProps {
  title: string;
  more: string;
  open: boolean;
  children(): ComponentChildren;
}

/** A fold whose inside is made when it is first opened. */
function Fold({ title, more, open, children }: FoldProps) {
  const [isOpen, setOpen] = useState(open);
  return (
    <details class="fold" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <strong>{title}</strong> <span class="quiet">{more}</span>
      </summary>
      {isOpen && children()}
    </details>
  );
}

interface GatewayItemsProps {
  gateways: Gateway[];
  choose(id: string): void;
}

function GatewayItems({ gateways, choose }: GatewayItemsProps) {
  if (gateways.length === 0) return null;
  return (
    <ul class="things">
      {gateways.map((gateway) => (
        <li key={gateway.id}>
          <button type="button" class="link" onClick={() => choose(gateway.id)}>
            {nameAndId(gateway.name, gateway.id)}
          </button>{" "}
          <span class="quiet">{words.gatewayKinds[gateway.kind] ?? gateway.kind}</span>
        </li>
      ))}
    </ul>
  );
}

interface VpcListProps {
  vpc: MapVpc;
  choose(id: string): void;
}

function VpcList({ vpc, choose }: VpcListProps) {
  return (
    <>
      <GatewayItems gateways={vpc.gateways} choose={choose} />
      <ul class="things">
      {vpc.groups.map((group) => (
        <li key={group.key}>
          {group.acl ? (
            <button type="button" class="link" onClick={() => choose(group.aclId)}>
              {words.acl} {nameAndId(group.acl.name, group.aclId)}
            </button>
          ) : (
            group.aclId || words.noAcl
          )}
          <ul class="things">
            {group.zones.flatMap(({ zone, subnets }) =>
              subnets.map((subnet) => (
                <li key={subnet.id}>
                  <button type="button" class="link" onClick={() => choose(subnet.id)}>
                    {nameAndId(subnet.name, subnet.id)}
                  </button>{" "}
                  <span class="quiet">{[...subnet.cidrs, zone, subnet.route_table].filter((word) => word !== "").join(" · ")}</span>
                </li>
              )),
            )}
          </ul>
        </li>
      ))}
      </ul>
    </>
  );
}

/** What the map shows, as nested lists. */
export function AccountList({ overview, choose }: { overview: OverviewDocument; choose(id: string): void }) {
  const { vpcs, shared } = buildMap(overview, []);
  return (
    <Fold title={words.list} more="" open={matchMedia("(max-width: 640px)").matches}>
      {() => (
        <>
          <GatewayItems gateways={shared} choose={choose} />
          {vpcs.map((vpc) => (
            <Fold
              key={vpc.key}
              title={vpc.id === "" ? words.noVpc : nameAndId(vpc.name, vpc.id)}
              more={[...vpc.cidrs, words.subnets(vpc.subnets)].join(" · ")}
              open={vpcs.length === 1}
            >
              {() => <VpcList vpc={vpc} choose={choose} />}
            </Fold>
          ))}
        </>
      )}
    </Fold>
  );
}
