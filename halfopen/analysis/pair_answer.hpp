// SPDX-License-Identifier: Apache-2.0
// What becomes of the connections between two ends of a matrix.
#pragma once

#include <utility>

#include "halfopen/analysis/verdict.hpp"
#include "halfopen/net/address_set.hpp"
#include "halfopen/ports/port_set.hpp"

namespace halfopen {

/// The server ports by their verdict. A partition of 0-65535. For several address classes: `works`,
/// `half_open` and `denied` hold for every class, `partial` is where clients or classes differ.
struct ServiceSets {
  PortSet works;
  PortSet partial;
  PortSet half_open;
  PortSet denied;
  PortSet unknown;

  /// The set of a verdict; no-route counts as denied.
  const PortSet& of(Verdict verdict) const { return this->*member(verdict); }
  PortSet& of(Verdict verdict) { return this->*member(verdict); }

  friend bool operator==(const ServiceSets&, const ServiceSets&) = default;

 private:
  static PortSet ServiceSets::*member(Verdict verdict);
};

/// One ordered pair of ends in one protocol, all address classes together.
struct PairAnswer {
  ServiceSets services;             ///< TCP and UDP
  PortSet replies;                  ///< client ports whose replies pass, wherever requests do; none
                                    ///< where a gateway picks ports and loses some
  Verdict echo = Verdict::unknown;  ///< PairProtocol::echo
  bool classes_differ = false;      ///< some addresses of the ends fare otherwise than others
};

/// The answer for addresses of the two ends that fare alike.
struct ClassAnswer {
  AddressSet from;
  AddressSet to;
  PairAnswer answer;
};

/// Joins the answers for pairs of address classes, in any order.
class AnswerJoin {
 public:
  /// `requests`: some request passes between these addresses.
  void add_ports(const PairAnswer& one, bool requests);
  void add_echo(Verdict one);

  PairAnswer take() { return std::move(all_); }

 private:
  PairAnswer all_;
  bool first_ = true;
  bool any_request_ = false;
};

}  // namespace halfopen
