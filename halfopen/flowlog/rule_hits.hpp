// SPDX-License-Identifier: Apache-2.0
// Which rules of a network ACL decide the records of a log: many at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "halfopen/acl/classifier.hpp"
#include "halfopen/acl/network_acl.hpp"
#include "halfopen/flowlog/flow_columns.hpp"
#include "halfopen/net/cidr_block.hpp"

namespace halfopen {

/// Records that one rule decides, by what the log says of them.
struct RuleHit {
  Direction direction = Direction::ingress;
  std::string rule;  ///< the number, or `*`
  RuleAction action = RuleAction::deny;
  std::uint64_t accepted = 0;
  std::uint64_t rejected = 0;
};

struct RuleHits {
  std::vector<RuleHit> rules;  ///< ingress first, in the order of evaluation, each with its `*`
  std::uint64_t outside = 0;   ///< records that do not cross the ACL
};

/// Counts for one network ACL. A record crosses it coming in if its destination is in one of the
/// subnets, going out if its source is, and not at all if both are in one subnet (VPC User Guide,
/// network ACLs: within a subnet none is asked). Without subnets every record crosses it both ways.
/// Records of ICMP do not tell their message: they are taken for echo
/// requests, as in ConversationJudge. About 4 ns a record, no allocation for IPv4.
class RuleCounter {
 public:
  /// `acl` must outlive the counter. `subnets` are the blocks of its subnets; for IPv4 at most a
  /// few, they are gone through for each record.
  RuleCounter(const NetworkAcl& acl, std::vector<CidrBlock> subnets);

  void take(const FlowColumns& columns);
  RuleHits hits() const;

 private:
  /// Of one direction: accepted and rejected by rule, the last row the default deny.
  using Tally = std::vector<std::array<std::uint64_t, 2>>;

  void take_crossing(Direction direction, std::size_t count);
  void take_v6(const FlowRecord& record);
  std::uint8_t ways(std::uint32_t source, std::uint32_t destination) const;

  const NetworkAcl& acl_;
  std::vector<CidrBlock> subnets_;
  struct Range {
    std::uint32_t first = 0;
    std::uint32_t size = 0;  ///< the last one's distance
  };
  std::vector<Range> ranges_;  ///< of subnets_, IPv4
  std::array<Classifier, 2> lists_;
  std::array<Tally, 2> tallies_;
  std::uint64_t outside_ = 0;
  // Of the batch at hand, what crosses in one direction.
  std::vector<std::uint8_t> ways_;
  std::vector<std::uint32_t> remotes_;
  std::vector<std::uint16_t> selectors_;
  std::vector<std::uint8_t> protocols_;
  std::vector<std::uint8_t> rejected_;
  std::vector<std::uint32_t> answers_;
};

}  // namespace halfopen
