// SPDX-License-Identifier: Apache-2.0
#include "halfopen/practice/practice_words.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "halfopen/base/grouped_number.hpp"
#include "halfopen/practice/practice_rows.hpp"

namespace halfopen::words {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr Pair kMisconceptions[] = {
    {"reply-to-server-port",
     "A reply goes to the port that the client picked. The server's port is only its source, and "
     "no "
     "rule of a network ACL looks at source ports."},
    {"keeps-state",
     "A network ACL keeps no state. That the request was allowed says nothing about its reply."},
    {"later-rule",
     "The lowest number that matches decides. What stands behind it is not looked at."},
    {"deny-wins", "A deny does not win because it denies. Only the lower number wins."},
    {"wrong-direction",
     "Inbound rules judge what enters the subnet, outbound rules what leaves it: requests and "
     "replies "
     "cross on different sides."},
    {"wrong-protocol",
     "A rule for one protocol says nothing about another, on the same port either."},
    {"wrong-range", "The range must hold the ports that this client's system picks."},
    {"one-range-for-all", "Each system picks client ports from a range of its own."},
    {"behind-the-deny",
     "A rule that stands behind one that matches comes too late: the lower number decides."},
    {"too-wide", "A rule that is wider than what it is meant for meets others, too."},
    {"too-early", "A rule that stands before an exception takes the exception's packets."},
    {"families-one-quota", "IPv4 and IPv6 have a quota each."},
    {"wrong-address",
     "A rule compares the address of the other end: the source of what enters, the destination of "
     "what leaves."},
    {"wrong-family", "A rule for IPv4 never matches a packet of IPv6, nor the other way round."},
    {"all-with-ports",
     "With the protocol All, ports are not looked at: the rule is about all traffic."},
    {"port-zero", "TCP 0-0 is port 0 alone. All ports are 0-65535."},
    {"protocol-number",
     "The number of a protocol is not that of a port: TCP is protocol 6, and a service is one of "
     "its ports."},
    {"missing", "What no rule matches, rule * denies."},
    {"within-the-subnet",
     "A network ACL stands at the edge of the subnet. What passes between two instances "
     "inside does not meet it."},
    {"resolver",
     "Network ACLs do not filter what goes to the VPC's resolver, to instance metadata or to "
     "Amazon "
     "Time Sync."},
    {"gateway-keeps-state",
     "A NAT gateway knows its connections, the network ACLs before and behind it do not: each "
     "reply "
     "crosses both subnets' edges and is judged there."},
    {"gateway-is-the-source",
     "The gateway puts the addresses back. What enters the private subnet has the server's address "
     "as its source, not that of the gateway."},
    {"narrow-behind-nat",
     "Behind address translation the server does not see the port that the system picked, but one "
     "that the translating device did, from 1024 up."},
    {"default-row-counts", "The row * counts, too: it is one of the rules of the quota."},
    {"both-directions-one-quota", "Inbound and outbound rules have a quota each."},
    {"higher-quota", "More than 20 rules a direction must be asked for; 40 is the most."},
    {"miscounted", "Count the ports of the range that lie within what is allowed."},
};

std::string_view title_of(PracticeTopic topic) {
  switch (topic) {
    case PracticeTopic::order: return "Order of rules";
    case PracticeTopic::replies: return "Replies without state";
    case PracticeTopic::ephemeral: return "Client ports of systems";
    case PracticeTopic::partial: return "Ranges that fit in part";
    case PracticeTopic::nat: return "Address translation";
    case PracticeTopic::ipv6: return "IPv6";
    case PracticeTopic::udp: return "UDP";
    case PracticeTopic::fields: return "Protocols and ports of a rule";
    case PracticeTopic::scope: return "Where network ACLs are asked";
    case PracticeTopic::numbering: return "Numbers and the quota";
  }
  return "";
}

const char* side(Direction direction) {
  return direction == Direction::ingress ? "inbound" : "outbound";
}

std::string ports_counted(const PracticeFact& fact) {
  if (fact.total == 1) return "client port " + std::to_string(fact.range.first);
  return grouped(fact.total) + " client ports " + to_string(fact.range) +
         (fact.by_gateway ? " of the NAT gateway" : "");
}

std::string lost_reply(const PracticeScene& scene, const PracticeFact& fact) {
  std::string text = "the reply to port " + std::to_string(fact.lost_port);
  return fact.reply_stop ? text + " dies at " + place(scene, *fact.reply_stop) : text + " dies";
}

/// As the AWS CLI is told it (create-network-acl-entry): EC2 takes the ports and drops them.
std::string with_ports_told(const NetworkAclEntry& row) {
  return "--protocol -1 --port-range From=" + std::to_string(row.ports.first) +
         ",To=" + std::to_string(row.ports.last) + " (AWS CLI)";
}

/// What a row is about, beside addresses.
std::string what(const NetworkAclEntry& row) {
  const std::string protocol = row_protocol(row);
  const std::string ports = row_ports(row);
  if (row.protocol == NetworkAclEntry::kEveryProtocol) {
    return row.ports_ignored ? with_ports_told(row) : "all traffic";
  }
  if (!filters_ports(IpProtocol{static_cast<std::uint8_t>(row.protocol)})) {
    return "protocol " + protocol;
  }
  return protocol + ' ' + (ports == "All" ? "all ports" : ports);
}

std::string upper(std::string text) {
  for (char& letter : text)
    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return text;
}

}  // namespace

std::string_view misconception(std::string_view id) {
  for (const Pair& pair : kMisconceptions) {
    if (pair.first == id) return pair.second;
  }
  return "";
}

std::string_view topic_title(PracticeTopic topic) { return title_of(topic); }

std::string row_protocol(const NetworkAclEntry& row) {
  if (row.protocol == NetworkAclEntry::kEveryProtocol) return "All";
  const IpProtocol protocol{static_cast<std::uint8_t>(row.protocol)};
  return upper(to_string(protocol));
}

std::string row_ports(const NetworkAclEntry& row) {
  // EC2 keeps no ports for other protocols, so the console shows none, whatever the row was told.
  const bool counts = row.protocol == kTcp.number || row.protocol == kUdp.number;
  if (!counts) return "All";
  return row.ports == PortRange{0, 65535} ? "All" : to_string(row.ports);
}

std::string row_type(const NetworkAclEntry& row) {
  if (row.protocol == NetworkAclEntry::kEveryProtocol) return "All traffic";
  if (row.protocol != kTcp.number && row.protocol != kUdp.number) return "Custom protocol";
  const std::string name = row_protocol(row);
  if (row.ports == PortRange{0, 65535}) return "All " + name;
  for (const KnownService& known : known_services()) {
    const bool same = known.protocol.number == row.protocol && row.ports == one_port(known.port);
    if (same && known.port != 8080) return known.name;
  }
  return "Custom " + name;
}

std::string rule(const NetworkAclEntry& row) {
  const bool allows = row.action == RuleAction::allow;
  std::string text = std::string(side(row.direction)) + ' ' + std::to_string(row.number) + ": " +
                     (allows ? "ALLOW " : "DENY ");
  text += what(row);
  return text + (row.direction == Direction::ingress ? " from " : " to ") + to_string(row.cidr);
}

std::string told_ports(const std::vector<NetworkAclEntry>& rows) {
  std::string text;
  for (const NetworkAclEntry& row : rows) {
    if (!row.ports_ignored) continue;
    text += std::string(" Somebody made ") + side(row.direction) + " rule " +
            std::to_string(row.number) + " with " + with_ports_told(row) + '.';
  }
  return text;
}

std::string edits(const PracticeScene& scene, const std::vector<PracticeEdit>& edits) {
  std::string text;
  for (const PracticeEdit& edit : edits) {
    for (const NetworkAclEntry& row : edit.rows) {
      text += text.empty() ? "" : " and ";
      if (scene.acls.size() > 1) text += scene.acls[edit.acl].id + ", ";
      text += rule(row);
    }
  }
  return text;
}

std::string place(const PracticeScene& scene, const PracticePlace& place) {
  return std::string(side(place.direction)) + " rule " + place.rule + " of " +
         scene.acls[place.acl].id;
}

std::string fact(const PracticeScene& scene, const PracticeFact& fact) {
  const std::string& label = scene.probes[fact.probe].label;
  switch (fact.verdict) {
    case Verdict::works:
      if (!fact.filtered) return label + " works: no network ACL stands in its way.";
      return label + " works: " + (fact.total == 1 ? "" : "each of the ") + ports_counted(fact) +
             " gets its reply.";
    case Verdict::partial:
      return label + " works for " + grouped(fact.open) + " of the " + ports_counted(fact) + "; " +
             lost_reply(scene, fact) + ".";
    case Verdict::half_open:
      return label + " is half-open: the request arrives, and no reply gets back; " +
             lost_reply(scene, fact) + ".";
    case Verdict::denied:
      return label + " is denied" +
             (fact.request_stop ? " by " + place(scene, *fact.request_stop) : "") + ".";
    case Verdict::no_route: return label + " finds no way.";
    case Verdict::unknown: break;
  }
  return label +
         ": nobody knows; the rules cannot be read as they stand, or the hosts are not "
         "where they were.";
}

std::string list(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
    text += items[i];
  }
  return text;
}

std::string working_set(const std::vector<std::string>& labels,
                        const std::vector<std::size_t>& works) {
  std::vector<std::string> names;
  for (const std::size_t probe : works) names.push_back(labels[probe]);
  if (names.empty()) return "none of them";
  if (names.size() == 1) return names.front() + " only";
  return list(names);
}

std::string verdict_option(Verdict verdict) {
  switch (verdict) {
    case Verdict::works: return "the client gets its answer, whatever port it picks";
    case Verdict::partial:
      return "the client gets its answer with some of its ports, not with others";
    case Verdict::half_open: return "the request arrives at the server, and no reply gets back";
    case Verdict::denied: return "the request is denied before it gets to the server";
    case Verdict::no_route: return "the request finds no way to the server";
    case Verdict::unknown: break;
  }
  return "nobody can tell";
}

std::string share(std::uint32_t open, std::uint32_t total) {
  return grouped(open) + " of " + grouped(total);
}

std::string host(const PracticeScene& scene, const PracticeHost& host) {
  const std::string address = to_string(host.address);
  return host.subnet ? address + " in " + scene.subnets[*host.subnet].id : address;
}

std::string guards(const PracticeScene& scene) {
  std::string text;
  for (const PracticeSubnet& subnet : scene.subnets) {
    std::vector<std::string> blocks;
    for (const CidrBlock& block : subnet.cidrs) blocks.push_back(to_string(block));
    text += (text.empty() ? "" : " ") + scene.acls[subnet.acl].id + " guards " + subnet.id + " (" +
            list(blocks) + ").";
  }
  return text;
}

std::string service(const Service& service) {
  return upper(to_string(service.protocol)) +
         (service.port ? ' ' + std::to_string(*service.port) : "");
}

}  // namespace halfopen::words
