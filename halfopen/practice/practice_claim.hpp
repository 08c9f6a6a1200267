// SPDX-License-Identifier: Apache-2.0
// What an option of a question claims, in a form that can be proved or disproved.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "halfopen/net/packet.hpp"
#include "halfopen/practice/practice_fact.hpp"

namespace halfopen {

enum class ClaimKind : std::uint8_t {
  working_set,  ///< exactly these probes work, each for every client port
  verdict,      ///< the first probe has this verdict
  share,        ///< so many client ports of the first probe get replies
  decider,      ///< this rule decides the packet of the question
  edits,        ///< with these edits every probe has the fate that is wanted
  room,         ///< so many more rules fit into the list, within the default quota
};

struct PracticeClaim {
  ClaimKind kind = ClaimKind::verdict;
  std::vector<std::size_t> works;    ///< working_set: indices of probes, ascending
  Verdict verdict = Verdict::works;  ///< verdict
  std::uint32_t number = 0;          ///< share, room
  std::string rule;                  ///< decider: the number, or "*"
  std::vector<PracticeEdit> edits;   ///< edits

  friend bool operator==(const PracticeClaim& a, const PracticeClaim& b);
};

/// The packet of a question about the rule that decides, or the list of one about room.
struct PracticeFocus {
  std::size_t acl = 0;
  Direction direction = Direction::ingress;
  IpFamily family = IpFamily::v4;
  Packet packet;
};

/// True if the claim holds. `facts` are those of the scene as it is.
bool holds(const PracticeClaim& claim, const PracticeScene& scene, const PracticeFocus& focus,
           const std::vector<PracticeFact>& facts);

}  // namespace halfopen
