// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/exposure.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "halfopen/analysis/address_classes.hpp"

namespace halfopen {
namespace {

constexpr std::uint16_t kAdminPorts[] = {22, 3389};

/// What an ACL lets in from one class of sources.
struct Inbound {
  AddressSet sources;
  PortSet services;
  PortSet reply_room;
  PortSet unknown;
  const DecisionMap* map;
};

std::vector<Inbound> inbound(const CompiledAcl& acl, IpFamily family, IpProtocol protocol) {
  const AddressFilter filter{&acl, Direction::ingress, protocol, std::nullopt};
  std::vector<Inbound> found;
  for (AddressSet& sources :
       address_classes(AddressSet::of(CidrBlock::all(family)), {&filter, 1})) {
    const DecisionMap& map = acl.decisions(Direction::ingress, sources.first(), protocol);
    Inbound one{std::move(sources), {}, {}, map.selectors(RuleAction::unknown), &map};
    for (const DecisionSegment& segment : map.segments()) {
      if (segment.action != RuleAction::allow) continue;
      const NetworkAclEntry& rule = *acl.decision(Direction::ingress, segment).entry;
      const bool replies =
          rule.protocol != NetworkAclEntry::kEveryProtocol && is_reply_range(rule.ports);
      (replies ? one.reply_room : one.services).append(segment.first, segment.last);
    }
    found.push_back(std::move(one));
  }
  return found;
}

bool holds_internet(const AddressSet& sources) {
  return internet_addresses(sources.family).bits.is_subset_of(sources.bits);
}

class Collector {
 public:
  Collector(CompiledSnapshot& model, ExposureReport& report) : model_(model), report_(report) {}

  void add(std::uint32_t index) {
    const CompiledAcl& acl = model_.acl(index);
    for (const IpFamily family : kIpFamilies) {
      for (const IpProtocol protocol : {kTcp, kUdp}) {
        const auto classes = inbound(acl, family, protocol);
        add_exposures(index, protocol, classes);
        if (protocol != kTcp) continue;
        for (const std::uint16_t port : kAdminPorts) {
          add_admin(index, port, false, acl, classes);
          add_admin(index, port, true, acl, classes);
        }
      }
    }
    add_reply_ranges(index, acl);
  }

 private:
  /// Classes that reach the same ports stand together.
  void add_exposures(std::uint32_t acl, IpProtocol protocol, const std::vector<Inbound>& classes) {
    const std::size_t first = report_.exposures.size();
    for (const Inbound& one : classes) {
      if (one.services.empty() && one.reply_room.empty() && one.unknown.empty()) continue;
      const auto same = std::find_if(report_.exposures.begin() + static_cast<std::ptrdiff_t>(first),
                                     report_.exposures.end(), [&](const Exposure& e) {
                                       return e.services == one.services &&
                                              e.reply_room == one.reply_room &&
                                              e.unknown == one.unknown;
                                     });
      if (same == report_.exposures.end()) {
        report_.exposures.push_back(
            {acl, protocol, one.sources, false, one.services, one.reply_room, one.unknown});
      } else {
        same->sources.bits = same->sources.bits | one.sources.bits;
      }
    }
    for (std::size_t i = first; i < report_.exposures.size(); ++i) {
      report_.exposures[i].whole_internet = holds_internet(report_.exposures[i].sources);
    }
  }

  /// Sources that a rule for services lets in, or those that only room for replies does.
  void add_admin(std::uint32_t index, std::uint16_t port, bool by_reply_rules,
                 const CompiledAcl& acl, const std::vector<Inbound>& classes) {
    AdminExposure found;
    found.acl = index;
    found.port = port;
    found.by_reply_rules = by_reply_rules;
    std::vector<const NetworkAclEntry*> rules;
    for (const Inbound& one : classes) {
      if (!(by_reply_rules ? one.reply_room : one.services).contains(port)) continue;
      found.sources.family = one.sources.family;
      found.sources.bits = found.sources.bits | one.sources.bits;
      const NetworkAclEntry* rule = acl.decision(Direction::ingress, one.map->at(port)).entry;
      if (std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(rule);
    }
    if (rules.empty()) return;
    std::sort(rules.begin(), rules.end());  // entries stand in the order of their numbers
    for (const NetworkAclEntry* rule : rules) found.rules.push_back(rule_label(*rule));
    found.whole_internet = holds_internet(found.sources);
    report_.admin.push_back(std::move(found));
  }

  /// The allow rules that give room for replies, with the services that each decides somewhere.
  void add_reply_ranges(std::uint32_t index, const CompiledAcl& acl) {
    const auto entries = acl.acl().entries(Direction::ingress);
    for (const NetworkAclEntry& rule : entries) {
      const bool by_port = rule.protocol == kTcp.number || rule.protocol == kUdp.number;
      if (rule.action != RuleAction::allow || !by_port || !is_reply_range(rule.ports)) continue;
      const IpProtocol protocol{static_cast<std::uint8_t>(rule.protocol)};
      PortSet decided;
      for (const Inbound& one : inbound(acl, rule.cidr.family(), protocol)) {
        PortSet mine;
        for (const DecisionSegment& segment : one.map->segments()) {
          const auto entry = acl.decision(Direction::ingress, segment).entry;
          if (entry == &rule) mine.append(segment.first, segment.last);
        }
        decided = decided | mine;
      }
      ReplyRange range{index, &rule, {}};
      for (const ServicePortRow* service : services_in(decided, protocol)) {
        ReplyPrice price{service, {}};
        for (const ClientProfile& client : default_client_profiles()) {
          if (client.range.contains(service->port)) price.losers.push_back(client);
        }
        range.services.push_back(std::move(price));
      }
      report_.replies.push_back(std::move(range));
    }
  }

  CompiledSnapshot& model_;
  ExposureReport& report_;
};

}  // namespace

bool is_reply_range(const PortRange& range) {
  constexpr std::uint32_t kNarrowest = 3976;
  return range.first >= 1024 && range.size() >= kNarrowest;
}

ExposureReport exposure(CompiledSnapshot& model, std::span<const std::uint32_t> acls) {
  ExposureReport report;
  Collector collector(model, report);
  if (!acls.empty()) {
    for (const std::uint32_t acl : acls) collector.add(acl);
    return report;
  }
  for (std::uint32_t acl = 0; acl < model.snapshot().acls().size(); ++acl) collector.add(acl);
  return report;
}

}  // namespace halfopen
