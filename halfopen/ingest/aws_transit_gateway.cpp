// SPDX-License-Identifier: Apache-2.0
// Transit gateways, their attachments, and their route tables with every list that speaks of one.
#include <string>
#include <string_view>
#include <utility>

#include "halfopen/ingest/aws_entry.hpp"
#include "halfopen/ingest/aws_objects.hpp"

namespace halfopen {
namespace {

using AttachmentKind = TransitGatewayAttachment::Kind;

/// A change in progress does not stop the traffic.
bool is_available(const std::string& state) {
  return state.empty() || state == "available" || state == "modifying";
}

AttachmentKind attachment_kind(const std::string& word) {
  if (word == "vpc") return AttachmentKind::vpc;
  if (word == "vpn") return AttachmentKind::vpn;
  if (word == "direct-connect-gateway") return AttachmentKind::direct_connect;
  if (word == "connect") return AttachmentKind::connect;
  if (word == "peering" || word == "tgw-peering") return AttachmentKind::peering;
  return AttachmentKind::other;
}

/// {"TransitGatewayRouteTableId": …, "State": "associated"}: the table, if it is in force.
std::string read_association(AwsContext& aws) {
  std::string table;
  std::string state;
  aws.object([&](std::string_view key) {
    if (is_key(key, "TransitGatewayRouteTableId")) table = aws.text();
    if (is_key(key, "State")) state = aws.word("Value");
  });
  const bool in_force = state.empty() || state == "associated" || state == "associating";
  return in_force ? table : std::string();
}

/// The attachments of the list at hand that are in `state`, or that name none.
void read_attachment_ids(AwsContext& aws, std::string_view wanted, std::vector<std::string>& out) {
  aws.each_object([&](const Origin& origin) {
    std::string id;
    std::string state;
    aws.each_member([&](std::string_view key) {
      if (is_key(key, "TransitGatewayAttachmentId")) id = aws.text();
      if (is_key(key, "State")) state = aws.word("Value");
    });
    if (!state.empty() && state != wanted) return;
    if (id.empty()) return aws.missing_id(origin, "an attachment");
    out.push_back(std::move(id));
  });
}

/// One route, or a reference to a prefix list.
class TransitRouteReader {
 public:
  TransitRouteReader(AwsContext& aws, const Origin& origin) : aws_(aws) { route_.origin = origin; }

  void read(std::vector<TransitGatewayRoute>& routes) {
    aws_.each_member([&](std::string_view key) { member(key); });
    if (state_ == "deleted" || state_ == "deleting" || state_ == "pending") return;
    route_.blackhole = route_.blackhole || state_ == "blackhole";
    const bool has_destination = route_.destination || !route_.prefix_list.empty();
    if (!has_destination || bad_destination_) {
      complain("a route without a readable destination: where packets go is unknown");
      route_.destination.reset();
      route_.prefix_list.clear();
      route_.attachment_ids.clear();
    } else if (!route_.blackhole && route_.attachment_ids.empty()) {
      complain("a route without an attachment: where its packets go is unknown");
    }
    routes.push_back(std::move(route_));
  }

 private:
  void member(std::string_view key) {
    if (is_key(key, "DestinationCidrBlock")) {
      const bool empty = aws_.json.string() == "";
      route_.destination = aws_.block();
      bad_destination_ = !route_.destination && !empty;
    } else if (is_key(key, "PrefixListId")) {
      route_.prefix_list = aws_.text();
    } else if (is_key(key, "Type")) {
      route_.propagated = aws_.word("Value") == "propagated";
    } else if (is_key(key, "State")) {
      state_ = aws_.word("Value");
    } else if (is_key(key, "Blackhole")) {
      route_.blackhole = aws_.flag(false);
    } else if (is_key(key, "TransitGatewayAttachments")) {
      aws_.texts(route_.attachment_ids, "TransitGatewayAttachmentId");
    } else if (is_key(key, "TransitGatewayAttachment")) {
      const std::string id = aws_.text_of("TransitGatewayAttachmentId");
      if (!id.empty()) route_.attachment_ids.push_back(id);
    }
  }

  void complain(std::string what) {
    aws_.error(DiagnosticCode::bad_route, route_.origin, std::move(what),
               "export the route with all keys");
  }

  AwsContext& aws_;
  TransitGatewayRoute route_;
  std::string state_;
  bool bad_destination_ = false;
};

bool read_routes(AwsContext& aws, TransitGatewayRouteTable& table) {
  return aws.each_object(
      [&](const Origin& origin) { TransitRouteReader(aws, origin).read(table.routes); });
}

}  // namespace

void read_transit_gateway(AwsContext& aws, const Origin& origin) {
  TransitGateway gateway;
  gateway.origin = origin;
  const std::size_t before = aws.diagnostics.size();
  std::string state;
  aws.each_member([&](std::string_view key) {
    if (is_key(key, "TransitGatewayId")) gateway.id = aws.text();
    if (is_key(key, "Tags")) gateway.name = aws.name_tag();
    if (is_key(key, "State")) state = aws.word("Value");
    if (is_key(key, "Options")) {
      gateway.group_references = aws.word("SecurityGroupReferencingSupport") == "enable";
    }
  });
  gateway.available = is_available(state);
  aws.name_diagnostics(before, gateway.id);
  if (gateway.id.empty()) return aws.missing_id(origin, "a transit gateway");
  if (state == "deleted") return;
  aws.objects().transit_gateways.push_back(std::move(gateway));
}

void read_transit_gateway_attachment(AwsContext& aws, const Origin& origin) {
  TransitGatewayAttachment attachment;
  attachment.origin = origin;
  const std::size_t before = aws.diagnostics.size();
  std::string state;
  aws.each_member([&](std::string_view key) {
    if (is_key(key, "TransitGatewayAttachmentId")) attachment.id = aws.text();
    if (is_key(key, "TransitGatewayId")) attachment.gateway_id = aws.text();
    if (is_key(key, "ResourceType")) attachment.kind = attachment_kind(aws.word("Value"));
    if (is_key(key, "ResourceId")) attachment.resource_id = aws.text();
    if (is_key(key, "State")) state = aws.word("Code");
    if (is_key(key, "Association")) attachment.route_table_id = read_association(aws);
    if (is_key(key, "VpcId")) {
      attachment.kind = AttachmentKind::vpc;
      attachment.resource_id = aws.text();
    }
    if (is_key(key, "SubnetIds")) attachment.is_vpc_view = aws.texts(attachment.subnet_ids);
    if (is_key(key, "Options")) {
      aws.object([&](std::string_view option) {
        if (is_key(option, "ApplianceModeSupport")) {
          attachment.appliance_mode = aws.word("Value") == "enable";
        } else if (is_key(option, "SecurityGroupReferencingSupport")) {
          attachment.group_references = aws.word("Value") != "disable";
        }
      });
    }
  });
  attachment.available = is_available(state);
  aws.name_diagnostics(before, attachment.id);
  if (attachment.id.empty()) return aws.missing_id(origin, "a transit gateway attachment");
  if (state == "deleted") return;
  aws.objects().attachments.push_back(std::move(attachment));
}

void read_transit_gateway_route_table(AwsContext& aws, const Origin& origin) {
  TransitGatewayRouteTable table;
  table.origin = origin;
  const std::size_t before = aws.diagnostics.size();
  std::string state;
  bool more = false;
  aws.each_member([&](std::string_view key) {
    if (is_key(key, "TransitGatewayRouteTableId")) table.id = aws.text();
    if (is_key(key, "TransitGatewayId")) table.gateway_id = aws.text();
    if (is_key(key, "State")) state = aws.word("Value");
    if (is_key(key, "AdditionalRoutesAvailable")) more = aws.flag(false);
    if (is_key(key, "Routes")) table.routes_known = read_routes(aws, table);
    if (is_key(key, "TransitGatewayPrefixListReferences")) read_routes(aws, table);
    if (is_key(key, "Associations")) read_attachment_ids(aws, "associated", table.associated);
    if (is_key(key, "TransitGatewayRouteTablePropagations")) {
      read_attachment_ids(aws, "enabled", table.propagating);
    }
  });
  aws.name_diagnostics(before, table.id);
  if (table.id.empty()) return aws.missing_id(origin, "a transit gateway route table");
  if (more) {
    table.routes_known = false;
    aws.error(DiagnosticCode::more_pages, origin,
              table.id +
                  ": there are more routes than the export shows: where packets go is "
                  "unknown",
              "search with narrower filters, and give all answers");
  }
  if (state == "deleted") return;
  aws.objects().transit_route_tables.push_back(std::move(table));
}

}  // namespace halfopen
