// SPDX-License-Identifier: Apache-2.0
// check_flow() for millions of flows: a look-up each.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "halfopen/analysis/address_cells.hpp"
#include "halfopen/analysis/flow_judge.hpp"
#include "halfopen/analysis/verdict.hpp"

namespace halfopen {

/// One flow as a log tells it. Ports count for TCP and UDP; ICMP is an echo request.
struct FlowAsked {
  /// Where the snapshot is one network ACL and nothing else: which end it guards.
  enum class Guarded : std::uint8_t { nobody_knows, client, server };

  IpAddress client;
  IpAddress server;
  IpProtocol protocol;
  std::uint16_t server_port = 0;
  std::uint16_t client_port = 0;
  Guarded guarded = Guarded::nobody_knows;
};

/// What is said of a flow.
struct FlowSaid {
  Verdict verdict = Verdict::unknown;
  std::string decided_by;  ///< as decided_by() tells

  friend bool operator<(const FlowSaid& a, const FlowSaid& b) {
    return std::tie(a.verdict, a.decided_by) < std::tie(b.verdict, b.decided_by);
  }
};

/// A subnet's edge that replies to the client's own port cross.
struct ReplyEdge {
  std::optional<std::uint32_t> subnet;
  std::optional<std::uint32_t> acl;  ///< none: nobody knows it
  Direction direction = Direction::egress;

  friend bool operator<(const ReplyEdge& a, const ReplyEdge& b) {
    return std::tie(a.subnet, a.acl, a.direction) < std::tie(b.subnet, b.acl, b.direction);
  }
};

/// The answers of FlowJudge, kept by the cells of both addresses, protocol, server port and run of
/// client ports, wherever the way is the same for all addresses of the cells; else by addresses.
/// Client ports are cut where some filter of the reply decides otherwise; where an end has not one
/// place, at the bounds of all rules. Every answer is that of FlowJudge for one of the flows that
/// share it. Not safe for several threads at once.
class FlowCache {
 public:
  /// `most`: the answers that are kept; beyond that all are forgotten. Memory is some 100 bytes an
  /// answer.
  explicit FlowCache(CompiledSnapshot& model, std::size_t most = std::size_t{1} << 18U);

  struct Told {
    std::uint32_t said = 0;                ///< see operator[]
    std::span<const std::uint32_t> edges;  ///< see edge(); holds until the next ask()
  };
  Told ask(const FlowAsked& flow);

  /// Whether all flows between the cells of these two addresses, with these ports, share an answer.
  bool is_cell_wide(const FlowAsked& flow) {
    forget_if_full();
    return entry_of(flow, Scope::cells).scope == Scope::cells;
  }
  const AddressCells& cells() const { return cells_; }

  const FlowSaid& operator[](std::uint32_t said) const { return said_[said]; }
  const ReplyEdge& edge(std::uint32_t number) const { return edges_[number]; }
  std::size_t edge_count() const { return edges_.size(); }
  const Snapshot& snapshot() const { return model_.snapshot(); }
  /// True if the snapshot is one network ACL without subnets: then FlowAsked::guarded counts.
  bool is_bare() const { return bare_; }
  std::uint64_t judged() const { return judged_; }  ///< how often the model was asked

 private:
  enum class Scope : std::uint8_t { cells, addresses };
  struct Key {
    std::uint64_t ends = 0;
    std::uint64_t rest = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  /// What is known of a key. Pieces are runs of client ports.
  struct Entry {
    Scope scope = Scope::cells;  ///< other than asked: ask again with that
    std::uint32_t first_piece = 0;
    std::uint32_t pieces = 0;
    std::uint32_t first_edge = 0;
    std::uint32_t edges = 0;
  };
  struct Piece {
    std::uint16_t first_port = 0;
    std::uint32_t said = kNotAsked;
  };
  static constexpr std::uint32_t kNotAsked = 0xffffffffU;

  Key key_of(const FlowAsked& flow, Scope scope);
  std::uint32_t number_of(const IpAddress& address);
  const Entry& entry_of(const FlowAsked& flow, Scope scope);
  Entry make(const FlowAsked& flow, Scope scope);
  void cut_ports(const Path& path, const FlowAsked& flow, const Service& service);
  void cut_ports_at_all_rules();
  Entry add_pieces(Entry entry);
  void add_edges(const Path& path);
  std::uint32_t judge(const FlowAsked& flow);
  std::uint32_t number_of(FlowSaid said);
  void forget_if_full();

  CompiledSnapshot& model_;
  FlowJudge judge_;
  AddressCells cells_;
  std::size_t most_;
  bool bare_;
  std::unordered_map<Key, Entry, KeyHash> entries_;
  std::vector<Piece> pieces_;
  std::vector<std::uint32_t> edge_lists_;
  std::map<IpAddress, std::uint32_t> addresses_;
  std::vector<std::uint16_t> port_cuts_;  ///< of the entry that is made
  std::set<std::uint16_t> all_cuts_;      ///< by all rules; empty: not looked yet
  std::vector<FlowSaid> said_;
  std::map<FlowSaid, std::uint32_t> said_numbers_;
  std::vector<ReplyEdge> edges_;
  std::map<ReplyEdge, std::uint32_t> edge_numbers_;
  std::uint64_t judged_ = 0;
};

}  // namespace halfopen
