// SPDX-License-Identifier: Apache-2.0
// What rule lists let through towards an address, each distinct answer stored once.
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "halfopen/acl/compiled_acl.hpp"
#include "halfopen/analysis/port_set_pool.hpp"

namespace halfopen {

/// The protocols that all pairs are judged for. For `echo`: ICMP, or ICMPv6 in IPv6.
enum class PairProtocol : std::uint8_t { tcp, udp, echo };
inline constexpr std::array<PairProtocol, 3> kPairProtocols = {PairProtocol::tcp, PairProtocol::udp,
                                                               PairProtocol::echo};

IpProtocol protocol_of(PairProtocol protocol, IpFamily family);

/// What one rule list does with one class of remote addresses, for each protocol: the selectors
/// that it allows, and those that it does not surely deny (they differ only where rows are
/// unknown).
struct EdgePolicy {
  struct Sets {
    PortSetPool::Id allowed = PortSetPool::kNone;
    PortSetPool::Id possible = PortSetPool::kNone;

    friend bool operator==(const Sets&, const Sets&) = default;
  };
  std::array<Sets, kPairProtocols.size()> in;
  std::array<Sets, kPairProtocols.size()> out;

  friend bool operator==(const EdgePolicy&, const EdgePolicy&) = default;
};

/// Equal policies have one id. Remembers decision maps by their place: the compiled lists must
/// outlive it. Not safe for several threads at once.
class PolicyPool {
 public:
  using Id = std::uint32_t;

  Id add(const EdgePolicy& policy);
  /// A list that lets everything through, or of which nothing is known.
  Id add_blanket(bool known);
  /// The policy of a rule list towards one address: a few look-ups.
  Id towards(const CompiledAcl& acl, const IpAddress& remote);

  const EdgePolicy& operator[](Id id) const { return policies_[id]; }
  PortSetPool& sets() { return sets_; }

 private:
  struct Hash {
    std::size_t operator()(const EdgePolicy& policy) const;
  };

  EdgePolicy::Sets sets_of(const CompiledAcl& acl, Direction direction, const IpAddress& remote,
                           IpProtocol protocol);

  PortSetPool sets_;
  std::vector<EdgePolicy> policies_;
  std::unordered_map<EdgePolicy, Id, Hash> ids_;
  std::unordered_map<const DecisionMap*, EdgePolicy::Sets> sets_of_map_;
};

}  // namespace halfopen
