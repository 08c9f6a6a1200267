// SPDX-License-Identifier: Apache-2.0
// Where everything of the map stands. A script of its own, because of the library behind it.
import dagre from "@dagrejs/dagre";
import type { RouteTableOverview } from "../engine/documents";
import {
  type Box, type Layout, type PlacedGroup, type PlacedSubnet, type PlacedVpc, card, gatewayBox,
  groupHead, vpcHead,
} from "./map_layout_sizes";
import type { AccountMapModel, Gateway, MapGroup, MapVpc } from "./map_model";

const zoneHead = 20;
const inset = 12;
const dotRow = 18;
const closedWidth = 232;
const dotsInRow = 14;

const move = <Thing extends Box>(thing: Thing, dx: number, dy: number): Thing => ({
  ...thing, x: thing.x + dx, y: thing.y + dy,
});

/** A network ACL without subnets is a head alone. */
const idleGroup = (group: MapGroup): PlacedGroup =>
  ({ group, cards: [], zones: [], x: 0, y: 0, width: closedWidth, height: groupHead });

/** An open group: one column a zone. */
function openGroup(group: MapGroup, inSubnet: Map<string, Gateway[]>): PlacedGroup {
  const cards: PlacedSubnet[] = [];
  let height = 0;
  const zones = group.zones.map(({ zone, subnets }, column) => {
    const x = inset + column * (card.width + card.gap);
    let y = groupHead + zoneHead;
    for (const subnet of subnets) {
      const gateways = inSubnet.get(subnet.id) ?? [];
      const text = card.height + (subnet.cidrs.length > 1 ? card.line : 0);
      const tall = text + gateways.length * card.chip;
      cards.push({ subnet, gateways, text, x, y, width: card.width, height: tall });
      y += tall + card.gap;
    }
    height = Math.max(height, y - card.gap + inset);
    return { zone, count: subnets.length, x, y: groupHead };
  });
  const width = 2 * inset + zones.length * (card.width + card.gap) - card.gap;
  return { group, cards, zones, x: 0, y: 0, width, height };
}

/** A closed one: a row of dots a zone. */
function closedGroup(group: MapGroup): PlacedGroup {
  let y = groupHead + 6;
  const zones = group.zones.map(({ zone, subnets }) => {
    const at = { zone, count: subnets.length, x: inset, y };
    y += dotRow * Math.max(1, Math.min(3, Math.ceil(subnets.length / dotsInRow)));
    return at;
  });
  return { group, cards: [], zones, x: 0, y: 0, width: closedWidth, height: y + 8 };
}

interface Piece {
  key: string;
  width: number;
  height: number;
}

interface Arranged {
  at: Map<string, Box>;
  points: Map<string, { x: number; y: number }[]>;
  width: number;
  height: number;
}

/** How many stand in a row, so that the whole is about as wide as a screen. */
function rowLength(pieces: Piece[], shape: number): number {
  const area = pieces.reduce((sum, { width, height }) => sum + (width + 24) * (height + 24), 0);
  const wide = pieces.reduce((sum, { width }) => sum + width + 24, 0) / Math.max(1, pieces.length);
  return Math.max(1, Math.round(Math.sqrt(area * shape) / wide));
}

/** Rows of pieces under a row of tops; `ways` are drawn, the others only hold rows together. */
function arrange(tops: Piece[], pieces: Piece[], ways: [string, string][], shape: number): Arranged {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "TB", nodesep: 22, ranksep: ways.length > 0 ? 34 : 20, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { key, width, height } of [...tops, ...pieces]) graph.setNode(key, { width, height });
  const length = rowLength(pieces, shape);
  const drawn = new Set(ways.map(([from, to]) => `${from}\n${to}`));
  const hold = (upper: string, lower: string) => {
    if (!drawn.has(`${upper}\n${lower}`)) graph.setEdge(upper, lower, { weight: 4, minlen: 1 });
  };
  pieces.forEach((piece, index) => {
    const above = index < length ? tops[Math.floor((index * tops.length) / Math.min(length, pieces.length))] : pieces[index - length];
    if (above) hold(above.key, piece.key);
  });
  for (const [from, to] of ways) graph.setEdge(from, to, { weight: 1, minlen: 1 });
  dagre.layout(graph);
  const at = new Map<string, Box>();
  // What stands in a row begins at one height.
  const rowTops = new Map<number, number>();
  for (const key of graph.nodes()) {
    const { y, height } = graph.node(key);
    rowTops.set(Math.round(y), Math.min(rowTops.get(Math.round(y)) ?? Infinity, y - height / 2));
  }
  for (const key of graph.nodes()) {
    const { x, y, width, height } = graph.node(key);
    at.set(key, { x: x - width / 2, y: rowTops.get(Math.round(y)) ?? y - height / 2, width, height });
  }
  const points = new Map(
    ways.map(([from, to]) => [`${from}\n${to}`, graph.edge(from, to)?.points ?? []] as const),
  );
  return inside(at, points);
}

/** Moved so that boxes and ways begin at 0, with the size that holds both. */
function inside(at: Arranged["at"], points: Arranged["points"]): Arranged {
  const boxes = [...at.values()];
  const bends = [...points.values()].flat();
  const left = Math.min(0, ...bends.map(({ x }) => x), ...boxes.map(({ x }) => x));
  for (const box of boxes) box.x -= left;
  for (const bend of bends) bend.x -= left;
  const width = Math.max(0, ...boxes.map((box) => box.x + box.width), ...bends.map(({ x }) => x));
  const height = Math.max(0, ...boxes.map((box) => box.y + box.height), ...bends.map(({ y }) => y));
  return { at, points, width, height };
}

/** Which groups have a route to which gateway of the VPC. */
function waysOf(vpc: MapVpc, gateways: Gateway[], tables: Map<string, string[]>): [string, string][] {
  const ids = new Set(gateways.map(({ id }) => id));
  const ways = new Map<string, [string, string]>();
  for (const group of vpc.groups) {
    for (const { subnets } of group.zones) {
      for (const subnet of subnets) {
        for (const target of tables.get(subnet.route_table) ?? []) {
          if (ids.has(target)) ways.set(`${target}\n${group.key}`, [`gateway:${target}`, group.key]);
        }
      }
    }
  }
  return [...ways.values()];
}

function placeVpc(vpc: MapVpc, tables: Map<string, string[]>): PlacedVpc {
  const base = { vpc, x: 0, y: 0, groups: [], gateways: [], routes: [] };
  if (!vpc.open) return { ...base, width: 240, height: 92 };
  const known = new Set(vpc.groups.flatMap(({ zones }) => zones.flatMap(({ subnets }) => subnets.map(({ id }) => id))));
  const inSubnet = new Map<string, Gateway[]>();
  const edge: Gateway[] = [];
  for (const gateway of vpc.gateways) {
    if (!known.has(gateway.subnet)) edge.push(gateway);
    else inSubnet.set(gateway.subnet, [...(inSubnet.get(gateway.subnet) ?? []), gateway]);
  }
  const groups = vpc.groups.map((group) => (group.count === 0 ? idleGroup(group) : group.open ? openGroup(group, inSubnet) : closedGroup(group)));
  const tops = edge.map(({ id }) => ({ key: `gateway:${id}`, ...gatewayBox }));
  const pieces = groups.map(({ group, width, height }) => ({ key: group.key, width, height }));
  const done = arrange(tops, pieces, waysOf(vpc, edge, tables), 1.5);
  const dx = inset + 4;
  const dy = vpcHead + (edge.length > 0 ? 0 : 6);
  const put = (key: string): Box => move(done.at.get(key) ?? { x: 0, y: 0, width: 0, height: 0 }, dx, dy);
  return {
    ...base,
    width: Math.max(260, done.width + 2 * dx),
    height: dy + done.height + inset + 4,
    groups: groups.map((group) => ({ ...group, ...put(group.group.key) })),
    gateways: edge.map((gateway) => ({ gateway, ...put(`gateway:${gateway.id}`) })),
    routes: [...done.points].map(([key, points]) => ({
      key, points: points.map(({ x, y }) => ({ x: x + dx, y: y + dy })),
    })),
  };
}

/** Places the whole map. Coordinates inside of a VPC start at its corner, those of cards at their
 * group's. */
export function layOut({ vpcs, shared }: AccountMapModel, routeTables: readonly RouteTableOverview[]): Layout {
  const tables = new Map(routeTables.map(({ id, targets }) => [id, targets]));
  const placed = vpcs.map((vpc) => placeVpc(vpc, tables));
  const pieces = placed.map(({ vpc, width, height }) => ({ key: vpc.key, width, height }));
  const known = new Set(vpcs.map(({ key }) => key));
  const tops = shared.map(({ id }) => ({ key: `gateway:${id}`, ...gatewayBox }));
  const ways = shared.flatMap(({ id, vpcs: ends }) =>
    (ends ?? []).filter((end) => known.has(`vpc:${end}`)).map((end): [string, string] => [`gateway:${id}`, `vpc:${end}`]));
  const done = arrange(tops, pieces, ways, 1.7);
  const put = (key: string) => done.at.get(key) ?? { x: 0, y: 0, width: 0, height: 0 };
  return {
    width: done.width,
    height: done.height,
    shared: shared.map((gateway) => ({ gateway, ...put(`gateway:${gateway.id}`) })),
    ways: [...done.points].map(([key, points]) => ({ key, points })),
    vpcs: placed.map((vpc) => ({ ...vpc, ...put(vpc.vpc.key) })),
  };
}
