// SPDX-License-Identifier: Apache-2.0
// What the judge of repairs says is opened or lost, against the first-match oracle: every example
// is true, and what single packets show is told.
#include <doctest/doctest.h>

#include <algorithm>

#include "halfopen/practice/lab_comparison.hpp"
#include "halfopen/practice/lab_fault.hpp"
#include "halfopen/practice/practice_rows.hpp"
#include "tests/oracle/practice_truth.hpp"

namespace halfopen::oracle {
namespace {

constexpr std::uint64_t kAccounts = 150;

/// The sound account with rows changed and rows added, for better or worse.
PracticeScene meddled(PracticeDice& dice, const BrokenLab& lab) {
  PracticeScene account = lab.sound;
  for (std::uint32_t i = dice.roll(2); i > 0; --i) plant_fault(dice, account);
  for (std::uint32_t i = dice.roll(3); i > 0; --i) {
    const CidrBlock blocks[] = {anywhere(), *parse_cidr_block("128.0.0.0/2"),
                                *parse_cidr_block("8.8.8.8/32"), *parse_cidr_block("10.0.0.0/8"),
                                lab.sound.subnets[0].cidrs.front()};
    const PortRange ports[] = {{1024, 65535}, {22, 22}, {10000, 65535}, {443, 443}, {0, 65535}};
    NetworkAclEntry row = allow(40 + i, dice.coin() ? kInbound : kOutbound, kTcp,
                                ports[dice.roll(5)], blocks[dice.roll(5)]);
    account.acls[dice.roll(account.acls.size())].rows.push_back(row);
  }
  return account;
}

PracticeProbe probe_of(const PracticeHost& client, const PracticeHost& server, IpProtocol protocol,
                       std::uint16_t port) {
  return {"", client, server, service_of({"", protocol, port}), profile("any"), true};
}

/// How far a request gets: not in, in, answered on some client port from 1024 up.
int reach(const PracticeScene& scene, const PracticeProbe& probe) {
  const ProbeTruth truth = truth_of(scene, probe);
  return truth.verdict == "denied" ? 0 : truth.open == 0 ? 1 : 2;
}

struct Accounts {
  const BrokenLab& lab;
  const PracticeScene& account;

  /// By the oracle: the request gets further than in both others.
  bool opens(const PracticeProbe& probe) const {
    return reach(account, probe) > std::max(reach(lab.sound, probe), reach(lab.broken, probe));
  }
};

void examples_are_true(const Accounts& accounts, const LabComparison& found) {
  for (const LabOpening& opening : found.openings) {
    const auto& protocol = opening.services.front().first;
    if (!protocol || !has_ports(*protocol)) continue;
    const PracticeProbe probe = probe_of({opening.client, opening.from},
                                         {opening.server, opening.to}, *protocol, opening.port);
    CAPTURE(to_string(opening.client));
    CAPTURE(to_string(opening.server));
    CAPTURE(opening.port);
    const ProbeTruth now = truth_of(accounts.account, probe);
    const ProbeTruth sound = truth_of(accounts.lab.sound, probe);
    const ProbeTruth broken = truth_of(accounts.lab.broken, probe);
    CHECK(now.verdict != "denied");
    if (opening.arrives) {
      CHECK(sound.verdict == "denied");
      CHECK(broken.verdict == "denied");
    } else {
      CHECK(now.open > sound.open);
      CHECK(now.open > broken.open);
    }
  }
  for (const LabLoss& loss : found.losses) {
    PracticeProbe probe = accounts.lab.sound.probes[loss.probe];
    probe.client.address = loss.client;
    probe.server.address = loss.server;
    CHECK(truth_of(accounts.lab.sound, probe).open > truth_of(accounts.account, probe).open);
  }
}

/// Single requests between hosts of every tier and outside: what they show must have been found.
std::size_t samples_are_found(PracticeDice& dice, const Accounts& accounts,
                              const LabComparison& found) {
  std::vector<PracticeHost> clients;
  for (const char* outside : {"198.51.100.77", "8.8.8.8", "130.1.2.3", "10.255.255.9"}) {
    clients.push_back(outside_host(*parse_ip_address(outside)));
  }
  std::vector<PracticeHost> servers;
  for (std::size_t i = 0; i < accounts.account.subnets.size(); ++i) {
    servers.push_back(host_in(dice, accounts.account, i));
  }
  clients.insert(clients.end(), servers.begin(), servers.end());
  std::size_t opened = 0;
  for (const PracticeHost& client : clients) {
    for (const PracticeHost& server : servers) {
      if (client.subnet == server.subnet) continue;
      for (const int number : {22, 80, 443, 1433, 5432, 8080, 12345}) {
        const auto port = static_cast<std::uint16_t>(number);
        const PracticeProbe probe = probe_of(client, server, kTcp, port);
        if (!accounts.opens(probe)) continue;
        ++opened;
        CAPTURE(to_string(client.address));
        CAPTURE(to_string(server.address));
        CAPTURE(port);
        CHECK(std::any_of(found.openings.begin(), found.openings.end(),
                          [&](const LabOpening& opening) {
                            return opening.from == client.subnet && opening.to == *server.subnet;
                          }));
      }
    }
  }
  return opened;
}

/// Other hosts in the places of a goal's: what they lose must have been found.
std::size_t losses_are_found(PracticeDice& dice, const Accounts& accounts,
                             const LabComparison& found) {
  std::size_t lost = 0;
  for (std::size_t i = 0; i < accounts.lab.sound.probes.size(); ++i) {
    PracticeProbe probe = accounts.lab.sound.probes[i];
    if (!probe.must_work) continue;
    const IpFamily family = probe.client.address.family();
    for (PracticeHost* host : {&probe.client, &probe.server}) {
      *host = host->subnet ? host_in(dice, accounts.account, *host->subnet, family)
                           : outside_host(outside_address(dice, family));
    }
    const std::uint32_t before = truth_of(accounts.lab.sound, probe).open;
    if (truth_of(accounts.account, probe).open >= before) continue;
    ++lost;
    CAPTURE(probe.label);
    CHECK(std::any_of(found.losses.begin(), found.losses.end(),
                      [&](const LabLoss& loss) { return loss.probe == i; }));
  }
  return lost;
}

TEST_CASE("lab repair: the comparison against the oracle, on accounts that somebody meddled with") {
  std::size_t opened = 0;
  std::size_t lost = 0;
  std::size_t clean = 0;
  for (std::uint64_t seed = 0; seed < kAccounts; ++seed) {
    CAPTURE(seed);
    PracticeDice dice(seed, 0, 0x1ab9);
    const BrokenLab lab = broken_lab(seed);
    const PracticeScene account = meddled(dice, lab);
    const Snapshot snapshot = snapshot_of(account);
    CompiledSnapshot model(snapshot);
    const LabComparison found = compare_lab(lab, model);
    const Accounts accounts{lab, account};
    examples_are_true(accounts, found);
    opened += samples_are_found(dice, accounts, found);
    lost += losses_are_found(dice, accounts, found);
    clean += found.openings.empty() && found.losses.empty() ? 1U : 0U;
  }
  // The comparison had something to find, and something to leave alone.
  CHECK(opened > kAccounts);
  CHECK(lost > kAccounts / 3);
  CHECK(clean > kAccounts / 10);
}

}  // namespace
}  // namespace halfopen::oracle
