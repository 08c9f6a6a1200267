// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/mask_kernel.hpp"

#include <algorithm>
#include <array>

namespace halfopen {
namespace {

MaskBlocks mask_blocks(SimdMethod method) {
#if defined(__x86_64__)
  if (method == SimdMethod::avx512) return mask_blocks_avx512;
  if (method == SimdMethod::avx2) return mask_blocks_avx2;
#endif
  return mask_blocks_scalar;
}

/// A block that is filled up with zeros behind the last packets.
class LastBlock {
 public:
  explicit LastBlock(const PacketColumns& rest) {
    columns_.sources = copy(rest.sources, rest.count, sources_);
    columns_.destinations = copy(rest.destinations, rest.count, destinations_);
    columns_.source_ports = copy(rest.source_ports, rest.count, source_ports_);
    columns_.selectors = copy(rest.selectors, rest.count, selectors_);
    columns_.protocols = copy(rest.protocols, rest.count, protocols_);
    columns_.count = MaskPlan::kBlock;
  }
  const PacketColumns& columns() const { return columns_; }

 private:
  template <class T>
  using Column = std::array<T, MaskPlan::kBlock>;
  template <class T>
  static const T* copy(const T* from, std::size_t count, Column<T>& column) {
    if (from == nullptr) return nullptr;
    std::copy_n(from, count, column.begin());
    return column.data();
  }

  Column<std::uint32_t> sources_{};
  Column<std::uint32_t> destinations_{};
  Column<std::uint16_t> source_ports_{};
  Column<std::uint16_t> selectors_{};
  Column<std::uint8_t> protocols_{};
  PacketColumns columns_;
};

class MaskKernel final : public ClassifierKernel {
 public:
  MaskKernel(const Ipv4RuleList& list, SimdMethod method)
      : plan_(list), blocks_(mask_blocks(method)) {}

  void classify(const PacketColumns& columns, std::uint32_t* answers) const override {
    const std::size_t whole = columns.count - columns.count % MaskPlan::kBlock;
    if (whole != 0) blocks_(plan_, columns.part(0, whole), answers);
    if (whole == columns.count) return;
    const LastBlock last(columns.part(whole, MaskPlan::kBlock));
    std::array<std::uint32_t, MaskPlan::kBlock> last_answers;
    blocks_(plan_, last.columns(), last_answers.data());
    std::copy_n(last_answers.begin(), columns.count - whole, answers + whole);
  }

  std::size_t table_bytes() const override { return plan_.bytes(); }

 private:
  MaskPlan plan_;
  MaskBlocks blocks_;
};

/// A bit for each value of a block that passes.
template <class T, class Passes>
std::uint64_t block_mask(const T* values, const Passes& passes) {
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < MaskPlan::kBlock; ++i) {
    mask |= std::uint64_t{passes(values[i])} << i;
  }
  return mask;
}

std::uint64_t* put_address_masks(const std::vector<AddressTest>& tests,
                                 const std::uint32_t* addresses, std::uint64_t* masks) {
  for (const AddressTest& test : tests) {
    *masks++ = block_mask(addresses, [&test](std::uint32_t address) {
      return ((address ^ test.value) & test.mask) == 0;
    });
  }
  return masks;
}

std::uint64_t* put_port_masks(const std::vector<PortTest>& tests, const std::uint16_t* ports,
                              std::uint64_t* masks) {
  for (const PortTest& test : tests) {
    *masks++ = block_mask(ports, [&test](std::uint16_t port) { return test.contains(port); });
  }
  return masks;
}

}  // namespace

std::unique_ptr<ClassifierKernel> mask_kernel(const Ipv4RuleList& list, SimdMethod method) {
  return std::make_unique<MaskKernel>(list, method);
}

void mask_blocks_scalar(const MaskPlan& plan, const PacketColumns& columns,
                        std::uint32_t* answers) {
  const MaskPlan::Tests& tests = plan.tests();
  std::array<std::uint64_t, MaskPlan::kMostTests> masks;
  masks[0] = ~std::uint64_t{0};
  for (std::size_t base = 0; base < columns.count; base += MaskPlan::kBlock) {
    const PacketColumns block = columns.part(base, MaskPlan::kBlock);
    std::uint64_t* next = masks.data() + 1;
    next = put_address_masks(tests.sources, block.sources, next);
    next = put_address_masks(tests.destinations, block.destinations, next);
    next = put_port_masks(tests.source_ports, block.source_ports, next);
    next = put_port_masks(tests.selectors, block.selectors, next);
    for (const std::uint8_t protocol : tests.protocols) {
      *next++ =
          block_mask(block.protocols, [protocol](std::uint8_t value) { return value == protocol; });
    }
    std::fill_n(answers + base, MaskPlan::kBlock, plan.answers()[0]);
    for (std::size_t rule = 0; rule < plan.conditions().size(); ++rule) {
      std::uint64_t mask = masks[0];
      for (const std::uint16_t test : plan.conditions()[rule]) mask &= masks[test];
      for (std::size_t i = 0; i < MaskPlan::kBlock; ++i) {
        if ((mask >> i & 1U) != 0) answers[base + i] = plan.answers()[rule + 1];
      }
    }
  }
}

}  // namespace halfopen
