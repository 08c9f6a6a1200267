// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/policy_pool.hpp"

namespace halfopen {

IpProtocol protocol_of(PairProtocol protocol, IpFamily family) {
  switch (protocol) {
    case PairProtocol::tcp: return kTcp;
    case PairProtocol::udp: return kUdp;
    case PairProtocol::echo: break;
  }
  return family == IpFamily::v4 ? kIcmp : kIcmpV6;
}

std::size_t PolicyPool::Hash::operator()(const EdgePolicy& policy) const {
  std::uint64_t hash = 0x9e3779b97f4a7c15U;
  for (const auto* side : {&policy.in, &policy.out}) {
    for (const EdgePolicy::Sets& sets : *side) {
      hash = (hash ^ (std::uint64_t{sets.allowed} << 32 | sets.possible)) * 0xff51afd7ed558ccdU;
      hash ^= hash >> 32;
    }
  }
  return hash;
}

PolicyPool::Id PolicyPool::add(const EdgePolicy& policy) {
  const auto [place, is_new] = ids_.try_emplace(policy, static_cast<Id>(policies_.size()));
  if (is_new) policies_.push_back(policy);
  return place->second;
}

PolicyPool::Id PolicyPool::add_blanket(bool known) {
  EdgePolicy policy;
  const auto allowed = known ? PortSetPool::kAll : PortSetPool::kNone;
  policy.in.fill({allowed, PortSetPool::kAll});
  policy.out = policy.in;
  return add(policy);
}

PolicyPool::Id PolicyPool::towards(const CompiledAcl& acl, const IpAddress& remote) {
  EdgePolicy policy;
  for (std::size_t i = 0; i < kPairProtocols.size(); ++i) {
    const IpProtocol protocol = protocol_of(kPairProtocols[i], remote.family());
    policy.in[i] = sets_of(acl, Direction::ingress, remote, protocol);
    policy.out[i] = sets_of(acl, Direction::egress, remote, protocol);
  }
  return add(policy);
}

EdgePolicy::Sets PolicyPool::sets_of(const CompiledAcl& acl, Direction direction,
                                     const IpAddress& remote, IpProtocol protocol) {
  const DecisionMap& map = acl.decisions(direction, remote, protocol);
  const auto [place, is_new] = sets_of_map_.try_emplace(&map);
  if (is_new) {
    const PortSet allowed = map.selectors(RuleAction::allow);
    place->second = {sets_.add(allowed), sets_.add(allowed | map.selectors(RuleAction::unknown))};
  }
  return place->second;
}

}  // namespace halfopen
