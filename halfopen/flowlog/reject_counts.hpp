// SPDX-License-Identifier: Apache-2.0
// How many records were rejected, by service, interface or address: a first look at a log.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "halfopen/flowlog/flow_record.hpp"
#include "halfopen/net/ip_address.hpp"
#include "halfopen/net/ip_protocol.hpp"

namespace halfopen {

/// Rejected records by protocol and destination port; protocols without ports count as a whole.
/// At most 3 MiB.
class ServiceTally {
 public:
  ServiceTally();

  std::uint64_t accepted = 0;
  std::uint64_t rejected = 0;

  void reject(std::uint8_t protocol, std::uint16_t port) {
    ++rejected;
    ++counts_[first_[protocol] + (port & mask_[protocol])];
  }
  void add(const FlowRecord& record) {
    if (record.action == FlowAction::reject) {
      reject(record.protocol.number, record.destination_port);
    } else {
      ++accepted;
    }
  }

  struct Row {
    IpProtocol protocol;
    std::uint16_t port = 0;
    std::uint64_t records = 0;
  };
  /// The busiest first, then by protocol and port.
  std::vector<Row> rows() const;

 private:
  std::array<std::uint32_t, 256> first_{};  ///< of a protocol in counts_
  std::array<std::uint16_t, 256> mask_{};   ///< all ones if the protocol has ports
  std::vector<std::uint64_t> counts_;
};

/// What rejected records are counted by.
enum class RejectsBy : std::uint8_t { port, interface, address };

struct RejectRow {
  std::string key;  ///< "tcp/22", "eni-0a1b", "198.51.100.7"
  std::uint64_t records = 0;
};

/// The result of a look.
struct RejectSummary {
  std::uint64_t accepted = 0;
  std::uint64_t rejected = 0;
  std::vector<RejectRow> rows;  ///< the busiest first, then by key
  std::uint64_t others = 0;     ///< rejected records of keys for which there was no room
};

/// Counts records by the interface that told of them, or by the address that sent them. At most
/// `most` keys are held: what comes first. Memory is bounded by them.
class RejectCounts {
 public:
  RejectCounts(RejectsBy by, std::size_t most) : by_(by), most_(most) {}
  void take(std::span<const FlowRecord> records);
  RejectSummary summary() const;

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>{}(id); }
  };
  struct AddressHash {
    std::size_t operator()(const IpAddress& address) const;
  };
  template <class Map, class Key>
  void count(Map& map, const Key& key);

  RejectsBy by_;
  std::size_t most_;
  std::unordered_map<std::string, std::uint64_t, TextHash, std::equal_to<>> interfaces_;
  std::unordered_map<IpAddress, std::uint64_t, AddressHash> addresses_;
  std::uint64_t accepted_ = 0;
  std::uint64_t rejected_ = 0;
  std::uint64_t others_ = 0;
};

/// The same of a tally by service.
RejectSummary summary_of(const ServiceTally& tally);

}  // namespace halfopen
