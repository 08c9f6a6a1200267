// SPDX-License-Identifier: Apache-2.0
// The attributes of a declared resource, read by name and kind.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/ingest/declared_resource.hpp"
#include "halfopen/net/cidr_block.hpp"
#include "halfopen/net/ip_address.hpp"

namespace halfopen {

/// A value that is there, absent (neither), or there without being known.
template <class T>
struct Told {
  std::optional<T> value;
  bool unknown = false;

  explicit operator bool() const { return value.has_value(); }
  const T& operator*() const { return *value; }
  const T* operator->() const { return &*value; }
};

/// A list as far as it is known.
template <class T>
struct ToldList {
  std::vector<T> values;
  bool present = false;
  bool whole = true;  ///< false: there may be more, or something could not be read
};

/// Gathers what could not be resolved, so that a value that a hundred resources lack is one
/// diagnostic.
class UnresolvedValues {
 public:
  void add(const DeclaredResource& resource, std::string_view attribute, std::string_view reason,
           const Origin& origin, Severity severity, std::string_view hint = {});
  /// One diagnostic for each type, attribute and reason, in a fixed order.
  void report(Diagnostics& diagnostics) const;

 private:
  struct Group {
    std::string first;  ///< address of the first resource
    std::string hint;   ///< how the value could be told; may be empty
    Origin origin;
    Severity severity = Severity::note;
    std::size_t count = 0;
  };
  std::map<std::tuple<std::string, std::string, std::string>, Group> groups_;
};

/// Ids by which the text names one and the same object: the default route table of a VPC is
/// `aws_vpc.a.default_route_table_id`, and `aws_default_route_table.b` once that adopts it.
using OtherNames = std::map<std::string, std::string, std::less<>>;

/// Views the map of one resource, or a map within it. Attributes are named in Terraform's spelling;
/// `cidr_block` finds `CidrBlock`, too: only letters and digits count, in any case. Null and, for
/// everything but texts, the empty text are absent. Cheap to copy; borrows everything.
class DeclaredFields {
 public:
  DeclaredFields(const Document& document, const DeclaredResource& resource, std::uint32_t map,
                 UnresolvedValues& unresolved, const OtherNames& other_names,
                 Diagnostics& diagnostics)
      : document_(&document),
        resource_(&resource),
        map_(map),
        unresolved_(&unresolved),
        other_names_(&other_names),
        diagnostics_(&diagnostics) {}

  const DeclaredResource& resource() const { return *resource_; }
  /// Of the map: a block in a resource has its own place.
  Origin origin() const { return document_->at(map_).origin; }

  /// The node under a name; nothing if it is absent or null.
  std::optional<std::uint32_t> find(std::string_view name) const;
  const DocumentNode& node(std::uint32_t index) const { return document_->at(index); }
  /// True if the attribute is there, known or not.
  bool has(std::string_view name) const { return find(name).has_value(); }
  /// True if it is there and known. To be asked before reading what AWS fills in later anyway: that
  /// such a value is not known yet is nothing to tell the user.
  bool tells(std::string_view name) const;

  /// Readers of one attribute. What is unknown is noted with `severity`; what is of a wrong form is
  /// a diagnostic, and unknown from then on.
  Told<std::string> text(std::string_view name, Severity severity = Severity::warning) const;
  Told<bool> flag(std::string_view name, Severity severity = Severity::warning) const;
  Told<std::int64_t> number(std::string_view name, Severity severity = Severity::warning) const;
  Told<CidrBlock> block(std::string_view name, Severity severity = Severity::warning) const;
  Told<IpAddress> address(std::string_view name, Severity severity = Severity::warning) const;
  ToldList<CidrBlock> blocks(std::string_view name, Severity severity = Severity::warning) const;

  /// The id of another object: a text, or the name of a symbol. Empty if it is absent or unknown.
  /// Of several names of one object always the same.
  std::string id(std::string_view name, Severity severity = Severity::warning) const;
  /// The one name of an object that may have several.
  const std::string& one_name(const std::string& id) const;
  /// Ids of a list, or of a single text.
  ToldList<std::string> ids(std::string_view name, Severity severity = Severity::warning) const;

  /// The maps of a list, or the single map, each as fields of its own.
  ToldList<DeclaredFields> objects(std::string_view name,
                                   Severity severity = Severity::warning) const;

  /// The Name among `tags` (a map, or [{Key, Value}]); the address if there is none. Of Terraform
  /// `tags_all` too.
  std::string name() const;

  /// "ADDRESS: WHAT" at `origin`.
  void complain(DiagnosticCode code, Severity severity, const Origin& origin, std::string what,
                std::string hint) const;
  void note_unknown(std::string_view name, const DocumentNode& node, Severity severity) const;

 private:
  template <class T, class Parse>
  Told<T> parsed(std::string_view name, Severity severity, Parse parse) const;
  void wrong_form(std::string_view name, const DocumentNode& node, std::string_view wanted) const;

  const Document* document_;
  const DeclaredResource* resource_;
  std::uint32_t map_;
  UnresolvedValues* unresolved_;
  const OtherNames* other_names_;
  Diagnostics* diagnostics_;
};

/// True if two keys differ in case and underscores alone.
bool same_key(std::string_view a, std::string_view b);

}  // namespace halfopen
