// SPDX-License-Identifier: Apache-2.0
// All pairs of an account with routes, security groups and gateways.
//
// Hosts fall into classes (end_classes.hpp), and so do the ways between them (routed_ways.hpp).
// Between two classes everything is a few look-ups: the way's filters, what each lets through
// towards the other class, and intersections of numbered sets. The cost of all pairs grows with the
// pairs of classes, not with subnets or network interfaces.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <span>
#include <unordered_map>
#include <vector>

#include "halfopen/analysis/end_classes.hpp"
#include "halfopen/analysis/fate_pool.hpp"
#include "halfopen/analysis/pair_answer.hpp"
#include "halfopen/analysis/routed_ways.hpp"

namespace halfopen {

/// True if paths depend on more than the network ACLs at the edges of the subnets.
bool has_routed_ends(const Snapshot& snapshot);

/// Pairs of ends, judged when asked, each pair of classes once. Borrows the model and the ends. The
/// two ends of a question must be a pair: of one family, in different subnets, not both outside.
class RoutedPairs {
 public:
  /// `asked`: every port that some client may pick.
  RoutedPairs(CompiledSnapshot& model, std::span<const Endpoint> ends, const PortSet& asked);

  PairAnswer answer(std::size_t from, std::size_t to, PairProtocol protocol);

  /// The same for each pair of classes that fare differently.
  std::vector<ClassAnswer> class_answers(std::size_t from, std::size_t to, PairProtocol protocol);

  /// Ends with one number meet every other end alike.
  std::uint32_t group(std::size_t end) const { return classes_.group(end); }

  /// True if between some hosts a request passes and a filter kills the reply to some client port.
  bool loses_replies(std::size_t from, std::size_t to, PairProtocol protocol);

  const EndClasses& classes() const { return classes_; }

 private:
  using ClassId = EndClasses::ClassId;
  using FateId = std::uint32_t;

  /// Between two classes, in one protocol.
  struct Fate {
    FatePool::Id ports = 0;
    PortSetPool::Id requests = PortSetPool::kNone;  ///< that surely get to the server
    PortSetPool::Id replies = PortSetPool::kNone;
    bool loses = false;
    Verdict echo = Verdict::unknown;

    friend auto operator<=>(const Fate&, const Fate&) = default;
  };

  FateId fate(ClassId client, ClassId server, PairProtocol protocol);
  Fate judge(ClassId client, ClassId server, PairProtocol protocol);
  Fate judge_ports(const GatedWay& way, ClassId client, ClassId server, std::size_t protocol);
  Verdict judge_echo(const GatedWay& way, ClassId client, ClassId server);
  LegSets sets_of(const GatedLeg& leg, ClassId client, ClassId server, std::size_t protocol);
  EndClasses::FilterId filter_of(const Gate& gate, ClassId client, ClassId server) const;
  PairAnswer answer_of(const Fate& fate, PairProtocol protocol) const;
  PairAnswer joined(const std::vector<FateId>& fates, PairProtocol protocol) const;
  std::vector<EndClasses::Part> merged_parts(std::size_t end, std::size_t other, bool is_client,
                                             PairProtocol protocol);

  const Snapshot& snapshot_;
  std::span<const Endpoint> ends_;
  EndClasses classes_;
  RoutedWays ways_;
  PortSetPool& sets_;
  FatePool fate_pool_;
  std::vector<Fate> fates_;
  std::map<Fate, FateId> fate_ids_;
  std::array<std::unordered_map<std::uint64_t, FateId>, 3> of_classes_;
  /// By protocol and pair of groups: an index into answers_.
  std::array<std::unordered_map<std::uint64_t, std::uint32_t>, 3> of_groups_;
  std::array<std::map<std::vector<FateId>, std::uint32_t>, 3> answer_ids_;
  std::vector<PairAnswer> answers_;
};

}  // namespace halfopen
