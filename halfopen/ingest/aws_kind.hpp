// SPDX-License-Identifier: Apache-2.0
// Of what kind a list or an object of an AWS export is.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "halfopen/vpc/cloud_objects.hpp"

namespace halfopen {

/// One reader each. `other` is every kind that this version does not read, and a container.
enum class AwsKind : std::uint8_t {
  other,
  network_acl,
  subnet,
  vpc,
  security_group,
  security_group_rule,
  route_table,
  internet_gateway,
  egress_only_gateway,
  vpn_gateway,
  nat_gateway,
  vpc_peering,
  vpc_endpoint,
  prefix_list,
  network_interface,
  reservation,
  instance,
  transit_gateway,
  transit_gateway_attachment,
  transit_gateway_route_table,
  load_balancer,
  classic_load_balancer,
  listener,
  target_group,
  public_access_exclusion,
};

/// True for the kinds that are told by the keys of the whole object, not before.
constexpr bool is_told_late(AwsKind kind) {
  return kind == AwsKind::other || kind == AwsKind::network_acl || kind == AwsKind::subnet ||
         kind == AwsKind::vpc;
}

/// What the name of a list promises.
struct AwsList {
  AwsKind kind = AwsKind::other;
  std::optional<ObjectKind> objects;  ///< of which kind it lists all objects
};

/// Names as the API and other tools write them. A name that means nothing promises nothing.
AwsList list_named(std::string_view key);

/// What a list of objects of this kind under no telling name lists.
std::optional<ObjectKind> objects_of(AwsKind kind);

/// True if lists of this name stand also inside objects of services that are not read here, with
/// elements of another form.
bool is_common_name(AwsKind kind);

/// Tells the kind of an object by its keys, which are shown one by one.
class AwsKindGuess {
 public:
  /// False as soon as more keys would change nothing.
  bool see(std::string_view key);

  /// The kind, or `other` if the keys fit none of those that are told by their keys.
  AwsKind kind() const;

 private:
  bool has(std::uint64_t keys) const { return (seen_ & keys) == keys; }
  bool has_any(std::uint64_t keys) const { return (seen_ & keys) != 0; }
  AwsKind transit_kind() const;
  AwsKind load_balancer_kind() const;

  std::uint64_t seen_ = 0;
  bool container_ = false;
};

}  // namespace halfopen
