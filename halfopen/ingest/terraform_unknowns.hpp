// SPDX-License-Identifier: Apache-2.0
// The values of planned resources, with what is "known after apply" filled in from what the
// configuration refers to.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "halfopen/ingest/terraform_resolve.hpp"
#include "halfopen/ingest/terraform_text.hpp"

namespace halfopen {

/// Fills in unknown values, one instance after the other. A value that the provider sets because
/// the configuration is silent stays absent; what the configuration sets and nobody tells is an
/// unresolved node. What rests on names alone is one `by_reference` for each expression.
class TerraformUnknowns {
 public:
  TerraformUnknowns(TerraformText& text, TerraformResolver& resolver, Diagnostics& diagnostics)
      : text_(text), resolver_(resolver), diagnostics_(diagnostics) {}

  /// The map of the instance's values, completed. `change` may be null: then all is known.
  std::uint32_t complete(const TerraformInstance& instance, const TerraformChange* change);

 private:
  /// A map whose holes are filled, and what the configuration says of it.
  struct Part {
    std::uint32_t values = 0;
    std::uint32_t unknown = 0;
    std::optional<std::uint32_t> expressions;  ///< of a block: its attributes
    std::optional<std::uint32_t> combined;     ///< one expression for all blocks of a list
    std::string path;                          ///< "ingress.", for people
    bool is_told = false;                      ///< what the configuration sets is known
  };

  void fill(const TerraformInstance& instance, const Part& part);
  void fill_whole(const TerraformInstance& instance, const Part& part, std::string_view name);
  void fill_list(const TerraformInstance& instance, const Part& part, std::string_view name,
                 std::uint32_t unknown);
  void fill_blocks(const TerraformInstance& instance, const Part& part, std::string_view name,
                   std::uint32_t unknown);
  std::uint32_t resolved(const TerraformInstance& instance, const Part& part, std::string_view name,
                         std::optional<std::size_t> count);
  void tell(const TerraformInstance& instance, const std::string& attribute,
            const ResolvedValue& value);
  void put(std::uint32_t map, std::string_view name, std::uint32_t value);
  std::uint32_t unresolved(const TerraformInstance& instance, std::string reason);
  bool is_configured(const Part& part, std::string_view name) const;
  bool is_true(std::uint32_t node) const;

  TerraformText& text_;
  TerraformResolver& resolver_;
  Diagnostics& diagnostics_;
  std::set<std::string> told_;  ///< resource and attribute of each by_reference
};

}  // namespace halfopen
