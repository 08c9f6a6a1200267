// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/header_part.hpp"

namespace halfopen {
namespace {

LevelRange high_half(const AddressTest& test) {
  return {test.value >> 16, (test.value | ~test.mask) >> 16};
}

LevelRange low_half(const AddressTest& test) {
  return {test.value & 0xffff, (test.value | ~test.mask) & 0xffff};
}

}  // namespace

std::uint32_t last_value(HeaderPart part) { return part == HeaderPart::protocol ? 255 : 65535; }

LevelRange part_range(const Ipv4Rule& rule, HeaderPart part) {
  switch (part) {
    case HeaderPart::protocol:
      if (rule.any_protocol) return {0, 255};
      return {rule.protocol, rule.protocol};
    case HeaderPart::selector: return {rule.selectors.first, rule.selectors.last};
    case HeaderPart::source_port: return {rule.source_ports.first, rule.source_ports.last};
    case HeaderPart::source_high: return high_half(rule.source);
    case HeaderPart::source_low: return low_half(rule.source);
    case HeaderPart::destination_high: return high_half(rule.destination);
    case HeaderPart::destination_low: return low_half(rule.destination);
  }
  return {};
}

bool is_narrow(const Ipv4Rule& rule, HeaderPart part) {
  const LevelRange range = part_range(rule, part);
  return range.first != 0 || range.last != last_value(part);
}

}  // namespace halfopen
