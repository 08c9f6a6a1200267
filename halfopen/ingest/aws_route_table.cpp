// SPDX-License-Identifier: Apache-2.0
// Route tables of VPCs.
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "halfopen/ingest/aws_entry.hpp"
#include "halfopen/ingest/aws_objects.hpp"

namespace halfopen {
namespace {

struct TargetKey {
  std::string_view key;
  RouteTarget target;
};

/// Keys that name a target of one kind. GatewayId names several; see target_of_id.
constexpr std::array<TargetKey, 10> kTargetKeys = {{
    {"NatGatewayId", RouteTarget::nat_gateway},
    {"TransitGatewayId", RouteTarget::transit_gateway},
    {"VpcPeeringConnectionId", RouteTarget::vpc_peering},
    {"NetworkInterfaceId", RouteTarget::network_interface},
    {"InstanceId", RouteTarget::network_interface},
    {"EgressOnlyInternetGatewayId", RouteTarget::egress_only_internet_gateway},
    {"LocalGatewayId", RouteTarget::local_gateway},
    {"CarrierGatewayId", RouteTarget::carrier_gateway},
    {"CoreNetworkArn", RouteTarget::core_network},
    {"VpcEndpointId", RouteTarget::vpc_endpoint},
}};

class RouteReader {
 public:
  RouteReader(AwsContext& aws, const Origin& origin) : aws_(aws) { route_.origin = origin; }

  Route read() {
    aws_.each_member([&](std::string_view key) { member(key); });
    const bool has_destination = route_.destination || !route_.prefix_list.empty();
    if (!has_destination || bad_destination_) {
      complain("a route without a readable destination: where packets go is unknown",
               "a route has one destination, a block or a prefix list");
      route_.destination.reset();
      route_.prefix_list.clear();
      route_.target = RouteTarget::other;
    }
    if (route_.target_id.empty() && !other_.empty()) route_.target_id = std::move(other_);
    if (route_.target_id.empty()) {
      complain("a route without a target: where its packets go is unknown",
               "export the route with all keys");
    }
    return std::move(route_);
  }

 private:
  void member(std::string_view key) {
    if (is_key(key, "DestinationCidrBlock") || is_key(key, "DestinationIpv6CidrBlock")) {
      destination();
    } else if (is_key(key, "DestinationPrefixListId")) {
      route_.prefix_list = aws_.text();
    } else if (is_key(key, "State")) {
      state();
    } else if (is_key(key, "Origin")) {
      // What a VPN gateway or a route server spreads; a static route to the same block wins.
      const std::string word = aws_.word("Value");
      route_.propagated = word == "enablevgwroutepropagation" || word == "advertisement";
    } else if (!target(key)) {
      // Whatever it is: if nothing else is named, it is the target.
      if (aws_.json.kind() == JsonKind::string && key != "IpAddress" &&
          !is_key(key, "InstanceOwnerId")) {
        other_ = aws_.text();
      }
    }
  }

  void destination() {
    const bool empty = aws_.json.string() == "";
    route_.destination = aws_.block();
    bad_destination_ = bad_destination_ || (!route_.destination && !empty);
  }

  void state() {
    const std::string word = aws_.word("Value");
    route_.blackhole = word == "blackhole";
    if (word.empty() || word == "active" || word == "blackhole") return;
    aws_.error(DiagnosticCode::unknown_word, route_.origin,
               "a route in the state '" + word + "': where its packets go is unknown",
               "known states are active and blackhole");
    doubtful_ = true;
    route_.target = RouteTarget::other;
  }

  bool target(std::string_view key) {
    if (is_key(key, "GatewayId")) {
      const std::string id = aws_.text();
      set_target(target_of_id(id), id);
      return true;
    }
    for (const TargetKey& known : kTargetKeys) {
      if (!is_key(key, known.key)) continue;
      const bool instance = known.key == "InstanceId";
      // A route to an instance names its interface, too; that one tells where packets arrive.
      if (instance && !route_.target_id.empty()) return true;
      set_target(known.target, aws_.text());
      return true;
    }
    return false;
  }

  void set_target(RouteTarget target, const std::string& id) {
    if (id.empty()) return;
    route_.target_id = id;
    if (!doubtful_) route_.target = target;
  }

  void complain(std::string what, std::string hint) {
    aws_.error(DiagnosticCode::bad_route, route_.origin, std::move(what), std::move(hint));
  }

  AwsContext& aws_;
  Route route_;
  std::string other_;
  bool bad_destination_ = false;
  bool doubtful_ = false;
};

Route unknown_route(const Origin& origin) {
  Route route;
  route.origin = origin;
  return route;
}

/// True unless the association is over, or not there yet.
bool is_association_in_force(const std::string& state) {
  return state.empty() || state == "associated" || state == "associating";
}

bool read_associations(AwsContext& aws, RouteTable& table) {
  bool whole = true;
  const bool list = aws.each_object([&](const Origin&) {
    std::string subnet;
    std::string gateway;
    std::string state;
    bool main = false;
    aws.each_member([&](std::string_view key) {
      if (is_key(key, "SubnetId")) subnet = aws.text();
      if (is_key(key, "GatewayId")) gateway = aws.text();
      if (is_key(key, "Main")) main = aws.flag(false);
      if (is_key(key, "AssociationState")) state = aws.word("State");
    });
    if (!is_association_in_force(state)) return;
    whole = whole && (main || !subnet.empty() || !gateway.empty());
    table.main = table.main || main;
    if (!subnet.empty()) table.subnet_ids.push_back(std::move(subnet));
    if (!gateway.empty()) table.gateway_ids.push_back(std::move(gateway));
  });
  return list && whole;
}

}  // namespace

void read_route_table(AwsContext& aws, const Origin& origin) {
  RouteTable table;
  table.origin = origin;
  table.associations_known = false;
  const std::size_t before = aws.diagnostics.size();
  bool has_routes = false;
  aws.each_member([&](std::string_view key) {
    if (is_key(key, "RouteTableId")) table.id = aws.text();
    if (is_key(key, "VpcId")) table.vpc_id = aws.text();
    if (is_key(key, "Tags")) table.name = aws.name_tag();
    if (is_key(key, "Associations")) table.associations_known = read_associations(aws, table);
    if (is_key(key, "Routes")) {
      has_routes = aws.each_object(
          [&](const Origin& at) { table.routes.push_back(RouteReader(aws, at).read()); });
    }
  });
  if (!has_routes) {
    aws.error(DiagnosticCode::wrong_type, origin, "no whole list of routes: routes may be missing",
              "export with Routes");
    table.routes.push_back(unknown_route(origin));
  }
  if (!table.associations_known) {
    aws.error(DiagnosticCode::wrong_type, origin,
              "no whole list of associations: whose route table it is is not known for sure",
              "export with Associations");
  }
  aws.name_diagnostics(before, table.id);
  if (table.id.empty()) return aws.missing_id(origin, "a route table");
  aws.objects().route_tables.push_back(std::move(table));
}

}  // namespace halfopen
