// SPDX-License-Identifier: Apache-2.0
// Security groups and their rules.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "halfopen/ingest/declared_objects.hpp"
#include "halfopen/ingest/entry_builder.hpp"
#include "halfopen/ingest/unknown_group_rules.hpp"

namespace halfopen {
namespace {

using Rules = std::vector<SecurityGroupRule>;

/// One rule of a text, which names any number of peers. All spellings of both texts are looked for:
/// no two of them mean different things.
class GroupRuleReader {
 public:
  GroupRuleReader(const DeclaredFields& fields, Direction direction, std::string own_group,
                  bool standalone)
      : fields_(fields), own_group_(std::move(own_group)) {
    shape_.direction = direction;
    shape_.origin =
        standalone || fields.origin().line == 0 ? fields.resource().origin : fields.origin();
    shape_.description = fields.text("description", Severity::note).value.value_or("");
  }

  void read(Rules& rules) {
    read_protocol();
    read_peers();
    if (!any_peer_ && !unknown_peer_) {
      complain(DiagnosticCode::bad_group_peer, "a rule without a peer: whom it allows is unknown",
               "a rule names a block, a prefix list or a security group");
      unknown_peer_ = true;
    }
    if (unknown_peer_) add_unknown();
    for (SecurityGroupRule& rule : peers_) {
      if (unsure_) rule.action = RuleAction::unknown;
      rules.push_back(std::move(rule));
    }
  }

 private:
  void read_protocol() {
    Told<std::string> text = fields_.text("ip_protocol");
    if (!text && !text.unknown) text = fields_.text("protocol");
    const auto protocol = text ? parse_rule_protocol(*text) : std::nullopt;
    if (!protocol) {
      unsure_ = true;
      if (text.unknown) return;
      complain(DiagnosticCode::bad_protocol,
               "the protocol is missing or not known: what the rule "
               "allows is unknown",
               "-1 (all), a number 0 to 255, or tcp, udp, icmp, icmpv6");
      return;
    }
    shape_.protocol = *protocol;
    if (shape_.protocol == kTcp.number || shape_.protocol == kUdp.number) read_ports();
    if (shape_.protocol == kIcmp.number || shape_.protocol == kIcmpV6.number) read_icmp();
  }

  void read_ports() {
    const Told<std::int64_t> from = fields_.number("from_port");
    const Told<std::int64_t> to = fields_.number("to_port");
    if (from && to && *from >= 0 && *from <= *to && *to <= 65535) {
      shape_.ports = {static_cast<std::uint16_t>(*from), static_cast<std::uint16_t>(*to)};
      return;
    }
    unsure_ = true;
    if (from.unknown || to.unknown) return;
    complain(DiagnosticCode::bad_port_range,
             "a TCP or UDP rule without a port range: what the rule allows is unknown",
             "the ports are 0 to 65535, the lower one first");
  }

  /// The first port is the type and the last one the code; -1 means all. ICMPv6 without both means
  /// all (EC2 API, AuthorizeSecurityGroupIngress).
  void read_icmp() {
    const Told<std::int64_t> type = fields_.number("from_port");
    const Told<std::int64_t> code = fields_.number("to_port");
    if (type.unknown || code.unknown) {
      unsure_ = true;
      return;
    }
    if (shape_.protocol == kIcmpV6.number && !type && !code) return;
    if (type && *type == -1) return;
    const std::int64_t code_or_all = code.value.value_or(-1);
    if (type && *type >= 0 && *type <= 255 && code_or_all >= -1 && code_or_all <= 255) {
      shape_.icmp_type = static_cast<std::int16_t>(*type);
      shape_.icmp_code = static_cast<std::int16_t>(code_or_all);
      return;
    }
    unsure_ = true;
    complain(DiagnosticCode::bad_icmp,
             "an ICMP rule without a type and code of -1 to 255: what the rule allows is unknown",
             "from_port is the type and to_port the code; -1 means all");
  }

  void read_peers() {
    for (const std::string_view name :
         {"cidr_blocks", "ipv6_cidr_blocks", "cidr_ip", "cidr_ipv4", "cidr_ipv6"}) {
      if (!fields_.has(name)) continue;
      const ToldList<CidrBlock> blocks = fields_.blocks(name);
      for (const CidrBlock& block : blocks.values) add_peer().cidr = block;
      unknown_peer_ = unknown_peer_ || !blocks.whole;
    }
    for (const std::string_view name : {"prefix_list_ids", "prefix_list_id",
                                        "source_prefix_list_id", "destination_prefix_list_id"}) {
      for (std::string& list : ids(name)) add_peer().prefix_list = std::move(list);
    }
    for (const std::string_view name :
         {"security_groups", "source_security_group_id", "destination_security_group_id",
          "referenced_security_group_id"}) {
      for (const std::string& group : ids(name)) {
        // Groups of another account may stand as OWNER/GROUP.
        add_peer().group =
            group.substr(group.find('/') == std::string::npos ? 0 : group.find('/') + 1);
      }
    }
    const Told<bool> self = fields_.flag("self");
    unknown_peer_ = unknown_peer_ || self.unknown;
    if (self.value.value_or(false)) add_own_group();
    if (fields_.has("source_security_group_name")) unknown_peer_ = true;
  }

  std::vector<std::string> ids(std::string_view name) {
    const auto at = fields_.find(name);
    if (!at || (fields_.node(*at).kind == NodeKind::text && fields_.node(*at).text.empty())) {
      return {};
    }
    ToldList<std::string> found = fields_.ids(name);
    unknown_peer_ = unknown_peer_ || !found.whole;
    return std::move(found.values);
  }

  void add_own_group() {
    if (own_group_.empty()) {
      unknown_peer_ = true;
    } else {
      add_peer().group = own_group_;
    }
  }

  SecurityGroupRule& add_peer() {
    any_peer_ = true;
    peers_.push_back(shape_);
    return peers_.back();
  }

  void add_unknown() {
    for (const IpFamily family : kIpFamilies) {
      SecurityGroupRule& rule = add_peer();
      rule.action = RuleAction::unknown;
      rule.cidr = CidrBlock::all(family);
    }
  }

  void complain(DiagnosticCode code, std::string what, std::string hint) {
    fields_.complain(code, Severity::error, shape_.origin, std::move(what), std::move(hint));
  }

  const DeclaredFields& fields_;
  std::string own_group_;
  SecurityGroupRule shape_;
  Rules peers_;
  bool any_peer_ = false;
  bool unknown_peer_ = false;
  bool unsure_ = false;
};

/// The rules that stand inside a group. A new group of Terraform whose configuration says nothing
/// of a direction starts empty, also in egress: the provider removes the rule that AWS gives every
/// group (provider documentation, aws_security_group).
ToldList<DeclaredFields> read_inline(const DeclaredFields& fields, std::string_view name,
                                     Direction direction, SecurityGroup& group) {
  const DeclaredResource& resource = fields.resource();
  if (resource.starts_empty(name)) return {};
  ToldList<DeclaredFields> found = fields.objects(name);
  for (const DeclaredFields& rule : found.values) {
    GroupRuleReader(rule, direction, group.id, false).read(group.rules);
  }
  if (!found.whole) add_unknown_rules(direction, resource.origin, group.rules);
  return found;
}

}  // namespace

void build_security_group(const DeclaredFields& fields, DeclaredSink& sink) {
  const DeclaredResource& resource = fields.resource();
  SecurityGroup group;
  group.id = resource.id;
  group.name = fields.text(sink.is_terraform() ? "name" : "group_name", Severity::note)
                   .value.value_or(fields.name());
  group.vpc_id = fields.id("vpc_id", Severity::note);
  group.members_known = false;
  group.origin = resource.origin;
  if (sink.is_terraform()) {
    read_inline(fields, "ingress", Direction::ingress, group);
    read_inline(fields, "egress", Direction::egress, group);
  } else {
    read_inline(fields, "security_group_ingress", Direction::ingress, group);
    const auto egress = read_inline(fields, "security_group_egress", Direction::egress, group);
    if (egress.values.empty() && egress.whole) {
      sink.draft.additions.default_egress.push_back({group.id, resource.origin});
    }
  }
  sink.draft.objects.security_groups.push_back(std::move(group));
}

/// Terraform removes all rules of the default group that it adopts, and adds those that are
/// configured.
void build_default_security_group(const DeclaredFields& fields, DeclaredSink& sink) {
  const DeclaredResource& resource = fields.resource();
  SecurityGroup group;
  group.id = fields.one_name(resource.id);
  group.name = "default";
  group.vpc_id = fields.id("vpc_id", Severity::note);
  group.members_known = false;
  group.origin = resource.origin;
  read_inline(fields, "ingress", Direction::ingress, group);
  read_inline(fields, "egress", Direction::egress, group);
  sink.draft.objects.security_groups.push_back(std::move(group));
}

namespace {

void add_rules(const DeclaredFields& fields, const std::string& group, Direction direction,
               DeclaredSink& sink) {
  Rules rules;
  GroupRuleReader(fields, direction, group, true).read(rules);
  for (SecurityGroupRule& rule : rules) {
    sink.draft.additions.group_rules.push_back({group, std::move(rule)});
  }
}

}  // namespace

/// aws_security_group_rule says its direction in `type`.
void build_typed_group_rule(const DeclaredFields& fields, DeclaredSink& sink) {
  const std::string group = fields.id("security_group_id");
  const Told<std::string> type = fields.text("type");
  const bool known = type && (*type == "ingress" || *type == "egress");
  if (known) {
    const Direction direction = *type == "egress" ? Direction::egress : Direction::ingress;
    return add_rules(fields, group, direction, sink);
  }
  const std::size_t before = sink.draft.additions.group_rules.size();
  add_rules(fields, group, Direction::ingress, sink);
  add_rules(fields, group, Direction::egress, sink);
  auto& rules = sink.draft.additions.group_rules;
  for (std::size_t i = before; i < rules.size(); ++i) rules[i].rule.action = RuleAction::unknown;
  if (type) {
    fields.complain(DiagnosticCode::bad_direction, Severity::error, fields.resource().origin,
                    "the type '" + *type + "' of a rule is unknown", "use ingress or egress");
  }
}

void build_group_ingress(const DeclaredFields& fields, DeclaredSink& sink) {
  const std::string_view name = sink.is_terraform() ? "security_group_id" : "group_id";
  add_rules(fields, fields.id(name), Direction::ingress, sink);
}

void build_group_egress(const DeclaredFields& fields, DeclaredSink& sink) {
  const std::string_view name = sink.is_terraform() ? "security_group_id" : "group_id";
  add_rules(fields, fields.id(name), Direction::egress, sink);
}

}  // namespace halfopen
