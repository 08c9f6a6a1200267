// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/cfn_cidr.hpp"

#include <string>

namespace halfopen {

Result<std::vector<CidrBlock>> split_block(const CidrBlock& block, std::int64_t count,
                                           std::int64_t bits) {
  const int width = address_width(block.family());
  if (count < 1 || count > 256) {
    return fail("the count " + std::to_string(count) + " is not 1 to 256", "ask for 1 to 256");
  }
  if (bits < 1 || bits > width) {
    return fail("cidrBits " + std::to_string(bits) + " is not 1 to " + std::to_string(width),
                "cidrBits are the bits of the hosts: 8 makes /" + std::to_string(width - 8));
  }
  const int host_bits = static_cast<int>(bits);
  const int prefix = width - host_bits;
  const int spare = prefix - block.prefix_length();
  const bool fits = spare >= 0 && (spare >= 9 || count <= (std::int64_t{1} << spare));
  if (!fits) {
    return fail(std::to_string(count) + " blocks of /" + std::to_string(prefix) +
                    " do not fit in " + to_string(block),
                "ask for fewer or smaller blocks");
  }
  std::vector<CidrBlock> blocks;
  for (std::int64_t i = 0; i < count; ++i) {
    const AddressBits offset = host_bits >= 128 ? 0 : static_cast<AddressBits>(i) << host_bits;
    blocks.emplace_back(IpAddress(block.family(), block.first() + offset), prefix);
  }
  return blocks;
}

}  // namespace halfopen
