// SPDX-License-Identifier: Apache-2.0
// One packet at a time: the loop over the rules beside the compiled form.
#include <cstddef>
#include <string>
#include <vector>

#include "halfopen/acl/compiled_acl.hpp"
#include "sample_acl.hpp"
#include "timing.hpp"

namespace {

using namespace halfopen;         // NOLINT(google-build-using-namespace): a program, not a header
using namespace halfopen::bench;  // NOLINT(google-build-using-namespace)

constexpr std::size_t kPackets = 100'000;

std::string rate(const Timing& timing) {
  const double millions = static_cast<double>(kPackets) / timing.seconds / 1e6;
  const auto tenths = static_cast<std::size_t>(millions * 10);
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " million packets/s";
}

void compare(std::size_t rules) {
  Dice dice(static_cast<std::uint32_t>(rules));
  const NetworkAcl acl = sample_acl(dice, rules);
  const CompiledAcl compiled(acl);
  const std::vector<Packet> packets = matching_packets(dice, acl, kPackets);
  for (const Packet& packet : packets) {
    const Decision decision = first_match(acl, Direction::ingress, packet);
    if (decision.entry == nullptr) give_up("a packet that was made to match does not");
    if (decision != compiled.decide(Direction::ingress, packet)) give_up("the two differ");
  }
  Contest contest;
  contest.add("first_match", 1, [&] {
    for (const Packet& packet : packets) {
      do_not_optimize(first_match(acl, Direction::ingress, packet));
    }
  });
  contest.add("CompiledAcl::decide", 1, [&] {
    for (const Packet& packet : packets) {
      do_not_optimize(compiled.decide(Direction::ingress, packet));
    }
  });
  const auto timings = contest.run(31);
  print_title("one packet at a time: " + std::to_string(rules) + " rules, " +
              std::to_string(kPackets) + " random packets that match one");
  for (const Timing& timing : timings) print_timing(timing, rate(timing));
  print_ratio("first_match / CompiledAcl::decide", ratio(timings[0], timings[1]));
}

}  // namespace

int main() {
  compare(20);
  compare(40);
  return 0;
}
