// SPDX-License-Identifier: Apache-2.0
// What an expression of a Terraform configuration holds, as far as the names in it tell. A plan
// lists which objects an expression names, not the expression itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "halfopen/ingest/terraform_address.hpp"
#include "halfopen/ingest/terraform_text.hpp"

namespace halfopen {

/// The values of an expression.
struct ResolvedValue {
  std::vector<std::uint32_t> nodes;  ///< of the document
  std::vector<std::string> keys;     ///< beside `nodes`: the instance key that each comes from
  bool exact = true;                 ///< one reference, and it says all
  bool specific = true;              ///< every reference says which object it means
  bool ids = true;                   ///< all values are ids of objects
  std::string reason;                ///< why nothing is known; `nodes` then means nothing
  std::vector<std::string> named;    ///< "every aws_subnet.private", for people

  bool known() const { return reason.empty(); }
};

/// Nothing is known, for this reason: "it comes from local.x, which a plan does not hold".
ResolvedValue unresolved_value(std::string reason);

/// Resolves references against the instances that the plan lists. Appends nodes to the text's
/// document. Borrows the text; a lookup is a hash, an expression costs what it names.
class TerraformResolver {
 public:
  explicit TerraformResolver(TerraformText& text);

  /// The configuration of an instance; nothing if it is not there.
  const TerraformModule::Resource* configuration_of(const TerraformInstance& instance) const;

  /// As others name the instance: its id if it is known, else its address.
  const std::string& id_of(const TerraformInstance& instance);

  /// What an expression in the configuration of `instance` holds. `wants_list`: several values are
  /// expected. `only_types`: of the resources that the expression names, only those of these types
  /// (empty: all).
  ResolvedValue resolve(const TerraformInstance& instance, std::uint32_t expression,
                        bool wants_list, const std::vector<std::string_view>& only_types = {});

 private:
  using Steps = std::vector<TerraformStep>;

  /// A module instance.
  struct Scope {
    std::string path;  ///< module.net[0]
    std::string key;
    const TerraformModule* module = nullptr;
    const TerraformModule::Call* call = nullptr;
    const Scope* parent = nullptr;
  };
  /// Where an expression stands.
  struct Place {
    const Scope* scope = nullptr;
    std::string key;                          ///< of count.index and each.key
    std::optional<std::uint32_t> repetition;  ///< the expression of for_each
    std::size_t instances = 1;                ///< how many of them count or for_each makes
  };
  struct Question {
    bool wants_list = false;
    bool has_selector = false;  ///< count.index, each.key or each.value stand in the expression
    int depth = 0;
  };

  const Scope* scope_of(const std::string& path);
  std::string find_id(const TerraformInstance& instance);
  Place place_of(const TerraformInstance& instance);
  ResolvedValue evaluate(std::uint32_t expression, const Place& place, Question question);
  ResolvedValue select(ResolvedValue values, const Place& place, Question question) const;
  ResolvedValue head(const Steps& steps, const Place& place, Question question);
  ResolvedValue resource(const Steps& steps, std::size_t first, const Place& place,
                         Question question);
  ResolvedValue attribute(const TerraformInstance& instance, const Steps& steps, std::size_t first,
                          Question question);
  ResolvedValue module_output(const Steps& steps, const Place& place, Question question);
  ResolvedValue variable(const Steps& steps, const Place& place, Question question);
  ResolvedValue each_value(const Steps& steps, const Place& place, Question question);
  ResolvedValue combine(std::vector<ResolvedValue> parts, std::size_t heads, Question question);
  ResolvedValue pick(ResolvedValue values, const Steps& steps, std::size_t first);
  ResolvedValue constant(std::uint32_t node) const;
  std::optional<std::uint32_t> member(std::uint32_t node, const TerraformStep& step) const;
  std::uint32_t text_node(std::string text, const Origin& origin);
  bool is_unknown(const TerraformInstance& instance, std::string_view attribute) const;
  std::vector<Steps> heads_of(std::uint32_t expression) const;

  TerraformText& text_;
  std::unordered_map<std::string, const TerraformInstance*> by_address_;
  std::unordered_map<std::string, std::vector<const TerraformInstance*>> by_name_;
  std::unordered_map<std::string, std::uint32_t> unknown_;         ///< after_unknown by address
  std::unordered_map<const TerraformInstance*, std::string> ids_;  ///< that were asked for
  std::map<std::string, Scope> scopes_;
  std::unordered_map<std::string, std::vector<std::string>> child_keys_;  ///< of module calls
  std::vector<std::string_view> only_types_;
  std::size_t budget_ = 0;
};

}  // namespace halfopen
