// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/fix.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "halfopen/analysis/obstacle.hpp"
#include "halfopen/analysis/remedy.hpp"

namespace halfopen {
namespace {

bool works(const std::vector<Connection>& answers) {
  return std::all_of(answers.begin(), answers.end(),
                     [](const Connection& c) { return c.verdict == Verdict::works; });
}

/// True if a rule of a network ACL could mend the connection.
bool is_broken(CompiledSnapshot& model, const Connection& connection) {
  return connection.verdict != Verdict::works && obstacles_of(model, connection).empty();
}

/// True if every answer works but those that no rule of a network ACL helps.
bool mended(const Snapshot& snapshot, const CheckQuestion& question) {
  CompiledSnapshot model(snapshot);
  const auto answers = check(model, question);
  return answers && std::none_of(answers->begin(), answers->end(),
                                 [&](const Connection& c) { return is_broken(model, c); });
}

/// The edits of one rule, which stand or fall together.
using EditGroup = std::vector<AclEdit>;

class Fixer {
 public:
  Fixer(CompiledSnapshot& model, const CheckQuestion& question, Fix& fix)
      : model_(model), question_(question), fix_(fix) {}

  void offer_all() {
    constexpr PortRange kAny{1024, 65535};  // what a NAT gateway or load balancer may pick
    const PortRange asked =
        client_port_span(question_.clients.empty() ? default_client_profiles() : question_.clients);
    std::vector<PortRange> ranges{asked};
    const bool inside = kAny.first <= asked.first && asked.last <= kAny.last;
    if (by_port() && inside && !(asked == kAny)) ranges.push_back(kAny);
    for (const PortRange& range : ranges) {
      const std::string ports = by_port() ? ", client ports " + to_string(range) : "";
      offer("only the clients asked about", ports, {range, std::nullopt});
      for (const CidrBlock& block : wider_blocks()) {
        offer("clients in " + to_string(block), ports, {range, block});
      }
    }
  }

 private:
  bool by_port() const {
    return std::any_of(fix_.before.begin(), fix_.before.end(), [](const Connection& c) {
      return !c.service.icmp && filters_ports(c.service.protocol);
    });
  }

  /// The blocks of the rules that let the requests in, where they are wider than the clients, and
  /// the whole family.
  std::vector<CidrBlock> wider_blocks() const {
    std::vector<CidrBlock> blocks;
    const auto add = [&](const CidrBlock& block) {
      if (std::find(blocks.begin(), blocks.end(), block) == blocks.end()) blocks.push_back(block);
    };
    std::vector<IpFamily> families;
    for (const Connection& connection : fix_.before) {
      const IpFamily family = connection.from.addresses.family;
      if (std::find(families.begin(), families.end(), family) == families.end()) {
        families.push_back(family);
      }
      for (const PacketCrossing& packet : connection.request.crossings) {
        const bool in = packet.crossing.direction == Direction::ingress;
        if (in && packet.decision.entry != nullptr && packet.decision.action == RuleAction::allow) {
          add(packet.decision.entry->cidr);
        }
      }
    }
    if (families.size() != 1) return {};  // one block cannot serve both families
    add(CidrBlock::all(families[0]));
    std::sort(blocks.begin(), blocks.end(), [](const CidrBlock& a, const CidrBlock& b) {
      return a.prefix_length() > b.prefix_length();
    });
    return blocks;
  }

  /// Rules that together make every answer work, and how many of them could be left out.
  struct Plan {
    std::vector<EditGroup> groups;
    Snapshot state;  ///< with the edits made
    std::size_t needless = 0;
  };

  void offer(const std::string& whom, const std::string& ports, const ProposalScope& scope) {
    const std::string title = whom + ports;
    // A wide rule for replies may serve the request of another crossing, too: then it must come
    // first, or the narrow one would be needless. Usually the order does not matter.
    auto best = plan(title, scope, false);
    if (!best) return;
    if (best->needless > 0) {
      const std::size_t refused = fix_.refused.size();
      auto other = plan(title, scope, true);
      fix_.refused.resize(refused);
      if (other && other->needless < best->needless) best = std::move(other);
    }
    // The new rule is the last edit of its group; those before it only make room.
    const bool anyone = std::all_of(
        best->groups.begin(), best->groups.end(),
        [](const EditGroup& group) { return group.back().entry.cidr.prefix_length() == 0; });
    drop_needless(*best);
    keep(anyone ? "any client" + ports : title, net_edits(*best), note_on(scope.client_ports));
  }

  std::optional<Plan> plan(const std::string& title, const ProposalScope& scope, bool last_first) {
    Plan result;
    Snapshot state = model_.snapshot();
    // Each rule is proposed in the state that the ones before it left, so that numbers stay free.
    constexpr int kMostRounds = 64;
    for (int round = 0; round < kMostRounds; ++round) {
      CompiledSnapshot current(state);
      const auto answers = check(current, question_);
      const auto broken = std::find_if(answers->begin(), answers->end(),
                                       [&](const Connection& c) { return is_broken(current, c); });
      if (broken == answers->end()) break;
      const auto proposals = propose_rules(current, *broken, scope);
      if (proposals.empty()) {
        refuse(title, "rests on something that is not known or not loaded");
        return std::nullopt;
      }
      const RuleProposal& next = last_first ? proposals.back() : proposals.front();
      EditGroup edits = edits_for(state, next, next.blocked_by);
      if (edits.empty()) {
        refuse(title, "no rule number is free in the list that blocks");
        return std::nullopt;
      }
      state = edited(state, edits);
      result.groups.push_back(std::move(edits));
    }
    if (!mended(state, question_)) {
      refuse(title, "these rules do not suffice");
      return std::nullopt;
    }
    result.state = std::move(state);
    result.needless = count_needless(result);
    return result;
  }

  /// The state without one of the new rules, wherever later groups have moved it.
  static Snapshot without(const Snapshot& state, const AclEdit& added) {
    std::vector<NetworkAclEntry> rows;
    bool left_out = false;
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      for (const NetworkAclEntry& row : state.acls()[added.acl].entries(direction)) {
        NetworkAclEntry same = row;
        same.number = added.entry.number;
        const bool is_added = !left_out && same_rule(same, added.entry);
        left_out = left_out || is_added;
        if (!is_added) rows.push_back(row);
      }
    }
    Diagnostics ignored;  // the rows were settled when they were loaded
    return state.with_rows(added.acl, std::move(rows), ignored);
  }

  /// New rules without which every answer still works.
  std::size_t count_needless(const Plan& plan) const {
    return static_cast<std::size_t>(
        std::count_if(plan.groups.begin(), plan.groups.end(), [&](const EditGroup& group) {
          return mended(without(plan.state, group.back()), question_);
        }));
  }

  /// Leaves needless rules out, where no other rule moved for them.
  void drop_needless(Plan& plan) const {
    for (std::size_t i = 0; plan.needless > 0 && i < plan.groups.size(); ++i) {
      if (plan.groups[i].size() != 1) continue;
      Snapshot fewer = without(plan.state, plan.groups[i].back());
      if (mended(fewer, question_)) plan.state = std::move(fewer);
    }
  }

  /// The plan's change without steps that later ones overwrite.
  std::vector<AclEdit> net_edits(const Plan& plan) const {
    std::vector<std::uint32_t> acls;
    for (const EditGroup& group : plan.groups) {
      const std::uint32_t acl = group.back().acl;
      if (std::find(acls.begin(), acls.end(), acl) == acls.end()) acls.push_back(acl);
    }
    return edits_between(model_.snapshot(), plan.state, acls);
  }

  /// What a narrow range of client ports rests on.
  std::string note_on(const PortRange& ports) const {
    if (!by_port() || (ports.first <= 1024 && ports.last == 65535)) return "";
    return "enough only if nothing between the clients and the ACL translates ports: behind a home "
           "router or a NAT gateway any port from 1024 may arrive, from that device's address";
  }

  void keep(const std::string& title, const std::vector<AclEdit>& edits, std::string note) {
    FixOption option;
    option.title = title;
    option.note = std::move(note);
    option.edits = edits;
    const auto same_edits = [&](const FixOption& known) {
      return std::equal(known.edits.begin(), known.edits.end(), option.edits.begin(),
                        option.edits.end(), [](const AclEdit& a, const AclEdit& b) {
                          return a.acl == b.acl && same_rule(a.entry, b.entry);
                        });
    };
    if (std::any_of(fix_.options.begin(), fix_.options.end(), same_edits)) return;
    const Snapshot after = edited(model_.snapshot(), option.edits);
    option.quota = quota_of(after, option.edits);
    for (const QuotaUse& use : option.quota) {
      if (use.used <= QuotaUse::kHardLimit) continue;
      refuse(title, "it would need " + std::to_string(use.used) + " of at most " +
                        std::to_string(QuotaUse::kHardLimit) + " rules in one list");
      return;
    }
    CompiledSnapshot after_model(after);
    for (ConnectionChange& change : diff(model_, after_model, question_.clients).changes) {
      const bool opens = change.kind == ChangeKind::gained || change.kind == ChangeKind::healed;
      if (!opens) {
        option.breaks.push_back(std::move(change));
        continue;
      }
      if (auto more = more_clients(change)) option.opens.push_back(*std::move(more));
      if (leave_out_wanted(change)) option.opens.push_back(std::move(change));
    }
    fix_.options.push_back(std::move(option));
  }

  /// Hosts that were asked about, by the place that they stand in.
  using Hosts = std::map<Location, AddressSet>;

  /// All hosts that were asked about as clients (or servers) of a service, its classes together.
  Hosts hosts_of(const Connection& wanted, Endpoint Connection::*end) const {
    Hosts hosts;
    for (const Connection& other : fix_.before) {
      const AddressSet& more = (other.*end).addresses;
      if (!(other.service == wanted.service) || more.family != wanted.from.addresses.family) {
        continue;
      }
      AddressSet& all =
          hosts.try_emplace((other.*end).location, AddressSet{more.family, {}}).first->second;
      all.bits = all.bits | more.bits;
    }
    return hosts;
  }

  /// The ports that were asked for, where a change is about nobody but the hosts asked about.
  PortSet wanted_ports(const ConnectionChange& change) const {
    PortSet ports;
    for (const Connection& wanted : fix_.before) {
      const bool same_protocol = change.protocol && *change.protocol == wanted.service.protocol &&
                                 change.family == wanted.from.addresses.family;
      if (!same_protocol || !only(change.from, hosts_of(wanted, &Connection::from)) ||
          !only(change.to, hosts_of(wanted, &Connection::to))) {
        continue;
      }
      const Selector asked = selector(request_packet(wanted.service, {}, {}, 0));
      ports = ports | PortSet(asked, asked);
    }
    return ports & change.server_ports;
  }

  /// The services asked about for client ports that were not asked about.
  std::optional<ConnectionChange> more_clients(const ConnectionChange& change) const {
    if (!change.protocol || !filters_ports(*change.protocol)) return std::nullopt;
    PortSet asked;
    for (const ClientProfile& client :
         question_.clients.empty() ? default_client_profiles() : question_.clients) {
      asked = asked | port_set(client.range);
    }
    ConnectionChange more = change;
    more.server_ports = wanted_ports(change);
    more.client_ports = change.client_ports - asked;
    if (more.server_ports.empty() || more.client_ports.empty()) return std::nullopt;
    more.witness.service.port = more.server_ports.intervals().front().first;
    more.witness.client_port = more.client_ports.intervals().back().last;
    return more;
  }

  /// Takes what was asked for out of what opens. False if nothing else is left.
  bool leave_out_wanted(ConnectionChange& change) const {
    for (const Connection& wanted : fix_.before) {
      const bool same_protocol = change.protocol && *change.protocol == wanted.service.protocol &&
                                 change.family == wanted.from.addresses.family;
      if (!same_protocol) continue;
      const Hosts clients = hosts_of(wanted, &Connection::from);
      const Hosts servers = hosts_of(wanted, &Connection::to);
      if (only(change.from, clients) && only(change.to, servers)) {
        const Selector asked = selector(request_packet(wanted.service, {}, {}, 0));
        change.server_ports = change.server_ports - PortSet(asked, asked);
        if (!filters_ports(*change.protocol) && !is_icmp(*change.protocol)) return false;
      }
      // The answer to a message is told as a message of its own, the other way.
      const auto reply = reply_packet(wanted.service, {}, {}, 0);
      if (wanted.service.icmp && reply && only(change.from, servers) && only(change.to, clients)) {
        const Selector answer = selector(*reply);
        change.server_ports = change.server_ports - PortSet(answer, answer);
      }
    }
    if (change.server_ports.empty()) return false;
    auto& port = change.witness.service.port;
    if (port && !change.server_ports.contains(*port)) {
      port = change.server_ports.intervals().front().first;
    }
    return true;
  }

  /// True if the side holds nobody but these hosts.
  bool only(const ChangeSide& side, const Hosts& hosts) const {
    AddressSet all{side.rest.family, {}};
    for (const auto& [place, addresses] : hosts) all.bits = all.bits | addresses.bits;
    return side.rest.bits.is_subset_of(all.bits) &&
           std::all_of(side.places.begin(), side.places.end(), [&](const std::string& label) {
             return std::any_of(hosts.begin(), hosts.end(), [&](const auto& some) {
               return is_whole(label, some.first, some.second);
             });
           });
  }

  /// True if the addresses are all that diff means by the label.
  bool is_whole(const std::string& label, const Location& place, const AddressSet& some) const {
    const Snapshot& snapshot = model_.snapshot();
    AddressSet all = AddressSet::of(CidrBlock::all(some.family));
    std::string name = "outside";
    if (place.kind == Location::Kind::subnet) {
      const Subnet& subnet = snapshot.subnets()[place.index];
      name = subnet.id;
      if (!subnet.cidrs.empty()) all = subnet.addresses(some.family);
    } else if (place.kind == Location::Kind::acl) {
      name = snapshot.acls()[place.index].id();
    } else {
      for (const Subnet& subnet : snapshot.subnets()) {
        all.bits = all.bits - subnet.addresses(some.family).bits;
      }
    }
    return name == label && all.bits.is_subset_of(some.bits);
  }

  void refuse(const std::string& title, const std::string& why) {
    fix_.refused.push_back("no option for " + title + ": " + why);
  }

  CompiledSnapshot& model_;
  const CheckQuestion& question_;
  Fix& fix_;
};

}  // namespace

Result<Fix> fix(CompiledSnapshot& model, const CheckQuestion& question) {
  Fix result;
  auto answers = check(model, question);
  if (!answers) return tl::unexpected<Error>(answers.error());
  result.before = std::move(*answers);
  if (works(result.before)) return result;
  bool some_broken = false;
  for (const Connection& connection : result.before) {
    if (connection.verdict == Verdict::works) continue;
    const std::vector<Obstacle> obstacles = obstacles_of(model, connection);
    some_broken = some_broken || obstacles.empty();
    for (const Obstacle& obstacle : obstacles) {
      std::string why = "no rule of a network ACL helps: " + obstacle.what;
      if (!obstacle.command.empty()) why += ": " + obstacle.command;
      const auto& known = result.refused;
      if (std::find(known.begin(), known.end(), why) == known.end()) {
        result.refused.push_back(std::move(why));
      }
    }
  }
  if (some_broken) Fixer(model, question, result).offer_all();
  return result;
}

}  // namespace halfopen
