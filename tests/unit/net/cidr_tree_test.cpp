// SPDX-License-Identifier: Apache-2.0
#include "halfopen/net/cidr_tree.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <vector>

namespace halfopen {
namespace {

/// Blocks that nest often: few first addresses, all lengths.
rc::Gen<CidrBlock> nesting_block() {
  return rc::gen::exec([] {
    const bool v4 = *rc::gen::arbitrary<bool>();
    const IpFamily family = v4 ? IpFamily::v4 : IpFamily::v6;
    const int length = *rc::gen::inRange(0, address_width(family) + 1);
    AddressBits bits = *rc::gen::element<std::uint32_t>(0U, 0x0a000000U, 0x0a0000ffU, 0xffffffffU);
    if (!v4) bits |= AddressBits{*rc::gen::element<std::uint32_t>(0U, 0x20010db8U)} << 96;
    return CidrBlock(IpAddress(family, bits), length);
  });
}

TEST_CASE("find gives the longest block that holds the address") {
  CHECK(rc::check([] {
    const auto blocks = *rc::gen::container<std::vector<CidrBlock>>(nesting_block());
    const CidrTree tree(blocks);
    const CidrBlock probe = *nesting_block();
    for (const AddressBits bits : {probe.first(), probe.last()}) {
      const IpAddress address(probe.family(), bits);
      const CidrBlock* longest = nullptr;
      for (const CidrBlock& block : blocks) {
        if (!block.contains(address)) continue;
        if (longest == nullptr || block.prefix_length() > longest->prefix_length()) {
          longest = &block;
        }
      }
      const CidrTree::NodeId found = tree.find(address);
      RC_ASSERT((found == CidrTree::kRoot) == (longest == nullptr));
      if (longest != nullptr) RC_ASSERT(tree.nodes()[found].block == *longest);
    }
  }));
}

TEST_CASE("boundaries ascend, start at 0 and never repeat a node side by side unmerged") {
  CHECK(rc::check([] {
    const auto blocks = *rc::gen::container<std::vector<CidrBlock>>(nesting_block());
    const CidrTree tree(blocks);
    for (const IpFamily family : {IpFamily::v4, IpFamily::v6}) {
      const auto runs = tree.boundaries(family);
      RC_ASSERT(!runs.empty());
      RC_ASSERT(runs.front().first == 0);
      for (std::size_t i = 1; i < runs.size(); ++i) RC_ASSERT(runs[i - 1].first < runs[i].first);
      for (const auto& run : runs) RC_ASSERT(tree.find(IpAddress(family, run.first)) == run.node);
    }
  }));
}

TEST_CASE("equal blocks share a node, in the order of the input") {
  const CidrBlock block = *parse_cidr_block("10.0.0.0/8");
  const std::vector<CidrBlock> blocks{block, *parse_cidr_block("10.1.0.0/16"), block};
  const CidrTree tree(blocks);
  const auto& node = tree.nodes()[tree.find(*parse_ip_address("10.0.0.1"))];
  CHECK(node.members == std::vector<std::uint32_t>{0, 2});
}

}  // namespace
}  // namespace halfopen
