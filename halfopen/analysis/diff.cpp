// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/diff.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include "halfopen/analysis/address_classes.hpp"
#include "halfopen/analysis/check.hpp"
#include "halfopen/analysis/diff_causes.hpp"
#include "halfopen/analysis/diff_legs.hpp"
#include "halfopen/analysis/diff_merge.hpp"
#include "halfopen/analysis/diff_places.hpp"
#include "halfopen/analysis/diff_protocols.hpp"
#include "halfopen/analysis/diff_routed.hpp"
#include "halfopen/analysis/policy_table.hpp"
#include "halfopen/net/icmp.hpp"
#include "halfopen/vpc/crossing.hpp"
#include "halfopen/vpc/exempt_service.hpp"

namespace halfopen {
namespace {

/// What the rules for all traffic do with addresses, which decides for protocols that no rule
/// names. They alone can tell addresses apart that every other rule treats alike.
class AllTraffic {
 public:
  AllTraffic(CompiledSnapshot& model, IpProtocol protocol) : protocol_(protocol) {
    const auto acls = model.snapshot().acls();
    for (std::uint32_t i = 0; i < acls.size(); ++i) {
      for (const Direction direction : {Direction::ingress, Direction::egress}) {
        const auto entries = acls[i].entries(direction);
        if (std::any_of(entries.begin(), entries.end(), tells_apart)) {
          lists_.emplace_back(&model.acl(i), direction);
        }
      }
    }
  }

  /// One character a rule list; nothing if some list treats the addresses differently.
  std::optional<std::string> towards(const AddressSet& addresses) const {
    std::string actions;
    for (const auto& [acl, direction] : lists_) {
      std::optional<RuleAction> all;
      for (const AddressBits at : starts(*acl, direction, addresses)) {
        const DecisionMap& map =
            acl->decisions(direction, IpAddress(addresses.family, at), protocol_);
        const RuleAction one = map.at(0).action;
        if (all && *all != one) return std::nullopt;
        all = one;
      }
      actions += static_cast<char>('0' + static_cast<int>(*all));
    }
    return actions;
  }

 private:
  static bool tells_apart(const NetworkAclEntry& entry) {
    return entry.protocol == NetworkAclEntry::kEveryProtocol && entry.cidr.prefix_length() > 0;
  }

  /// The lowest address of every run inside the set.
  static std::vector<AddressBits> starts(const CompiledAcl& acl, Direction direction,
                                         const AddressSet& set) {
    const auto runs = acl.boundaries(direction, set.family);
    std::vector<AddressBits> found;
    for (const auto& interval : set.bits.intervals()) {
      found.push_back(interval.first);
      auto run = std::upper_bound(runs.begin(), runs.end(), interval.first,
                                  [](AddressBits at, const auto& r) { return at < r.first; });
      for (; run != runs.end() && run->first <= interval.last; ++run) found.push_back(run->first);
    }
    return found;
  }

  IpProtocol protocol_;
  std::vector<std::pair<const CompiledAcl*, Direction>> lists_;
};

class Comparison {
 public:
  Comparison(CompiledSnapshot& before, CompiledSnapshot& after,
             std::span<const ClientProfile> clients)
      : before_(before), after_(after), found_(diff_places(before.snapshot(), after.snapshot())) {
    for (const ClientProfile& client : clients) asked_ = asked_ | port_set(client.range);
    for (const IpFamily family : kIpFamilies) {
      exempt_[static_cast<std::size_t>(family)] =
          exempt_service_addresses(before.snapshot(), family) &
          exempt_service_addresses(after.snapshot(), family);
    }
    for (const IpFamily family : kIpFamilies) {
      others_[static_cast<std::size_t>(family)] =
          other_protocols(before.snapshot(), after.snapshot(), family);
    }
    if (found_.routed) {
      parts_ = RoutedDiff(before, after, found_.places, RoutedDiff::Scope{asked_, exempt_, others_})
                   .take();
    }
    make_groups();
    for (const auto& from : groups_) {
      for (const auto& to : groups_) compare_groups(from, to);
    }
  }

  SnapshotDiff take() {
    SnapshotDiff result;
    result.not_compared = std::move(found_.not_compared);
    CauseFinder causes(before_, after_, found_);
    for (MergedChange& merged : merged_changes(found_.places, parts_)) {
      finish_witness(merged);
      causes.find(merged);
      result.changes.push_back(std::move(merged.change));
    }
    return result;
  }

 private:
  using Group = std::vector<std::size_t>;

  const DiffPlace& place(std::size_t index) const { return found_.places[index]; }

  const OtherProtocols& others(IpFamily family) const {
    return others_[static_cast<std::size_t>(family)];
  }

  /// For each place what befalls the protocols that no rule names, on both sides; nothing if that
  /// differs within the place.
  std::vector<std::optional<std::string>> all_traffic() {
    std::vector<std::optional<std::string>> found(found_.places.size(), std::string());
    for (const IpFamily family : kIpFamilies) {
      if (!others(family).unnamed) continue;
      const AllTraffic old_lists(before_, *others(family).unnamed);
      const AllTraffic new_lists(after_, *others(family).unnamed);
      for (std::size_t i = 0; i < found.size(); ++i) {
        if (place(i).family() != family) continue;
        const auto a = old_lists.towards(place(i).addresses());
        const auto b = new_lists.towards(place(i).addresses());
        found[i] = a && b ? std::optional(*a + '/' + *b) : std::nullopt;
      }
    }
    return found;
  }

  /// Places that meet every other place alike on both sides stand together, so that the cost grows
  /// with policies rather than subnets. Only those whose addresses nothing tells apart.
  void make_groups() {
    std::vector<Endpoint> old_ends;
    std::vector<Endpoint> new_ends;
    for (const DiffPlace& p : found_.places) {
      old_ends.push_back(p.before);
      new_ends.push_back(p.after);
    }
    const PolicyTable old_table(before_, old_ends);
    const PolicyTable new_table(after_, new_ends);
    const auto rest = all_traffic();
    using Key = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t, IpFamily,
                           bool, std::string, std::size_t>;
    std::map<Key, Group> by_key;
    for (std::size_t i = 0; i < found_.places.size(); ++i) {
      if (found_.routed && !place(i).alone && !place(i).outside) continue;
      const bool plain = others(place(i).family()).named.empty() && !place(i).outside &&
                         !place(i).alone && rest[i] && old_table.is_uniform(i) &&
                         new_table.is_uniform(i);
      by_key[{old_table.filter(i), old_table.signature(i), new_table.filter(i),
              new_table.signature(i), place(i).family(), place(i).changed, rest[i].value_or(""),
              plain ? 0 : i + 1}]
          .push_back(i);
    }
    for (auto& [key, members] : by_key) groups_.push_back(std::move(members));
    std::sort(groups_.begin(), groups_.end());
  }

  void compare_groups(const Group& from, const Group& to) {
    const bool same = &from == &to;
    if (same && from.size() < 2) return;
    const std::size_t client = from[0];
    const std::size_t server = same ? to[1] : to[0];
    const DiffPlace& a = place(client);
    const DiffPlace& b = place(server);
    if (a.family() != b.family() || (a.outside && b.outside)) return;
    if (!a.changed && !b.changed) return;
    if (found_.routed && !a.alone && !b.alone) return;
    if ((a.alone && !b.outside) || (b.alone && !a.outside)) return;
    for (const IpProtocol protocol : {kTcp, kUdp, icmp_of(a.family())}) {
      compare(from, to, client, server, protocol, false);
    }
    const OtherProtocols& rest = others(a.family());
    for (const IpProtocol protocol : rest.named) compare(from, to, client, server, protocol, false);
    if (rest.unnamed) compare(from, to, client, server, *rest.unnamed, true);
  }

  /// The classes of addresses of `of` that the rules guarding `guard` tell apart on either side.
  std::vector<AddressSet> classes(const DiffPlace& of, const DiffPlace& guard,
                                  IpProtocol protocol) {
    std::vector<AddressFilter> filters;
    const auto add = [&](CompiledSnapshot& model, const Location& location) {
      const auto acl = guarding_acl(model.snapshot(), location);
      if (!acl) return;
      for (const Direction direction : {Direction::ingress, Direction::egress}) {
        filters.push_back({&model.acl(*acl), direction, protocol, std::nullopt});
      }
    };
    add(before_, guard.before.location);
    add(after_, guard.after.location);
    auto found = address_classes(of.addresses(), filters);
    // No rule changes anything about a class of nothing but services that ACLs do not filter.
    const auto& exempt = exempt_[static_cast<std::size_t>(of.family())];
    std::erase_if(found, [&](const AddressSet& set) { return set.bits.is_subset_of(exempt); });
    return found;
  }

  void compare(const Group& from, const Group& to, std::size_t client, std::size_t server,
               IpProtocol protocol, bool unnamed) {
    const DiffPlace& a = place(client);
    const DiffPlace& b = place(server);
    const auto servers = classes(b, a, protocol);
    for (const AddressSet& clients : classes(a, b, protocol)) {
      for (const AddressSet& targets : servers) {
        const IpAddress c = clients.first();
        const IpAddress s = targets.first();
        const DiffLegs old_legs =
            legs_between(before_, a.before.location, c, b.before.location, s, protocol);
        const DiffLegs new_legs =
            legs_between(after_, a.after.location, c, b.after.location, s, protocol);
        for (LegChange& change : leg_changes(old_legs, new_legs, asked_, is_icmp(protocol))) {
          ChangePart part;
          part.change = std::move(change);
          part.family = a.family();
          part.protocol = protocol;
          part.unnamed = unnamed;
          part.from = {from, clients == a.addresses(), clients};
          part.to = {to, targets == b.addresses(), targets};
          part.client_place = client;
          part.server_place = server;
          parts_.push_back(std::move(part));
        }
      }
    }
  }

  /// ICMP is told message by message, one way: its answer is another message.
  static Verdict verdict_of(const FlowAnswer& answer, const Service& service, IpFamily family,
                            bool routed) {
    const bool stopped = answer.stop && answer.stop->leg == Leg::request;
    if (!service.icmp || (routed && (stopped || service.icmp == echo_request(family)))) {
      return answer.verdict;
    }
    switch (answer.request.outcome) {
      case RuleAction::allow: return Verdict::works;
      case RuleAction::deny: return Verdict::denied;
      case RuleAction::unknown: break;
    }
    return Verdict::unknown;
  }

  static std::string denier(const Snapshot& snapshot, const FlowAnswer& answer,
                            const Service& service) {
    const PacketFate* fate = answer.request.denied_by ? &answer.request : nullptr;
    if (fate == nullptr && !service.icmp && answer.reply && answer.reply->denied_by)
      fate = &*answer.reply;
    if (fate == nullptr) return answer.stop ? answer.stop->place : "";
    const PacketCrossing& crossing = fate->crossings[*fate->denied_by];
    return std::string(filter_id(snapshot, crossing.crossing)) + '/' +
           std::string(to_string(crossing.crossing.direction)) + '/' +
           rule_label(crossing.decision);
  }

  void finish_witness(MergedChange& merged) {
    ChangeWitness& witness = merged.change.witness;
    const auto ask = [&](CompiledSnapshot& model, const Endpoint& from, const Endpoint& to) {
      return check_filtered_flow(model, from.location, witness.client, to.location, witness.server,
                                 witness.service, witness.client_port);
    };
    const DiffPlace& a = place(merged.client_place);
    const DiffPlace& b = place(merged.server_place);
    const FlowAnswer old_answer = ask(before_, a.before, b.before);
    const FlowAnswer new_answer = ask(after_, a.after, b.after);
    if (!a.before.addresses_known) witness.client_place = a.before.label;
    if (!b.before.addresses_known) witness.server_place = b.before.label;
    witness.before = verdict_of(old_answer, witness.service, merged.change.family, found_.routed);
    witness.after = verdict_of(new_answer, witness.service, merged.change.family, found_.routed);
    witness.denied_before = denier(before_.snapshot(), old_answer, witness.service);
    witness.denied_after = denier(after_.snapshot(), new_answer, witness.service);
  }

  CompiledSnapshot& before_;
  CompiledSnapshot& after_;
  DiffPlaces found_;
  PortSet asked_;
  std::array<IntervalSet<AddressBits>, 2> exempt_;  ///< by family
  std::array<OtherProtocols, 2> others_;            ///< by family
  std::vector<Group> groups_;
  std::vector<ChangePart> parts_;
};

}  // namespace

std::string_view to_string(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::gained: return "gained";
    case ChangeKind::lost: return "lost";
    case ChangeKind::half_open: return "half_open";
    case ChangeKind::healed: return "healed";
    case ChangeKind::closed: return "closed";
    case ChangeKind::unknown: break;
  }
  return "unknown";
}

SnapshotDiff diff(CompiledSnapshot& before, CompiledSnapshot& after,
                  std::span<const ClientProfile> clients) {
  const auto all = clients.empty() ? default_client_profiles()
                                   : std::vector<ClientProfile>(clients.begin(), clients.end());
  return Comparison(before, after, all).take();
}

}  // namespace halfopen
