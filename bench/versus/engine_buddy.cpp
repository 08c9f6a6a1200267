// SPDX-License-Identifier: Apache-2.0
#include "engine_buddy.hpp"

#include <algorithm>

#include "bench/timing.hpp"

namespace halfopen::bench {
namespace {

bool is_address(HeaderField field) {
  return field == HeaderField::source || field == HeaderField::destination;
}

int width_of(HeaderField field) {
  if (is_address(field)) return 32;
  return field == HeaderField::protocol ? 8 : 16;
}

}  // namespace

void restart_buddy(int nodes) {
  if (bdd_isrunning() != 0) bdd_done();
  bdd_init(nodes, std::max(nodes / 8, 1000));
  bdd_gbc_hook(nullptr);
  bdd_setmaxincrease(20'000'000);
  bdd_setvarnum(BuddyHeaders::kVariables);
}

BuddyHeaders::BuddyHeaders(const FieldOrder& order) {
  int next = 0;
  for (const HeaderField field : order) {
    first_[static_cast<std::size_t>(field)] = next;
    next += width_of(field);
  }
}

/// The `bits` leading bits of the field are those of `value`.
bdd BuddyHeaders::leading_bits(HeaderField field, std::uint32_t value, int width, int bits) const {
  bdd result = bdd_true();
  for (int i = bits; i-- > 0;) {
    const int at = variable(field) + i;
    result &= (value >> (width - 1 - i) & 1U) != 0 ? bdd_ithvar(at) : bdd_nithvar(at);
  }
  return result;
}

bdd BuddyHeaders::at_least(int first, int width, std::uint32_t value) const {
  bdd result = bdd_true();
  for (int i = width; i-- > 0;) {
    const bdd bit = bdd_ithvar(first + i);
    result = (value >> (width - 1 - i) & 1U) != 0 ? bit & result : bit | result;
  }
  return result;
}

bdd BuddyHeaders::at_most(int first, int width, std::uint32_t value) const {
  bdd result = bdd_true();
  for (int i = width; i-- > 0;) {
    const bdd clear = bdd_nithvar(first + i);
    result = (value >> (width - 1 - i) & 1U) != 0 ? clear | result : clear & result;
  }
  return result;
}

bdd BuddyHeaders::ports(HeaderField field, const PortRange& range) {
  if (range == PortRange{}) return bdd_true();
  const std::uint64_t key = std::uint64_t{range.first} << 32 | std::uint64_t{range.last} << 8 |
                            static_cast<std::uint64_t>(field);
  const auto [known, is_new] = known_ports_.try_emplace(key);
  if (is_new) {
    known->second = range.first == range.last ? leading_bits(field, range.first, 16, 16)
                                              : at_least(variable(field), 16, range.first) &
                                                    at_most(variable(field), 16, range.last);
  }
  return known->second;
}

bdd BuddyHeaders::of(const HeaderBox& box) {
  std::array<std::pair<int, bdd>, 5> parts;
  const auto prefix = [&](HeaderField field, const CidrBlock& block) {
    const auto bits = static_cast<std::uint32_t>(block.first());
    return std::pair{variable(field), leading_bits(field, bits, 32, block.prefix_length())};
  };
  parts[0] = {variable(HeaderField::protocol), bdd_true()};
  if (box.protocol) {
    parts[0].second = leading_bits(HeaderField::protocol, box.protocol->number, 8, 8);
  }
  parts[1] = {variable(HeaderField::selector), ports(HeaderField::selector, box.selectors)};
  parts[2] = {variable(HeaderField::source_port),
              ports(HeaderField::source_port, box.source_ports)};
  parts[3] = prefix(HeaderField::source, box.source);
  parts[4] = prefix(HeaderField::destination, box.destination);
  // From the deepest field up: each step then adds nodes on top and visits none below.
  std::sort(parts.begin(), parts.end(),
            [](const auto& a, const auto& b) { return a.first > b.first; });
  bdd result = bdd_true();
  for (const auto& part : parts) result = part.second & result;
  return result;
}

std::optional<bdd> BuddyHeaders::allowed(std::span<const HeaderRule> rules, double deadline) {
  bdd result = bdd_false();
  for (std::size_t i = rules.size(); i-- > 0;) {
    const bdd rule = of(rules[i].box);
    result = rules[i].terminal != 0 ? result | rule : result - rule;
    if (cpu_seconds() > deadline) return std::nullopt;
  }
  return result;
}

BuddyEngine::~BuddyEngine() {
  if (bdd_isrunning() != 0) bdd_done();
}

std::optional<Answer> BuddyEngine::permit_set(const Questions& questions) {
  BuddyHeaders headers(order_);
  const auto set = headers.allowed(questions.rules, cpu_seconds() + most_seconds);
  if (!set) return std::nullopt;
  return size_of(*set);
}

std::optional<Answer> BuddyEngine::equality(const Questions& questions) {
  BuddyHeaders headers(order_);
  const double deadline = cpu_seconds() + most_seconds;
  const auto a = headers.allowed(questions.rules, deadline);
  if (!a) return std::nullopt;
  const auto b = headers.allowed(questions.equal, deadline);
  if (!b) return std::nullopt;
  return Answer{*a == *b ? 1.0 : 0.0};
}

std::optional<Answer> BuddyEngine::shadowed(const Questions& questions) {
  BuddyHeaders headers(order_);
  const double deadline = cpu_seconds() + most_seconds;
  bdd earlier = bdd_false();
  double shadowed = 0;
  for (const HeaderRule& rule : questions.rules) {
    const bdd box = headers.of(rule.box);
    const bdd with = earlier | box;
    if (with == earlier) ++shadowed;  // a subset adds nothing to the union
    earlier = with;
    if (cpu_seconds() > deadline) return std::nullopt;
  }
  return Answer{shadowed};
}

std::optional<Answer> BuddyEngine::half_open(const Questions& questions) {
  BuddyHeaders headers(order_);
  const double deadline = cpu_seconds() + most_seconds;
  const auto requests = headers.allowed(questions.rules, deadline);
  if (!requests) return std::nullopt;
  const auto replies = headers.allowed(questions.replies, deadline);
  if (!replies) return std::nullopt;
  return size_of(*requests - *replies);
}

}  // namespace halfopen::bench
