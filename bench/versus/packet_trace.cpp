// SPDX-License-Identifier: Apache-2.0
#include "packet_trace.hpp"

#include <bit>

#include "bench/generate_export.hpp"

namespace halfopen::bench {
namespace {

std::uint32_t swapped(std::uint32_t value) { return __builtin_bswap32(value); }
std::uint16_t swapped(std::uint16_t value) { return __builtin_bswap16(value); }

std::uint16_t port_in(Dice& dice, const PortRange& range) {
  return static_cast<std::uint16_t>(range.first + dice.below(range.size()));
}

std::uint32_t address_in(Dice& dice, const CidrBlock& block) {
  const auto first = static_cast<std::uint32_t>(block.first());
  const auto span = static_cast<std::uint32_t>(block.last()) - first;
  return first + (dice.bits() & span);
}

bool holds(const CidrBlock& block, std::uint32_t address) {
  return address >= static_cast<std::uint32_t>(block.first()) &&
         address <= static_cast<std::uint32_t>(block.last());
}

}  // namespace

PacketTrace PacketTrace::matching(const Rules& rules, std::size_t count, std::uint32_t seed) {
  Dice dice(seed);
  PacketTrace trace;
  while (trace.size() < count) {
    const HeaderBox& box = rules[dice.below(static_cast<std::uint32_t>(rules.size()))].box;
    const std::uint32_t source = address_in(dice, box.source);
    const std::uint32_t destination = address_in(dice, box.destination);
    const std::uint16_t source_port = port_in(dice, box.source_ports);
    const std::uint16_t selector = port_in(dice, box.selectors);
    trace.add(source, destination, source_port, selector,
              box.protocol ? box.protocol->number : static_cast<std::uint8_t>(dice.below(256)));
  }
  return trace;
}

PacketTrace PacketTrace::random(std::size_t count, std::uint32_t seed) {
  return matching({{HeaderBox::all(IpFamily::v4), 0}}, count, seed);
}

std::vector<std::uint32_t> PacketTrace::first_matches(const Rules& rules) const {
  std::vector<std::uint32_t> found;
  for (std::size_t i = 0; i < size(); ++i) {
    std::uint32_t match = ~0U;
    for (std::size_t rule = 0; rule < rules.size() && match == ~0U; ++rule) {
      const HeaderBox& box = rules[rule].box;
      if (holds(box.source, sources_[i]) && holds(box.destination, destinations_[i]) &&
          (!box.protocol || box.protocol->number == protocols_[i]) &&
          box.source_ports.contains(source_ports_[i]) && box.selectors.contains(selectors_[i])) {
        match = static_cast<std::uint32_t>(rule);
      }
    }
    found.push_back(match);
  }
  return found;
}

void PacketTrace::add(std::uint32_t source, std::uint32_t destination, std::uint16_t source_port,
                      std::uint16_t selector, std::uint8_t protocol) {
  sources_.push_back(source);
  destinations_.push_back(destination);
  source_ports_.push_back(source_port);
  selectors_.push_back(selector);
  protocols_.push_back(protocol);
  wires_.push_back({swapped(source),
                    swapped(destination),
                    swapped(source_port),
                    swapped(selector),
                    protocol,
                    {}});
}

}  // namespace halfopen::bench
