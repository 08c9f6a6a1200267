// SPDX-License-Identifier: Apache-2.0
// The boxes of a map that has been laid out, and their sizes.
import type { Gateway, MapGroup, MapVpc, Subnet } from "./map_model";

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PlacedSubnet extends Box {
  subnet: Subnet;
  gateways: Gateway[];
  /** Height of the card's own part, above its gateways. */
  text: number;
}

export interface PlacedGroup extends Box {
  group: MapGroup;
  cards: PlacedSubnet[];
  zones: { zone: string; count: number; x: number; y: number }[];
}

export interface PlacedGateway extends Box {
  gateway: Gateway;
}

export interface PlacedVpc extends Box {
  vpc: MapVpc;
  groups: PlacedGroup[];
  gateways: PlacedGateway[];
  /** Ways of route tables to gateways. */
  routes: { key: string; points: { x: number; y: number }[] }[];
}

export interface Layout {
  width: number;
  height: number;
  /** Gateways between several VPCs, and their ways to them. */
  shared: PlacedGateway[];
  ways: PlacedVpc["routes"];
  vpcs: PlacedVpc[];
}

export const card = { width: 172, height: 60, gap: 10, chip: 20, line: 16 };
export const groupHead = 46;
export const vpcHead = 44;
export const gatewayBox = { width: 156, height: 46 };
