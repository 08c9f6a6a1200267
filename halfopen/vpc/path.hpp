// SPDX-License-Identifier: Apache-2.0
// The way of a connection through an account: every filter, route and gateway that its packets
// meet, there and back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/net/address_set.hpp"
#include "halfopen/net/ip_protocol.hpp"
#include "halfopen/vpc/crossing.hpp"
#include "halfopen/vpc/endpoint.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// One thing that a packet meets.
struct Hop {
  enum class Kind : std::uint8_t {
    filter,   ///< a network ACL or security groups: `crossing`
    route,    ///< a look-up in a route table
    gateway,  ///< something that carries the packet on, and may rewrite its addresses
  };
  Kind kind = Kind::gateway;
  Crossing crossing;
  std::string component;  ///< rtb-…, igw-…, nat-…, pcx-…, tgw-…; empty for filters
  std::string text;       ///< "0.0.0.0/0 to igw-1" and the like
  Origin origin;          ///< of the deciding route
  /// The packet's addresses after this hop, where they are not those of the segment's own ends.
  std::optional<IpAddress> source;
  std::optional<IpAddress> destination;
};

/// One leg of one segment.
struct LegPath {
  enum class End : std::uint8_t {
    delivered,
    no_route,  ///< it ends before the receiver; the filters that stand between all the same follow
    unknown,   ///< something on the way is not modelled
  };
  End end = End::delivered;
  std::vector<Hop> hops;
  std::string code;   ///< why it does not arrive: AWS's explanation code where the meaning is equal
  std::string text;   ///< the same as a sentence
  std::string place;  ///< what decided that: rtb-…/CIDR or a gateway
  std::string via;    ///< which of several ways this is: a zone, a target; empty if there is one

  /// The filters alone, in the order of travel.
  std::vector<Crossing> crossings() const;
};

/// A part of the way on which addresses and ports stay what they are, but for the one-to-one
/// translation at internet gateways. Where something picks a new source port, a segment begins.
struct PathSegment {
  std::string name;                 ///< "client to NAT gateway nat-1"
  std::optional<IpAddress> client;  ///< where it is not the connection's client
  std::optional<IpAddress> server;  ///< likewise
  bool translated = false;          ///< the client's port is picked by a gateway: 1024-65535
  bool balanced = false;            ///< … and that gateway is a load balancer
  /// Of a load balancer's leg to a target: its own service, where it is not the connection's.
  std::optional<IpProtocol> protocol;
  std::optional<std::uint16_t> server_port;
  /// The client or server is the node of a load balancer and has one of these addresses, nobody
  /// knows which; the leg was traced for the first.
  std::optional<AddressSet> node;
  LegPath request;
  LegPath reply;
};

/// Something that the way takes for granted.
struct PathNote {
  std::string code;
  std::string text;

  friend bool operator==(const PathNote&, const PathNote&) = default;
};

/// All segments must work. Where there are several ways (zones), each is a segment of its own with
/// LegPath::via set, and all of them must work as well.
struct Path {
  std::vector<PathSegment> segments;
  /// Behind load balancers, for every node and target: the segments that must work one after the
  /// other, as indices. Every segment is in some way. Empty: all segments are one way.
  std::vector<std::vector<std::uint32_t>> ways;
  AddressSet clients;  ///< everyone for whom the way is the same, the client included
  AddressSet servers;
  std::vector<PathNote> notes;
  bool embeds_address = false;  ///< NAT64: the way depends on each single server address
};

/// The way between two hosts, or from or to a load balancer. Depends on the addresses only as
/// `clients` and `servers` say. Where no route table of a VPC is loaded, its subnets' edges alone
/// decide. With a server port, the way goes on behind load balancers, to all of their targets;
/// without one it ends at their nodes, which are hosts like any other then.
Path trace_path(const Snapshot& snapshot, const Location& from, const IpAddress& client,
                const Location& to, const IpAddress& server, IpProtocol protocol,
                std::optional<std::uint16_t> server_port = std::nullopt);

}  // namespace halfopen
