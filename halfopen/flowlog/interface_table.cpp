// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/interface_table.hpp"

#include <algorithm>
#include <cstring>

#include "halfopen/net/cidr_block.hpp"

namespace halfopen {
bool is_private(const IpAddress& address) {
  static const std::vector<CidrBlock> kBlocks = [] {
    std::vector<CidrBlock> blocks;
    for (const char* text : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"}) {
      if (const auto block = parse_cidr_block(text)) blocks.push_back(*block);
    }
    return blocks;
  }();
  return std::any_of(kBlocks.begin(), kBlocks.end(), [&](const CidrBlock& block) {
    return block.family() == address.family() && block.contains(address);
  });
}

std::uint8_t AddressPair::slot(const IpAddress& address) const {
  if (address == addresses[0]) return 1;
  return address == addresses[1] ? 2 : 0;
}

std::uint32_t InterfaceTable::number(std::string_view id) {
  if (id.empty()) return 0;
  // Ids are random hexadecimal digits, so their last bytes tell them apart.
  std::uint64_t tail = 0;
  std::memcpy(&tail, id.data() + id.size() - std::min(id.size(), sizeof tail),
              std::min(id.size(), sizeof tail));
  std::uint32_t& recent = recent_[(tail * 0x9e3779b97f4a7c15U) >> 54U];
  if (rows_[recent].id == id) return recent;
  const auto known = numbers_.find(id);
  if (known != numbers_.end()) {
    recent = known->second;
  } else {
    recent = static_cast<std::uint32_t>(rows_.size());
    rows_.emplace_back().id = id;
    numbers_.emplace(id, recent);
  }
  return recent;
}

void InterfaceTable::note(std::uint32_t number, const FlowRecord& record) {
  auto& pair = rows_[number].pairs[family_index(record.source.family())];
  const bool same = record.source == record.destination;
  if (!pair) {
    pair =
        AddressPair{{record.source, record.destination}, static_cast<std::uint8_t>(same ? 1 : 3)};
    return;
  }
  if (pair->alive == 0) return;
  const auto stands = [&](const IpAddress& address) {
    return address == record.source || address == record.destination;
  };
  if (!stands(pair->addresses[0])) pair->alive &= 2U;
  if (!stands(pair->addresses[1])) pair->alive &= 1U;
}

void InterfaceTable::add(std::uint32_t number, IpFamily family, const AddressPair& pair) {
  auto& own = rows_[number].pairs[family_index(family)];
  if (!own) {
    own = pair;
    return;
  }
  const auto stands = [&](const IpAddress& address) {
    const std::uint8_t slot = pair.slot(address);
    return (slot & pair.alive) != 0;
  };
  if (!stands(own->addresses[0])) own->alive &= 2U;
  if (!stands(own->addresses[1])) own->alive &= 1U;
}

}  // namespace halfopen
