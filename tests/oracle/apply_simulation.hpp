// SPDX-License-Identifier: Apache-2.0
// Plays API calls on a list of rows and judges every state with the first-match oracle. Shares no
// code with the planner: rows are plain, packets are picked at the edges of all rules.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"
#include "tests/oracle/random_acl.hpp"

namespace halfopen::oracle {

enum class ApiCall : std::uint8_t { create, replace, remove };

struct ApiStep {
  ApiCall call = ApiCall::create;
  NetworkAclEntry entry;
};

/// A packet in and a packet out that belong together, seen with one remote address.
struct PacketPair {
  Packet in;
  Packet out;
};

/// What a state does wrong.
struct StateFault {
  std::size_t step = 0;  ///< counts from 1
  std::string what;  ///< "broken", "opened", "packet broken", "packet opened", or a refused call
  std::optional<PacketPair> pair;
};

class ApplySimulation {
 public:
  /// Picks packets at the edges of the rows: at most so many addresses, protocols and ports.
  ApplySimulation(std::vector<NetworkAclEntry> before, std::vector<NetworkAclEntry> after,
                  std::size_t quota, Dice& dice, std::size_t addresses, std::size_t protocols,
                  std::size_t ports);

  /// All faults of all states, at most one of a kind and state; a refused call ends the play. The
  /// last state must be NEW.
  std::vector<StateFault> play(const std::vector<ApiStep>& steps) const;

  /// True if a pair works with these rows.
  static bool works(const std::vector<NetworkAclEntry>& rows, const PacketPair& pair);

 private:
  struct Meeting {  ///< packets of one remote address and protocol
    std::vector<Packet> in;
    std::vector<Packet> out;
  };
  using Passing = std::vector<std::vector<char>>;  ///< [meeting][packet]

  Passing passing(const std::vector<NetworkAclEntry>& rows, Direction direction) const;
  void judge_state(std::size_t step, const Passing& in, const Passing& out,
                   std::vector<StateFault>& faults) const;
  std::string refusal(const std::vector<NetworkAclEntry>& rows, const ApiStep& step) const;

  std::vector<NetworkAclEntry> before_;
  std::vector<NetworkAclEntry> after_;
  std::size_t quota_;
  std::vector<Meeting> meetings_;
  Passing before_in_, before_out_, after_in_, after_out_;
};

/// Does a packet that leaves answer one that enters, or the other way round? TCP and UDP: always.
/// ICMP: an answer to a request (RFC 792, 950, 1256; RFC 4443, 4861, 4620). Other protocols: yes.
bool belong_together(const Packet& in, const Packet& out);

/// The same rows, in any order.
bool same_rows(std::vector<NetworkAclEntry> a, std::vector<NetworkAclEntry> b);

}  // namespace halfopen::oracle
