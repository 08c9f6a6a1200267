// SPDX-License-Identifier: Apache-2.0
// DPDK's packet classifier, rte_acl, given its best: AVX-512 on 32 packets at once where the
// processor has it, bursts of 256, large pages for its tables.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "packet_trace.hpp"

namespace halfopen::bench {

/// DPDK's environment; one a program. Prints and is false if DPDK refuses.
bool start_dpdk(const char* program);

/// A rule list compiled by rte_acl.
class RteAcl {
 public:
  /// `both_ends` is false for lists that look at one address and the destination port only: then it
  /// is not asked to look at more.
  RteAcl(const Rules& rules, bool both_ends);
  ~RteAcl();
  RteAcl(const RteAcl&) = delete;
  RteAcl& operator=(const RteAcl&) = delete;

  /// False if rte_acl could not build it; `error` tells why.
  bool is_built() const;
  const std::string& error() const;

  /// Answers are indices of rules plus one, 0 for no match. `packets` are pointers to Wires.
  void classify(const std::vector<const std::uint8_t*>& packets, std::uint32_t* answers) const;

  /// "avx512x32" or what else was taken.
  const char* method() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace halfopen::bench
