// SPDX-License-Identifier: Apache-2.0
// What the lab takes for the model's word, against two judges that come to it on other ways.
#include "halfopen/lab/lab_trial.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "halfopen/lab/random_account.hpp"
#include "tests/oracle/packet_simulator.hpp"
#include "tests/unit/lab/lab_world.hpp"

namespace halfopen {
namespace {

using tests::LabWorld;

constexpr const char* kManyServices =
    "icmp/echo,icmp/13:0,icmp/3:1,sctp,47,253,tcp/22,tcp/443,tcp/1024,tcp/65535,udp/53,udp/40000";

/// Calls `visit(world, connection, account)` for every connection of 300 random accounts.
template <class Visit>
void for_random_connections(Visit visit) {
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    LabDice dice(seed);
    const RandomAccount account = random_account(dice);
    LabWorld world(account.draft, account.from, account.to, kManyServices);
    for (const Connection& connection : world.connections()) visit(world, connection, account);
  }
}

bool lab_has_nat(const RandomAccount& account) {
  return !account.draft.objects.nat_gateways.empty();
}

std::vector<std::uint16_t> ports_to_try(const Connection& connection) {
  if (!filters_ports(connection.service.protocol)) return {40000};
  return telling_ports(connection);
}

void all_were_met(const std::map<std::string, int>& verdicts, int least) {
  for (const char* verdict : {"works", "half-open", "denied"}) {
    const auto found = verdicts.find(verdict);
    CHECK_MESSAGE((found != verdicts.end() && found->second >= least), verdict);
  }
}

TEST_CASE("lab trial: from each telling port what check says of that one flow") {
  std::map<std::string, int> verdicts;
  for_random_connections(
      [&](LabWorld& world, const Connection& connection, const RandomAccount& account) {
        if (lab_has_nat(account)) return;
        for (const std::uint16_t port : ports_to_try(connection)) {
          const Verdict said = check_filtered_flow(world.model(), connection, port).verdict;
          CAPTURE(account.from);
          CAPTURE(to_string(connection.service));
          CAPTURE(port);
          CHECK(predicted_verdict(connection, port, port) == said);
          ++verdicts[std::string(to_string(said))];
        }
      });
  all_were_met(verdicts, 2000);
}

/// The subnet of the account that holds the address; empty outside.
std::string subnet_with(const RandomAccount& account, const IpAddress& address) {
  for (const Subnet& subnet : account.draft.subnets) {
    for (const CidrBlock& block : subnet.cidrs) {
      if (block.family() == address.family() && block.contains(address)) return subnet.id;
    }
  }
  return "";
}

// The simulator forwards one packet there and one back, by the wording of the documentation. Behind
// a NAT gateway the port that the gateway picks counts (VPC User Guide, NAT gateways).
TEST_CASE("lab trial: what the packet simulator finds, behind NAT by the gateway's port") {
  std::map<std::string, int> verdicts;
  std::map<std::string, int> behind_nat;
  for_random_connections(
      [&](LabWorld&, const Connection& connection, const RandomAccount& account) {
        oracle::SimulatedQuestion asked;
        asked.client = *parse_ip_address(account.from);
        asked.server = *parse_ip_address(account.to);
        asked.client_subnet = subnet_with(account, asked.client);
        asked.server_subnet = subnet_with(account, asked.server);
        asked.protocol = connection.service.protocol;
        asked.server_port = connection.service.port.value_or(0);
        asked.icmp = connection.service.icmp.value_or(IcmpMessage{});
        const bool nat = lab_has_nat(account);
        if (nat && !filters_ports(asked.protocol) && !is_icmp(asked.protocol)) return;  // no way
        for (const std::uint16_t port : ports_to_try(connection)) {
          asked.client_port = nat ? std::uint16_t{40000} : port;
          if (nat && port < 1024) continue;
          const std::string found = simulate(account.draft, asked, {port}).verdict;
          const Verdict said = predicted_verdict(connection, asked.client_port, port);
          CAPTURE(account.from);
          CAPTURE(to_string(connection.service));
          CAPTURE(port);
          CHECK(std::string(to_string(said)) == found);
          ++(nat ? behind_nat : verdicts)[found];
        }
      });
  all_were_met(verdicts, 2000);
  all_were_met(behind_nat, 100);
}

TEST_CASE("lab trial: between two telling ports nothing changes") {
  int changes = 0;
  for_random_connections([&](LabWorld&, const Connection& connection,
                             const RandomAccount& account) {
    const std::string service = to_string(connection.service);
    if (service != "tcp/443" && service != "tcp/1024" && service != "udp/53") return;
    const auto ports = telling_ports(connection);
    CHECK(std::is_sorted(ports.begin(), ports.end()));
    CHECK(std::adjacent_find(ports.begin(), ports.end()) == ports.end());
    CHECK(ports.front() == 1);
    CHECK(ports.back() == 65535);
    const bool nat = lab_has_nat(account);
    std::optional<Verdict> before;
    for (std::uint32_t port = nat ? 1024 : 1; port <= 65535; ++port) {
      const auto seen = static_cast<std::uint16_t>(port);
      const Verdict now = predicted_verdict(connection, seen, seen);
      if (before && now != *before) {
        ++changes;
        // Both sides of a change are tried.
        CHECK(std::binary_search(ports.begin(), ports.end(), seen));
        CHECK(std::binary_search(ports.begin(), ports.end(), static_cast<std::uint16_t>(port - 1)));
      }
      before = now;
    }
  });
  CHECK(changes > 50);
}

Service lab_service(IpProtocol protocol, std::optional<std::uint16_t> port,
                    std::optional<IcmpMessage> icmp = std::nullopt) {
  return {protocol, port, icmp};
}

Sighting sighting(bool arrived, bool answered, const std::string& error = "") {
  Sighting seen;
  seen.request_arrived = arrived;
  seen.answered = answered;
  seen.error = error;
  return seen;
}

TEST_CASE("lab trial: what the ends saw, as a verdict") {
  for (const Service& service :
       {lab_service(kTcp, 443), lab_service(kUdp, 53), lab_service(kIcmp, {}, IcmpMessage{8, 0}),
        lab_service(kIcmpV6, {}, IcmpMessage{128, 0}), lab_service(IpProtocol{47}, {})}) {
    CAPTURE(to_string(service));
    CHECK(observed_verdict(service, sighting(false, false)) == Verdict::denied);
    CHECK(observed_verdict(service, sighting(true, false)) == Verdict::half_open);
    CHECK(observed_verdict(service, sighting(true, true)) == Verdict::works);
    CHECK(observed_verdict(service, sighting(false, true)) == Verdict::works);
    CHECK(observed_verdict(service, sighting(false, false, "no")) == Verdict::unknown);
    CHECK(observed_verdict(service, sighting(true, false, "late")) == Verdict::half_open);
  }
}

// RFC 792, RFC 4443: nobody answers an error.
TEST_CASE("lab trial: messages that nobody answers have arrived or not") {
  for (const Service& service :
       {lab_service(kIcmp, {}, IcmpMessage{3, 1}), lab_service(kIcmpV6, {}, IcmpMessage{1, 0})}) {
    CHECK(observed_verdict(service, sighting(true, false)) == Verdict::works);
    CHECK(observed_verdict(service, sighting(false, false)) == Verdict::denied);
  }
}

TEST_CASE("lab trial: what one side does not know is skipped, and agrees with everything") {
  LabTrial trial;
  for (const Verdict predicted : {Verdict::works, Verdict::half_open, Verdict::denied}) {
    for (const Verdict observed : {Verdict::works, Verdict::half_open, Verdict::denied}) {
      trial.predicted = predicted;
      trial.observed = observed;
      CHECK_FALSE(trial.skipped());
      CHECK(trial.agrees() == (predicted == observed));
    }
    trial.observed = Verdict::unknown;
    CHECK((trial.skipped() && trial.agrees()));
    trial.observed = predicted;
    trial.predicted = Verdict::unknown;
    CHECK((trial.skipped() && trial.agrees()));
  }
}

}  // namespace
}  // namespace halfopen
