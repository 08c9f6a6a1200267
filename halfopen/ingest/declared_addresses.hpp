// SPDX-License-Identifier: Apache-2.0
// Addresses and security groups of a network interface, wherever a text declares them.
#pragma once

#include <string_view>

#include "halfopen/ingest/declared_objects.hpp"
#include "halfopen/vpc/network_interface.hpp"

namespace halfopen {

/// Reads every spelling of private addresses, IPv6 addresses and delegated blocks. Without a known
/// IPv4 address, or where a count asks AWS for more, `addresses_known` becomes false.
void read_addresses(const DeclaredFields& fields, NetworkInterface& interface);

/// Reads the security groups under that name, and asks for the default group where there are none.
void read_groups(const DeclaredFields& fields, std::string_view name, NetworkInterface& interface,
                 DeclaredSink& sink);

/// Reads `associate_public_ip_address` and `public_ip`; where nothing tells, the subnet decides:
/// see attach_additions.
void read_public_address(const DeclaredFields& fields, NetworkInterface& interface,
                         DeclaredSink& sink);

}  // namespace halfopen
