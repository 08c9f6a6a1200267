// SPDX-License-Identifier: Apache-2.0
#include "cli/aws_call.hpp"

#include <algorithm>
#include <set>

namespace halfopen::cli {
namespace {

constexpr IdSource kPrefixLists{"describe-managed-prefix-lists", "PrefixLists", "PrefixListId",
                                "--prefix-list-id", "pl-"};
constexpr IdSource kTransitTables{"describe-transit-gateway-route-tables",
                                  "TransitGatewayRouteTables", "TransitGatewayRouteTableId",
                                  "--transit-gateway-route-table-id", "tgw-rtb-"};
constexpr IdSource kLoadBalancers{"describe-load-balancers", "LoadBalancers", "LoadBalancerArn",
                                  "--load-balancer-arn", "arn:"};
constexpr IdSource kTargetGroups{"describe-target-groups", "TargetGroups", "TargetGroupArn",
                                 "--target-group-arn", "arn:"};
// The answer of Lambda also holds environment variables, where people keep secrets: only what
// tells where a function's traffic leaves from is let through.
constexpr std::string_view kFunctionParts =
    "{Functions: Functions[].{FunctionName: FunctionName, FunctionArn: FunctionArn, VpcConfig: "
    "VpcConfig}}";

/// A call of EC2 whose name is its command.
constexpr AwsCall ec2(std::string_view command, std::string_view action,
                      const IdSource* each = nullptr,
                      std::array<std::string_view, 2> arguments = {}) {
  return {command, "ec2", command, action, each, arguments, false};
}

constexpr AwsCall elbv2(std::string_view command, std::string_view action,
                        const IdSource* each = nullptr) {
  return {command, "elbv2", command, action, each, {}, false};
}

constexpr std::array kCalls = {
    ec2("describe-vpcs", "ec2:DescribeVpcs"),
    ec2("describe-subnets", "ec2:DescribeSubnets"),
    ec2("describe-network-acls", "ec2:DescribeNetworkAcls"),
    ec2("describe-route-tables", "ec2:DescribeRouteTables"),
    ec2("describe-security-groups", "ec2:DescribeSecurityGroups"),
    ec2("describe-security-group-rules", "ec2:DescribeSecurityGroupRules"),
    ec2("describe-network-interfaces", "ec2:DescribeNetworkInterfaces"),
    ec2("describe-instances", "ec2:DescribeInstances"),
    ec2("describe-internet-gateways", "ec2:DescribeInternetGateways"),
    ec2("describe-egress-only-internet-gateways", "ec2:DescribeEgressOnlyInternetGateways"),
    ec2("describe-nat-gateways", "ec2:DescribeNatGateways"),
    ec2("describe-vpn-gateways", "ec2:DescribeVpnGateways"),
    ec2("describe-vpc-peering-connections", "ec2:DescribeVpcPeeringConnections"),
    ec2("describe-transit-gateways", "ec2:DescribeTransitGateways"),
    ec2("describe-transit-gateway-attachments", "ec2:DescribeTransitGatewayAttachments"),
    ec2("describe-transit-gateway-vpc-attachments", "ec2:DescribeTransitGatewayVpcAttachments"),
    ec2("describe-transit-gateway-route-tables", "ec2:DescribeTransitGatewayRouteTables"),
    ec2("search-transit-gateway-routes", "ec2:SearchTransitGatewayRoutes", &kTransitTables,
        {"--filters", "Name=state,Values=active,blackhole"}),
    ec2("get-transit-gateway-route-table-associations",
        "ec2:GetTransitGatewayRouteTableAssociations", &kTransitTables),
    ec2("get-transit-gateway-route-table-propagations",
        "ec2:GetTransitGatewayRouteTablePropagations", &kTransitTables),
    ec2("describe-vpc-endpoints", "ec2:DescribeVpcEndpoints"),
    ec2("describe-prefix-lists", "ec2:DescribePrefixLists"),
    ec2("describe-managed-prefix-lists", "ec2:DescribeManagedPrefixLists"),
    ec2("get-managed-prefix-list-entries", "ec2:GetManagedPrefixListEntries", &kPrefixLists),
    ec2("describe-vpc-block-public-access-options", "ec2:DescribeVpcBlockPublicAccessOptions"),
    ec2("describe-vpc-block-public-access-exclusions",
        "ec2:DescribeVpcBlockPublicAccessExclusions"),
    elbv2("describe-load-balancers", "elasticloadbalancing:DescribeLoadBalancers"),
    elbv2("describe-listeners", "elasticloadbalancing:DescribeListeners", &kLoadBalancers),
    elbv2("describe-load-balancer-attributes",
          "elasticloadbalancing:DescribeLoadBalancerAttributes", &kLoadBalancers),
    elbv2("describe-target-groups", "elasticloadbalancing:DescribeTargetGroups"),
    elbv2("describe-target-health", "elasticloadbalancing:DescribeTargetHealth", &kTargetGroups),
    elbv2("describe-target-group-attributes", "elasticloadbalancing:DescribeTargetGroupAttributes",
          &kTargetGroups),
    AwsCall{"elb-describe-load-balancers",
            "elb",
            "describe-load-balancers",
            "elasticloadbalancing:DescribeLoadBalancers",
            nullptr,
            {},
            false},
    AwsCall{"describe-db-instances",
            "rds",
            "describe-db-instances",
            "rds:DescribeDBInstances",
            nullptr,
            {},
            true},
    AwsCall{"list-functions",
            "lambda",
            "list-functions",
            "lambda:ListFunctions",
            nullptr,
            {"--query", kFunctionParts},
            true},
};

}  // namespace

std::span<const AwsCall> aws_calls() { return kCalls; }

Result<std::vector<const AwsCall*>> chosen_calls(const std::vector<std::string>& names) {
  std::set<std::string_view> wanted;
  for (const std::string& name : names) {
    const auto* call = std::find_if(kCalls.begin(), kCalls.end(),
                                    [&](const AwsCall& known) { return known.name == name; });
    if (call == kCalls.end()) {
      std::string all;
      for (const AwsCall& known : kCalls)
        all += (all.empty() ? "" : ", ") + std::string(known.name);
      return fail("--only: '" + name + "' is no call", "use " + all);
    }
    wanted.insert(call->name);
    if (call->each != nullptr) wanted.insert(call->each->call);
  }
  std::vector<const AwsCall*> calls;
  for (const AwsCall& call : kCalls) {
    if (names.empty() ? !call.optional : wanted.contains(call.name)) calls.push_back(&call);
  }
  return calls;
}

std::string iam_policy(const std::vector<const AwsCall*>& calls) {
  std::set<std::string_view> actions;
  for (const AwsCall* call : calls) actions.insert(call->action);
  std::string list;
  for (const std::string_view action : actions) {
    list += (list.empty() ? "        \"" : ",\n        \"") + std::string(action) + '"';
  }
  // Most of these actions cannot be narrowed to single resources, and the ids for the few that can
  // are not known before the calls are made.
  return "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n"
         "      \"Sid\": \"HalfopenCollect\",\n      \"Effect\": \"Allow\",\n      \"Action\": "
         "[\n" +
         list + "\n      ],\n      \"Resource\": \"*\"\n    }\n  ]\n}\n";
}

}  // namespace halfopen::cli
