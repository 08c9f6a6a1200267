// SPDX-License-Identifier: Apache-2.0
// IPv4 rule lists for the comparison: generated from seeds, or read from a ClassBench file. The
// terminal of a rule is its action: 1 allows, 0 denies. The last rule denies everything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/space/header_box.hpp"

namespace halfopen::bench {

using Rules = std::vector<HeaderRule>;

/// The shapes that packet classifiers are measured on: access lists (long nested prefixes, exact
/// destination ports), firewalls (wildcards, port ranges on both sides), and a mixture.
enum class Shape : std::uint8_t { acl, firewall, mixture };

/// As in one direction of a network ACL: a protocol, one CIDR (the source), destination ports.
Rules network_acl_rules(std::size_t count, std::uint32_t seed);

/// Both addresses and both port ranges.
Rules five_tuple_rules(std::size_t count, std::uint32_t seed);

/// `count` different rules of a shape, prefixes drawn from trees of nested networks.
Rules shaped_rules(Shape shape, std::size_t count, std::uint32_t seed);

/// A file of the ClassBench format: "@source destination ports : ports ports : ports
/// protocol/mask". Seven rules of ten allow. Nothing if the file cannot be read.
std::optional<Rules> read_classbench(const std::string& path);

}  // namespace halfopen::bench
