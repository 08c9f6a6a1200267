// SPDX-License-Identifier: Apache-2.0
// All pairs of ends: which services work, are partial, half-open or denied.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "halfopen/analysis/pair_answer.hpp"
#include "halfopen/analysis/policy_table.hpp"
#include "halfopen/analysis/routed_pairs.hpp"
#include "halfopen/ports/client_profile.hpp"

namespace halfopen {

/// What becomes of one protocol between one class of client addresses and one of server addresses:
/// the product of requests and replies (docs/semantics.md), as numbered sets.
struct PairFate {
  PortSetPool::Id requests = PortSetPool::kNone;    ///< server ports that every crossing allows
  PortSetPool::Id may_arrive = PortSetPool::kNone;  ///< and those that none surely denies
  PortSetPool::Id replies = PortSetPool::kNone;     ///< client ports whose replies pass
  PortSetPool::Id may_return = PortSetPool::kNone;
  Verdict verdict = Verdict::unknown;  ///< of the requests that pass, for the clients asked about
};

/// Ordered pairs of different subnets where some request of the protocol passes and at least one
/// client port of 0-65535 never gets its reply, because of some filter. A gateway on the way has to
/// get the replies to all of its own ports.
struct MatrixSummary {
  std::uint64_t subnets = 0;
  std::uint64_t subnet_pairs = 0;                  ///< ordered, different, of one family at least
  std::array<std::uint64_t, 2> half_open_pairs{};  ///< by PairProtocol: tcp, udp
};

/// The ends of a matrix: every subnet (where none is loaded, every network ACL), then `internet`,
/// then the blocks that rules and routes name and no loaded subnet holds. One end for each family.
/// Addresses of services that network ACLs do not filter are left out. Where network interfaces of
/// a subnet are loaded, its hosts alone are the end.
std::vector<Endpoint> matrix_ends(const Snapshot& snapshot);

/// All pairs, judged when asked: by the edges of the subnets alone where no route table and no
/// network interface is loaded, else by whole paths (RoutedPairs). Borrows the model.
class Matrix {
 public:
  /// `clients` empty: the default set.
  Matrix(CompiledSnapshot& model, std::vector<Endpoint> ends, std::vector<ClientProfile> clients);

  std::span<const Endpoint> ends() const { return ends_; }
  std::span<const ClientProfile> clients() const { return clients_; }

  /// True if traffic between the ends meets a filter: one family, different places, not both
  /// outside.
  bool is_pair(std::size_t from, std::size_t to) const;

  /// The answer for client end `from` and server end `to`.
  PairAnswer answer(std::size_t from, std::size_t to, PairProtocol protocol);

  /// The same for each pair of address classes: where answer() says that classes differ, these are
  /// they.
  std::vector<ClassAnswer> class_answers(std::size_t from, std::size_t to, PairProtocol protocol);

  /// True if pairs are judged by whole paths.
  bool routed() const { return routed_ != nullptr; }

  /// The fates of TCP or UDP between the ends, by classes of addresses that some rule tells apart:
  /// one in the usual case. A few look-ups each. Not where routed().
  template <class Visit>
  void for_each_fate(std::size_t from, std::size_t to, PairProtocol protocol, const Visit& visit) {
    for (const PolicyId client : table_->policies(table_->filter(from), to)) {
      for (const PolicyId server : table_->policies(table_->filter(to), from)) {
        visit(fate(table_->policy(client), table_->policy(server), protocol));
      }
    }
  }

  const PortSet& set(PortSetPool::Id id) { return table_->sets()[id]; }  ///< not where routed()

  /// Ends with one number meet every other end alike.
  std::uint64_t group(std::size_t end) const {
    if (routed_) return routed_->group(end);
    return std::uint64_t{table_->filter(end)} << 32 | table_->signature(end);
  }

  /// Linear in the pairs of groups of subnets.
  MatrixSummary summary();

 private:
  using PolicyId = PolicyTable::PolicyId;

  PairFate fate(const EdgePolicy& client, const EdgePolicy& server, PairProtocol protocol);
  Verdict verdict_of(PortSetPool::Id replies, PortSetPool::Id may_return);
  PairAnswer answer_of(const PairFate& fate);
  Verdict echo_verdict(const PairFate& fate, IpFamily family);
  std::vector<AddressSet> classes_of(std::size_t end, PolicyTable::FilterId seen_by,
                                     PairProtocol protocol) const;
  bool loses_replies(std::size_t from, std::size_t to, PairProtocol protocol);

  std::vector<Endpoint> ends_;
  std::vector<ClientProfile> clients_;
  PortSet asked_;  ///< every port that some client may pick
  std::unique_ptr<RoutedPairs> routed_;
  std::unique_ptr<PolicyTable> table_;       ///< where nothing is routed
  std::vector<Verdict> verdict_of_replies_;  ///< by set, where nothing is unknown
};

}  // namespace halfopen
