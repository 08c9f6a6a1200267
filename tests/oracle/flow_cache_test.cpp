// SPDX-License-Identifier: Apache-2.0
// Cached answers about flows against `check --flows` itself, over random accounts.
//
// HALFOPEN_ORACLE_CLOUDS says how many accounts, HALFOPEN_ORACLE_SEED with which to begin (1).
#include "halfopen/analysis/flow_cache.hpp"

#include <doctest/doctest.h>

#include <set>

#include "halfopen/analysis/flow_leg.hpp"
#include "tests/oracle/hand_cloud.hpp"
#include "tests/oracle/random_cloud.hpp"
#include "tests/oracle/run_size.hpp"
#include "tests/unit/analysis/world.hpp"

namespace halfopen::oracle {
namespace {

struct CachedAccount {
  SnapshotDraft draft;
  Diagnostics diagnostics;
  Snapshot snapshot;
  CompiledSnapshot model;

  explicit CachedAccount(SnapshotDraft made)
      : draft(std::move(made)), snapshot(Snapshot::build(draft, diagnostics)), model(snapshot) {}
};

/// The answer of a judge that has kept nothing, in the words of the table.
std::string fresh(CompiledSnapshot& model, const FlowAsked& flow) {
  FlowJudge judge(model);
  ServiceSpec spec{flow.protocol, std::nullopt, is_icmp(flow.protocol) ? "echo" : ""};
  if (filters_ports(flow.protocol)) spec.port = flow.server_port;
  const auto from = judge.end(to_string(flow.client));
  const auto to = judge.end(to_string(flow.server));
  if (!from || !to) return "unknown by ";
  const auto said = judge.judge(*from, *to, spec, flow.client_port);
  if (!said) return "unknown by ";
  return std::string(to_string(said->answer.verdict)) + " by " +
         decided_by(model.snapshot(), said->answer);
}

std::string cached(FlowCache& cache, const FlowAsked& flow) {
  const FlowSaid& said = cache[cache.ask(flow).said];
  return std::string(to_string(said.verdict)) + " by " + said.decided_by;
}

std::string text_of(const FlowAsked& flow) {
  return to_string(flow.client) + ' ' + std::to_string(flow.client_port) + " -> " +
         to_string(flow.server) + ' ' + std::to_string(flow.server_port) + ' ' +
         to_string(flow.protocol);
}

/// The blocks of all rules and routes.
std::vector<CidrBlock> blocks_of(const SnapshotDraft& draft) {
  std::vector<CidrBlock> blocks;
  for (const NetworkAclDraft& acl : draft.acls) {
    for (const NetworkAclEntry& row : acl.rows) blocks.push_back(row.cidr);
  }
  for (const SecurityGroup& group : draft.objects.security_groups) {
    for (const SecurityGroupRule& rule : group.rules) {
      if (rule.cidr) blocks.push_back(*rule.cidr);
    }
  }
  for (const RouteTable& table : draft.objects.route_tables) {
    for (const Route& route : table.routes) {
      if (route.destination) blocks.push_back(*route.destination);
    }
  }
  return blocks;
}

/// Addresses of the account and around it: hosts, their neighbours, public ones, the services'.
std::vector<IpAddress> addresses_of(const SnapshotDraft& draft) {
  std::set<IpAddress> found;
  for (const char* text :
       {"198.51.100.4", "198.51.100.70", "203.0.113.250", "192.168.1.4", "172.20.0.4", "10.9.9.9",
        "2001:db8:ffff::4", "fd00::4", "169.254.169.254", "169.254.169.123", "169.254.169.250",
        "169.254.169.252", "fd00:ec2::254", "fd00:ec2::253", "64:ff9b::c633:6404",
        "64:ff9b::c633:6446", "64:ff9b::cb00:71fa"}) {
    found.insert(*parse_ip_address(text));
  }
  for (const Subnet& subnet : draft.subnets) {
    for (const CidrBlock& block : subnet.cidrs) {
      for (const std::uint32_t offset : {0U, 1U, 2U, 4U, 5U, 6U, 10U, 20U}) {
        found.insert({block.family(), block.first() + offset});
      }
      found.insert({block.family(), block.last()});
    }
  }
  for (const CidrBlock& block : blocks_of(draft)) {
    const AddressBits last = last_address_bits(block.family());
    found.insert({block.family(), block.first()});
    found.insert({block.family(), block.last()});
    found.insert({block.family(), block.first() + (block.last() - block.first()) / 2});
    if (block.first() != 0) found.insert({block.family(), block.first() - 1});
    if (block.last() != last) found.insert({block.family(), block.last() + 1});
  }
  for (const NetworkInterface& interface : draft.objects.interfaces) {
    for (const auto& own : interface.addresses) {
      found.insert(own.address);
      if (own.public_ip) found.insert(*own.public_ip);
    }
  }
  return {found.begin(), found.end()};
}

struct Tally {
  std::size_t asked = 0;
  std::size_t judged = 0;
  std::set<std::string> verdicts;
  std::vector<std::string> wrong;
};

void compare(std::uint32_t seed, Tally& tally) {
  Dice dice(seed);
  CachedAccount account(random_cloud(dice));
  FlowCache cache(account.model);
  FlowCache forgetful(account.model, 3);
  const std::vector<IpAddress> addresses = addresses_of(account.draft);
  const std::vector<std::uint16_t> ports = bound_ports(account.draft);
  const std::vector<std::uint16_t> services = {53, 80, 123, 443, 1688};
  const auto any_of = [&](const auto& list) {
    return list[dice.roll(static_cast<std::uint32_t>(list.size()))];
  };
  const IpProtocol protocols[] = {kTcp, kTcp, kUdp, kIcmp, kIcmpV6, IpProtocol{47}, kSctp};
  const auto ask = [&](const FlowAsked& flow) {
    const std::string truth = fresh(account.model, flow);
    tally.verdicts.insert(truth.substr(0, truth.find(' ')));
    ++tally.asked;
    for (FlowCache* one : {&cache, &forgetful}) {
      if (const std::string told = cached(*one, flow); told != truth) {
        tally.wrong.push_back("seed " + std::to_string(seed) + ": " + text_of(flow) + ": " + told +
                              ", not " + truth);
      }
    }
  };
  // One end and one service against everyone, so that many addresses share an answer.
  for (int round = 0; round < 14; ++round) {
    FlowAsked flow{any_of(addresses),       any_of(addresses),
                   protocols[dice.roll(7)], dice.coin() ? any_of(ports) : any_of(services),
                   any_of(ports),           {}};
    const bool many_clients = dice.coin();
    for (const IpAddress& address : addresses) {
      (many_clients ? flow.client : flow.server) = address;
      ask(flow);
      if (dice.coin()) flow.client_port = any_of(ports);
    }
  }
  tally.judged += cache.judged();
}

TEST_CASE("cached answers about flows are those of check --flows") {
  Tally tally;
  const auto clouds = run_size("HALFOPEN_ORACLE_CLOUDS", 60);
  const auto seed = static_cast<std::uint32_t>(run_size("HALFOPEN_ORACLE_SEED", 1));
  for (std::uint32_t i = 0; i < clouds; ++i) compare(seed + i, tally);
  if (!tally.wrong.empty()) MESSAGE(tally.wrong.size() << " wrong, the first: " << tally.wrong[0]);
  CHECK(tally.wrong.empty());
  for (const char* word : {"works", "partial", "half-open", "denied", "no-route", "unknown"}) {
    CHECK_MESSAGE(tally.verdicts.contains(word), word);
  }
  // Else nothing was cached, and nothing compared.
  MESSAGE(tally.asked << " flows, judged " << tally.judged);
  CHECK(tally.judged < tally.asked);
}

std::string edges_of(FlowCache& cache, const FlowAsked& flow) {
  std::set<std::string> found;
  for (const std::uint32_t number : cache.ask(flow).edges) {
    const ReplyEdge& edge = cache.edge(number);
    found.insert(cache.snapshot().subnets()[*edge.subnet].id + '/' +
                 std::string(to_string(edge.direction)));
  }
  std::string text;
  for (const std::string& edge : found) text += edge + ' ';
  return text;
}

// VPC User Guide, NAT gateways: the gateway picks the source port, so what comes back to it from
// the server goes to a port that no client picked.
TEST_CASE("behind a NAT gateway the client's port crosses no edge") {
  HandCloud cloud;
  cloud.vpc("vpc-1", {"10.0.0.0/16"});
  cloud.subnet("pub", "vpc-1", "z1", {"10.0.1.0/24"});
  cloud.subnet("priv", "vpc-1", "z1", {"10.0.2.0/24"});
  cloud.gateway(Gateway::Kind::internet, "igw-1", "vpc-1");
  cloud.nat("nat-1", "pub");
  cloud.table("rtb-pub", "vpc-1", {"pub"});
  cloud.route("rtb-pub", "0.0.0.0/0", "igw-1");
  cloud.table("rtb-priv", "vpc-1", {"priv"});
  cloud.route("rtb-priv", "0.0.0.0/0", "nat-1");
  cloud.interface("pub", {"10.0.1.5"}, true);
  CachedAccount account(cloud.draft);
  FlowCache cache(account.model);
  const auto asked = [](const char* client, const char* server) {
    return FlowAsked{*parse_ip_address(client), *parse_ip_address(server), kTcp, 443, 40000, {}};
  };
  CHECK(edges_of(cache, asked("10.0.2.5", "198.51.100.7")) == "priv/ingress pub/egress ");
  CHECK(edges_of(cache, asked("10.0.1.5", "198.51.100.7")) == "pub/ingress ");
  CHECK(edges_of(cache, asked("198.51.100.7", "10.0.1.5")) == "pub/egress ");
  CHECK(edges_of(cache, asked("10.0.2.5", "10.0.1.5")) == "priv/ingress pub/egress ");
  CHECK(edges_of(cache, asked("10.0.2.5", "10.0.2.6")) == "");
  // Instance metadata is not filtered (VPC User Guide, network ACL basics).
  FlowAsked metadata = asked("10.0.1.5", "169.254.169.254");
  metadata.server_port = 80;
  CHECK(edges_of(cache, metadata) == "");
}

}  // namespace
}  // namespace halfopen::oracle
