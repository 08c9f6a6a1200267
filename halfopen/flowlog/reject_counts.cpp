// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/reject_counts.hpp"

#include <algorithm>
#include <tuple>

namespace halfopen {
namespace {

constexpr std::size_t kPorts = 65536;

void sort_rows(std::vector<RejectRow>& rows) {
  std::sort(rows.begin(), rows.end(), [](const RejectRow& x, const RejectRow& y) {
    return std::tuple(~x.records, std::string_view(x.key)) <
           std::tuple(~y.records, std::string_view(y.key));
  });
}

}  // namespace

ServiceTally::ServiceTally() {
  std::uint32_t next = 0;
  for (std::size_t i = 0; i < first_.size(); ++i) {
    const bool ports = has_ports(IpProtocol{static_cast<std::uint8_t>(i)});
    first_[i] = next;
    mask_[i] = ports ? 0xffff : 0;
    next += ports ? static_cast<std::uint32_t>(kPorts) : 1U;
  }
  counts_.resize(next);
}

std::vector<ServiceTally::Row> ServiceTally::rows() const {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < first_.size(); ++i) {
    for (std::size_t port = 0; port <= mask_[i]; ++port) {
      const std::uint64_t records = counts_[first_[i] + port];
      if (records == 0) continue;
      rows.push_back(
          {IpProtocol{static_cast<std::uint8_t>(i)}, static_cast<std::uint16_t>(port), records});
    }
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& x, const Row& y) { return x.records > y.records; });
  return rows;
}

std::size_t RejectCounts::AddressHash::operator()(const IpAddress& address) const {
  const AddressBits bits = address.bits();
  std::uint64_t hash = static_cast<std::uint64_t>(bits) ^ static_cast<std::uint64_t>(bits >> 64U);
  hash *= 0x9e3779b97f4a7c15U;
  return hash ^ (hash >> 32U);
}

template <class Map, class Key>
void RejectCounts::count(Map& map, const Key& key) {
  const auto known = map.find(key);
  if (known != map.end()) {
    ++known->second;
  } else if (map.size() < most_) {
    map.emplace(key, 1);
  } else {
    ++others_;
  }
}

void RejectCounts::take(std::span<const FlowRecord> records) {
  for (const FlowRecord& record : records) {
    if (record.action != FlowAction::reject) {
      ++accepted_;
      continue;
    }
    ++rejected_;
    if (by_ == RejectsBy::interface) {
      count(interfaces_, record.interface_id);
    } else {
      count(addresses_, record.source);
    }
  }
}

RejectSummary RejectCounts::summary() const {
  RejectSummary sum = {accepted_, rejected_, {}, others_};
  for (const auto& [id, records] : interfaces_) sum.rows.push_back({id, records});
  for (const auto& [address, records] : addresses_)
    sum.rows.push_back({to_string(address), records});
  sort_rows(sum.rows);
  return sum;
}

RejectSummary summary_of(const ServiceTally& tally) {
  RejectSummary sum = {tally.accepted, tally.rejected, {}, 0};
  for (const ServiceTally::Row& row : tally.rows()) {
    std::string key = to_string(row.protocol);
    if (has_ports(row.protocol)) key += '/' + std::to_string(row.port);
    sum.rows.push_back({std::move(key), row.records});
  }
  return sum;
}

}  // namespace halfopen
