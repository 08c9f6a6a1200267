// SPDX-License-Identifier: Apache-2.0
// Security groups: the view with permissions, and the view with one object a rule.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "halfopen/ingest/aws_entry.hpp"
#include "halfopen/ingest/aws_objects.hpp"
#include "halfopen/ingest/entry_builder.hpp"
#include "halfopen/ingest/unknown_group_rules.hpp"

namespace halfopen {
namespace {

using Rules = std::vector<SecurityGroupRule>;

/// Protocol and ports of a permission, or of a rule of the other view, and its peers.
class PermissionReader {
 public:
  PermissionReader(AwsContext& aws, Direction direction, const Origin& origin)
      : aws_(aws), direction_(direction), origin_(origin) {}

  /// True if the key is one of protocol and ports.
  bool shape_member(std::string_view key) {
    if (is_key(key, "IpProtocol")) {
      protocol();
    } else if (is_key(key, "FromPort")) {
      from_ = lenient_integer(aws_.json);
    } else if (is_key(key, "ToPort")) {
      to_ = lenient_integer(aws_.json);
    } else {
      return false;
    }
    return true;
  }

  void permission_member(std::string_view key) {
    if (shape_member(key)) return;
    if (is_key(key, "IpRanges") || is_key(key, "Ipv4Ranges")) {
      // Some collectors write the IPv4 ranges twice, as texts and as objects.
      if (!std::exchange(has_v4_, has_v4_ || aws_.json.kind() == JsonKind::array)) {
        peers("CidrIp", Peer::block);
      }
    } else if (is_key(key, "Ipv6Ranges")) {
      peers("CidrIpv6", Peer::block);
    } else if (is_key(key, "PrefixListIds")) {
      peers("PrefixListId", Peer::prefix_list);
    } else if (is_key(key, "UserIdGroupPairs")) {
      peers("GroupId", Peer::group);
    } else {
      unknown_key(key);
    }
  }

  enum class Peer { block, prefix_list, group };

  /// The peer at hand as a rule of its own. False if it could not be read.
  bool peer_value(Peer kind, SecurityGroupRule& rule) {
    if (kind == Peer::block) {
      rule.cidr = aws_.block();
      return rule.cidr.has_value();
    }
    std::string& id = kind == Peer::group ? rule.group : rule.prefix_list;
    id = aws_.text();
    return !id.empty();
  }

  void unknown_key(std::string_view key) {
    aws_.error(
        DiagnosticCode::unknown_key, origin_,
        "the key '" + std::string(key) + "' of a rule is not known: what it allows is unknown",
        "if it does not change what the rule allows, remove it");
    unsure_ = true;
  }

  void add_peer(SecurityGroupRule rule, bool readable) {
    any_list_ = true;
    if (readable) {
      rules_.push_back(std::move(rule));
      return;
    }
    aws_.error(DiagnosticCode::bad_group_peer, rule.origin,
               "a rule without a readable peer: whom it allows is unknown",
               "a rule names a block, a prefix list or a security group");
    add_unknown_rules(direction_, rule.origin, rules_);
  }

  /// Adds the rules of the permission, one a peer.
  void finish(Rules& out) {
    if (!any_list_) add_peer(rule_at(origin_), false);
    const SecurityGroupRule shape = read_shape();
    for (SecurityGroupRule& rule : rules_) {
      rule.direction = direction_;
      rule.protocol = shape.protocol;
      rule.ports = shape.ports;
      rule.icmp_type = shape.icmp_type;
      rule.icmp_code = shape.icmp_code;
      if (unsure_) rule.action = RuleAction::unknown;
      out.push_back(std::move(rule));
    }
  }

  void set_direction(Direction direction) { direction_ = direction; }

  static SecurityGroupRule rule_at(const Origin& origin) {
    SecurityGroupRule rule;
    rule.origin = origin;
    return rule;
  }

 private:
  void protocol() {
    if (const auto text = aws_.json.string()) {
      protocol_ = parse_rule_protocol(*text);
    } else if (const auto value = aws_.json.integer(); value && *value >= -1 && *value <= 255) {
      protocol_ = static_cast<std::int16_t>(*value);
    }
  }

  void peers(std::string_view member, Peer kind) {
    if (!aws_.json.enter_array()) {
      aws_.wrong_type("a list");
      return add_peer(rule_at(origin_), false);
    }
    any_list_ = true;
    while (aws_.json.next_element()) {
      if (aws_.json.kind() == JsonKind::null) continue;
      SecurityGroupRule rule = rule_at(aws_.here());
      bool readable = false;
      if (aws_.json.enter_object()) {
        aws_.each_member([&](std::string_view key) {
          if (is_key(key, member)) readable = peer_value(kind, rule);
          if (is_key(key, "Description")) rule.description = aws_.text();
        });
      } else {
        readable = peer_value(kind, rule);
      }
      add_peer(std::move(rule), readable);
    }
  }

  /// Protocol, ports and message; what is missing or impossible is widened and makes the rule
  /// unsure.
  SecurityGroupRule read_shape() {
    SecurityGroupRule shape;
    if (!protocol_) {
      complain(DiagnosticCode::bad_protocol, "the protocol is missing or not known",
               "-1 (all), a number 0 to 255, or tcp, udp, icmp, icmpv6");
      return shape;
    }
    shape.protocol = *protocol_;
    if (shape.protocol == kTcp.number || shape.protocol == kUdp.number) ports(shape);
    if (shape.protocol == kIcmp.number || shape.protocol == kIcmpV6.number) icmp(shape);
    return shape;
  }

  void ports(SecurityGroupRule& shape) {
    if (from_ && to_ && *from_ >= 0 && *from_ <= *to_ && *to_ <= 65535) {
      shape.ports = {static_cast<std::uint16_t>(*from_), static_cast<std::uint16_t>(*to_)};
    } else {
      complain(DiagnosticCode::bad_port_range, "a TCP or UDP rule without a port range",
               "FromPort and ToPort are 0 to 65535, the lower one first");
    }
  }

  /// FromPort is the type and ToPort the code; -1 means all. ICMPv6 without both means all (EC2
  /// API, AuthorizeSecurityGroupIngress).
  void icmp(SecurityGroupRule& shape) {
    if (shape.protocol == kIcmpV6.number && !from_ && !to_) return;
    if (from_ && *from_ == -1) return;
    const std::int64_t code = to_.value_or(-1);
    if (from_ && *from_ >= 0 && *from_ <= 255 && code >= -1 && code <= 255) {
      shape.icmp_type = static_cast<std::int16_t>(*from_);
      shape.icmp_code = static_cast<std::int16_t>(code);
    } else {
      complain(DiagnosticCode::bad_icmp, "an ICMP rule without a type and code of -1 to 255",
               "FromPort is the type and ToPort the code; -1 means all");
    }
  }

  void complain(DiagnosticCode code, std::string what, std::string hint) {
    aws_.error(code, origin_, std::move(what) + ": what the rule allows is unknown",
               std::move(hint));
    unsure_ = true;
  }

  AwsContext& aws_;
  Direction direction_;
  Origin origin_;
  std::optional<std::int16_t> protocol_;
  std::optional<std::int64_t> from_;
  std::optional<std::int64_t> to_;
  bool has_v4_ = false;
  bool any_list_ = false;
  bool unsure_ = false;
  Rules rules_;
};

/// False if the list is not wholly there: then what it may allow is added as unknown.
void read_permissions(AwsContext& aws, Direction direction, Rules& rules) {
  const Origin origin = aws.here();
  const bool whole = aws.each_object([&](const Origin& at) {
    PermissionReader permission(aws, direction, at);
    aws.each_member([&](std::string_view key) { permission.permission_member(key); });
    permission.finish(rules);
  });
  if (!whole) add_unknown_rules(direction, origin, rules);
}

}  // namespace

void read_security_group(AwsContext& aws, const Origin& origin) {
  SecurityGroup group;
  group.origin = origin;
  const std::size_t before = aws.diagnostics.size();
  bool ingress = false;
  bool egress = false;
  aws.each_member([&](std::string_view key) {
    if (is_key(key, "GroupId")) group.id = aws.text();
    if (is_key(key, "GroupName")) group.name = aws.text();
    if (is_key(key, "VpcId")) group.vpc_id = aws.text();
    if (is_key(key, "IpPermissions")) {
      ingress = true;
      read_permissions(aws, Direction::ingress, group.rules);
    }
    if (is_key(key, "IpPermissionsEgress")) {
      egress = true;
      read_permissions(aws, Direction::egress, group.rules);
    }
  });
  aws.name_diagnostics(before, group.id);
  if (group.id.empty()) return aws.missing_id(origin, "a security group");
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    if (direction == Direction::ingress ? ingress : egress) continue;
    const std::string list =
        direction == Direction::ingress ? "IpPermissions" : "IpPermissionsEgress";
    aws.error(DiagnosticCode::wrong_type, origin,
              group.id + ": no list " + list + ": what it allows is unknown",
              "export with all keys; an empty list allows nothing");
    add_unknown_rules(direction, origin, group.rules);
  }
  aws.objects().security_groups.push_back(std::move(group));
}

void read_security_group_rule(AwsContext& aws, const Origin& origin) {
  SecurityGroup group;
  group.from_rules = true;
  group.origin = origin;
  const std::size_t before = aws.diagnostics.size();
  PermissionReader reader(aws, Direction::ingress, origin);
  SecurityGroupRule rule = PermissionReader::rule_at(origin);
  std::optional<Direction> direction;
  bool readable = false;
  const auto peer = [&](PermissionReader::Peer kind) { readable = reader.peer_value(kind, rule); };
  aws.each_member([&](std::string_view key) {
    if (reader.shape_member(key)) return;
    if (is_key(key, "GroupId")) {
      group.id = aws.text();
    } else if (is_key(key, "SecurityGroupRuleId")) {
      rule.id = aws.text();
    } else if (is_key(key, "Description")) {
      rule.description = aws.text();
    } else if (is_key(key, "IsEgress")) {
      if (const auto value = lenient_boolean(aws.json)) {
        direction = *value ? Direction::egress : Direction::ingress;
      }
    } else if (is_key(key, "CidrIpv4") || is_key(key, "CidrIpv6")) {
      peer(PermissionReader::Peer::block);
    } else if (is_key(key, "PrefixListId")) {
      peer(PermissionReader::Peer::prefix_list);
    } else if (is_key(key, "ReferencedGroupInfo")) {
      aws.object([&](std::string_view inner) {
        if (is_key(inner, "GroupId")) peer(PermissionReader::Peer::group);
      });
    } else if (!is_key(key, "GroupOwnerId") && !is_key(key, "Tags") &&
               !is_key(key, "SecurityGroupRuleArn")) {
      reader.unknown_key(key);
    }
  });
  reader.set_direction(direction.value_or(Direction::ingress));
  reader.add_peer(std::move(rule), readable);
  reader.finish(group.rules);
  if (!direction) {
    aws.error(DiagnosticCode::bad_direction, origin, "a rule without IsEgress: it is unknown",
              "export with all keys");
    Rules both = group.rules;
    for (SecurityGroupRule& other : both) other.direction = Direction::egress;
    group.rules.insert(group.rules.end(), both.begin(), both.end());
    for (SecurityGroupRule& either : group.rules) either.action = RuleAction::unknown;
  }
  aws.name_diagnostics(before, group.id);
  if (group.id.empty()) return aws.missing_id(origin, "the group of a rule");
  aws.objects().security_groups.push_back(std::move(group));
}

}  // namespace halfopen
