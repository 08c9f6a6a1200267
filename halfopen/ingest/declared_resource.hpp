// SPDX-License-Identifier: Apache-2.0
// What a plan or template declares: resources with attributes, after every expression was worked
// out as far as the text tells.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/base/origin.hpp"
#include "halfopen/ingest/document.hpp"

namespace halfopen {

enum class DeclaredBy : std::uint8_t { terraform, cloudformation };

/// What a plan does to a resource. Templates create everything; states have nothing planned.
enum class PlannedAction : std::uint8_t { none, create, update, replace, remove };

/// One resource. Its attributes are a map in the declaration's document, with the keys of the
/// source: `cidr_block` of Terraform, `CidrBlock` of CloudFormation. A reference to another
/// resource stands there as a text that equals that resource's `id`; what nobody tells is a symbol
/// or unresolved.
struct DeclaredResource {
  std::string type;     ///< aws_subnet, AWS::EC2::Subnet
  std::string id;       ///< as others name it: the id in AWS, or else the address
  std::string address;  ///< for people: module.net.aws_subnet.a[0], the logical id of a template
  Origin origin;
  std::uint32_t fields = 0;  ///< a map of the document
  PlannedAction action = PlannedAction::none;
  /// The attributes that the configuration sets, in a fixed order; nothing if it is not known.
  std::optional<std::vector<std::string>> configured;
  /// The same resource on the side before, if it is there and stays the same object.
  std::optional<std::size_t> prior;

  /// True if the object does not exist before the plan or template is applied.
  bool is_new() const {
    return action == PlannedAction::create || action == PlannedAction::replace;
  }
  /// True if a plan calls the list "known after apply" only because the configuration leaves it
  /// out: the object starts without.
  bool starts_empty(std::string_view list) const {
    return is_new() && configured && !configures(list);
  }
  /// True if the configuration is known to set the attribute.
  bool configures(std::string_view attribute) const {
    return configured &&
           std::find(configured->begin(), configured->end(), attribute) != configured->end();
  }
};

/// One side of a plan, or a template. The document may be shared by both sides.
struct Declaration {
  DeclaredBy by = DeclaredBy::terraform;
  const Document* document = nullptr;
  std::vector<DeclaredResource> resources;  ///< in the order of the source
};

}  // namespace halfopen
