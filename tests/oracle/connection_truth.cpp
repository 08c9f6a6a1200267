// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/connection_truth.hpp"

#include <set>

#include "tests/oracle/random_cloud.hpp"

namespace halfopen::oracle {
namespace {

/// The ports of a NAT gateway that can fare differently: one at least of every run that all rules
/// treat alike.
std::set<std::uint16_t> nat_ports(const SnapshotDraft& draft) {
  std::set<std::uint16_t> ports = {1024, 65535};
  for (const std::uint16_t port : bound_ports(draft)) {
    if (port >= 1024) ports.insert(port);
  }
  return ports;
}

}  // namespace

std::string truth_of(const SnapshotDraft& draft, const SimulatedQuestion& question,
                     PlantedFault fault) {
  const SimulatedConnection first = simulate(draft, question, {1024, fault});
  const bool ports = question.protocol == kTcp || question.protocol == kUdp;
  if (first.way != Way::nat || !ports) return first.verdict;
  std::set<std::string> verdicts;
  for (const std::uint16_t port : nat_ports(draft)) {
    verdicts.insert(simulate(draft, question, {port, fault}).verdict);
  }
  if (verdicts.size() == 1) return *verdicts.begin();
  return verdicts.contains("unknown") ? "unknown" : "partial";
}

Location location_of(const Snapshot& snapshot, const std::string& subnet) {
  for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
    if (snapshot.subnets()[i].id == subnet) return {Location::Kind::subnet, i};
  }
  return {Location::Kind::outside, 0};
}

std::string answer_of(CompiledSnapshot& model, const SimulatedQuestion& question) {
  Service service{question.protocol, std::nullopt, std::nullopt};
  if (is_icmp(question.protocol)) {
    service.icmp = question.icmp;
  } else if (has_ports(question.protocol)) {
    service.port = question.server_port;
  }
  const FlowAnswer answer =
      check_flow(model, location_of(model.snapshot(), question.client_subnet), question.client,
                 location_of(model.snapshot(), question.server_subnet), question.server, service,
                 question.client_port);
  return std::string(to_string(answer.verdict));
}

}  // namespace halfopen::oracle
