// SPDX-License-Identifier: Apache-2.0
// The boxes of the map.
import type { ComponentChildren } from "preact";
import { ruleCount } from "../state/rule_count";
import { accountWords as words, nameAndId } from "../text/account_words";
import {
  type PlacedGateway, type PlacedGroup, type PlacedSubnet, type PlacedVpc, card, groupHead,
} from "./map_layout_sizes";

export interface MapActions {
  thing: string;
  choose(id: string): void;
  turn(key: string): void;
}

/** The text as far as `room` pixels go at `size`, by the usual width of letters. */
export function clip(text: string, room: number, size: number): string {
  const letters = Math.max(1, Math.floor(room / (size * 0.56)));
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
}

/** As many of the parts as there is room for, none of them cut unless it is the first. */
export function fitted(parts: string[], room: number, size: number): string {
  const [first = "", ...others] = parts.filter((part) => part !== "");
  const fits = (text: string) => text.length <= Math.floor(room / (size * 0.56));
  return others.reduce((text, part) => (fits(`${text} · ${part}`) ? `${text} · ${part}` : text), clip(first, room, size));
}

interface PressProps {
  label: string;
  act(): void;
  class: string;
  chosen?: boolean;
  expanded?: boolean;
  id?: string;
  children: ComponentChildren;
}

/** Something of the map that can be chosen, by mouse and keyboard. */
export function Press({ label, act, class: name, chosen, expanded, id, children }: PressProps) {
  return (
    <g
      class={chosen ? `${name} map-chosen` : name}
      role="button"
      tabindex={0}
      aria-label={label}
      aria-pressed={expanded === undefined ? chosen === true : undefined}
      aria-expanded={expanded}
      data-thing={id}
      onClick={act}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        act();
      }}
    >
      <title>{label}</title>
      {children}
    </g>
  );
}

export function SubnetCard({ placed, actions }: { placed: PlacedSubnet; actions: MapActions }) {
  const { subnet, gateways, text, x, y, width, height } = placed;
  const inner = width - 20;
  return (
    <g transform={`translate(${x} ${y})`}>
      <Press
        class="map-subnet"
        id={subnet.id}
        label={[nameAndId(subnet.name, subnet.id), subnet.cidrs.join(", "), subnet.route_table].join(", ")}
        chosen={actions.thing === subnet.id}
        act={() => actions.choose(subnet.id)}
      >
        <rect width={width} height={height} rx="4" />
        <text x="10" y="36" class="map-name map-far">{clip(subnet.name || subnet.id, inner, 22)}</text>
        <text x="10" y="18" class="map-name map-near">{clip(subnet.name || subnet.id, inner, 14)}</text>
        <text x="10" y="35" class="map-cidr map-near">{clip(subnet.cidrs[0] ?? "", inner, 12.4)}</text>
        {subnet.cidrs.length > 1 && (
          <text x="10" y="51" class="map-cidr map-near">{clip(subnet.cidrs.slice(1).join(" "), inner, 12.4)}</text>
        )}
        <text x="10" y={text - 9} class="map-quiet map-near">{clip(subnet.route_table, inner, 10.5)}</text>
      </Press>
      {gateways.map((gateway, index) => (
        <g key={gateway.id} transform={`translate(8 ${text - 2 + index * card.chip})`}>
          <Press
            class="map-chip"
            id={gateway.id}
            label={`${words.gatewayKinds[gateway.kind] ?? gateway.kind} ${nameAndId(gateway.name, gateway.id)}`}
            chosen={actions.thing === gateway.id}
            act={() => actions.choose(gateway.id)}
          >
            <rect width={width - 16} height={card.chip - 4} rx="8" />
            <text x="8" y="12">{clip(`${gateway.kind} ${gateway.name || gateway.id}`, width - 30, 10.5)}</text>
          </Press>
        </g>
      ))}
    </g>
  );
}

function Dots({ placed }: { placed: PlacedGroup }) {
  return (
    <>
      {placed.zones.map(({ zone, count, x, y }) => (
        <g key={zone} transform={`translate(${x} ${y})`}>
          <text x="0" y="12" class="map-quiet">{clip(zone || "–", 62, 10.5)}</text>
          {Array.from({ length: Math.min(42, count) }, (_, dot) => (
            <rect key={dot} class="map-dot" x={66 + (dot % 14) * 9.5} y={4 + Math.floor(dot / 14) * 18} width="7" height="10" rx="1.5" />
          ))}
          {count > 42 && <text x={placed.width - 34} y="12" class="map-quiet">+{count - 42}</text>}
        </g>
      ))}
    </>
  );
}

export function GroupBox({ placed, actions }: { placed: PlacedGroup; actions: MapActions }) {
  const { group, x, y, width, height } = placed;
  const { acl } = group;
  const title = acl ? acl.name || acl.id : group.aclId || words.noAcl;
  const known = acl ? words.rulesOf(ruleCount(acl.inbound), ruleCount(acl.outbound)) : "";
  return (
    <g class="map-group" transform={`translate(${x} ${y})`}>
      <rect class="map-group-box" width={width} height={height} rx="6" />
      <Press
        class={acl ? "map-acl" : "map-acl map-acl-missing"}
        id={group.aclId || group.key}
        label={[`${words.acl} ${acl ? nameAndId(acl.name, acl.id) : title}`, known, acl?.is_default ? words.isDefault : "", words.subnets(group.count)].filter((word) => word !== "").join(", ")}
        chosen={group.aclId !== "" && actions.thing === group.aclId}
        act={() => actions.choose(group.aclId)}
      >
        <path d={`M0 ${groupHead - 6}V6Q0 0 6 0H${width - 6}Q${width} 0 ${width} 6V${groupHead - 6}Z`} />
        <text x="12" y="17" class="map-name map-near">{clip(title, width - 54, 14)}</text>
        <text x="12" y="27" class="map-name map-far">{clip(title, width - 54, 22)}</text>
        <text x="12" y="33" class="map-quiet map-near">
          {fitted([known, group.count === 0 ? words.noSubnet : group.open ? "" : words.subnets(group.count), acl?.is_default ? words.isDefault : ""], width - 54, 10.5)}
        </text>
      </Press>
      {group.count > 0 && <g transform={`translate(${width - 34} 8)`}>
        <Press
          class="map-turn"
          label={group.open ? words.shut(title) : words.open(title)}
          expanded={group.open}
          act={() => actions.turn(group.key)}
        >
          <rect width="24" height="24" rx="4" />
          <path d={group.open ? "M7 12H17" : "M7 12H17M12 7V17"} />
        </Press>
      </g>}
      {group.open ? (
        <>
          {placed.zones.map(({ zone, x: at, y: top }) => (
            <text key={zone} x={at} y={top + 11} class="map-quiet">{clip(zone, 160, 10.5)}</text>
          ))}
          {placed.cards.map((one) => <SubnetCard key={one.subnet.id} placed={one} actions={actions} />)}
        </>
      ) : (
        <Dots placed={placed} />
      )}
    </g>
  );
}

export function GatewayBox({ placed, actions }: { placed: PlacedGateway; actions: MapActions }) {
  const { gateway, x, y, width, height } = placed;
  const kind = words.gatewayKinds[gateway.kind] ?? gateway.kind;
  return (
    <g transform={`translate(${x} ${y})`}>
      <Press
        class="map-gateway"
        id={gateway.id}
        label={`${kind} ${nameAndId(gateway.name, gateway.id)}`}
        chosen={actions.thing === gateway.id}
        act={() => actions.choose(gateway.id)}
      >
        <rect width={width} height={height} rx={height / 2} />
        <text x={width / 2} y="19" class="map-name">{clip(gateway.name || gateway.id, width - 30, 14)}</text>
        <text x={width / 2} y="35" class="map-quiet">{kind}</text>
      </Press>
    </g>
  );
}

const pathOf = (points: { x: number; y: number }[]) =>
  points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join("");

/** Ways between gateways and what they lead to. */
export function Ways({ ways }: { ways: PlacedVpc["routes"] }) {
  return <>{ways.map(({ key, points }) => <path key={key} class="map-route" d={pathOf(points)} />)}</>;
}

export function VpcBox({ placed, actions }: { placed: PlacedVpc; actions: MapActions }) {
  const { vpc, x, y, width, height } = placed;
  const title = vpc.id === "" ? words.noVpc : vpc.name || vpc.id;
  const inside = vpc.subnets === 0 && vpc.groups.length > 0 ? words.acls(vpc.groups.length) : words.subnets(vpc.subnets);
  const facts = [vpc.cidrs.join(", "), inside].filter((word) => word !== "").join(" · ");
  return (
    <g class="map-vpc" transform={`translate(${x} ${y})`} data-vpc={vpc.id}>
      <rect class="map-vpc-box" width={width} height={height} rx="10" />
      <text x="16" y="20" class="map-title map-near">{clip(title, width - 66, 15.5)}</text>
      <text x="16" y="30" class="map-title map-far">{clip(title, width - 66, 28)}</text>
      <text x="16" y="36" class="map-quiet map-near">{clip(facts, width - 66, 10.5)}</text>
      <g transform={`translate(${width - 36} 8)`}>
        <Press
          class="map-turn"
          label={vpc.open ? words.shut(title) : words.open(title)}
          expanded={vpc.open}
          act={() => actions.turn(vpc.key)}
        >
          <rect width="24" height="24" rx="4" />
          <path d={vpc.open ? "M7 12H17" : "M7 12H17M12 7V17"} />
        </Press>
      </g>
      {!vpc.open && (
        <text x="16" y="66" class="map-name">
          {[words.acls(vpc.groups.length), words.gateways(vpc.gateways.length)].join(" · ")}
        </text>
      )}
      <Ways ways={placed.routes} />
      {placed.gateways.map((one) => <GatewayBox key={one.gateway.id} placed={one} actions={actions} />)}
      {placed.groups.map((one) => <GroupBox key={one.group.key} placed={one} actions={actions} />)}
    </g>
  );
}
