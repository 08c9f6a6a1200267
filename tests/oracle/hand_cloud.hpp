// SPDX-License-Identifier: Apache-2.0
// Small accounts written by hand, in which everything is open until a test closes it.
#pragma once

#include <initializer_list>
#include <string>

#include "tests/oracle/packet_simulator.hpp"

namespace halfopen::oracle {

/// Ids tell the kind: a route to "nat-1" points to a NAT gateway.
struct HandCloud {
  SnapshotDraft draft;

  void vpc(const std::string& id, std::initializer_list<const char*> cidrs);

  /// A subnet, and a network ACL `acl-` + id that allows everything by rule 900 (IPv6: 901).
  void subnet(const std::string& id, const std::string& vpc, const std::string& zone,
              std::initializer_list<const char*> cidrs);

  /// Puts a rule before those that are there.
  void rule(const std::string& subnet, Direction direction, RuleAction action, const char* cidr,
            std::int16_t protocol = -1, PortRange ports = {});
  void deny(const std::string& subnet, Direction direction, const char* cidr,
            std::int16_t protocol = -1, PortRange ports = {});

  /// A table with the local routes of the VPC; the main one if no subnet is named.
  void table(const std::string& id, const std::string& vpc,
             std::initializer_list<const char*> subnets = {});
  Route& route(const std::string& table, const char* destination, const std::string& target);

  void interface(const std::string& subnet, std::initializer_list<const char*> addresses,
                 bool has_public, std::initializer_list<const char*> groups = {});
  SecurityGroupRule& group_rule(const std::string& group, Direction direction, const char* cidr,
                                std::int16_t protocol = -1, PortRange ports = {});

  void gateway(Gateway::Kind kind, const std::string& id, const std::string& vpc);
  NatGateway& nat(const std::string& id, const std::string& subnet);
  VpcPeering& peering(const std::string& id, const std::string& one, const std::string& other);
  TransitGatewayAttachment& attach(const std::string& id, const std::string& vpc,
                                   std::initializer_list<const char*> subnets,
                                   const std::string& table);
  TransitGatewayRoute& transit_route(const std::string& table, const char* destination,
                                     const std::string& attachment);

  /// "VERDICT request REQUEST_DECIDED_BY[ reply REPLY_DECIDED_BY]" of tcp/443 from port 40000. An
  /// end is ADDRESS@SUBNET, or an address alone for an outside host.
  std::string ask(const std::string& client, const std::string& server,
                  SimulatorOptions options = {}) const;
  std::string ask(const std::string& client, const std::string& server, IpProtocol protocol,
                  IcmpMessage icmp = {}) const;

  /// The verdict alone.
  std::string verdict(const std::string& client, const std::string& server,
                      SimulatorOptions options = {}) const;
};

}  // namespace halfopen::oracle
