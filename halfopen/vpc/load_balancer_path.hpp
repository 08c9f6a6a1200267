// SPDX-License-Identifier: Apache-2.0
// The way through a load balancer: to each of its nodes, and from there to each target that the
// node serves, with the health checks without which a target serves nobody. Used by trace_path()
// alone.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/vpc/path_tracer.hpp"
#include "halfopen/vpc/target_set.hpp"

namespace halfopen {

/// One question. Not reusable.
class LoadBalancerPath {
 public:
  LoadBalancerPath(const Snapshot& snapshot, IpProtocol protocol,
                   std::optional<std::uint16_t> server_port)
      : snapshot_(snapshot),
        topology_(snapshot.topology()),
        protocol_(protocol),
        server_port_(server_port) {}

  /// One end at least is a load balancer, or the server is one of its nodes.
  Path trace(const PathEnd& client, const PathEnd& server);

 private:
  /// The segments from the client up to here.
  struct Way {
    std::vector<std::uint32_t> segments;
    std::string via;
  };
  /// A node of a load balancer.
  struct Foot {
    std::uint32_t balancer;
    const LoadBalancerNode* node;
  };
  /// Whom a node takes for the client.
  struct Seen {
    std::optional<IpAddress> client;  ///< none: the question's own
    bool translated = false;          ///< a gateway picked its port
    IpFamily family = IpFamily::v4;
  };

  void from_balancer(const PathEnd& client, const PathEnd& server);
  void to_balancer(const Way& way, const PathEnd& client, const PathEnd& server);
  bool serves(const Foot& foot, const PathEnd& server);
  void leg(Way& way, const PathEnd& from, const PathEnd& to, const std::string& name,
           IpProtocol protocol);
  Seen enter(Way& way, const PathEnd& client, const Foot& foot);
  void serve(Way way, const Foot& foot, std::uint16_t port, const Seen& seen, int depth);
  void pass_on(const Way& way, const Foot& foot, const Listener& listener, const Seen& seen,
               int depth);
  void to_target(Way way, const Foot& foot, const BalancerTarget& target, const Seen& seen,
                 int depth);
  void to_end(Way& way, const Foot& foot, const PathEnd& end, const std::string& name,
              const BalancerTarget& target, const Seen& seen);
  void check_health(Way& way, const Foot& foot, const PathEnd& end, const BalancerTarget& target);
  void mark(std::size_t first, const Foot& foot, std::uint16_t port, IpProtocol protocol);
  void look_behind(std::size_t first, const Foot& foot, bool keeps_client);
  void keep_client(std::size_t first, const Seen& seen);
  void ask_own_edge(std::size_t first, const Foot& foot, const PathEnd& end);

  void finish(const Way& way) { path_.ways.push_back(way.segments); }
  void stop(const Way& way, LegPath::End end, std::string code, std::string text,
            const std::string& place);
  /// A way that ends before it begins.
  void dead_end(Way way, const std::string& name, std::string code, std::string text);
  void no_target(const Way& way, const Foot& foot, const TargetSet& set);
  void note(PathNote note);
  const TargetSet& targets(std::uint32_t balancer, const Listener& listener);
  const LoadBalancer& balancer(const Foot& foot) const {
    return snapshot_.objects().load_balancers[foot.balancer];
  }
  const std::string& name_of(const Foot& foot) const;
  std::string zone_of(const Foot& foot) const;
  static PathEnd end_of(const LoadBalancerNode& node, IpFamily family);

  const Snapshot& snapshot_;
  const Topology& topology_;
  IpProtocol protocol_;
  std::optional<std::uint16_t> server_port_;
  Path path_;
  std::map<const Listener*, TargetSet> targets_;
};

}  // namespace halfopen
