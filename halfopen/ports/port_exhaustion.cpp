// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ports/port_exhaustion.hpp"

#include <algorithm>

namespace halfopen {
namespace {

constexpr std::uint64_t kRateScale = 1'000'000'000;  // thousandths, microseconds

/// a * b / c, rounded down or up, without overflow on the way; the highest number if it is higher.
std::uint64_t scaled(std::uint64_t a, std::uint64_t b, std::uint64_t c, bool up = false) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b + (up ? c - 1 : 0);
  const Wide result = product / c;
  constexpr std::uint64_t kMost = ~std::uint64_t{0};
  return result > kMost ? kMost : static_cast<std::uint64_t>(result);
}

std::optional<PortRate> rate_of(std::uint64_t capacity, PortTime lifetime) {
  if (lifetime.count() == 0) return std::nullopt;
  return scaled(capacity, kRateScale, static_cast<std::uint64_t>(lifetime.count()));
}

/// How often the ports of one flow count.
std::uint64_t pools(const ExhaustionQuestion& question) {
  const bool shared = question.algorithm != PortAlgorithm::linux_bind &&
                      question.algorithm != PortAlgorithm::linux_udp;
  return std::uint64_t{question.addresses} * (shared ? question.destinations : 1);
}

std::uint32_t limited(const ExhaustionQuestion& question, std::uint32_t ports) {
  const auto limit = port_algorithm_row(question.algorithm).limit;
  return limit ? std::min(ports, *limit) : ports;
}

NarrowedPorts narrowed_ports(const ExhaustionQuestion& question, const PortSet& chosen,
                             PortTime lifetime) {
  const PortSet open = chosen & *question.reply_ports;
  NarrowedPorts narrowed;
  narrowed.open = count(open);
  narrowed.total = count(chosen);
  if (question.algorithm == PortAlgorithm::linux_connect) {
    const FirstChoice all = first_choice(chosen, question.range);
    narrowed.first = FirstChoice{first_choice(open, question.range).open, all.open};
  }
  narrowed.capacity = limited(question, narrowed.open) * pools(question);
  narrowed.best_rate = rate_of(narrowed.capacity, lifetime);
  return narrowed;
}

PortPlan plan_of(const ExhaustionQuestion& question, PortRate rate, std::uint32_t connections) {
  PortPlan plan;
  plan.algorithm = question.algorithm;
  plan.settings.range = question.range;
  plan.settings.reserved = question.reserved;
  plan.rate = rate;
  plan.connections = connections;
  plan.hold = question.hold;
  plan.time_wait = question.time_wait;
  plan.reusable = question.reusable;
  // Each host has 28,232 ports of its own; a translator must run out first.
  plan.clients = question.algorithm == PortAlgorithm::linux_masquerade ? 8 : 1;
  if (is_translator(question.algorithm)) plan.settings.addresses = {simulated_flow(0, 0).local};
  return plan;
}

}  // namespace

PortExhaustion port_exhaustion(const ExhaustionQuestion& question) {
  PortExhaustion answer;
  const PortSet chosen = port_set(question.range) - question.reserved;
  answer.ports = limited(question, count(chosen));
  answer.capacity = answer.ports * pools(question);
  const bool reuses = question.reusable && *question.reusable < question.time_wait;
  answer.lifetime = question.hold + (reuses ? *question.reusable : question.time_wait);
  answer.best_rate = rate_of(answer.capacity, answer.lifetime);
  if (question.rate && *question.rate != 0) {
    const auto lifetime = static_cast<std::uint64_t>(answer.lifetime.count());
    // Connections that are alive at once, the newest included.
    answer.wanted = scaled(*question.rate, lifetime, kRateScale, true);
    if (answer.wanted > answer.capacity) {
      answer.exhausted_after = PortTime::microseconds(
          static_cast<std::int64_t>(scaled(answer.capacity, kRateScale, *question.rate)));
    }
  }
  if (question.reply_ports) answer.narrowed = narrowed_ports(question, chosen, answer.lifetime);
  return answer;
}

std::optional<ExhaustionCheck> check_exhaustion(const ExhaustionQuestion& question) {
  ExhaustionQuestion one = question;
  one.destinations = one.addresses = 1;
  const PortExhaustion formula = port_exhaustion(one);
  if (!formula.best_rate || *formula.best_rate == 0) return std::nullopt;
  ExhaustionCheck check;
  if (question.rate && *question.rate != 0) {
    const PortRate share = *question.rate / std::max<std::uint64_t>(pools(question), 1);
    if (share > 0 && share <= *formula.best_rate) {
      const std::uint32_t connections = 4 * formula.ports;  // several lives of the table
      check.refused_as_asked = simulate_ports(plan_of(one, share, connections)).refused;
    }
  }
  check.rate = *formula.best_rate;
  check.connections = formula.ports + formula.ports / 4 + 1;
  check.refused = simulate_ports(plan_of(one, check.rate, check.connections)).refused;
  check.higher_rate = check.rate + check.rate / 1000 + 1;
  PortPlan above = plan_of(one, check.higher_rate, check.connections);
  above.stop_at_refusal = true;
  const PortSimulation refused = simulate_ports(above);
  check.first_refused = refused.first_refused;
  if (refused.first_refused) check.refused_at = refused.lives.back().opened;
  return check;
}

}  // namespace halfopen
