// SPDX-License-Identifier: Apache-2.0
// Replies that an ACL loses by itself. A service rule lets requests in (or out); their replies go
// the other way, to a client port. Both roles are judged: servers behind the ACL, whose replies
// leave, and clients behind it, whose replies enter.
#include <algorithm>

#include "halfopen/analysis/address_classes.hpp"
#include "halfopen/analysis/exposure.hpp"
#include "halfopen/analysis/lint_context.hpp"

namespace halfopen {
namespace {

/// Requests of one role and protocol between the ACL and a class of remote hosts.
struct Requests {
  AddressSet remotes;
  PortSet services;               ///< ports that rules for services allow
  const NetworkAclEntry* rule;    ///< the first such rule
  PortSet missing;                ///< client ports asked about whose replies die
  const NetworkAclEntry* killer;  ///< what denies the first of them; null: the default deny
  bool unknown = false;           ///< some reply's fate is unknown
};

/// Room for replies, and rules about other protocols' services: not services of `protocol`.
bool is_service_rule(const NetworkAclEntry& entry, IpProtocol protocol) {
  if (entry.protocol == NetworkAclEntry::kEveryProtocol) return protocol == kTcp;
  return !is_reply_range(entry.ports);
}

class ReplyLint {
 public:
  ReplyLint(const LintContext& context, IpProtocol protocol, Direction requests, IpFamily family)
      : context_(context), protocol_(protocol), requests_(requests), family_(family) {
    for (const ClientProfile& client : context.clients) asked_ = asked_ | port_set(client.range);
  }

  void run() {
    const auto filter = [&](Direction direction) {
      return AddressFilter{&context_.compiled, direction, protocol_, std::nullopt};
    };
    const AddressFilter filters[] = {filter(Direction::ingress), filter(Direction::egress)};
    std::vector<Requests> found;
    for (AddressSet& remotes : address_classes(AddressSet::of(CidrBlock::all(family_)), filters)) {
      if (auto requests = judge(remotes)) merge(found, std::move(*requests));
    }
    for (const Requests& requests : found) report(requests);
  }

 private:
  std::optional<Requests> judge(const AddressSet& remotes) const {
    const IpAddress remote = remotes.first();
    Requests found{remotes, {}, nullptr, {}, nullptr};
    for (const DecisionSegment& segment :
         context_.compiled.decisions(requests_, remote, protocol_).segments()) {
      if (segment.action != RuleAction::allow) continue;
      const NetworkAclEntry* rule = context_.compiled.decision(requests_, segment).entry;
      if (!is_service_rule(*rule, protocol_)) continue;
      found.services.append(segment.first, segment.last);
      if (found.rule == nullptr || rule < found.rule) found.rule = rule;
    }
    if (found.services.empty()) return std::nullopt;
    const DecisionMap& replies =
        context_.compiled.decisions(opposite(requests_), remote, protocol_);
    found.missing = asked_ & replies.selectors(RuleAction::deny);
    if (found.missing.empty()) return std::nullopt;
    const DecisionSegment& first = replies.at(found.missing.intervals().front().first);
    found.killer = context_.compiled.decision(opposite(requests_), first).entry;
    return found;
  }

  /// Classes that fare alike are one finding.
  static void merge(std::vector<Requests>& all, Requests one) {
    for (Requests& known : all) {
      if (known.services == one.services && known.missing == one.missing &&
          known.rule == one.rule && known.killer == one.killer) {
        known.remotes.bits = known.remotes.bits | one.remotes.bits;
        return;
      }
    }
    all.push_back(std::move(one));
  }

  std::string remotes_text(const AddressSet& remotes) const {
    if (remotes == AddressSet::of(CidrBlock::all(family_))) {
      return std::string("every ") + std::string(to_string(family_)) + " address";
    }
    constexpr std::size_t kMost = 3;
    const auto runs = remotes.bits.intervals();
    std::string text;
    for (std::size_t i = 0; i < runs.size() && i < kMost; ++i) {
      text += (i == 0 ? "" : ", ") + to_string(AddressSet{family_, {runs[i].first, runs[i].last}});
    }
    if (runs.size() > kMost) text += " and " + std::to_string(runs.size() - kMost) + " more";
    return text;
  }

  /// "linux 28232 of 28232, any 64510 of 64512".
  std::string losers(const PortSet& missing) const {
    std::string text;
    for (const ClientProfile& client : context_.clients) {
      const auto lost = count_within(missing, client.range);
      if (lost == 0) continue;
      text += (text.empty() ? "" : ", ") + client.name + ' ' + std::to_string(lost) + " of " +
              std::to_string(client.range.size());
    }
    return text;
  }

  void report(const Requests& found) const {
    constexpr std::uint32_t kFew = 1000;  // a hole; more is a range that is too narrow
    const bool all = found.missing == asked_;
    const bool udp = protocol_ == kUdp;
    const bool hole = !all && count(found.missing) <= kFew && found.killer != nullptr;
    const std::string_view id = udp    ? "udp-reply-blocked"
                                : all  ? "reply-blocked"
                                : hole ? "ephemeral-range-hole"
                                       : "reply-partly-blocked";
    const bool server = requests_ == Direction::ingress;
    std::string text =
        std::string(server ? "requests from " : "requests to ") + remotes_text(found.remotes) +
        " pass by " + std::string(console_word(requests_)) + ' ' + rule_phrase(*found.rule) +
        ", but their replies die at " + std::string(console_word(opposite(requests_))) + ' ' +
        (found.killer != nullptr ? rule_phrase(*found.killer) : "rule *");
    text += all ? " for every client"
                : " for client ports " + to_string(found.missing) + ": " + losers(found.missing);
    if (udp) text += "; right only for one-way traffic, such as syslog";
    const std::string remedy =
        std::string(hole ? "remove the deny, or accept the loss: allow " : "allow ") +
        std::string(console_word(opposite(requests_))) + ' ' + to_string(protocol_) +
        " 1024-65535 (or the range of the clients that ask) " + (server ? "to " : "from ") +
        remotes_text(found.remotes) +
        (found.killer != nullptr ? " before rule " + rule_label(*found.killer) : "");
    context_.add(id, all && !udp ? Severity::error : Severity::warning, opposite(requests_),
                 found.killer, std::move(text), remedy);
  }

  const LintContext& context_;
  IpProtocol protocol_;
  Direction requests_;
  IpFamily family_;
  PortSet asked_;
};

/// True if some rule of the other direction lets requests of the protocol pass that this rule's
/// replies could answer.
bool answers_something(const LintContext& context, const NetworkAclEntry& rule,
                       IpProtocol protocol) {
  const AddressFilter filter{&context.compiled, opposite(rule.direction), protocol, std::nullopt};
  for (const AddressSet& remotes : address_classes(AddressSet::of(rule.cidr), {&filter, 1})) {
    const DecisionMap& requests =
        context.compiled.decisions(opposite(rule.direction), remotes.first(), protocol);
    for (const DecisionSegment& segment : requests.segments()) {
      if (segment.action == RuleAction::deny) continue;
      const NetworkAclEntry* entry =
          context.compiled.decision(opposite(rule.direction), segment).entry;
      if (entry->protocol == NetworkAclEntry::kEveryProtocol || !is_reply_range(entry->ports)) {
        return true;
      }
    }
  }
  return false;
}

void lint_orphans(const LintContext& context, Direction direction) {
  for (const NetworkAclEntry& rule : context.acl().entries(direction)) {
    const bool by_port = rule.protocol == kTcp.number || rule.protocol == kUdp.number;
    if (rule.action != RuleAction::allow || !by_port || !is_reply_range(rule.ports)) continue;
    const IpProtocol protocol{static_cast<std::uint8_t>(rule.protocol)};
    if (answers_something(context, rule, protocol)) continue;
    context.add("orphan-reply-rule", Severity::warning, direction, &rule,
                rule_phrase(rule) + " gives room for replies, but no " +
                    std::string(console_word(opposite(direction))) + " rule lets " +
                    to_string(protocol) + " requests pass that would be answered through it",
                "remove it, or add the rule for the service whose replies it carries");
  }
}

}  // namespace

void lint_replies(const LintContext& context) {
  for (const IpFamily family : kIpFamilies) {
    for (const Direction requests : {Direction::ingress, Direction::egress}) {
      for (const IpProtocol protocol : {kTcp, kUdp}) {
        ReplyLint(context, protocol, requests, family).run();
      }
    }
  }
  lint_orphans(context, Direction::ingress);
  lint_orphans(context, Direction::egress);
}

}  // namespace halfopen
