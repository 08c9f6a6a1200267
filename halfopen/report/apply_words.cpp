// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/apply_words.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

#include "halfopen/report/change_text.hpp"
#include "halfopen/report/check_text.hpp"
#include "halfopen/report/edit_commands.hpp"
#include "halfopen/report/number_text.hpp"

namespace halfopen {
namespace {

constexpr PortRange kClientPorts{1024, 65535};

bool by_port(const StateViolation& violation) { return filters_ports(violation.protocol); }

/// The remote address is taken for the client where fewer ports go in than out: replies need many.
bool remote_asks(const StateViolation& violation) {
  return !violation.server.empty() || count(violation.in) <= count(violation.out);
}

std::string some(const std::string& list) {
  constexpr std::size_t kMost = 100;
  if (list.size() <= kMost) return list;
  const std::size_t comma = list.rfind(',', kMost);
  if (comma == std::string::npos) return list;
  const auto more = static_cast<std::size_t>(
      std::count(list.begin() + static_cast<std::ptrdiff_t>(comma), list.end(), ','));
  return list.substr(0, comma) + fmt::format(" and {} more", more);
}

std::string client_share(const PortSet& ports) {
  const std::uint32_t open = count_within(ports, kClientPorts);
  if (open == 0) return "";
  return fmt::format(" ({} of {})",
                     open == kClientPorts.size() ? "all" : percent(open, kClientPorts.size()),
                     to_string(kClientPorts));
}

std::string host_words(const IpAddress& address, std::uint16_t port) {
  return address.family() == IpFamily::v6 ? fmt::format("[{}]:{}", to_string(address), port)
                                          : fmt::format("{}:{}", to_string(address), port);
}

std::string message_words(std::uint16_t selector) {
  return fmt::format("type {} code {}", selector >> 8, selector & 0xff);
}

std::string protocol_words(const StateViolation& violation) {
  if (violation.protocols > 1) return "every other protocol";
  if (is_icmp(violation.protocol) || has_ports(violation.protocol)) {
    return to_string(violation.protocol);
  }
  return "protocol " + to_string(violation.protocol);
}

/// An address that people take for an outside host, if the set has one.
IpAddress telling_address(const AddressSet& set) {
  const IpAddress example = set.family == IpFamily::v4
                                ? IpAddress(IpFamily::v4, 0xc6336407U)
                                : IpAddress(IpFamily::v6, AddressBits{0x20010db8U} << 96 | 7U);
  return set.bits.contains(example.bits()) ? example : set.first();
}

std::uint16_t server_port(const PortSet& ports) {
  for (const std::uint16_t known : std::to_array<std::uint16_t>({443, 22, 80, 3389, 53})) {
    if (ports.contains(known)) return known;
  }
  return ports.intervals().front().first;
}

std::uint16_t client_port(const PortSet& ports) {
  for (const std::uint16_t usual : std::to_array<std::uint16_t>({50000, 40000, 1024})) {
    if (ports.contains(usual)) return usual;
  }
  return ports.intervals().back().last;
}

std::string calls_words(std::size_t calls) {
  return fmt::format("{} {}", calls, calls == 1 ? "call" : "calls");
}

std::size_t largest_bound(const ApplyPlan& plan) {
  std::size_t most = 0;
  for (const auto& families : plan.quota.most) most = std::max({most, families[0], families[1]});
  return most;
}

std::string swap_verdict(const AclApply& apply) {
  std::size_t bad = 0;
  for (const SwapStep& step : apply.swap->steps) bad += step.violations.empty() ? 0U : 1U;
  const std::string how =
      fmt::format("{} by a new ACL, {} {} moved over one by one", calls_words(apply.calls()),
                  apply.swap->steps.size(), apply.swap->steps.size() == 1 ? "subnet" : "subnets");
  if (bad == 0)
    return "Safe: " + how + "; nothing breaks or opens on the way beyond the change itself";
  return fmt::format("NOT SAFE: {}; {} {} something between its subnets", how, bad,
                     bad == 1 ? "state opens" : "states open");
}

/// A part of the union of some sets that lies in the same ones of them everywhere.
template <class Set>
struct Part {
  Set values;
  std::vector<std::size_t> owners;  ///< indices of the sets that hold it
};

/// Cuts the union of the sets into such parts. `set_of(i)` is the set of owner i.
template <class SetOf>
auto parts_of(const std::vector<std::size_t>& owners, const SetOf& set_of) {
  using Set = std::remove_cvref_t<decltype(set_of(std::size_t{}))>;
  std::vector<Part<Set>> parts;
  for (const std::size_t owner : owners) {
    Set rest = set_of(owner);
    std::vector<Part<Set>> cut;
    for (Part<Set>& part : parts) {
      Set shared = part.values & rest;
      rest = rest - shared;
      Set alone = part.values - shared;
      if (!alone.empty()) cut.push_back({std::move(alone), part.owners});
      if (shared.empty()) continue;
      part.owners.push_back(owner);
      cut.push_back({std::move(shared), std::move(part.owners)});
    }
    if (!rest.empty()) cut.push_back({std::move(rest), {owner}});
    parts = std::move(cut);
  }
  return parts;
}

/// Regions that can have connections in common: then addresses and ports tell.
bool may_overlap(const StateViolation& a, const StateViolation& b) {
  return a.kind == b.kind && a.remote.family == b.remote.family && a.server == b.server &&
         a.protocol == b.protocol && a.protocols == b.protocols && a.one_each == b.one_each;
}

double addresses_in(const AddressSet& set) {
  double sum = 0;
  for (const auto& interval : set.bits.intervals()) {
    sum += static_cast<double>(interval.last - interval.first) + 1;
  }
  return sum;
}

/// Addresses times pairs of selectors.
double extent(const StateViolation& violation) {
  const double in = count(violation.in);
  const double out = count(violation.out);
  return addresses_in(violation.remote) * (violation.one_each ? std::min(in, out) : in * out);
}

/// Adds classes that have no connection in common and together are the regions, which all may
/// overlap: cut by address, then by the ports in, then by the ports out.
void add_classes(const std::vector<StateViolation>& regions, std::vector<StateViolation>& found) {
  std::vector<std::size_t> all(regions.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  const std::size_t first = found.size();
  std::vector<std::vector<std::size_t>> owners;
  const auto add = [&](const AddressSet& remote, const PortSet& in, const PortSet& out,
                       const std::vector<std::size_t>& of) {
    for (std::size_t i = 0; i < owners.size(); ++i) {
      StateViolation& known = found[first + i];
      if (owners[i] != of || known.in != in || known.out != out) continue;
      known.remote.bits = known.remote.bits | remote.bits;
      return;
    }
    found.push_back(regions[of.front()]);
    found.back().remote = remote;
    found.back().in = in;
    found.back().out = out;
    owners.push_back(of);
  };
  const auto address = [&](std::size_t i) { return regions[i].remote.bits; };
  const auto entering = [&](std::size_t i) { return regions[i].in; };
  const auto leaving = [&](std::size_t i) { return regions[i].out; };
  for (const auto& remote : parts_of(all, address)) {
    const AddressSet addresses{regions.front().remote.family, remote.values};
    for (const auto& in : parts_of(remote.owners, entering)) {
      if (regions.front().one_each) {  // a packet out belongs to one packet in: not cut again
        PortSet out;
        for (const std::size_t owner : in.owners) out = out | regions[owner].out;
        add(addresses, in.values, out, in.owners);
        continue;
      }
      for (const auto& out : parts_of(in.owners, leaving)) {
        add(addresses, in.values, out.values, out.owners);
      }
    }
  }
  for (std::size_t i = 0; i < owners.size(); ++i) {
    const StateViolation& region = regions[owners[i].front()];
    const double share = extent(found[first + i]) / extent(region);
    found[first + i].connections = region.connections * share;
  }
}

}  // namespace

std::string_view api_call(ApplyStep::Call call) {
  switch (call) {
    case ApplyStep::Call::create: return "create-network-acl-entry";
    case ApplyStep::Call::replace: return "replace-network-acl-entry";
    case ApplyStep::Call::remove: return "delete-network-acl-entry";
  }
  return "";
}

std::string call_command(ApplyStep::Call call, const std::string& acl,
                         const NetworkAclEntry& entry) {
  if (call == ApplyStep::Call::remove) {
    return fmt::format("aws ec2 delete-network-acl-entry --network-acl-id {} {} --rule-number {}",
                       acl, entry.direction == Direction::egress ? "--egress" : "--ingress",
                       entry.number);
  }
  return fmt::format("aws ec2 {} --network-acl-id {} {}", api_call(call), acl,
                     entry_options(entry));
}

std::string rule_words(const NetworkAclEntry& entry) {
  return fmt::format("{} {} {} {}", to_string(entry.action), entry_text(entry),
                     entry.direction == Direction::ingress ? "from" : "to", to_string(entry.cidr));
}

std::string connection_words(const StateViolation& violation, std::string_view acl) {
  const std::string remote = some(to_string(violation.remote));
  const std::string here =
      violation.server.empty() ? std::string(acl) : some(to_string(violation.server));
  if (!by_port(violation)) {
    const IpFamily family = violation.remote.family;
    std::string text = fmt::format("{} <-> {} {}", remote, here, protocol_words(violation));
    if (violation.protocol == (family == IpFamily::v4 ? kIcmp : kIcmpV6)) {
      text += fmt::format(" ({} in, {} out)", messages_text(violation.in),
                          messages_text(violation.out));
    }
    return text;
  }
  const bool from_remote = remote_asks(violation);
  const PortSet& server = from_remote ? violation.in : violation.out;
  const PortSet& client = from_remote ? violation.out : violation.in;
  return fmt::format("{} -> {} {}/{}, client ports {}{}", from_remote ? remote : here,
                     from_remote ? here : remote, to_string(violation.protocol),
                     some(to_string(server)), some(to_string(client)), client_share(client));
}

ViolationWitness witness_of(const StateViolation& violation) {
  ViolationWitness witness;
  witness.remote = telling_address(violation.remote);
  if (!violation.server.empty()) witness.server = telling_address(violation.server);
  witness.from_remote = remote_asks(violation);
  if (by_port(violation)) {
    witness.in = witness.from_remote ? server_port(violation.in) : client_port(violation.in);
    witness.out = witness.from_remote ? client_port(violation.out) : server_port(violation.out);
  } else {
    witness.in = violation.in.intervals().front().first;
    witness.out = violation.out.intervals().front().first;
  }
  return witness;
}

std::string witness_words(const StateViolation& violation, std::string_view acl) {
  const ViolationWitness witness = witness_of(violation);
  const std::string here = violation.server.empty() ? std::string(acl) : to_string(witness.server);
  if (!by_port(violation)) {
    std::string text =
        fmt::format("{} <-> {} {}", to_string(witness.remote), here,
                    violation.protocols > 1 ? "protocol " + to_string(violation.protocol)
                                            : protocol_words(violation));
    if (has_selectors(violation.protocol, violation.remote.family)) {
      text += fmt::format(" {} in, {} out", message_words(witness.in), message_words(witness.out));
    }
    return text;
  }
  const std::string protocol = to_string(violation.protocol);
  if (!violation.server.empty()) {
    return fmt::format("{} {} -> {}", protocol, host_words(witness.remote, witness.out),
                       host_words(witness.server, witness.in));
  }
  if (witness.from_remote) {
    return fmt::format("{} {} -> {}:{}", protocol, host_words(witness.remote, witness.out), here,
                       witness.in);
  }
  return fmt::format("{} {}:{} -> {}", protocol, here, witness.in,
                     host_words(witness.remote, witness.out));
}

std::vector<StateViolation> distinct_violations(const ApplyOrder& order) {
  std::vector<StateViolation> regions;
  for (const ApplyStep& step : order.steps) {
    for (const StateViolation& violation : step.violations) {
      if (std::find(regions.begin(), regions.end(), violation) == regions.end()) {
        regions.push_back(violation);
      }
    }
  }
  std::vector<StateViolation> found;
  std::vector<bool> done(regions.size(), false);
  for (std::size_t i = 0; i < regions.size(); ++i) {
    if (done[i]) continue;
    std::vector<StateViolation> alike;
    for (std::size_t j = i; j < regions.size(); ++j) {
      if (done[j] || !may_overlap(regions[i], regions[j])) continue;
      done[j] = true;
      alike.push_back(regions[j]);
    }
    add_classes(alike, found);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.connections > b.connections; });
  return found;
}

std::string verdict_words(const AclApply& apply) {
  if (apply.way == ApplyWay::nothing) return "Nothing to do: OLD and NEW have the same rules";
  if (apply.way == ApplyWay::swap) return swap_verdict(apply);
  const ApplyOrder& order = apply.plan.order;
  const std::size_t temporary = order.temporary_rules();
  std::string how = calls_words(order.steps.size()) + " in place";
  if (temporary > 0) {
    how += fmt::format(", {} of them for temporary rules",
                       2 * temporary <= order.steps.size() ? 2 * temporary : temporary);
  }
  const std::string quota = fmt::format("at most {} of {} rules in a list", order.most_entries(),
                                        largest_bound(apply.plan));
  if (order.safe()) {
    return fmt::format("Safe: {}; nothing breaks or opens on the way beyond the change itself, {}",
                       how, quota);
  }
  const std::size_t bad = order.violating_states();
  return fmt::format("NOT SAFE: {}; {} of {} states {} connections; {}", how, bad,
                     order.steps.size(), bad == 1 ? "breaks or opens" : "break or open", quota);
}

std::string proof_words(const AclApply& apply) {
  if (apply.safe()) return "";
  if (apply.way == ApplyWay::swap) {
    return apply.swap->exhaustive ? "No order of the subnets is better: all were tried."
                                  : "No better order of the subnets was found.";
  }
  constexpr std::string_view kNone =
      "No order of OLD's and NEW's rules avoids it at this quota; rules of another shape might";
  if (apply.plan.proof == ApplyProof::unavoidable) {
    return fmt::format(
        "{}. Every such way breaks or opens something in some state ({} states judged). One such "
        "state is the fewest; whether another order affects fewer connections in it was not "
        "searched to the end.",
        kNone, grouped(apply.plan.states));
  }
  if (apply.plan.proof == ApplyProof::exhausted) {
    return fmt::format(
        "{}. Every order of calls with these rules, and denies in their place, was tried ({} "
        "states); this is the smallest violation.",
        kNone, grouped(apply.plan.states));
  }
  return fmt::format(
      "No safe order was found in {} states; the search was not exhaustive. This is the smallest "
      "violation found.",
      grouped(apply.plan.states));
}

std::string naive_words(const AclApply& apply, std::string_view acl) {
  const ApplyOrder& naive = apply.plan.naive;
  const std::string who =
      "A naive apply (inbound before outbound; delete what changed, then create)";
  if (naive.safe()) {
    return fmt::format("{} would break and open nothing here, in {}.", who,
                       calls_words(naive.steps.size()));
  }
  std::size_t broken_states = 0;
  std::size_t opened_states = 0;
  for (const ApplyStep& step : naive.steps) {
    broken_states += step.fit.keeps ? 0U : 1U;
    opened_states += step.fit.closed ? 0U : 1U;
  }
  const std::vector<StateViolation> found = distinct_violations(naive);
  const auto kinds = [&](StateViolation::Kind kind) {
    return std::count_if(found.begin(), found.end(),
                         [&](const StateViolation& v) { return v.kind == kind; });
  };
  const auto steps = naive.steps.size();
  std::string text = who + " would";
  const auto broken = kinds(StateViolation::Kind::broken);
  const auto opened = kinds(StateViolation::Kind::opened);
  const auto classes = [](std::ptrdiff_t n) {
    return fmt::format("{} {} of connections", n, n == 1 ? "class" : "classes");
  };
  if (broken > 0) {
    text += fmt::format(" break {} for {} of {} steps", classes(broken), broken_states, steps);
  }
  if (opened > 0) {
    text += fmt::format("{} open {} for {} of {} steps", broken > 0 ? ", and" : "", classes(opened),
                        opened_states, steps);
  }
  const bool breaks = found.front().kind == StateViolation::Kind::broken;
  return text + fmt::format(". The widest: {} {}.", breaks ? "breaks" : "opens",
                            connection_words(found.front(), acl));
}

std::string packet_words(const AclApply& apply) {
  if (apply.way != ApplyWay::in_place || apply.plan.order.safe_by_packets()) return "";
  std::string steps;
  for (std::size_t i = 0; i < apply.plan.order.steps.size(); ++i) {
    if (apply.plan.order.steps[i].fit.packets) continue;
    steps += (steps.empty() ? "" : ", ") + std::to_string(i + 1);
  }
  return "after step " + steps +
         " some single packets fare otherwise than before and after (one-way traffic such as ICMP "
         "errors, or one half of a connection that does not work); connections are as said above";
}

}  // namespace halfopen
