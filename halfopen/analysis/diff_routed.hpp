// SPDX-License-Identifier: Apache-2.0
// The comparison of accounts with routes, security groups and interfaces: by whole paths.
//
// Hosts fall into classes on each side (end_classes.hpp). Hosts of one class before and one class
// after fare alike in both snapshots, so each pair of such pairs is compared once, between two
// hosts that stand for all.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <tuple>
#include <vector>

#include "halfopen/analysis/diff_merge.hpp"
#include "halfopen/analysis/diff_protocols.hpp"
#include "halfopen/analysis/end_classes.hpp"

namespace halfopen {

class RoutedDiff {
 public:
  struct Scope {
    const PortSet& asked;  ///< client ports that some client may pick
    const std::array<IntervalSet<AddressBits>, 2>& exempt;
    const std::array<OtherProtocols, 2>& others;
  };

  /// Borrows everything. Compares places of which at least one changed; ACLs without a subnet are
  /// left out. Costs pairs of groups of places whose classes are the same, times their classes.
  RoutedDiff(CompiledSnapshot& before, CompiledSnapshot& after, std::span<const DiffPlace> places,
             const Scope& scope);

  std::vector<ChangePart> take() { return std::move(parts_); }

 private:
  using ClassId = EndClasses::ClassId;

  /// What makes hosts fare alike on both sides.
  struct HostKey {
    ClassId before = 0;
    ClassId after = 0;
    bool tracked = false;  ///< of a kind whose connections are always tracked

    friend auto operator<=>(const HostKey&, const HostKey&) = default;
  };
  struct HostPart {
    HostKey key;
    std::vector<AddressSet> of_each;  ///< by place of the group
  };
  struct Group {
    std::vector<std::size_t> places;
    std::vector<HostPart> parts;
  };
  /// One host of a part, where it stands.
  struct Some {
    std::size_t place = 0;
    AddressSet addresses;
    bool tracked = false;
  };
  using Question = std::tuple<HostKey, HostKey, std::uint8_t>;

  void make_groups();
  std::map<HostKey, AddressSet> parts_of(std::size_t place);
  AddressSet tracked_hosts(std::size_t place) const;
  void compare_groups(const Group& from, const Group& to);
  void compare(const Group& from, const HostPart& client, const Group& to, const HostPart& server,
               IpProtocol protocol, bool unnamed);
  const std::vector<LegChange>& changes_between(const HostKey& client, const Some& from,
                                                const HostKey& server, const Some& to,
                                                IpProtocol protocol);
  std::vector<LegChange> judge(const Some& from, const Some& to, IpProtocol protocol);

  CompiledSnapshot& before_;
  CompiledSnapshot& after_;
  std::span<const DiffPlace> places_;
  Scope scope_;
  std::vector<Endpoint> old_ends_;
  std::vector<Endpoint> new_ends_;
  EndClasses old_classes_;
  EndClasses new_classes_;
  std::vector<Group> groups_;
  std::map<Question, std::vector<LegChange>> known_;
  std::vector<ChangePart> parts_;
};

}  // namespace halfopen
