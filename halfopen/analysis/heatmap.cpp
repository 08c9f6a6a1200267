// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/heatmap.hpp"

#include <map>
#include <utility>

namespace halfopen {
namespace {

constexpr char kNoPair = '.';
constexpr char kNotAsked = '\0';

char letter_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::works: return 'w';
    case Verdict::partial: return 'p';
    case Verdict::half_open: return 'h';
    case Verdict::denied:
    case Verdict::no_route: return 'd';
    case Verdict::unknown: break;
  }
  return 'u';
}

/// icmp/echo is asked in the family that is shown; icmpv6/echo would be another question.
bool is_echo(const ServiceSpec& service) { return service.protocol == kIcmp; }

char letter_of(const PairAnswer& answer, const ServiceSpec& service) {
  if (is_echo(service)) return letter_of(answer.echo);
  for (const Verdict verdict :
       {Verdict::works, Verdict::partial, Verdict::half_open, Verdict::denied}) {
    if (answer.services.of(verdict).contains(*service.port)) return letter_of(verdict);
  }
  return letter_of(Verdict::unknown);
}

PairProtocol protocol_of(const ServiceSpec& service) {
  if (is_echo(service)) return PairProtocol::echo;
  return service.protocol == kUdp ? PairProtocol::udp : PairProtocol::tcp;
}

/// The number of each end's group, counted from 0 in the order of their first members.
std::vector<std::uint32_t> groups_of(const Matrix& matrix, const std::vector<std::size_t>& ends) {
  std::map<std::pair<std::uint64_t, bool>, std::uint32_t> numbers;
  std::vector<std::uint32_t> groups;
  groups.reserve(ends.size());
  for (const std::size_t end : ends) {
    const bool outside = matrix.ends()[end].location.kind == Location::Kind::outside;
    const auto next = static_cast<std::uint32_t>(numbers.size());
    groups.push_back(numbers.emplace(std::pair(matrix.group(end), outside), next).first->second);
  }
  return groups;
}

}  // namespace

Result<ServiceSpec> read_heatmap_service(std::string_view text) {
  auto services = parse_services(text);
  if (!services) return fail("port: " + services.error().what, services.error().hint);
  const ServiceSpec& service = services->front();
  const bool known = is_echo(service)
                         ? service.icmp == "echo"
                         : (service.protocol == kTcp || service.protocol == kUdp) && service.port;
  if (services->size() == 1 && known) return service;
  return fail("port: a heat map shows one service", "give one port, PROTO/PORT, or icmp/echo");
}

Heatmap heatmap(Matrix& matrix, IpFamily family, const ServiceSpec& service) {
  Heatmap map;
  for (std::size_t i = 0; i < matrix.ends().size(); ++i) {
    if (matrix.ends()[i].addresses.family == family) map.ends.push_back(i);
  }
  const std::size_t count = map.ends.size();
  const std::vector<std::uint32_t> groups = groups_of(matrix, map.ends);
  std::vector<std::string> known(count, std::string(count, kNotAsked));  // by pair of groups
  const PairProtocol protocol = protocol_of(service);
  map.rows.assign(count, std::string(count, kNoPair));
  for (std::size_t from = 0; from < count; ++from) {
    for (std::size_t to = 0; to < count; ++to) {
      if (!matrix.is_pair(map.ends[from], map.ends[to])) continue;
      char& letter = known[groups[from]][groups[to]];
      if (letter == kNotAsked) {
        letter = letter_of(matrix.answer(map.ends[from], map.ends[to], protocol), service);
      }
      map.rows[from][to] = letter;
    }
  }
  return map;
}

}  // namespace halfopen
