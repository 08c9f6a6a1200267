// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/bit_vector_kernel.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace halfopen {
namespace {

using RuleBits = std::uint64_t;
constexpr std::size_t kBatch = 64;  // packets whose sets are held at once
using BatchBits = std::array<RuleBits, kBatch>;

/// The rules that pass for an address, by its bytes.
class AddressBitTable {
 public:
  AddressBitTable(const Ipv4RuleList& list, AddressTest Ipv4Rule::*field) {
    for (std::size_t rule = 0; rule < list.rules.size(); ++rule) {
      const AddressTest& test = list.rules[rule].*field;
      used_ = used_ || test.mask != 0;
      for (std::uint32_t place = 0; place < 4; ++place) add(test, place, RuleBits{1} << rule);
    }
  }

  bool used() const { return used_; }
  void restrict(const std::uint32_t* addresses, std::size_t count, BatchBits& bits) const {
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t address = addresses[i];
      bits[i] &= bits_[3][address >> 24] & bits_[2][address >> 16 & 0xff] &
                 bits_[1][address >> 8 & 0xff] & bits_[0][address & 0xff];
    }
  }

 private:
  void add(const AddressTest& test, std::uint32_t place, RuleBits bit) {
    const std::uint32_t mask = test.mask >> (8 * place) & 0xff;
    const std::uint32_t value = test.value >> (8 * place) & 0xff;
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
      if (((byte ^ value) & mask) == 0) bits_[place][byte] |= bit;
    }
  }

  bool used_ = false;
  std::array<std::array<RuleBits, 256>, 4> bits_{};
};

/// The rules that pass for a port: its high byte leads to a page of classes, equal pages being one,
/// and a class to its rules.
class PortBitTable {
 public:
  PortBitTable(const Ipv4RuleList& list, PortRange Ipv4Rule::*field) {
    std::vector<std::uint32_t> starts{0};
    for (const Ipv4Rule& rule : list.rules) {
      const PortRange& range = rule.*field;
      if (range == PortRange{}) continue;
      used_ = true;
      starts.push_back(range.first);
      if (range.last != 65535) starts.push_back(std::uint32_t{range.last} + 1);
    }
    if (!used_) return;
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
    for (std::size_t i = 0; i < starts.size(); ++i) {
      for (std::size_t rule = 0; rule < list.rules.size(); ++rule) {
        const bool passes =
            (list.rules[rule].*field).contains(static_cast<std::uint16_t>(starts[i]));
        bits_[i] |= RuleBits{passes} << rule;
      }
    }
    put_pages(starts);
  }

  bool used() const { return used_; }
  std::size_t bytes() const { return pages_.size() * 256 + sizeof(page_) + sizeof(bits_); }
  void restrict(const std::uint16_t* ports, std::size_t count, BatchBits& bits) const {
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t port = ports[i];
      bits[i] &= bits_[pages_[page_[port >> 8]][port & 0xff]];
    }
  }

 private:
  using Page = std::array<std::uint8_t, 256>;

  void put_pages(const std::vector<std::uint32_t>& starts) {
    std::size_t port_class = 0;
    for (std::uint32_t high = 0; high < 256; ++high) {
      Page page;
      for (std::uint32_t low = 0; low < 256; ++low) {
        const std::uint32_t port = high << 8 | low;
        if (port_class + 1 < starts.size() && starts[port_class + 1] == port) ++port_class;
        page[low] = static_cast<std::uint8_t>(port_class);
      }
      const auto at = std::find(pages_.begin(), pages_.end(), page);
      page_[high] = static_cast<std::uint8_t>(at - pages_.begin());
      if (at == pages_.end()) pages_.push_back(page);
    }
  }

  bool used_ = false;
  std::array<std::uint8_t, 256> page_{};
  std::vector<Page> pages_;
  std::array<RuleBits, 2 * kMostBitVectorRules + 1> bits_{};  ///< by class
};

class BitVectorKernel final : public ClassifierKernel {
 public:
  explicit BitVectorKernel(const Ipv4RuleList& list)
      : sources_(list, &Ipv4Rule::source),
        destinations_(list, &Ipv4Rule::destination),
        source_ports_(list, &Ipv4Rule::source_ports),
        selectors_(list, &Ipv4Rule::selectors) {
    answers_.fill(list.otherwise);
    for (std::size_t rule = 0; rule < list.rules.size(); ++rule) {
      all_ |= RuleBits{1} << rule;
      answers_[rule] = list.rules[rule].answer;
      add_protocol(list.rules[rule], RuleBits{1} << rule);
    }
  }

  void classify(const PacketColumns& columns, std::uint32_t* answers) const override {
    for (std::size_t base = 0; base < columns.count; base += kBatch) {
      classify_batch(columns.part(base, kBatch), answers + base);
    }
  }

  std::size_t table_bytes() const override {
    return sizeof(*this) + source_ports_.bytes() + selectors_.bytes();
  }

 private:
  void add_protocol(const Ipv4Rule& rule, RuleBits bit) {
    protocol_used_ = protocol_used_ || !rule.any_protocol;
    for (std::size_t number = 0; number < protocols_.size(); ++number) {
      if (rule.any_protocol || rule.protocol == number) protocols_[number] |= bit;
    }
  }

  void classify_batch(const PacketColumns& batch, std::uint32_t* answers) const {
    BatchBits bits;
    if (protocol_used_) {
      for (std::size_t i = 0; i < batch.count; ++i) bits[i] = protocols_[batch.protocols[i]];
    } else {
      bits.fill(all_);
    }
    if (selectors_.used()) selectors_.restrict(batch.selectors, batch.count, bits);
    if (source_ports_.used()) source_ports_.restrict(batch.source_ports, batch.count, bits);
    if (sources_.used()) sources_.restrict(batch.sources, batch.count, bits);
    if (destinations_.used()) destinations_.restrict(batch.destinations, batch.count, bits);
    for (std::size_t i = 0; i < batch.count; ++i) {
      answers[i] = answers_[static_cast<std::size_t>(std::countr_zero(bits[i]))];
    }
  }

  AddressBitTable sources_;
  AddressBitTable destinations_;
  PortBitTable source_ports_;
  PortBitTable selectors_;
  bool protocol_used_ = false;
  RuleBits all_ = 0;
  std::array<RuleBits, 256> protocols_{};
  std::array<std::uint32_t, kMostBitVectorRules + 1> answers_{};  ///< the last: no match
};

}  // namespace

std::unique_ptr<ClassifierKernel> bit_vector_kernel(const Ipv4RuleList& list) {
  return std::make_unique<BitVectorKernel>(list);
}

}  // namespace halfopen
