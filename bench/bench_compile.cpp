// SPDX-License-Identifier: Apache-2.0
// How long a network ACL takes to compile, in packets: how many packets decided by first_match cost
// as much.
#include <cstddef>
#include <string>
#include <vector>

#include "halfopen/acl/compiled_acl.hpp"
#include "sample_acl.hpp"
#include "timing.hpp"

namespace {

using namespace halfopen;         // NOLINT(google-build-using-namespace): a program, not a header
using namespace halfopen::bench;  // NOLINT(google-build-using-namespace)

constexpr std::size_t kAcls = 16;  ///< different ones, so that none is a lucky case
constexpr std::size_t kPacketsPerAcl = 64;

Timing compare(std::size_t rules) {
  Dice dice(static_cast<std::uint32_t>(rules));
  std::vector<NetworkAcl> acls;
  std::vector<std::vector<Packet>> packets;
  for (std::size_t i = 0; i < kAcls; ++i) {
    acls.push_back(sample_acl(dice, rules));
    packets.push_back(matching_packets(dice, acls.back(), kPacketsPerAcl));
  }
  Contest contest;
  contest.add("CompiledAcl of " + std::to_string(rules) + " + " + std::to_string(rules) + " rules",
              8, [&] {
                for (const NetworkAcl& acl : acls) do_not_optimize(CompiledAcl(acl));
              });
  contest.add("first_match of one packet", 8, [&] {
    for (std::size_t i = 0; i < kAcls; ++i) {
      for (const Packet& packet : packets[i]) {
        do_not_optimize(first_match(acls[i], Direction::ingress, packet));
      }
    }
  });
  auto timings = contest.run(51);
  timings[0].seconds /= kAcls;
  timings[1].seconds /= static_cast<double>(kAcls * kPacketsPerAcl);
  for (const Timing& timing : timings) print_timing(timing);
  print_ratio("one compilation in packets of first_match", ratio(timings[0], timings[1]));
  return timings[0];
}

}  // namespace

int main() {
  print_title("compile: a network ACL with so many rules in each direction");
  const Timing small = compare(20);
  const Timing large = compare(40);
  print_ratio("40 rules / 20 rules", ratio(large, small));
  return 0;
}
