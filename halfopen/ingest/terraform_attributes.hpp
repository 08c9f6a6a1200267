// SPDX-License-Identifier: Apache-2.0
// Attributes of Terraform resources that stand for objects.
#pragma once

#include <string_view>

namespace halfopen {

/// True if the attribute is the object's own id under another name: `allocation_id` of `aws_eip`.
bool is_own_id(std::string_view type, std::string_view attribute);

/// True if the attribute is the id of an object that AWS makes together with this one. Its name
/// here is `<id>.<attribute>`: `default_network_acl_id` of `aws_vpc`.
bool is_made_together(std::string_view type, std::string_view attribute);

/// The attribute that holds the id where a resource takes over an object that was there before;
/// empty for all other types.
std::string_view adopted_id(std::string_view type);

}  // namespace halfopen
