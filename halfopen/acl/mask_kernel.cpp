// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/mask_kernel.hpp"

#include <algorithm>
#include <array>

namespace halfopen {
namespace {

MaskBlocks mask_blocks([[maybe_unused]] SimdMethod method) {
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

constexpr std::size_t kMaskBits = 64;  // packets of a mask

/// A bit for each value that passes.
template <class T, class Passes>
std::uint64_t block_mask(const T* values, const Passes& passes) {
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < kMaskBits; ++i) {
    mask |= std::uint64_t{passes(values[i])} << i;
  }
  return mask;
}

/// Appends the masks of a part's tests. Values are shifted down first.
template <class T>
void put_part_masks(const std::vector<PartTest>& tests, const T* column, std::uint32_t shift,
                    std::uint64_t*& masks) {
  for (const PartTest& test : tests) {
    *masks++ = block_mask(column, [&test, shift](T value) {
      return test.passes(static_cast<std::uint32_t>(value) >> shift);
    });
  }
}

/// The masks of all tests behind the first.
void put_block_masks(const MaskPlan& plan, const PacketColumns& block, std::uint64_t* masks) {
  put_part_masks(plan.tests(HeaderPart::protocol), block.protocols, 0, masks);
  put_part_masks(plan.tests(HeaderPart::selector), block.selectors, 0, masks);
  put_part_masks(plan.tests(HeaderPart::source_port), block.source_ports, 0, masks);
  put_part_masks(plan.tests(HeaderPart::source_high), block.sources, 16, masks);
  put_part_masks(plan.tests(HeaderPart::source_low), block.sources, 0, masks);
  put_part_masks(plan.tests(HeaderPart::destination_high), block.destinations, 16, masks);
  put_part_masks(plan.tests(HeaderPart::destination_low), block.destinations, 0, masks);
}

}  // namespace

std::unique_ptr<ClassifierKernel> mask_kernel(const Ipv4RuleList& list, SimdMethod method) {
  return std::make_unique<MaskKernel>(list, method);
}

void mask_blocks_scalar(const MaskPlan& plan, const PacketColumns& columns,
                        std::uint32_t* answers) {
  std::array<std::uint64_t, MaskPlan::kMostTests> masks;
  masks[0] = ~std::uint64_t{0};
  for (std::size_t base = 0; base < columns.count; base += kMaskBits) {
    put_block_masks(plan, columns.part(base, kMaskBits), masks.data() + 1);
    std::fill_n(answers + base, kMaskBits, plan.answers()[0]);
    for (std::size_t rule = 0; rule < plan.conditions().size(); ++rule) {
      std::uint64_t mask = masks[0];
      for (const std::uint16_t test : plan.conditions()[rule]) mask &= masks[test];
      for (std::size_t i = 0; i < kMaskBits; ++i) {
        if ((mask >> i & 1U) != 0) answers[base + i] = plan.answers()[rule + 1];
      }
    }
  }
}

}  // namespace halfopen
