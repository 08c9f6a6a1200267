// SPDX-License-Identifier: Apache-2.0
// One change of connections in words.
#pragma once

#include <string>

#include "halfopen/analysis/diff.hpp"

namespace halfopen {

/// "anywhere", or places and addresses.
std::string to_text(const ChangeSide& side);

/// "tcp/80,443", "icmp 8:0", "every other protocol".
std::string service_text(const ConnectionChange& change);

/// "10.0.0.9:40000 -> 10.0.1.5:80".
std::string to_text(const ChangeWitness& witness);

/// "client ports 1024-65535"; empty where ports play no part.
std::string client_ports_text(const ConnectionChange& change);

/// ICMP messages: "type 3 code 4", "type 8", "every message".
std::string messages_text(const PortSet& selectors);

/// The names of the well-known services among the server ports: "ssh, http, https and 9 more";
/// empty if there is none.
std::string known_services_text(const ConnectionChange& change);

/// Everything in one line, without its kind.
std::string change_line(const ConnectionChange& change);

}  // namespace halfopen
