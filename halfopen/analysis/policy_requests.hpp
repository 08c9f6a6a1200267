// SPDX-License-Identifier: Apache-2.0
// Every request between two ends, for all protocols and ports at once: the one place where the
// judgement of isolation asks the model what gets where.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/analysis/connection.hpp"
#include "halfopen/base/result.hpp"

namespace halfopen {

/// The requests of one protocol between two classes of addresses that all filters treat alike.
struct RequestClass {
  Endpoint from;  ///< its address set is the class
  Endpoint to;
  IpProtocol protocol;
  bool unnamed = false;  ///< stands for every protocol that neither a rule nor `also` names
  PortSet arrive;        ///< selectors (see Packet) that surely get there
  PortSet may_arrive;    ///< those, and what a rule or ACL that nobody knows may let through
};

struct RequestClasses {
  std::vector<RequestClass> classes;  ///< never empty
  std::vector<Assumption> assumptions;
};

/// Together the classes are all requests from one end to the other, of all 256 protocols, but those
/// to addresses of services that network ACLs do not filter. `also` names protocols that shall
/// stand by themselves. Fails if the ends share no address family, or if nothing but such services
/// is asked about. The cost grows with the number of classes, not with addresses or ports.
Result<RequestClasses> request_classes(CompiledSnapshot& model, const std::vector<Endpoint>& from,
                                       const std::vector<Endpoint>& to,
                                       std::optional<IpFamily> family,
                                       std::span<const IpProtocol> also);

}  // namespace halfopen
