// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/practice_truth.hpp"

#include <algorithm>
#include <set>

#include "tests/oracle/first_match_oracle.hpp"

namespace halfopen::oracle {
namespace {

/// One ACL that a packet meets.
struct Gate {
  std::size_t acl;
  Direction direction;
  Packet packet;
};

Packet packet_of(IpProtocol protocol, const IpAddress& from, std::uint16_t from_port,
                 const IpAddress& to, std::uint16_t to_port) {
  Packet packet;
  packet.source = from;
  packet.destination = to;
  packet.protocol = protocol;
  packet.source_port = from_port;
  packet.destination_port = to_port;
  return packet;
}

/// "The resolver at 169.254.169.253 is not filtered" (VPC User Guide).
bool is_resolver(const PracticeProbe& probe) {
  return probe.client.subnet && to_string(probe.server.address) == "169.254.169.253" &&
         probe.service.port == 53;
}

/// Gates of a packet between two hosts: out of the one's subnet, into the other's, none within one.
std::vector<Gate> gates(const PracticeScene& scene, const PracticeHost& from,
                        const PracticeHost& to, const Packet& packet) {
  std::vector<Gate> met;
  if (from.subnet == to.subnet) return met;
  if (from.subnet) met.push_back({scene.subnets[*from.subnet].acl, Direction::egress, packet});
  if (to.subnet) met.push_back({scene.subnets[*to.subnet].acl, Direction::ingress, packet});
  return met;
}

bool goes_through_nat(const PracticeScene& scene, const PracticeProbe& probe) {
  return scene.nat && probe.client.subnet == scene.nat->private_subnet && !probe.server.subnet;
}

/// The request, gate by gate. No rule looks at its source port.
std::vector<Gate> request_gates(const PracticeScene& scene, const PracticeProbe& probe) {
  const IpProtocol protocol = probe.service.protocol;
  const std::uint16_t port = *probe.service.port;
  const Packet first = packet_of(protocol, probe.client.address, 1, probe.server.address, port);
  if (!goes_through_nat(scene, probe)) return gates(scene, probe.client, probe.server, first);
  const std::size_t inner = scene.subnets[scene.nat->private_subnet].acl;
  const std::size_t outer = scene.subnets[scene.nat->public_subnet].acl;
  const Packet second = packet_of(protocol, scene.nat->address, 1, probe.server.address, port);
  return {{inner, Direction::egress, first},
          {outer, Direction::ingress, first},
          {outer, Direction::egress, second}};
}

/// The reply to one client port: `outside` says that it is the gateway's and the packet is on its
/// way to the gateway.
std::vector<Gate> reply_gates(const PracticeScene& scene, const PracticeProbe& probe, bool outside,
                              std::uint16_t port) {
  const IpProtocol protocol = probe.service.protocol;
  const IpAddress& server = probe.server.address;
  const Packet back = packet_of(protocol, server, *probe.service.port, probe.client.address, port);
  if (!goes_through_nat(scene, probe)) return gates(scene, probe.server, probe.client, back);
  const std::size_t inner = scene.subnets[scene.nat->private_subnet].acl;
  const std::size_t outer = scene.subnets[scene.nat->public_subnet].acl;
  if (outside) {
    return {{outer, Direction::ingress,
             packet_of(protocol, server, *probe.service.port, scene.nat->address, port)}};
  }
  return {{outer, Direction::egress, back}, {inner, Direction::ingress, back}};
}

std::string stop_at(const PracticeScene& scene, const std::vector<Gate>& met) {
  for (const Gate& gate : met) {
    const Judgement judgement = judge(scene.acls[gate.acl].rows, gate.direction, gate.packet);
    if (judgement.action == "allow") continue;
    return scene.acls[gate.acl].id + (gate.direction == Direction::ingress ? "/in/" : "/out/") +
           judgement.rule;
  }
  return "";
}

/// The ports at which the fate of a packet may change: it is the same from one to the next.
std::vector<std::uint32_t> turning_points(const PracticeScene& scene, const PortRange& range) {
  std::set<std::uint32_t> points = {range.first, std::uint32_t{range.last} + 1};
  for (const PracticeAcl& acl : scene.acls) {
    for (const NetworkAclEntry& row : acl.rows) {
      for (const std::uint32_t port :
           {std::uint32_t{row.ports.first}, std::uint32_t{row.ports.last} + 1}) {
        if (range.first <= port && port <= range.last) points.insert(port);
      }
    }
  }
  return {points.begin(), points.end()};
}

/// Replies to every port of a range.
void count_replies(const PracticeScene& scene, const PracticeProbe& probe, bool outside,
                   const PortRange& range, ProbeTruth& truth) {
  truth.open = 0;
  truth.total = std::uint32_t{range.last} - range.first + 1;
  truth.reply_stop.clear();
  const auto points = turning_points(scene, range);
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const auto port = static_cast<std::uint16_t>(points[i]);
    const std::string stop = stop_at(scene, reply_gates(scene, probe, outside, port));
    if (stop.empty()) {
      truth.open += points[i + 1] - points[i];
    } else if (truth.reply_stop.empty()) {
      truth.first_lost = points[i];
      truth.reply_stop = stop;
    }
  }
  truth.verdict = truth.open == truth.total ? "works" : truth.open == 0 ? "half-open" : "partial";
}

std::size_t rows_of(const PracticeScene& scene, const PracticeFocus& focus) {
  std::size_t rows = 0;
  for (const NetworkAclEntry& row : scene.acls[focus.acl].rows) {
    rows += row.direction == focus.direction && row.cidr.family() == focus.family ? 1U : 0U;
  }
  return rows;
}

bool meets_goal(const PracticeScene& scene) {
  return std::all_of(scene.probes.begin(), scene.probes.end(), [&](const PracticeProbe& probe) {
    return truth_of(scene, probe).verdict == (probe.must_work ? "works" : "denied");
  });
}

PracticeScene changed(PracticeScene scene, const std::vector<PracticeEdit>& edits) {
  for (const PracticeEdit& edit : edits) {
    auto& rows = scene.acls[edit.acl].rows;
    for (const NetworkAclEntry& row : edit.rows) {
      std::erase_if(rows, [&](const NetworkAclEntry& other) {
        return other.direction == row.direction && other.number == row.number;
      });
      rows.push_back(row);
    }
  }
  return scene;
}

}  // namespace

ProbeTruth truth_of(const PracticeScene& scene, const PracticeProbe& probe) {
  ProbeTruth truth;
  if (is_resolver(probe)) return {"works", "", 0, 0, 0, ""};
  truth.request_stop = stop_at(scene, request_gates(scene, probe));
  if (!truth.request_stop.empty()) {
    truth.verdict = "denied";
    return truth;
  }
  count_replies(scene, probe, false, probe.profile.range, truth);
  if (!goes_through_nat(scene, probe) || truth.verdict == "half-open") return truth;
  // A NAT gateway picks from 1024-65535, whatever stands behind it (VPC User Guide). The first
  // stretch of the way that loses replies is told of.
  ProbeTruth outside = truth;
  count_replies(scene, probe, true, {1024, 65535}, outside);
  if (outside.verdict == "works") return truth;
  if (truth.verdict == "works") return outside;
  if (outside.verdict == "half-open") truth.verdict = outside.verdict;
  return truth;
}

bool is_true(const PracticeClaim& claim, const PracticeScene& scene, const PracticeFocus& focus) {
  switch (claim.kind) {
    case ClaimKind::working_set: {
      std::vector<std::size_t> works;
      for (std::size_t i = 0; i < scene.probes.size(); ++i) {
        if (truth_of(scene, scene.probes[i]).verdict == "works") works.push_back(i);
      }
      return works == claim.works;
    }
    case ClaimKind::verdict:
      return truth_of(scene, scene.probes.front()).verdict == to_string(claim.verdict);
    case ClaimKind::share: return truth_of(scene, scene.probes.front()).open == claim.number;
    case ClaimKind::decider:
      return judge(scene.acls[focus.acl].rows, focus.direction, focus.packet).rule == claim.rule;
    case ClaimKind::edits: return meets_goal(changed(scene, claim.edits));
    // "20 rules per network ACL, per direction and IP version, including the default deny rule":
    // Amazon VPC quotas.
    case ClaimKind::room: return rows_of(scene, focus) + 1 + claim.number == 20;
  }
  return false;
}

}  // namespace halfopen::oracle
