// SPDX-License-Identifier: Apache-2.0
import type { OverviewDocument } from "../engine/documents";

/** The overview with an empty text wherever the engine leaves out what is not known. */
export function fillOverview(told: OverviewDocument): OverviewDocument {
  return {
    ...told,
    subnets: told.subnets.map((subnet) => ({ ...subnet, acl: subnet.acl ?? "", route_table: subnet.route_table ?? "" })),
    gateways: told.gateways.map((gateway) => ({ ...gateway, vpc: gateway.vpc ?? "", subnet: gateway.subnet ?? "" })),
  };
}
