// SPDX-License-Identifier: Apache-2.0
// The sections of a CloudFormation template, before anything is worked out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/ingest/document.hpp"

namespace halfopen {

/// One member of `Resources`.
struct CfnResource {
  std::string id;  ///< the logical id
  std::string type;
  Origin origin;                            ///< of the logical id
  std::optional<std::uint32_t> properties;  ///< a map
  std::string condition;                    ///< empty: none
};

/// Borrows the text's document. Names are unique within their section.
struct CfnTemplate {
  using Names = std::map<std::string, std::uint32_t, std::less<>>;

  explicit CfnTemplate(Document& text) : document(&text) {}

  Document* document;
  Names parameters;  ///< name to the map that declares it
  Names conditions;  ///< name to the function
  std::optional<std::uint32_t> mappings;
  std::optional<std::uint32_t> resource_section;
  std::vector<CfnResource> resources;  ///< in the order of the text
  std::map<std::string, std::size_t, std::less<>> resource_index;
  std::vector<std::pair<std::string, Origin>> transforms;  ///< names of macros for the whole
};

/// Checks the outline and takes parameters, mappings and transforms: what ForEach needs. Keys that
/// stand twice, a section of a wrong kind and the like are errors, all of them at once. False: the
/// text must not be used.
bool read_outline(CfnTemplate& into, Diagnostics& diagnostics);

/// Takes conditions and resources, after ForEach was written out. False as above.
bool read_resources(CfnTemplate& into, Diagnostics& diagnostics);

}  // namespace halfopen
