// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/interface_table.hpp"

#include <algorithm>

#include "halfopen/net/cidr_block.hpp"

namespace halfopen {
namespace {

/// An interface may have more addresses; that many tell enough.
constexpr std::size_t kMostCertain = 64;

/// RFC 1918 and RFC 6598: what VPCs number their hosts with.
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

}  // namespace

std::uint32_t InterfaceTable::number(std::string_view id) {
  if (id.empty()) return 0;
  if (id == last_id_) return last_;
  const auto known = numbers_.find(id);
  if (known != numbers_.end()) {
    last_ = known->second;
  } else {
    last_ = static_cast<std::uint32_t>(rows_.size());
    rows_.emplace_back().id = id;
    numbers_.emplace(id, last_);
  }
  last_id_ = id;
  return last_;
}

void InterfaceTable::note(std::uint32_t number, const FlowRecord& record) {
  Row& row = rows_[number];
  if (record.direction != FlowDirection::unknown) {
    const IpAddress& own =
        record.direction == FlowDirection::ingress ? record.destination : record.source;
    if (row.certain.size() < kMostCertain &&
        std::find(row.certain.begin(), row.certain.end(), own) == row.certain.end()) {
      row.certain.push_back(own);
    }
    return;
  }
  Row::Own& own = row.own[family_index(record.source.family())];
  switch (own.candidates) {
    case 0: own = {record.source, record.destination, 2}; break;
    case 2: {
      const bool one = own.one == record.source || own.one == record.destination;
      const bool other = own.other == record.source || own.other == record.destination;
      if (one && other) return;
      if (other) own.one = own.other;
      own.candidates = one || other ? 1 : 3;
      break;
    }
    case 1:
      if (!(own.one == record.source) && !(own.one == record.destination)) own.candidates = 3;
      break;
    default: break;
  }
}

std::optional<bool> InterfaceTable::is_own(std::uint32_t number, const IpAddress& address,
                                           const IpAddress& other) const {
  const Row& row = rows_[number];
  const auto certain = [&](const IpAddress& one) {
    return std::find(row.certain.begin(), row.certain.end(), one) != row.certain.end();
  };
  if (certain(address) != certain(other)) return certain(address);
  const Row::Own& own = row.own[family_index(address.family())];
  if (own.candidates == 1) {
    if (own.one == address) return true;
    if (own.one == other) return false;
  }
  if (number != 0 && address.family() == IpFamily::v4 && is_private(address) != is_private(other)) {
    return is_private(address);
  }
  return std::nullopt;
}

}  // namespace halfopen
