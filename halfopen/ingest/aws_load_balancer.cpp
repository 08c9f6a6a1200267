// SPDX-License-Identifier: Apache-2.0
// Load balancers of both generations, and listeners.
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "halfopen/ingest/aws_entry.hpp"
#include "halfopen/ingest/aws_objects.hpp"

namespace halfopen {
namespace {

using Kind = LoadBalancer::Kind;

/// The type, or what the ARN says: …:loadbalancer/net/NAME/…
std::optional<Kind> kind_of(const std::string& type, const std::string& arn) {
  const auto is = [&](std::string_view word, std::string_view part) {
    return type == word || (type.empty() && arn.find(part) != std::string::npos);
  };
  if (is("application", "loadbalancer/app/")) return Kind::application;
  if (is("network", "loadbalancer/net/")) return Kind::network;
  if (is("gateway", "loadbalancer/gwy/")) return Kind::gateway;
  return std::nullopt;
}

LoadBalancer::Node read_node(AwsContext& aws) {
  LoadBalancer::Node node;
  aws.each_member([&](std::string_view key) {
    if (is_key(key, "ZoneName")) node.zone = aws.text();
    if (is_key(key, "SubnetId")) node.subnet_id = aws.text();
    if (is_key(key, "LoadBalancerAddresses")) {
      aws.each_object([&](const Origin&) {
        aws.each_member([&](std::string_view inner) {
          const bool own = is_key(inner, "IpAddress") || is_key(inner, "PrivateIPv4Address") ||
                           is_key(inner, "IPv6Address");
          if (!own) return;
          if (const auto address = aws.address()) node.addresses.push_back(*address);
        });
      });
    }
  });
  return node;
}

/// [{"Key": …, "Value": …}]
void read_attributes(AwsContext& aws, LoadBalancer& balancer) {
  aws.each_object([&](const Origin&) {
    std::string name;
    std::string value;
    aws.each_member([&](std::string_view key) {
      if (is_key(key, "Key")) name = aws.text();
      if (is_key(key, "Value")) value = aws.text();
    });
    if (name == "load_balancing.cross_zone.enabled" && (value == "true" || value == "false")) {
      balancer.cross_zone = value == "true";
    }
  });
}

/// Which transport a listener of this protocol takes. False for a word that is not known: then it
/// may take either.
bool set_transport(const std::string& word, Listener& listener) {
  listener.udp = word == "udp" || word == "tcp_udp" || word == "quic" || word == "tcp_quic";
  listener.tcp = word == "tcp" || word == "tcp_udp" || word == "tcp_quic" || word == "tls" ||
                 word == "ssl" || word == "http" || word == "https";
  if (listener.tcp || listener.udp || word == "geneve") return true;
  listener.tcp = listener.udp = true;
  return false;
}

/// {"Type": "forward", "TargetGroupArn": …, "ForwardConfig": {"TargetGroups": […]}}
bool read_action(AwsContext& aws, Listener& listener) {
  std::string type;
  std::vector<std::string> groups;
  aws.each_member([&](std::string_view key) {
    if (is_key(key, "Type")) type = aws.word("Value");
    if (is_key(key, "TargetGroupArn")) groups.push_back(aws.text());
    if (!is_key(key, "ForwardConfig")) return;
    aws.object([&](std::string_view inner) {
      if (is_key(inner, "TargetGroups")) aws.texts(groups, "TargetGroupArn");
    });
  });
  if (type != "forward") return false;
  for (const std::string& group : groups) {
    if (!group.empty()) add_once(listener.target_groups, group);
  }
  return true;
}

std::optional<std::uint16_t> port_at_hand(AwsContext& aws) {
  const auto number = aws.number();
  if (!number || *number < 0 || *number > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(*number);
}

/// False if the listener cannot be used without its port.
bool check_port(AwsContext& aws, const Origin& origin, const std::string& balancer, bool readable) {
  if (!readable) {
    aws.error(DiagnosticCode::bad_port_range, origin,
              balancer + ": a listener without a port of 0 to 65535 is left out",
              "export the listener with all keys");
  }
  return readable;
}

/// {"Listener": {"Protocol", "LoadBalancerPort", "InstanceProtocol", "InstancePort"}}
void read_classic_listener(AwsContext& aws, const Origin& origin,
                           std::vector<Listener>& listeners) {
  Listener listener;
  listener.origin = origin;
  std::optional<std::uint16_t> port;
  bool any = false;
  aws.each_member([&](std::string_view key) {
    if (!is_key(key, "Listener")) return;
    any = aws.object([&](std::string_view inner) {
      if (is_key(inner, "LoadBalancerPort")) port = port_at_hand(aws);
      if (is_key(inner, "InstancePort")) listener.instance_port = port_at_hand(aws);
    });
  });
  if (!check_port(aws, origin, "a Classic load balancer", any && port)) return;
  listener.port = *port;
  listeners.push_back(std::move(listener));
}

}  // namespace

void read_load_balancer(AwsContext& aws, const Origin& origin) {
  LoadBalancer balancer;
  balancer.origin = origin;
  const std::size_t before = aws.diagnostics.size();
  std::string type;
  std::string state;
  aws.each_member([&](std::string_view key) {
    if (is_key(key, "LoadBalancerArn")) balancer.id = aws.text();
    if (is_key(key, "LoadBalancerName")) balancer.name = aws.text();
    if (is_key(key, "DNSName")) balancer.dns_name = aws.text();
    if (is_key(key, "VpcId")) balancer.vpc_id = aws.text();
    if (is_key(key, "Type")) type = aws.word("Value");
    if (is_key(key, "State")) state = aws.word("Code");
    if (is_key(key, "SecurityGroups")) aws.texts(balancer.group_ids);
    if (is_key(key, "Attributes")) read_attributes(aws, balancer);
    if (is_key(key, "Scheme")) {
      balancer.described = true;
      balancer.internet_facing = aws.word("Value") == "internet-facing";
    }
    if (is_key(key, "AvailabilityZones")) {
      balancer.described = true;
      aws.each_object([&](const Origin&) { balancer.nodes.push_back(read_node(aws)); });
    }
  });
  balancer.described = balancer.described || !type.empty();
  balancer.active = state.empty() || state == "active" || state == "active_impaired";
  if (const auto kind = kind_of(type, balancer.id)) {
    balancer.kind = *kind;
  } else if (balancer.described && !balancer.id.empty()) {
    aws.error(DiagnosticCode::unknown_word, origin,
              "the load balancer type '" + type +
                  "' is not known: it is taken as an application "
                  "load balancer",
              "known types are application, network and gateway");
  }
  aws.name_diagnostics(before, balancer.id);
  if (balancer.id.empty()) return aws.missing_id(origin, "a load balancer");
  aws.objects().load_balancers.push_back(std::move(balancer));
}

void read_classic_load_balancer(AwsContext& aws, const Origin& origin) {
  LoadBalancer balancer;
  balancer.kind = Kind::classic;
  balancer.described = true;
  balancer.origin = origin;
  const std::size_t before = aws.diagnostics.size();
  std::vector<std::string> subnets;
  std::vector<std::string> zones;
  std::vector<Listener> listeners;
  aws.each_member([&](std::string_view key) {
    if (is_key(key, "LoadBalancerName")) balancer.id = aws.text();
    if (is_key(key, "DNSName")) balancer.dns_name = aws.text();
    if (is_key(key, "VPCId") || is_key(key, "VpcId")) balancer.vpc_id = aws.text();
    if (is_key(key, "Scheme")) balancer.internet_facing = aws.word("Value") == "internet-facing";
    if (is_key(key, "SecurityGroups")) aws.texts(balancer.group_ids);
    if (is_key(key, "Subnets")) aws.texts(subnets);
    if (is_key(key, "AvailabilityZones")) aws.texts(zones);
    if (is_key(key, "Instances")) aws.texts(balancer.instance_ids, "InstanceId");
    if (is_key(key, "ListenerDescriptions")) {
      aws.each_object([&](const Origin& at) { read_classic_listener(aws, at, listeners); });
    }
  });
  aws.name_diagnostics(before, balancer.id);
  if (balancer.id.empty()) return aws.missing_id(origin, "a Classic load balancer");
  balancer.name = balancer.id;
  // Both are lists of names, in no common order: with subnets, their zones are known from them.
  for (std::string& subnet : subnets) balancer.nodes.push_back({"", std::move(subnet), {}});
  for (std::string& zone : zones) {
    if (subnets.empty()) balancer.nodes.push_back({std::move(zone), "", {}});
  }
  for (Listener& listener : listeners) {
    listener.load_balancer = balancer.id;
    aws.objects().listeners.push_back(std::move(listener));
  }
  aws.objects().load_balancers.push_back(std::move(balancer));
}

void read_listener(AwsContext& aws, const Origin& origin) {
  Listener listener;
  listener.origin = origin;
  listener.forwards = false;
  const std::size_t before = aws.diagnostics.size();
  std::optional<std::uint16_t> port;
  std::string protocol;
  bool whole = false;
  bool wrapper = false;  // {"LoadBalancerArn": …, "Listeners": […]}
  aws.each_member([&](std::string_view key) {
    if (is_key(key, "Listeners")) {
      wrapper = true;
      aws.objects().set_list(ObjectKind::listeners);
      aws.each_object([&](const Origin& at) { read_listener(aws, at); });
    }
    if (is_key(key, "ListenerArn")) listener.id = aws.text();
    if (is_key(key, "LoadBalancerArn")) listener.load_balancer = aws.text();
    if (is_key(key, "Port")) port = port_at_hand(aws);
    if (is_key(key, "Protocol")) protocol = aws.word("Value");
    if (is_key(key, "DefaultActions")) {
      whole = aws.each_object([&](const Origin&) {
        listener.forwards = read_action(aws, listener) || listener.forwards;
      });
    }
  });
  if (wrapper) return;
  // The listener of a Gateway Load Balancer names neither port nor protocol.
  const bool gateway = listener.load_balancer.find("loadbalancer/gwy/") != std::string::npos;
  if (!set_transport(gateway ? "geneve" : protocol, listener)) {
    aws.error(DiagnosticCode::unknown_word, origin,
              "the protocol '" + protocol +
                  "' of a listener is not known: it is taken as TCP and "
                  "UDP",
              "known are HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP, QUIC and TCP_QUIC");
  }
  // Requests over HTTP may be sent elsewhere by rules, which stand in an export of their own.
  listener.rules_beyond = !whole || protocol == "http" || protocol == "https";
  aws.name_diagnostics(before, listener.id);
  if (listener.load_balancer.empty())
    return aws.missing_id(origin, "the load balancer of a listener");
  if (!gateway && !check_port(aws, origin, listener.load_balancer, port.has_value())) return;
  listener.port = port.value_or(0);
  aws.objects().listeners.push_back(std::move(listener));
}

}  // namespace halfopen
