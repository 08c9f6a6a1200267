// SPDX-License-Identifier: Apache-2.0
// Objects of an account as one line each, so that a test can say all of them.
#pragma once

#include <string>
#include <vector>

#include "halfopen/vpc/cloud_objects.hpp"

namespace halfopen::tests {

inline std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

/// "ingress allow 6 443 10.0.0.0/8": the rules of a group, one a line.
inline std::string text_of(const SecurityGroup& group) {
  std::string text;
  for (const SecurityGroupRule& rule : group.rules) {
    text += std::string(to_string(rule.direction)) + ' ' + std::string(to_string(rule.action)) +
            ' ' + std::to_string(rule.protocol) + ' ';
    if (rule.protocol == 1 || rule.protocol == 58) {
      text += std::to_string(rule.icmp_type) + ':' + std::to_string(rule.icmp_code);
    } else {
      text += to_string(rule.ports);
    }
    if (rule.cidr) text += ' ' + to_string(*rule.cidr);
    text += (rule.prefix_list.empty() ? "" : " ") + rule.prefix_list;
    text += (rule.group.empty() ? "" : " ") + rule.group;
    text += (rule.id.empty() ? "" : " ") + rule.id + '\n';
  }
  return text;
}

/// "0.0.0.0/0 internet gateway igw-1": the routes of a table, one a line.
inline std::string text_of(const RouteTable& table) {
  std::string text;
  for (const Route& route : table.routes) {
    text += route.destination ? to_string(*route.destination) : "[" + route.prefix_list + "]";
    text += ' ' + std::string(to_string(route.target)) + ' ' + route.target_id +
            (route.propagated ? " propagated" : "") + (route.blackhole ? " blackhole" : "") + '\n';
  }
  return text;
}

/// "10.0.0.0/8 att-1,att-2 propagated"
inline std::string text_of(const TransitGatewayRouteTable& table) {
  std::string text;
  for (const TransitGatewayRoute& route : table.routes) {
    text += route.destination ? to_string(*route.destination) : "[" + route.prefix_list + "]";
    text += ' ' + joined(route.attachment_ids) + (route.propagated ? " propagated" : "") +
            (route.blackhole ? " blackhole" : "") + '\n';
  }
  return text;
}

/// "10.0.0.5* (198.51.100.1) 2001:db8::5": addresses, * at the primary one.
inline std::string text_of(const NetworkInterface& interface) {
  std::string text;
  for (const NetworkInterface::Address& address : interface.addresses) {
    text += (text.empty() ? "" : " ") + to_string(address.address) + (address.primary ? "*" : "");
    if (address.public_ip) text += " (" + to_string(*address.public_ip) + ")";
  }
  return text;
}

}  // namespace halfopen::tests
