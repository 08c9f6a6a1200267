// SPDX-License-Identifier: Apache-2.0
#include "halfopen/lab/lab_plan.hpp"

#include <algorithm>

namespace halfopen {
namespace {

/// No host may have these: unspecified, loopback, multicast, broadcast, link-local (RFC 6890).
bool is_usable(const IpAddress& address) {
  for (const char* text : {"0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "::/127",
                           "fe80::/10", "ff00::/8"}) {
    const auto block = parse_cidr_block(text);
    if (block && block->family() == address.family() && block->contains(address)) return false;
  }
  return true;
}

/// An address of the set that a host may have, other than `taken`: all of them fare alike. The
/// first one if there is no better.
IpAddress host_in(const AddressSet& set, const std::optional<IpAddress>& taken) {
  const auto fits = [&](const IpAddress& address) {
    return address.family() == set.family && set.bits.contains(address.bits()) &&
           is_usable(address) && !(taken && *taken == address);
  };
  const auto runs = set.bits.intervals();
  if (runs.size() == 1 && runs[0].first == runs[0].last) return set.first();  // the user's own
  for (const char* text :
       {"10.0.0.10", "192.0.2.10", "198.51.100.10", "2001:db8::10", "fd00::10"}) {
    if (const auto address = parse_ip_address(text); address && fits(*address)) return *address;
  }
  for (const auto& run : runs) {
    // The first four of a subnet are AWS's own (VPC User Guide, subnet sizing).
    for (const AddressBits bits : {run.first + 4, run.first, run.first + 1, run.last}) {
      if (bits <= run.last && fits({set.family, bits})) return {set.family, bits};
    }
  }
  return set.first();
}

/// Lays the row out, segment by segment.
class RowBuilder {
 public:
  explicit RowBuilder(const Connection& connection) : connection_(connection) {
    plan_.client = host_in(connection.from.addresses, std::nullopt);
    plan_.server = host_in(connection.to.addresses, plan_.client);
  }

  Result<LabPlan> build() {
    if (const auto reason = unfit()) return fail(*reason);
    add(LabNode::Kind::client, "client", plan_.client);
    plan_.nodes.back().own = plan_.client;
    const auto& segments = connection_.path.segments;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      if (i > 0) add_nat(segments[i]);
      if (const auto reason = add_segment(segments[i])) return fail(*reason);
    }
    finish();
    return std::move(plan_);
  }

 private:
  using Problem = std::optional<std::string>;

  Problem unfit() const {
    if (connection_.stop) return "no packet has a way: " + connection_.stop->text;
    const Path& path = connection_.path;
    if (!path.ways.empty()) return "the lab builds no load balancers";
    if (plan_.client == plan_.server) return "client and server are one address";
    for (const PathSegment& segment : path.segments) {
      if (!segment.request.via.empty()) return "there are several ways at once";
      if (segment.balanced || segment.node) return "the lab builds no load balancers";
      if (segment.server && *segment.server != plan_.server) {
        return "the server's address is translated on the way";
      }
    }
    for (const IpAddress& end : {plan_.client, plan_.server}) {
      if (!is_usable(end)) return to_string(end) + " is no address of a host";
    }
    return std::nullopt;
  }

  void add(LabNode::Kind kind, std::string name, const IpAddress& client) {
    LabNode node;
    node.kind = kind;
    node.name = std::move(name);
    node.client = client;
    plan_.nodes.push_back(std::move(node));
  }

  void add_router() { add(LabNode::Kind::router, "router-" + number(++routers_), client_); }

  /// A gateway in a subnet: what stands before it must be a router.
  void add_nat(const PathSegment& segment) {
    if (plan_.nodes.back().kind != LabNode::Kind::router) add_router();
    const IpAddress before = client_;
    client_ = segment.client.value_or(client_);
    add(LabNode::Kind::nat, "nat-" + number(++gateways_), before);
    plan_.nodes.back().own = client_;
  }

  Problem add_segment(const PathSegment& segment) {
    if (plan_.nodes.size() == 1) client_ = plan_.client;
    if (segment.request.end != LegPath::End::delivered) return segment.request.text;
    if (segment.reply.end != LegPath::End::delivered) return segment.reply.text;
    std::vector<Crossing> back;
    for (const Crossing& crossing : segment.reply.crossings()) {
      if (!crossing.groups) back.push_back(crossing);
    }
    for (const Crossing& crossing : segment.request.crossings()) {
      if (const auto problem = add_crossing(crossing, back)) return problem;
    }
    if (!back.empty()) return "the reply takes another way than the request";
    return std::nullopt;
  }

  Problem add_crossing(const Crossing& crossing, std::vector<Crossing>& back) {
    const bool out = crossing.direction == Direction::egress;
    if (crossing.remote && *crossing.remote != (out ? plan_.server : client_)) {
      return "an internet gateway translates addresses one to one on the way";
    }
    if (crossing.groups) {
      add(LabNode::Kind::guard, out ? "client-groups" : "server-groups", client_);
      plan_.nodes.back().groups = crossing.groups;
      plan_.nodes.back().guards_client = out;
      return std::nullopt;
    }
    if (!crossing.acl) return "a network ACL on the way is not known";
    if (back.empty() || back.back().acl != crossing.acl || back.back().subnet != crossing.subnet ||
        back.back().direction == crossing.direction) {
      return "the reply takes another way than the request";
    }
    const auto& seen = back.back().remote;
    if (seen && *seen != (out ? plan_.server : client_)) {
      return "an internet gateway translates addresses one to one on the way";
    }
    back.pop_back();
    place_edge(crossing, out);
    return std::nullopt;
  }

  /// Out of a subnet: the port of the next router towards the client. Into one: the port of the
  /// router at hand towards the server.
  void place_edge(const Crossing& crossing, bool out) {
    if (out && plan_.nodes.back().kind == LabNode::Kind::router) {
      add(LabNode::Kind::inside, "inside-" + number(++insides_), client_);
    }
    if (out || plan_.nodes.back().kind != LabNode::Kind::router) add_router();
    const auto at = static_cast<std::uint32_t>(plan_.nodes.size() - 1);
    const bool taken = std::any_of(plan_.edges.begin(), plan_.edges.end(), [&](const LabEdge& e) {
      return e.node == at && e.to_client == out;
    });
    if (taken) {
      add(LabNode::Kind::inside, "inside-" + number(++insides_), client_);
      add_router();
    }
    plan_.edges.push_back(
        {static_cast<std::uint32_t>(plan_.nodes.size() - 1), out, *crossing.acl, crossing.subnet});
  }

  void finish() {
    if (plan_.nodes.size() == 1) add_router();  // within one subnet: a wire with nothing on it
    add(LabNode::Kind::server, "server", client_);
    plan_.nodes.back().own = plan_.server;
  }

  static std::string number(std::uint32_t n) { return std::to_string(n); }

  const Connection& connection_;
  LabPlan plan_;
  IpAddress client_;  ///< as it looks at the end of the row so far
  std::uint32_t routers_ = 0;
  std::uint32_t gateways_ = 0;
  std::uint32_t insides_ = 0;
};

bool has_unknown_rule(const NetworkAcl& rules) {
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    const auto entries = rules.entries(direction);
    if (std::any_of(entries.begin(), entries.end(), [](const NetworkAclEntry& entry) {
          return entry.action == RuleAction::unknown;
        })) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool LabPlan::translates() const {
  return std::any_of(nodes.begin(), nodes.end(),
                     [](const LabNode& node) { return node.kind == LabNode::Kind::nat; });
}

Result<LabPlan> plan_lab(const Snapshot& snapshot, const Connection& connection) {
  auto plan = RowBuilder(connection).build();
  if (!plan) return plan;
  for (const LabEdge& edge : plan->edges) {
    if (has_unknown_rule(snapshot.acls()[edge.acl])) {
      return fail("a rule of " + snapshot.acls()[edge.acl].id() + " is not known");
    }
  }
  for (const LabNode& node : plan->nodes) {
    if (node.groups && has_unknown_rule(snapshot.topology().group_sets()[*node.groups].rules())) {
      return fail("a rule of the security groups on the way is not known");
    }
  }
  return plan;
}

}  // namespace halfopen
