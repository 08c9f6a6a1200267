// SPDX-License-Identifier: Apache-2.0
import type { OverviewDocument } from "../engine/documents";
import type { HeatmapDocument } from "../engine/heatmap_document";

/** The overview with an empty text wherever the engine leaves out what is not known. */
export function fillOverview(told: OverviewDocument): OverviewDocument {
  return {
    ...told,
    subnets: told.subnets.map((subnet) => ({ ...subnet, acl: subnet.acl ?? "", route_table: subnet.route_table ?? "" })),
    gateways: told.gateways.map((gateway) => ({ ...gateway, vpc: gateway.vpc ?? "", subnet: gateway.subnet ?? "" })),
  };
}

/** The heat map; outside ends have neither name nor VPC. */
export function fillHeatmap(told: HeatmapDocument): HeatmapDocument {
  return { ...told, ends: told.ends.map(({ id, name, vpc }) => ({ id, name: name ?? "", vpc: vpc ?? "" })) };
}
