// SPDX-License-Identifier: Apache-2.0
// Is a state between OLD and NEW safe?
//
// With I and E the packets that the lists of a direction let in and out, W = I x E the connections
// with a remote address, and o, n, S for OLD, NEW and the state, S is safe if
//   keeps:  what works in both works in S:      Wo & Wn is a subset of WS;
//   closed: what works in neither does not in S: WS is a subset of Wo | Wn;
//   quota:  no list has more entries than allowed.
// For a pair (i, e) write each half as two bits: let through by OLD, by NEW. The pair works before
// or after exactly if the two have a bit in common, and both before and after if both have both
// bits. So a state is judged by which of the four kinds each list lets through, class by class.
// `packets` is the stricter form by single packets: each list lets through what both OLD and NEW
// do, and nothing that neither does. One-way packets (ICMP errors, UDP without an answer) need it.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "halfopen/apply/acl_state.hpp"
#include "halfopen/apply/inside_pairs.hpp"
#include "halfopen/apply/packet_cells.hpp"
#include "halfopen/ports/port_set.hpp"

namespace halfopen {

/// The entries allowed of each direction and family, the default deny counted
/// (Amazon VPC quotas: 20, at most 40 on request).
struct QuotaBound {
  std::array<std::array<std::size_t, 2>, 2> most{};  ///< [direction][family]

  std::size_t of(Direction direction, IpFamily family) const {
    return most[static_cast<std::size_t>(direction)][static_cast<std::size_t>(family)];
  }
};

/// What one list lets through, as far as judging needs it.
struct ListView {
  CellBits allowed;
  std::vector<std::uint8_t> kinds;   ///< of each class: bit k: some packet of kind k passes
  std::vector<std::uint8_t> misses;  ///< of each class: some packet of kind 3 does not pass
  bool keeps_packets = true;         ///< no packet of kind 3 is missing anywhere
  bool opens_no_packet = true;       ///< no packet of kind 0 passes
  bool within_quota = true;
  std::array<std::size_t, 2> entries{};  ///< by family, the default deny not counted
};

/// How a state fares.
struct StateFit {
  bool keeps = true;
  bool closed = true;
  bool quota = true;
  bool packets = true;  ///< the stricter form

  bool safe() const { return keeps && closed && quota; }
};

/// Connections that a state breaks or opens, of one protocol.
struct StateViolation {
  enum class Kind : std::uint8_t { broken, opened };

  Kind kind = Kind::broken;
  AddressSet remote;
  /// Connections between two subnets of the ACL: the server's addresses (`remote` is the client's,
  /// `in` goes to the server); else empty.
  AddressSet server;
  IpProtocol protocol;
  std::uint16_t protocols = 1;  ///< more than one: every protocol that no rule names
  PortSet in;                   ///< selectors of the packets that enter
  PortSet out;                  ///< of those that leave
  bool one_each = false;        ///< see ConnectionClass
  double connections = 0;       ///< how many, to weigh

  friend bool operator==(const StateViolation&, const StateViolation&) = default;
};

/// What a pair of subnets opens.
StateViolation inside_violation(const PacketCells& cells, const InsidePair& pair,
                                std::pair<PortSet, PortSet> opened);

/// Judges lists made of the rules of a table. Rules may be added (see admit), cells never change.
/// Not safe for several threads at once: views are remembered.
class StateJudge {
 public:
  /// `rules` holds the contents of both states and must outlive the judge.
  /// `subnets`: addresses of the subnets that the ACL guards, one set for each subnet and family;
  /// connections between two of them are judged as well.
  StateJudge(RuleTable& rules, AclState before, AclState after, const QuotaBound& quota,
             std::span<const AddressSet> subnets = {});

  const AclState& before() const { return before_; }
  const AclState& after() const { return after_; }
  const RuleTable& rules() const { return *rules_; }
  const PacketCells& cells() const { return cells_; }
  const QuotaBound& quota() const { return quota_; }

  /// The id of a content that is no rule of OLD or NEW; nothing if a cell would have to be cut.
  std::optional<RuleId> admit(const NetworkAclEntry& rule);

  /// The cells that a rule matches.
  const CellBits& matched(RuleId rule) const { return matched_[rule]; }

  /// Packets of a kind (bit 0: OLD lets them through, bit 1: NEW does) in a direction.
  const CellBits& of_kind(Direction direction, unsigned kind) const {
    return kinds_[static_cast<std::size_t>(direction)][kind];
  }

  /// Remembered by list. Cost when new: rules x cells / 64.
  const ListView& view(Direction direction, const RuleList& list);

  /// Cost: the number of classes.
  StateFit fit(const ListView& in, const ListView& out) const;
  StateFit fit(const AclState& state);

  /// A list lets through all that connections need which work before and after. Where it does not,
  /// no list of the other direction can help.
  bool keeps_alone(const ListView& view) const;

  /// What a state breaks and opens, most connections first; empty for a safe state.
  std::vector<StateViolation> violations(const AclState& state);

  /// The connections of all violations.
  double damage(const ListView& in, const ListView& out) const;

  /// How many different lists were looked at.
  std::size_t views_made() const { return made_; }

 private:
  ListView make_view(Direction direction, const RuleList& list) const;
  void learn_kinds();
  void learn_classes();
  InsideLists inside_lists(const ListView& in, const ListView& out) const;
  bool opens_inside_anywhere(const ListView& in, const ListView& out) const;
  void add_inside(const ListView& in, const ListView& out,
                  std::vector<StateViolation>& found) const;
  void add_violations(std::uint32_t connection, const ListView& in, const ListView& out,
                      std::vector<StateViolation>& found) const;

  RuleTable* rules_;
  AclState before_;
  AclState after_;
  QuotaBound quota_;
  PacketCells cells_;
  std::vector<CellBits> matched_;                 ///< by rule
  std::array<std::array<CellBits, 4>, 2> kinds_;  ///< [direction][kind]
  std::vector<InsidePair> inside_;
  std::array<std::array<CellBits, 2>, 2> ends_;  ///< [OLD, NEW][direction]: what passes
  std::vector<std::uint8_t> must_keep_;          ///< of each class: some pair works in both
  std::array<std::unordered_map<std::string, std::unique_ptr<ListView>>, 2> views_;
  std::size_t made_ = 0;
};

}  // namespace halfopen
