// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/acl_edit.hpp"

#include <algorithm>
#include <map>

namespace halfopen {
namespace {

NetworkAclEntry entry_of(const RuleProposal& proposal) {
  NetworkAclEntry entry;
  entry.direction = proposal.direction;
  entry.action = RuleAction::allow;
  entry.protocol = proposal.protocol.number;
  entry.cidr = proposal.cidr;
  if (proposal.ports) entry.ports = *proposal.ports;
  if (proposal.icmp) {
    entry.icmp_type = proposal.icmp->type;
    entry.icmp_code = proposal.icmp->code;
  }
  return entry;
}

}  // namespace

std::vector<AclEdit> edits_for(const Snapshot& snapshot, const RuleProposal& proposal,
                               std::optional<RuleNumber> blocking) {
  NetworkAclEntry entry = entry_of(proposal);
  if (proposal.number) {
    entry.number = *proposal.number;
    return {{proposal.acl, entry, std::nullopt}};
  }
  if (!blocking) return {};
  std::multimap<RuleNumber, const NetworkAclEntry*> rows;
  for (const NetworkAclEntry& known : snapshot.acls()[proposal.acl].entries(proposal.direction)) {
    rows.emplace(known.number, &known);
  }
  std::map<RuleNumber, const NetworkAclEntry*> by_number;
  RuleNumber free = *blocking;
  for (; rows.contains(free); ++free) {
    // A row that nobody can read, or one of two under one number, cannot be moved.
    const NetworkAclEntry* row = rows.find(free)->second;
    if (rows.count(free) > 1 || row->action == RuleAction::unknown) return {};
    by_number.emplace(free, row);
  }
  if (free > kLastUserRuleNumber) return {};
  std::vector<AclEdit> edits;
  // From the top, so that every step leaves the list with the same meaning as before.
  for (RuleNumber number = free; number > *blocking; --number) {
    NetworkAclEntry moved = *by_number.at(number - 1);
    moved.number = number;
    std::optional<NetworkAclEntry> replaced;
    if (number != free) replaced = *by_number.at(number);
    edits.push_back({proposal.acl, moved, replaced});
  }
  entry.number = *blocking;
  edits.push_back({proposal.acl, entry, *by_number.at(*blocking)});
  return edits;
}

namespace {

/// What stood under an entry's number: of its family, or of the other one if that is gone. Null if
/// the number was free.
const NetworkAclEntry* overwritten(std::span<const NetworkAclEntry> old_entries,
                                   std::span<const NetworkAclEntry> new_entries,
                                   const NetworkAclEntry& entry) {
  const NetworkAclEntry* other = nullptr;
  for (const NetworkAclEntry& known : old_entries) {
    if (known.number != entry.number) continue;
    if (known.cidr.family() == entry.cidr.family()) return &known;
    const bool stays =
        std::any_of(new_entries.begin(), new_entries.end(), [&](const NetworkAclEntry& e) {
          return e.number == known.number && e.cidr.family() == known.cidr.family();
        });
    if (!stays) other = &known;
  }
  return other;
}

}  // namespace

std::vector<AclEdit> edits_between(const Snapshot& before, const Snapshot& after,
                                   std::span<const std::uint32_t> acls) {
  std::vector<AclEdit> edits;
  for (const std::uint32_t acl : acls) {
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      const auto old_entries = before.acls()[acl].entries(direction);
      const auto new_entries = after.acls()[acl].entries(direction);
      for (auto entry = new_entries.rbegin(); entry != new_entries.rend(); ++entry) {
        const NetworkAclEntry* old_entry = overwritten(old_entries, new_entries, *entry);
        if (old_entry == nullptr) {
          edits.push_back({acl, *entry, std::nullopt});
        } else if (!same_rule(*old_entry, *entry)) {
          edits.push_back({acl, *entry, *old_entry});
        }
      }
    }
  }
  return edits;
}

Snapshot edited(const Snapshot& snapshot, std::span<const AclEdit> edits) {
  std::map<std::uint32_t, std::vector<NetworkAclEntry>> rows;
  for (const AclEdit& edit : edits) {
    const auto [place, is_new] = rows.try_emplace(edit.acl);
    if (is_new) {
      for (const Direction direction : {Direction::ingress, Direction::egress}) {
        const auto entries = snapshot.acls()[edit.acl].entries(direction);
        place->second.insert(place->second.end(), entries.begin(), entries.end());
      }
    }
    if (edit.replaced) {
      std::erase_if(place->second, [&](const NetworkAclEntry& entry) {
        return entry.number == edit.entry.number && entry.direction == edit.entry.direction &&
               entry.cidr.family() == edit.replaced->cidr.family();
      });
    }
    place->second.push_back(edit.entry);
  }
  Snapshot after = snapshot;
  Diagnostics ignored;  // the rows were settled when they were loaded
  for (auto& [acl, list] : rows) after = after.with_rows(acl, std::move(list), ignored);
  return after;
}

QuotaUse quota_use(const Snapshot& snapshot, std::uint32_t acl, Direction direction,
                   IpFamily family) {
  const auto entries = snapshot.acls()[acl].entries(direction);
  const auto rules = std::count_if(entries.begin(), entries.end(), [&](const auto& entry) {
    return entry.cidr.family() == family;
  });
  return {acl, direction, family, static_cast<std::size_t>(rules) + 1};
}

std::vector<QuotaUse> quota_of(const Snapshot& after, std::span<const AclEdit> edits) {
  std::vector<QuotaUse> uses;
  for (const AclEdit& edit : edits) {
    const QuotaUse use = quota_use(after, edit.acl, edit.entry.direction, edit.entry.cidr.family());
    const bool known = std::any_of(uses.begin(), uses.end(), [&](const QuotaUse& u) {
      return u.acl == use.acl && u.direction == use.direction && u.family == use.family;
    });
    if (!known) uses.push_back(use);
  }
  return uses;
}

}  // namespace halfopen
