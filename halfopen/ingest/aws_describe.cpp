// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/aws_describe.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "halfopen/ingest/aws_entry.hpp"
#include "halfopen/ingest/json_reader.hpp"
#include "halfopen/ingest/line_counter.hpp"

namespace halfopen {
namespace {

/// The keys of the lists that this reader understands.
enum class ListKind : std::uint8_t { unknown, acls, subnets, vpcs };

ListKind list_kind(std::string_view key) {
  if (is_key(key, "NetworkAcls")) return ListKind::acls;
  if (is_key(key, "Subnets")) return ListKind::subnets;
  if (is_key(key, "Vpcs")) return ListKind::vpcs;
  return ListKind::unknown;
}

/// One object of a list, of whatever kind: which keys it had decides what it is.
struct Element {
  Origin origin;
  std::string acl_id;
  std::string subnet_id;
  std::string vpc_id;
  std::string name;
  std::string other_id;  ///< the first id key of another kind: the object is none of ours
  bool is_default = false;
  bool has_entries = false;
  bool has_blocks = false;
  bool has_associations = false;  ///< as a list of objects that all name their subnet
  std::vector<NetworkAclEntry> rows;
  std::vector<AclAssociation> associations;
  std::vector<CidrBlock> cidrs;
  Diagnostics diagnostics;
};

/// Id keys whose objects also name a subnet, a VPC or an ACL without being one.
constexpr std::array<std::string_view, 12> kOtherIds = {
    "NetworkInterfaceId",
    "InstanceId",
    "NatGatewayId",
    "RouteTableId",
    "GroupId",
    "VpcEndpointId",
    "InternetGatewayId",
    "TransitGatewayAttachmentId",
    "LoadBalancerArn",
    "DBInstanceIdentifier",
    "FunctionName",
    "VpcPeeringConnectionId",
};

std::string taken(std::optional<std::string_view> text) { return std::string(text.value_or("")); }

/// Reads one text. Everything goes into a draft of its own, so that a broken text adds nothing.
class DescribeReader {
 public:
  DescribeReader(const SourceText& source, std::uint32_t index)
      : json_(source), lines_(source.bytes(), index) {}

  ReadOutcome read(SnapshotDraft& draft, Diagnostics& diagnostics) {
    while (json_.next_document()) document();
    if (json_.error()) {
      diagnostics.push_back({DiagnosticCode::broken_json, Severity::error,
                             lines_.at(json_.error()->offset),
                             json_.error()->what + "; nothing of this file is used",
                             "export it again; the file must be whole"});
      return ReadOutcome::unreadable;
    }
    if (!recognised_) return ReadOutcome::not_ours;
    append(draft, std::move(draft_));
    diagnostics.insert(diagnostics.end(), std::make_move_iterator(diagnostics_.begin()),
                       std::make_move_iterator(diagnostics_.end()));
    return ReadOutcome::read;
  }

 private:
  void document() {
    if (json_.kind() == JsonKind::array) {
      list(ListKind::unknown, "");
    } else if (json_.kind() == JsonKind::object) {
      top_object(0);
    }
  }

  /// An API answer, an envelope around one, or a single object.
  void top_object(int depth) {
    constexpr int kDeepest = 3;  // envelopes around envelopes: {"Result": {"us-east-1": {…}}}
    Element element;
    element.origin = lines_.at(json_.offset());
    Origin next_token;
    bool more = false;
    bool has_acls = false;
    bool has_subnets = false;
    std::string_view key;
    json_.enter_object();
    while (json_.next_key(key)) {
      const ListKind kind = list_kind(key);
      has_acls = has_acls || kind == ListKind::acls;
      has_subnets = has_subnets || kind == ListKind::subnets;
      if (json_.kind() == JsonKind::array && !is_element_list(key)) {
        list(kind, std::string(key));
      } else if (json_.kind() == JsonKind::object && kind != ListKind::unknown) {
        wrong_list();
      } else if (json_.kind() == JsonKind::object && key != "Tags" && depth < kDeepest) {
        top_object(depth + 1);
      } else if (is_key(key, "NextToken")) {
        next_token = lines_.at(json_.offset());
        more = json_.kind() != JsonKind::null && json_.string() != "";
      } else {
        // `describe-tags` and the like: a list of the API under the name of a part of ours.
        const bool api_list = is_element_list(key) && key[0] >= 'A' && key[0] <= 'Z';
        recognised_ = recognised_ || api_list || kind != ListKind::unknown;
        member(key, element);
      }
    }
    if (has_acls) count_page(draft_.acl_pages, more, next_token);
    if (has_subnets) count_page(draft_.subnet_pages, more, next_token);
    // An object inside another is an envelope, or a part of something else: never an element.
    if (depth == 0 || !element.acl_id.empty()) take(std::move(element), ListKind::unknown);
  }

  /// A list of ours that is no list.
  void wrong_list() {
    diagnostics_.push_back({DiagnosticCode::wrong_type, Severity::error, lines_.at(json_.offset()),
                            "an object where a list belongs; it is left out",
                            "write the objects between [ and ]"});
    draft_.acls_doubtful = recognised_ = true;
  }

  static void count_page(PageCount& pages, bool more, const Origin& next_token) {
    ++(more ? pages.followed : pages.last);
    if (more) pages.next_token = next_token;
  }

  /// Arrays that belong to an object of ours rather than being lists of objects.
  static bool is_element_list(std::string_view key) {
    return is_key(key, "Entries") || is_key(key, "Associations") || is_key(key, "Tags") ||
           is_key(key, "CidrBlockAssociationSet") || is_key(key, "Ipv6CidrBlockAssociationSet");
  }

  void list(ListKind kind, const std::string& key) {
    json_.enter_array();
    bool any = false;
    bool ours = kind != ListKind::unknown;
    while (json_.next_element()) {
      any = true;
      if (json_.kind() != JsonKind::object) {
        if (kind != ListKind::unknown && json_.kind() != JsonKind::null) wrong_list();
        draft_.acls_doubtful = draft_.acls_doubtful || kind == ListKind::acls;
        continue;
      }
      Element element;
      element.origin = lines_.at(json_.offset());
      std::string_view member_key;
      json_.enter_object();
      while (json_.next_key(member_key)) {
        const ListKind inner = list_kind(member_key);
        if (inner != ListKind::unknown && json_.kind() == JsonKind::array) {
          list(inner, std::string(member_key));  // a list of API answers
        } else {
          member(member_key, element);
        }
      }
      ours = take(std::move(element), kind) || ours;
    }
    recognised_ = recognised_ || ours;
    if (ours || key.empty()) return;
    // Another list of the AWS API: known to be there, not modelled.
    const bool api_like = key[0] >= 'A' && key[0] <= 'Z';
    recognised_ = recognised_ || api_like;
    if (api_like && any) draft_.not_judged.push_back(key);
  }

  void member(std::string_view key, Element& element) {
    if (json_.kind() == JsonKind::null) return;
    if (is_key(key, "Entries")) {
      element.has_entries = read_entries(json_, lines_, element.rows, element.diagnostics);
    } else if (is_key(key, "NetworkAclId")) {
      element.acl_id = taken(json_.string());
    } else if (is_key(key, "SubnetId")) {
      element.subnet_id = taken(json_.string());
    } else if (is_key(key, "VpcId")) {
      element.vpc_id = taken(json_.string());
    } else if (is_key(key, "IsDefault")) {
      element.is_default = lenient_boolean(json_).value_or(false);
    } else if (is_key(key, "Associations")) {
      associations(element);
    } else if (is_key(key, "Tags")) {
      tags(element);
    } else if (is_key(key, "CidrBlock")) {
      element.has_blocks = true;
      add_block(element, true);
    } else if (is_key(key, "CidrBlockAssociationSet")) {
      blocks(element, "CidrBlock", "CidrBlockState");
    } else if (is_key(key, "Ipv6CidrBlockAssociationSet")) {
      blocks(element, "Ipv6CidrBlock", "Ipv6CidrBlockState");
    } else if (element.other_id.empty()) {
      for (const std::string_view id : kOtherIds) {
        if (is_key(key, id)) element.other_id = id;
      }
    }
  }

  void associations(Element& element) {
    if (!json_.enter_array()) return;
    element.has_associations = true;
    while (json_.next_element()) {
      AclAssociation association;
      association.origin = lines_.at(json_.offset());
      if (!json_.enter_object()) {
        element.has_associations = false;
        continue;
      }
      std::string_view key;
      while (json_.next_key(key)) {
        if (is_key(key, "SubnetId")) association.subnet_id = taken(json_.string());
        if (is_key(key, "NetworkAclId")) association.acl_id = taken(json_.string());
      }
      if (association.subnet_id.empty()) {
        element.has_associations = false;
      } else {
        element.associations.push_back(std::move(association));
      }
    }
  }

  /// [{"Key": …, "Value": …}] or {"Name": …}.
  void tags(Element& element) {
    std::string_view key;
    if (json_.enter_object()) {
      while (json_.next_key(key)) {
        if (key == "Name") element.name = taken(json_.string());
      }
      return;
    }
    if (!json_.enter_array()) return;
    while (json_.next_element()) {
      if (!json_.enter_object()) continue;
      std::string tag;
      std::string value;
      while (json_.next_key(key)) {
        if (is_key(key, "Key")) tag = taken(json_.string());
        if (is_key(key, "Value")) value = taken(json_.string());
      }
      if (tag == "Name") element.name = std::move(value);
    }
  }

  void blocks(Element& element, std::string_view block_key, std::string_view state_key) {
    element.has_blocks = true;
    if (!json_.enter_array()) return;
    while (json_.next_element()) {
      if (!json_.enter_object()) continue;
      const std::size_t before = element.cidrs.size();
      bool associated = true;
      std::string_view key;
      while (json_.next_key(key)) {
        if (json_.kind() == JsonKind::null) continue;
        if (is_key(key, block_key)) add_block(element, false);
        if (is_key(key, state_key)) associated = is_associated();
      }
      if (!associated) element.cidrs.resize(before);
    }
  }

  /// {"State": "associated"}; blocks in any other state carry no traffic, or soon none.
  bool is_associated() {
    bool associated = true;
    std::string_view key;
    if (!json_.enter_object()) return true;
    while (json_.next_key(key)) {
      if (!is_key(key, "State")) continue;
      const std::string state = taken(json_.string());
      associated = state.empty() || state == "associated" || state == "associating";
    }
    return associated;
  }

  void add_block(Element& element, bool first) {
    const Origin origin = lines_.at(json_.offset());
    const auto text = json_.string();
    if (text && text->empty()) return;
    const auto block = parse_cidr_block(text.value_or("(not a text)"));
    if (!block) {
      element.diagnostics.push_back({DiagnosticCode::bad_cidr, Severity::error, origin,
                                     block.error().what + ": the block is left out",
                                     block.error().hint});
      return;
    }
    auto& known = element.cidrs;
    const auto again = std::find(known.begin(), known.end(), *block);
    if (again != known.end()) {
      if (first) std::rotate(known.begin(), again, again + 1);  // the primary block stands first
      return;
    }
    known.insert(first ? known.begin() : known.end(), *block);
  }

  /// Sorts the object into the draft. False if it is of another kind.
  bool take(Element element, ListKind kind) {
    if (!element.acl_id.empty() || (kind == ListKind::acls && element.has_entries)) {
      return take_acl(std::move(element));
    }
    if (!element.other_id.empty() || !element.has_blocks) {
      return missing_id(element, kind);
    }
    if (!element.subnet_id.empty()) {
      keep(element);
      draft_.subnets.push_back({std::move(element.subnet_id), std::move(element.name),
                                std::move(element.vpc_id), std::move(element.cidrs),
                                element.origin});
      return true;
    }
    if (kind == ListKind::subnets || element.vpc_id.empty()) return missing_id(element, kind);
    keep(element);
    draft_.vpcs.push_back({std::move(element.vpc_id), std::move(element.name),
                           std::move(element.cidrs), element.origin});
    return true;
  }

  /// An object under a list of ours that cannot be used.
  bool missing_id(const Element& element, ListKind kind) {
    if (kind == ListKind::unknown) return false;
    draft_.acls_doubtful = draft_.acls_doubtful || kind == ListKind::acls;
    diagnostics_.push_back({DiagnosticCode::missing_id, Severity::error, element.origin,
                            "an object of this list has no id or no address block; it is left out",
                            "export the list again with all keys"});
    return true;
  }

  bool take_acl(Element element) {
    draft_.acls_doubtful = draft_.acls_doubtful || !element.has_associations;
    if (element.acl_id.empty()) return missing_id(element, ListKind::acls);
    if (!element.has_entries) {
      element.diagnostics.push_back(
          {DiagnosticCode::wrong_type, Severity::error, element.origin,
           "no list of entries: what crosses this network ACL is unknown",
           "export with Entries; a network ACL always has at least its default rows"});
      element.rows = unknown_rules(element.origin);
    }
    for (Diagnostic& diagnostic : element.diagnostics) {
      diagnostic.text = element.acl_id + ": " + diagnostic.text;
    }
    keep(element);
    for (AclAssociation& association : element.associations) {
      if (association.acl_id.empty()) association.acl_id = element.acl_id;
      draft_.associations.push_back(std::move(association));
    }
    draft_.acls.push_back({{std::move(element.acl_id), std::move(element.name),
                            std::move(element.vpc_id), element.is_default, element.origin},
                           std::move(element.rows)});
    recognised_ = true;
    return true;
  }

  void keep(Element& element) {
    recognised_ = true;
    diagnostics_.insert(diagnostics_.end(), std::make_move_iterator(element.diagnostics.begin()),
                        std::make_move_iterator(element.diagnostics.end()));
  }

  JsonReader json_;
  LineCounter lines_;
  SnapshotDraft draft_;
  Diagnostics diagnostics_;
  bool recognised_ = false;
};

}  // namespace

ReadOutcome read_aws_describe(const SourceText& source, std::uint32_t source_index,
                              SnapshotDraft& draft, Diagnostics& diagnostics) {
  return DescribeReader(source, source_index).read(draft, diagnostics);
}

}  // namespace halfopen
