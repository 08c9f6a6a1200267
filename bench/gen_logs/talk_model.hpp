// SPDX-License-Identifier: Apache-2.0
// Which connections the snapshot makes work, half-open or denied, and whose interfaces see what of
// them. The verdict is the model's (trace_path and judge_packet), filter by filter.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/analysis/connection.hpp"
#include "halfopen/vpc/path.hpp"
#include "log_world.hpp"

namespace halfopen::bench {

/// Where an interface stands on the way.
enum class Side : std::uint8_t { server, client };

/// What kills a packet.
struct TalkBlame {
  std::string kind;    ///< as the table of `logs diagnose` calls it
  std::string filter;  ///< the id of the network ACL or of the security groups
  std::string rule;
  Direction direction = Direction::ingress;
  friend auto operator<=>(const TalkBlame&, const TalkBlame&) = default;
};

/// An interface that sees the connection. Behind a NAT gateway there are two connections: segment 1
/// is the gateway's own.
struct TalkView {
  std::uint32_t interface = 0;
  Side side = Side::server;
  std::uint8_t segment = 0;
};

/// What happens to a packet at one interface, in the order of travel.
struct TalkStep {
  std::uint8_t view = 0;
  Leg leg = Leg::request;
  std::vector<Crossing> crossings;
};

/// Connections that differ in ports, and in the outer end's address, only.
struct Talk {
  std::optional<std::uint32_t> client_host;  ///< else client_network
  std::uint32_t client_network = 0;
  std::optional<std::uint32_t> server_host;  ///< else server_network
  std::uint32_t server_network = 0;
  LogService service;
  IpFamily family = IpFamily::v4;
  std::optional<std::uint32_t> nat_host;
  std::vector<TalkView> views;
  std::vector<TalkStep> steps;
  AddressSet clients;  ///< for whom the way is this one
  AddressSet servers;
  bool works_for_some = false;  ///< for some client ports
};

/// The ends of one connection.
struct TalkEnds {
  IpAddress client;
  IpAddress server;
  std::uint16_t client_port = 0;
  std::uint16_t server_port = 0;
  IpAddress nat;
  std::uint16_t nat_port = 0;
};

struct TalkFate {
  static constexpr std::size_t kArrives = ~std::size_t{0};
  std::size_t dies_at = kArrives;  ///< into Talk::steps
  std::uint32_t blame = 0;         ///< into TalkModel::blames()
  bool unknown = false;            ///< the model cannot tell

  bool works() const { return dies_at == kArrives; }
};

/// A talk, and the client ports it is to have.
struct TalkChoice {
  std::uint32_t talk = 0;
  PortRange ports;
};

class TalkModel {
 public:
  /// Borrows both. Tries every pair of ends with every service, and some ports.
  TalkModel(const Snapshot& snapshot, const LogWorld& world, std::uint64_t seed);

  const Talk& talk(std::uint32_t index) const { return talks_[index]; }
  const std::vector<TalkBlame>& blames() const { return blames_; }
  TalkFate judge(const Talk& talk, const TalkEnds& ends);

  const std::vector<TalkChoice>& working() const { return working_; }
  /// One list for each cause.
  const std::vector<std::vector<TalkChoice>>& half_open() const { return half_open_; }
  const std::vector<std::vector<TalkChoice>>& denied() const { return denied_; }
  const std::vector<TalkChoice>& scans() const { return scans_; }

 private:
  /// Reject, side, blame, protocol, family, behind NAT: what makes a cause another one.
  using CauseKey = std::tuple<Leg, Side, std::uint32_t, std::uint8_t, IpFamily, bool>;
  using Causes = std::map<CauseKey, std::vector<TalkChoice>>;

  void try_pair(std::optional<std::uint32_t> client, std::uint32_t client_network,
                std::optional<std::uint32_t> server, std::uint32_t server_network);
  void try_service(Talk talk, const IpAddress& client, const IpAddress& server);
  bool add_steps(Talk& talk, const Path& path) const;
  void classify(Talk talk, const TalkEnds& ends);
  std::vector<PortRange> port_choices(const Talk& talk) const;
  std::uint32_t blame(const PacketCrossing& by);

  const Snapshot& snapshot_;
  const LogWorld& world_;
  CompiledSnapshot compiled_;
  PortRandom random_;
  std::vector<Talk> talks_;
  std::vector<TalkBlame> blames_;
  std::map<TalkBlame, std::uint32_t> blame_numbers_;
  std::vector<TalkChoice> working_;
  std::vector<TalkChoice> scans_;
  Causes half_open_causes_;
  Causes denied_causes_;
  std::vector<std::vector<TalkChoice>> half_open_;
  std::vector<std::vector<TalkChoice>> denied_;
};

/// The ports of a service or a NAT gateway's choice, at random.
std::uint16_t draw_port(const PortRange& range, PortRandom& random);

}  // namespace halfopen::bench
