// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/flow_judge.hpp"

#include <utility>

namespace halfopen {
namespace {

/// Different rules may lead different addresses to one verdict: then no rule is named.
void keep_common_fate(PacketFate& fate, const PacketFate& other) {
  const auto same_rule = [&] {
    const PacketCrossing& a = fate.crossings[*fate.denied_by];
    const PacketCrossing& b = other.crossings[*other.denied_by];
    return a.decision == b.decision && a.crossing == b.crossing;
  };
  if (fate.denied_by && (!other.denied_by || !same_rule())) fate.denied_by.reset();
  if (fate.outcome != other.outcome) fate.outcome = RuleAction::unknown;
}

void keep_common_answer(FlowAnswer& answer, const FlowAnswer& other) {
  keep_common_fate(answer.request, other.request);
  if (answer.reply && other.reply) {
    keep_common_fate(*answer.reply, *other.reply);
  } else {
    answer.reply.reset();
  }
}

std::vector<Endpoint> places_of_end(const FlowEnd& end) {
  if (!end.simple) return *end.places;
  Endpoint place{end.label, end.location,
                 AddressSet::of(CidrBlock(end.address, address_width(end.address.family())))};
  place.single = true;
  return {place};
}

}  // namespace

std::optional<FlowEnd> FlowJudge::simple_end(const IpAddress& address) const {
  const Snapshot& snapshot = model_.snapshot();
  const auto holders = snapshot.subnets_at(address);
  if (holders.empty() && !snapshot.topology().owner_of_public(address)) {
    return FlowEnd{true, {}, address, "", nullptr};
  }
  if (holders.size() != 1) return std::nullopt;
  return FlowEnd{true, {Location::Kind::subnet, holders.front()}, address, "", nullptr};
}

Result<FlowEnd> FlowJudge::end(const IpAddress& address) {
  if (auto simple = simple_end(address)) return std::move(*simple);
  return end(to_string(address));
}

Result<FlowEnd> FlowJudge::end(std::string_view where) {
  if (const auto address = parse_ip_address(where)) {
    if (auto simple = simple_end(*address)) {
      simple->label = where;
      return std::move(*simple);
    }
  }
  const auto [known, is_new] = places_.try_emplace(std::string(where));
  if (is_new) known->second = resolve_where(model_.snapshot(), where);
  if (!known->second) return tl::unexpected<Error>(known->second.error());
  return FlowEnd{false, {}, {}, std::string(where), &*known->second};
}

Result<FlowJudge::Said> FlowJudge::judge(const FlowEnd& from, const FlowEnd& to,
                                         const ServiceSpec& service, std::uint16_t client_port,
                                         std::optional<IpFamily> family) {
  if (from.simple && to.simple) {
    if (from.address.family() != to.address.family()) {
      return fail("one end is IPv4, the other IPv6", "ask about addresses of one family");
    }
    return Said{check_flow(model_, from.location, from.address, to.location, to.address,
                           service.in(from.address.family()), client_port),
                false};
  }
  CheckQuestion question;
  question.from = places_of_end(from);
  question.to = places_of_end(to);
  question.services = {service};
  question.clients = {{"client", {client_port, client_port}}};
  question.family = family;
  const auto classes = check(model_, question);
  if (!classes) return tl::unexpected<Error>(classes.error());
  std::optional<FlowAnswer> answer;
  for (const Connection& part : *classes) {
    FlowAnswer next = answer_of(part, client_port);
    if (!answer) {
      answer = std::move(next);
    } else if (answer->verdict == next.verdict) {
      keep_common_answer(*answer, next);
    } else {
      Said depends;
      depends.answer.request.outcome = RuleAction::unknown;
      depends.depends = true;
      return depends;
    }
  }
  return Said{std::move(*answer), false};
}

/// The answer for one class of addresses.
FlowAnswer FlowJudge::answer_of(const Connection& part, std::uint16_t client_port) {
  if (!is_not_filtered(part)) return check_filtered_flow(model_, part, client_port);
  FlowAnswer answer;
  answer.verdict = Verdict::works;
  if (part.reply) answer.reply.emplace();
  return answer;
}

}  // namespace halfopen
