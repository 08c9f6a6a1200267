// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/diff_places.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "halfopen/analysis/diff_world.hpp"
#include "halfopen/analysis/routed_pairs.hpp"

namespace halfopen {
namespace {

/// The hosts of a subnet in one family; all addresses where its blocks are not loaded.
Endpoint subnet_end(const Snapshot& snapshot, std::uint32_t index, IpFamily family) {
  const Subnet& subnet = snapshot.subnets()[index];
  Endpoint end{subnet.id, {Location::Kind::subnet, index}, subnet.addresses(family)};
  if (subnet.cidrs.empty()) {
    end.addresses = AddressSet::of(CidrBlock::all(family));
    end.addresses_known = false;
  }
  return end;
}

class Matcher {
 public:
  Matcher(const Snapshot& before, const Snapshot& after) : before_(before), after_(after) {
    found_.routed = has_routed_ends(before) || has_routed_ends(after);
    all_changed_ = found_.routed && !same_surroundings(before, after);
    subnets();
    acls();
    outside();
    lists_in_doubt();
  }

  DiffPlaces take() { return std::move(found_); }

 private:
  template <class Objects, class IdOf>
  static std::map<std::string, std::uint32_t> by_id(const Objects& objects, const IdOf& id_of) {
    std::map<std::string, std::uint32_t> ids;
    for (std::uint32_t i = 0; i < objects.size(); ++i) ids.emplace(id_of(objects[i]), i);
    return ids;
  }

  void only_on_one_side(const std::string& what, bool in_before) {
    found_.not_compared.push_back(
        what + (in_before ? " exists only before the change" : " exists only after the change"));
  }

  void add(Endpoint a, Endpoint b, bool alone) {
    DiffPlace place;
    place.changed = all_changed_ || !same_place(before_, a.location, after_, b.location);
    place.alone = alone;
    place.before = std::move(a);
    place.after = std::move(b);
    found_.places.push_back(std::move(place));
  }

  void subnets() {
    const auto id_of = [](const Subnet& s) { return s.id; };
    const auto old_ids = by_id(before_.subnets(), id_of);
    const auto new_ids = by_id(after_.subnets(), id_of);
    for (const auto& [id, index] : new_ids) {
      if (!old_ids.contains(id)) only_on_one_side("subnet " + id, false);
    }
    for (const auto& [id, index] : old_ids) {
      const auto twin = new_ids.find(id);
      if (twin == new_ids.end()) {
        only_on_one_side("subnet " + id, true);
        continue;
      }
      for (const IpFamily family : kIpFamilies) subnet(index, twin->second, family);
    }
  }

  void subnet(std::uint32_t old_index, std::uint32_t new_index, IpFamily family) {
    Endpoint a = subnet_end(before_, old_index, family);
    Endpoint b = subnet_end(after_, new_index, family);
    if (!(a.addresses == b.addresses) && a.addresses_known && b.addresses_known) {
      found_.not_compared.push_back("the " + std::string(to_string(family)) + " addresses of " +
                                    a.label + " changed: only those on both sides are compared");
    }
    a.addresses.bits = a.addresses.bits & b.addresses.bits;
    keep_hosts(a, b);
    b.addresses = a.addresses;
    if (!a.addresses.empty()) add(std::move(a), std::move(b), false);
  }

  /// Where network interfaces are loaded, hosts alone are compared: those of both sides.
  void keep_hosts(Endpoint& a, const Endpoint& b) {
    const IpFamily family = a.addresses.family;
    const AddressSet old_hosts = before_.topology().host_addresses(a.location.index, family);
    const AddressSet new_hosts = after_.topology().host_addresses(b.location.index, family);
    if (old_hosts.empty() && new_hosts.empty()) return;
    if (!(old_hosts == new_hosts)) {
      found_.not_compared.push_back("some " + std::string(to_string(family)) + " hosts of " +
                                    a.label + " are loaded on one side only");
    }
    const bool one_side = old_hosts.empty() || new_hosts.empty();
    const AddressSet both{
        family, one_side ? old_hosts.bits | new_hosts.bits : old_hosts.bits & new_hosts.bits};
    a.addresses.bits = a.addresses.bits & both.bits;
  }

  /// ACLs that guard no loaded subnet.
  void acls() {
    const auto idle = [](const Snapshot& snapshot) {
      std::vector<bool> used(snapshot.acls().size(), false);
      for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
        if (snapshot.binding(i).known()) used[snapshot.binding(i).acl] = true;
      }
      std::map<std::string, std::uint32_t> ids;
      for (std::uint32_t i = 0; i < used.size(); ++i) {
        if (!used[i]) ids.emplace(snapshot.acls()[i].id(), i);
      }
      return ids;
    };
    const auto old_ids = idle(before_);
    const auto new_ids = idle(after_);
    if (before_.acls().size() == 1 && after_.acls().size() == 1 && old_ids.size() == 1 &&
        new_ids.size() == 1) {
      acl(0, 0);
      return;
    }
    for (const auto& [id, index] : new_ids) {
      if (!knows_acl(before_, id) && no_subnets()) only_on_one_side("network ACL " + id, false);
    }
    for (const auto& [id, index] : old_ids) {
      const auto twin = new_ids.find(id);
      if (twin != new_ids.end()) {
        acl(index, twin->second);
      } else if (!knows_acl(after_, id) && no_subnets()) {
        only_on_one_side("network ACL " + id, true);
      }
    }
  }

  /// Where subnets are loaded, an ACL without one changes nothing.
  bool no_subnets() const { return before_.subnets().empty() && after_.subnets().empty(); }

  static bool knows_acl(const Snapshot& snapshot, const std::string& id) {
    return std::any_of(snapshot.acls().begin(), snapshot.acls().end(),
                       [&](const NetworkAcl& acl) { return acl.id() == id; });
  }

  void acl(std::uint32_t old_index, std::uint32_t new_index) {
    const auto end = [](const Snapshot& snapshot, std::uint32_t index, IpFamily family) {
      Endpoint found{snapshot.acls()[index].id(),
                     {Location::Kind::acl, index},
                     AddressSet::of(CidrBlock::all(family))};
      found.addresses_known = false;
      return found;
    };
    for (const IpFamily family : kIpFamilies) {
      add(end(before_, old_index, family), end(after_, new_index, family), true);
    }
  }

  /// What is unknown on both sides counts as unchanged. Where rows of a list are unknown and others
  /// change, that may hide what the change does.
  void lists_in_doubt() {
    const auto id_of = [](const NetworkAcl& acl) { return acl.id(); };
    const auto old_ids = by_id(before_.acls(), id_of);
    for (const NetworkAcl& acl : after_.acls()) {
      const auto twin = old_ids.find(acl.id());
      if (twin == old_ids.end()) continue;
      for (const Direction direction : {Direction::ingress, Direction::egress}) {
        const auto old_rows = before_.acls()[twin->second].entries(direction);
        const auto new_rows = acl.entries(direction);
        if (!holds_unknown(old_rows) || !holds_unknown(new_rows)) continue;
        if (std::equal(old_rows.begin(), old_rows.end(), new_rows.begin(), new_rows.end(),
                       same_rule)) {
          continue;
        }
        found_.not_compared.push_back(std::string(to_string(direction)) + " rules of " + acl.id() +
                                      " change, and others of them are unknown: what the change "
                                      "does is known only where those do not decide");
      }
    }
  }

  static bool holds_unknown(std::span<const NetworkAclEntry> rows) {
    return std::any_of(rows.begin(), rows.end(), [](const NetworkAclEntry& row) {
      return row.action == RuleAction::unknown;
    });
  }

  void outside() {
    for (const IpFamily family : kIpFamilies) {
      Endpoint rest{"outside", {}, AddressSet::of(CidrBlock::all(family))};
      for (const Snapshot* snapshot : {&before_, &after_}) {
        for (const Subnet& subnet : snapshot->subnets()) {
          rest.addresses.bits = rest.addresses.bits - subnet.addresses(family).bits;
        }
      }
      if (rest.addresses.empty()) continue;
      DiffPlace place{rest, rest};
      place.outside = true;
      place.changed = all_changed_;
      found_.places.push_back(std::move(place));
    }
  }

  const Snapshot& before_;
  const Snapshot& after_;
  bool all_changed_ = false;  ///< something that any path may meet
  DiffPlaces found_;
};

}  // namespace

DiffPlaces diff_places(const Snapshot& before, const Snapshot& after) {
  return Matcher(before, after).take();
}

}  // namespace halfopen
