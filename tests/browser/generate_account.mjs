// SPDX-License-Identifier: Apache-2.0
// Writes an account as the AWS CLI prints it: VPCs, zones, tiers with an ACL each, gateways, route
// tables. usage: node generate_account.mjs SUBNETS [--hostile] [--routes] > account.json
// The same number gives the same account. `--hostile` puts markup into every name. Without
// `--routes` no route table is written, and the subnets' edges alone decide.
import { argv, stdout } from "node:process";
import { pathToFileURL } from "node:url";

const hostileNames = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'];

/** A small linear congruential generator: the same sequence everywhere. */
function dice(seed) {
  let state = seed >>> 0;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const row = (egress, number, action, cidr, from, to = from, protocol = "6") => ({
  Egress: egress,
  RuleNumber: number,
  RuleAction: action,
  Protocol: protocol,
  CidrBlock: cidr,
  ...(protocol === "-1" ? {} : { PortRange: { From: from, To: to } }),
});

const everywhere = "0.0.0.0/0";
const defaults = [false, true].map((egress) => row(egress, 32767, "deny", everywhere, 0, 0, "-1"));

/** Rules of a tier: some let every reply out, some a part, some none. */
function tierEntries(kind, network) {
  const open = (egress, number, from, to) => row(egress, number, "allow", network, from, to);
  const kinds = {
    web: [open(false, 100, 443), open(false, 110, 80), open(false, 120, 1024, 65535),
          open(true, 100, 443), open(true, 110, 1024, 65535)],
    app: [open(false, 100, 443), open(false, 110, 8080), open(true, 100, 32768, 65535),
          open(true, 110, 443), open(false, 120, 32768, 65535)],
    data: [open(false, 100, 5432), open(false, 110, 443), open(true, 100, 443)],
    batch: [row(false, 90, "deny", network, 443), row(false, 100, "allow", everywhere, 0, 0, "-1"),
            row(true, 100, "allow", everywhere, 0, 0, "-1")],
    open: [row(false, 100, "allow", everywhere, 0, 0, "-1"),
           row(true, 100, "allow", everywhere, 0, 0, "-1")],
    partner: [row(false, 100, "allow", network, 443), row(true, 100, "allow", network, 49152, 65535),
              row(true, 110, "allow", everywhere, 443)],
  };
  return kinds[kind];
}

/** An account of `count` subnets. */
export function generateAccount(count, { hostile = false, routes = false, seed = 7 } = {}) {
  const roll = dice(seed);
  const perVpc = Math.min(Math.max(4, Math.ceil(count / 12)), 96);
  const tiers = ["web", "app", "data", "batch", "open", "partner"];
  const account = { Vpcs: [], Subnets: [], NetworkAcls: [], InternetGateways: [], RouteTables: [] };
  let named = 0;
  const tags = (name) => [
    { Key: "Name", Value: hostile ? `${hostileNames[named++ % 2]} ${name}` : name },
  ];
  for (let vpc = 0, made = 0; made < count; ++vpc) {
    const vpcId = `vpc-${String(vpc + 1).padStart(4, "0")}`;
    const block = `10.${vpc}.0.0/16`;
    account.Vpcs.push({ VpcId: vpcId, CidrBlock: block, Tags: tags(`network ${vpc + 1}`) });
    const gateway = `igw-${String(vpc + 1).padStart(4, "0")}`;
    account.InternetGateways.push({
      InternetGatewayId: gateway,
      Attachments: [{ VpcId: vpcId, State: "available" }],
      Tags: tags(`internet ${vpc + 1}`),
    });
    const acls = tiers.map((tier, index) => ({
      NetworkAclId: `acl-${String(vpc * tiers.length + index + 1).padStart(4, "0")}`,
      VpcId: vpcId,
      IsDefault: index === 0,
      Entries: [...tierEntries(tier, roll(4) === 0 ? everywhere : "10.0.0.0/8"), ...defaults],
      Associations: [],
      Tags: tags(`${tier} ${vpc + 1}`),
    }));
    account.NetworkAcls.push(...acls);
    const table = `rtb-${String(vpc + 1).padStart(4, "0")}`;
    if (routes) account.RouteTables.push({
      RouteTableId: table,
      VpcId: vpcId,
      Routes: [
        { DestinationCidrBlock: block, GatewayId: "local", State: "active" },
        { DestinationCidrBlock: everywhere, GatewayId: gateway, State: "active" },
      ],
      Associations: [{ Main: true, RouteTableId: table }],
      Tags: tags(`routes ${vpc + 1}`),
    });
    for (let index = 0; index < perVpc && made < count; ++index, ++made) {
      const subnetId = `subnet-${String(made + 1).padStart(5, "0")}`;
      const tier = index % tiers.length;
      account.Subnets.push({
        SubnetId: subnetId,
        VpcId: vpcId,
        CidrBlock: `10.${vpc}.${index * 2}.0/24`,
        AvailabilityZone: `zone-${"abc"[Math.floor(index / tiers.length) % 3]}`,
        Tags: tags(`${tiers[tier]}-${vpc + 1}-${index + 1}`),
      });
      acls[tier].Associations.push({
        NetworkAclAssociationId: `assoc-${subnetId}`,
        NetworkAclId: acls[tier].NetworkAclId,
        SubnetId: subnetId,
      });
    }
  }
  return account;
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const count = Number(argv[2] ?? 1000);
  const told = { hostile: argv.includes("--hostile"), routes: argv.includes("--routes") };
  stdout.write(`${JSON.stringify(generateAccount(count, told))}\n`);
}
