// SPDX-License-Identifier: Apache-2.0
#include "ask_all.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "ask_account.hpp"
#include "edge_packets.hpp"
#include "halfopen/analysis/check.hpp"
#include "halfopen/analysis/explain.hpp"
#include "halfopen/report/check_json.hpp"
#include "halfopen/report/check_text.hpp"
#include "halfopen/report/explain_json.hpp"
#include "halfopen/report/explain_text.hpp"

namespace halfopen::fuzz {
namespace {

constexpr int kPacketsPerDirection = 16;
constexpr int kQuestionsPerPlace = 6;
constexpr std::size_t kSmall = 10;            ///< rules a direction
constexpr std::size_t kMostConnections = 64;  ///< of one question that are compared
constexpr std::size_t kMostRendered = 4;

/// The outcome of one packet over a path by looping over the rules: deny, unknown, allow.
RuleAction walk(const Snapshot& snapshot, const std::vector<Crossing>& path, const Packet& packet) {
  RuleAction outcome = RuleAction::allow;
  for (const Crossing& crossing : path) {
    RuleAction action = RuleAction::unknown;
    if (crossing.groups) {
      const NetworkAcl& rules = snapshot.topology().group_sets()[*crossing.groups].rules();
      action = first_match(rules, crossing.direction, packet).action;
    } else if (crossing.acl) {
      action = first_match(snapshot.acls()[*crossing.acl], crossing.direction, packet).action;
    }
    if (action == RuleAction::deny || outcome == RuleAction::allow) outcome = action;
    if (outcome == RuleAction::deny) break;
  }
  return outcome;
}

void ask_acl(const NetworkAcl& acl, Picker& picker) {
  const CompiledAcl compiled(acl);
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    for (int i = 0; i < kPacketsPerDirection; ++i) {
      Packet packet = edge_packet(acl, direction, picker);
      require(compiled.decide(direction, packet) == first_match(acl, direction, packet),
              "CompiledAcl::decide differs from first_match");
      if (!filters_ports(packet.protocol)) continue;
      // The whole number line of this address: each segment at both its ends.
      const IpAddress& remote =
          direction == Direction::ingress ? packet.source : packet.destination;
      std::uint32_t next = 0;
      for (const auto& segment :
           compiled.decisions(direction, remote, packet.protocol).segments()) {
        require(segment.first == next && segment.last >= segment.first, "a gap in a DecisionMap");
        next = std::uint32_t{segment.last} + 1;
        for (const std::uint16_t port : {segment.first, segment.last}) {
          packet.destination_port = port;
          require(compiled.decision(direction, segment) == first_match(acl, direction, packet),
                  "a segment of a DecisionMap differs from first_match");
        }
      }
      require(next == 65536, "a DecisionMap ends early");
    }
  }
}

/// The client ports at which a wrong set would show first.
std::vector<std::uint16_t> telling_ports(const ReplyLeg& reply, Picker& picker) {
  std::vector<std::uint16_t> ports{0, 65535, static_cast<std::uint16_t>(picker.below(65536))};
  for (const PortSet* set : {&reply.open, &reply.unknown}) {
    for (const auto& interval : set->intervals()) {
      if (ports.size() > 40) break;
      ports.push_back(interval.first);
      ports.push_back(interval.last);
      ports.push_back(static_cast<std::uint16_t>(interval.first - 1));
      ports.push_back(static_cast<std::uint16_t>(interval.last + 1));
    }
  }
  return ports;
}

/// One verified answer for one pair of addresses of the class.
void compare(CompiledSnapshot& model, const Connection& connection, const IpAddress& client,
             const IpAddress& server, Picker& picker) {
  const Snapshot& snapshot = model.snapshot();
  // Several segments or ways are put together by rules of their own: see tests/oracle.
  if (connection.path.segments.size() != 1) return;
  const auto there = connection.path.segments.front().request.crossings();
  const auto back = connection.path.segments.front().reply.crossings();
  const Service& service = connection.service;
  const auto port = static_cast<std::uint16_t>(picker.below(65536));
  const RuleAction request = walk(snapshot, there, request_packet(service, client, server, port));
  require(request == connection.request.outcome, "check() and first_match differ on the request");
  if (!connection.reply) return;
  const auto reply_action = [&](std::uint16_t client_port) {
    const auto packet = reply_packet(service, client, server, client_port);
    require(packet.has_value(), "check() has a reply to a message that nobody answers");
    return walk(snapshot, back, *packet);
  };
  if (connection.reply->one_packet) {
    require(reply_action(port) == connection.reply->outcome,
            "check() and first_match differ on the ICMP reply");
    return;
  }
  for (const std::uint16_t client_port : telling_ports(*connection.reply, picker)) {
    const RuleAction action = reply_action(client_port);
    require((action == RuleAction::allow) == connection.reply->open.contains(client_port),
            "check() and first_match differ on an open client port");
    require((action == RuleAction::unknown) == connection.reply->unknown.contains(client_port),
            "check() and first_match differ on an unknown client port");
  }
}

void verify_verdict(const Connection& connection) {
  if (connection.profiles.empty() || !connection.reply) return;
  bool all = true;
  for (const ProfileShare& share : connection.profiles) {
    all = all && port_set(share.profile.range).is_subset_of(connection.reply->open);
  }
  if (connection.verdict == Verdict::unknown || connection.verdict == Verdict::no_route) return;
  require(all == (connection.verdict == Verdict::works), "the verdict contradicts the open ports");
}

/// Writes some of the answers in every form: no text of the input may break an output.
void render(CompiledSnapshot& model, const SourceNames& sources, const Diagnostics& diagnostics,
            std::vector<Connection> connections) {
  connections.resize(std::min(connections.size(), kMostRendered));
  if (connections.empty()) return;
  const Snapshot& snapshot = model.snapshot();
  const std::vector<Explanation> walks{explain(model, connections.front(), std::nullopt)};
  require(!check_json(snapshot, connections, sources, diagnostics).empty(), "empty JSON");
  require(!check_text(snapshot, connections, sources, {}).empty(), "empty text");
  require(!explain_json(snapshot, walks, sources, diagnostics).empty(), "empty JSON");
  require(!explain_text(snapshot, walks, sources, {}).empty(), "empty text");
}

class Questions {
 public:
  Questions(const Snapshot& snapshot, const SourceNames& sources, const Diagnostics& diagnostics,
            Picker& picker)
      : model_(snapshot), sources_(sources), diagnostics_(diagnostics), picker_(picker) {}

  /// Asks about the place that `name` means, guarded by `acl` if that is known, in both roles.
  void about(const std::string& name, const NetworkAcl* acl) {
    for (int i = 0; i < kQuestionsPerPlace; ++i) {
      EdgeQuestion question{picker_.below(2) == 0, "internet", "tcp/443"};
      if (acl != nullptr) question = edge_question(*acl, picker_);
      if (!other_.empty() && picker_.below(4) == 0) question.other = other_;
      const std::string& client = question.place_is_client ? name : question.other;
      const std::string& server = question.place_is_client ? question.other : name;
      ask(client, server, question.service);
    }
    // Two ACLs with many rules have too many pairs of address classes to be fuzzed.
    const bool small = acl != nullptr && acl->entries(Direction::ingress).size() <= kSmall &&
                       acl->entries(Direction::egress).size() <= kSmall;
    if (small) other_ = name;
  }

 private:
  void ask(const std::string& from, const std::string& to, const std::string& service) {
    const Snapshot& snapshot = model_.snapshot();
    auto client = resolve_where(snapshot, from);
    auto server = resolve_where(snapshot, to);
    const auto services = parse_services(service);
    require(services.has_value(), "a service of the harness cannot be read");
    if (!client || !server) return;  // an id that looks like something else, a name of several
    const CheckQuestion question{std::move(*client), std::move(*server), *services, {}, {}};
    const auto answers = check(model_, question);
    if (!answers) return;
    for (std::size_t i = 0; i < answers->size() && i < kMostConnections; ++i) verify((*answers)[i]);
    if (!rendered_) render(model_, sources_, diagnostics_, *answers);
    rendered_ = true;
  }

  void verify(const Connection& connection) {
    verify_verdict(connection);
    const auto& assumptions = connection.assumptions;
    if (!assumptions.empty() && assumptions.front().code == "NOT_FILTERED") return;
    const AddressSet& clients = connection.from.addresses;
    const AddressSet& servers = connection.to.addresses;
    compare(model_, connection, clients.first(), servers.first(), picker_);
    compare(model_, connection, {clients.family, clients.bits.intervals().back().last},
            {servers.family, servers.bits.intervals().back().last}, picker_);
  }

  CompiledSnapshot model_;
  const SourceNames& sources_;
  const Diagnostics& diagnostics_;
  Picker& picker_;
  std::string other_;  ///< a place that was asked about before: the other end of some questions
  bool rendered_ = false;
};

}  // namespace

void require(bool condition, std::string_view what) {
  if (condition) return;
  std::fprintf(stderr, "finding: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

Picker::Picker(std::string_view input) : state_(input.size()) {
  constexpr std::size_t kTail = 64;
  if (input.size() > kTail) input.remove_prefix(input.size() - kTail);
  for (const char c : input) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
}

/// splitmix64: small, and good enough to spread a few bytes.
std::uint64_t Picker::bits() {
  state_ += 0x9e3779b97f4a7c15U;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

void ask_all(const Snapshot& snapshot, const SourceNames& sources, const Diagnostics& diagnostics,
             std::string_view input) {
  Picker picker(input);
  for (const NetworkAcl& acl : snapshot.acls()) ask_acl(acl, picker);
  Questions questions(snapshot, sources, diagnostics, picker);
  for (const NetworkAcl& acl : snapshot.acls()) questions.about(acl.id(), &acl);
  for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
    const AclBinding& binding = snapshot.binding(i);
    questions.about(snapshot.subnets()[i].id,
                    binding.known() ? &snapshot.acls()[binding.acl] : nullptr);
  }
  ask_account(snapshot, sources, diagnostics, picker);
}

}  // namespace halfopen::fuzz
