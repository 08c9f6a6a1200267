// SPDX-License-Identifier: Apache-2.0
// What becomes of one connection of a scene: the only source of figures and rules in explanations.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/analysis/verdict.hpp"
#include "halfopen/practice/practice_scene.hpp"

namespace halfopen {

/// A rule of a scene.
struct PracticePlace {
  std::size_t acl = 0;  ///< index into PracticeScene::acls
  Direction direction = Direction::ingress;
  std::string rule;  ///< the number, or "*"

  friend bool operator==(const PracticePlace&, const PracticePlace&) = default;
};

/// The engine's answer for a probe and its client's profile.
struct PracticeFact {
  std::size_t probe = 0;  ///< index into PracticeScene::probes
  Verdict verdict = Verdict::unknown;
  bool filtered = true;                       ///< false: no network ACL is asked at all
  std::optional<PracticePlace> request_stop;  ///< who denies the request
  std::optional<PracticePlace> reply_stop;    ///< who denies the reply to `lost_port`
  std::uint16_t lost_port = 0;                ///< the lowest client port without a reply
  std::uint32_t open = 0;                     ///< client ports of the range that get replies
  std::uint32_t total = 0;                    ///< client ports of the range
  PortRange range;                            ///< whose ports are counted
  bool by_gateway = false;                    ///< the ports are those of the NAT gateway
};

/// The fact of a probe in any account; ACLs count as in its snapshot. The verdict is `unknown`
/// where the probe's addresses cannot be asked for, or stand in several places.
PracticeFact fact_of(CompiledSnapshot& model, const PracticeProbe& probe);

/// The fact of every probe, in order. One run of the engine for each.
std::vector<PracticeFact> facts_of(const PracticeScene& scene);

/// True if every probe that must work does, and every other one is denied.
bool reaches_goal(const PracticeScene& scene, const std::vector<PracticeFact>& facts);

/// True if no probe that must work gets an answer on any client port: a story may say so.
bool nothing_answers(const PracticeScene& scene, const std::vector<PracticeFact>& facts);

}  // namespace halfopen
