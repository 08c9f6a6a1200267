// SPDX-License-Identifier: Apache-2.0
// Load balancers and what stands behind them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/base/origin.hpp"
#include "halfopen/net/ip_address.hpp"
#include "halfopen/net/ip_protocol.hpp"

namespace halfopen {

/// A listener: what the load balancer accepts, and to whom it passes it on.
struct Listener {
  std::string id;             ///< ARN; empty for Classic
  std::string load_balancer;  ///< ARN, or the name of a Classic load balancer
  std::uint16_t port = 0;
  bool tcp = true;  ///< HTTP, HTTPS, TLS, TCP, TCP_UDP
  bool udp = false;
  std::vector<std::string> target_groups;      ///< ARNs; empty for Classic
  std::optional<std::uint16_t> instance_port;  ///< Classic only
  bool forwards = true;                        ///< false: a redirect or a fixed response
  bool rules_beyond = false;                   ///< rules of the listener may forward elsewhere
  Origin origin;
};

/// `elbv2 describe-load-balancers`, `elb describe-load-balancers`.
struct LoadBalancer {
  enum class Kind : std::uint8_t { application, network, gateway, classic };
  struct Node {
    std::string zone;
    std::string subnet_id;
    std::vector<IpAddress> addresses;  ///< where the export names them
  };
  Kind kind = Kind::application;
  std::string id;  ///< ARN, or the name of a Classic load balancer
  std::string name;
  std::string dns_name;
  std::string vpc_id;
  bool internet_facing = false;
  bool active = true;
  std::vector<Node> nodes;
  std::vector<std::string> group_ids;
  std::optional<bool> cross_zone;         ///< none: the default of its kind
  std::vector<std::string> instance_ids;  ///< Classic: the targets
  bool described = false;                 ///< false: only attributes are loaded
  Origin origin;
};

/// `describe-target-groups` with attributes and health joined by ARN.
struct TargetGroup {
  enum class Kind : std::uint8_t { instance, ip, lambda, alb };
  struct Target {
    std::string id;  ///< i-…, an address, or an ARN
    std::uint16_t port = 0;
    std::string zone;
    std::string health;  ///< healthy, unhealthy, unused, …; empty: not known
  };
  std::string id;  ///< ARN
  std::string name;
  std::string vpc_id;
  Kind kind = Kind::instance;
  std::string protocol;  ///< HTTP, TCP, UDP, TCP_UDP, TLS, GENEVE, …
  std::uint16_t port = 0;
  std::optional<std::uint16_t> health_port;  ///< none: the traffic port
  std::string health_protocol;
  std::optional<bool> preserve_client_ip;  ///< none: the default of kind and protocol
  std::optional<bool> cross_zone;
  std::vector<Target> targets;
  bool targets_known = false;
  bool described = false;  ///< false: only its health or attributes are loaded
  Origin origin;
};

}  // namespace halfopen
