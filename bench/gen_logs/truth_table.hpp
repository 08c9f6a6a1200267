// SPDX-License-Identifier: Apache-2.0
// What a generated log holds, told by who made it.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "halfopen/net/ip_address.hpp"
#include "talk_model.hpp"

namespace halfopen::bench {

/// One direction of a connection, as far as its records were written.
struct WrittenLeg {
  std::uint64_t accepted = 0;  ///< packets
  std::uint64_t rejected = 0;
  std::uint64_t bytes = 0;
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
  bool has_opening = false;  ///< some record has the SYN
  bool has_flags = false;    ///< some record has a flag
};

/// A connection as one interface saw it.
struct WrittenView {
  std::string interface;
  Side side = Side::server;
  IpProtocol protocol;
  IpAddress client;  ///< as the log tells it
  IpAddress server;
  std::uint16_t client_port = 0;
  std::uint16_t server_port = 0;
  WrittenLeg request;
  WrittenLeg reply;
};

/// The rows that `logs diagnose --format csv` should print, and what is known beside them:
/// * why: which of the snapshot's rules, in words;
/// * real: no if lost records make it look like another cause than it was;
/// * visible: no for connections that died, but whose records do not show it: only counted;
/// * clear: no if neither flags nor ports nor the verdicts tell which end serves.
class TruthTable {
 public:
  struct Real {
    std::string kind;  ///< half-open, denied, unanswered, works
    TalkBlame blame;   ///< of half-open and denied ones
    std::string why;
  };

  explicit TruthTable(bool has_flags) : has_flags_(has_flags) {}

  struct Sight {
    WrittenView view;
    Real real;
  };

  /// All views of one connection. Those with the same ends are one to who reads the log: together
  /// they tell who serves, and where one of them shows a reject, the others are explained.
  void add(const std::vector<Sight>& sights);
  /// Rows in the order of their columns, with a header line.
  std::string csv() const;

 private:
  struct Key {
    std::string why, real, visible, clear, kind, place, interface, protocol, server_port, blame,
        filter, rule;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Row {
    std::uint64_t connections = 0;
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
    std::int64_t first = 0;
    std::int64_t last = 0;
    IpAddress client;
    IpAddress server;
    std::uint16_t client_port = 0;
  };

  void add(const Sight& sight, const std::vector<Sight>& all);
  bool is_clear(const WrittenView& view, const std::vector<Sight>& all) const;
  void count(const Key& key, const WrittenView& view, const WrittenLeg& leg);

  bool has_flags_;
  std::map<Key, Row> rows_;
};

}  // namespace halfopen::bench
