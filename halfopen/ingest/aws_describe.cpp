// SPDX-License-Identifier: Apache-2.0
// Finds the lists and objects of an export, and hands each to the reader of its kind.
#include "halfopen/ingest/aws_describe.hpp"

#include <bitset>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "halfopen/ingest/aws_context.hpp"
#include "halfopen/ingest/aws_element.hpp"
#include "halfopen/ingest/aws_entry.hpp"
#include "halfopen/ingest/aws_kind.hpp"
#include "halfopen/ingest/aws_objects.hpp"
#include "halfopen/ingest/json_reader.hpp"
#include "halfopen/ingest/line_counter.hpp"

namespace halfopen {
namespace {

bool is_capital(std::string_view key) { return !key.empty() && key[0] >= 'A' && key[0] <= 'Z'; }

/// Arrays that belong to an object of ours rather than being lists of objects.
bool is_element_list(std::string_view key) {
  return is_key(key, "Entries") || is_key(key, "Associations") || is_key(key, "Tags") ||
         is_key(key, "CidrBlockAssociationSet") || is_key(key, "Ipv6CidrBlockAssociationSet");
}

/// Calls the reader of a kind that is told before its members are read.
void read_object(AwsContext& aws, AwsKind kind, const Origin& origin) {
  switch (kind) {
    case AwsKind::security_group: return read_security_group(aws, origin);
    case AwsKind::security_group_rule: return read_security_group_rule(aws, origin);
    case AwsKind::route_table: return read_route_table(aws, origin);
    case AwsKind::internet_gateway: return read_gateway(aws, origin, Gateway::Kind::internet);
    case AwsKind::egress_only_gateway: return read_gateway(aws, origin, Gateway::Kind::egress_only);
    case AwsKind::vpn_gateway: return read_gateway(aws, origin, Gateway::Kind::vpn);
    case AwsKind::nat_gateway: return read_nat_gateway(aws, origin);
    case AwsKind::vpc_peering: return read_vpc_peering(aws, origin);
    case AwsKind::vpc_endpoint: return read_vpc_endpoint(aws, origin);
    case AwsKind::prefix_list: return read_prefix_list(aws, origin);
    case AwsKind::network_interface: return read_network_interface(aws, origin);
    case AwsKind::reservation: return read_reservation(aws, origin);
    case AwsKind::instance: return read_instance(aws, origin);
    case AwsKind::transit_gateway: return read_transit_gateway(aws, origin);
    case AwsKind::transit_gateway_attachment: return read_transit_gateway_attachment(aws, origin);
    case AwsKind::transit_gateway_route_table: return read_transit_gateway_route_table(aws, origin);
    case AwsKind::load_balancer: return read_load_balancer(aws, origin);
    case AwsKind::classic_load_balancer: return read_classic_load_balancer(aws, origin);
    case AwsKind::listener: return read_listener(aws, origin);
    case AwsKind::target_group: return read_target_group(aws, origin);
    case AwsKind::public_access_exclusion: return read_public_access_exclusion(aws, origin);
    default: return aws.json.leave();
  }
}

/// Reads one text. Everything goes into a draft of its own, so that a broken text adds nothing.
class DescribeReader {
 public:
  DescribeReader(const SourceText& source, std::uint32_t index)
      : json_(source), lines_(source.bytes(), index), aws_(json_, lines_, draft_, diagnostics_) {}

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
      list({}, "");
    } else if (json_.kind() == JsonKind::object) {
      top_object(0, true);
    }
  }

  /// Enters the object at hand. If its keys tell a kind, reads all of it.
  bool read_by_keys(const Origin& origin, bool in_list) {
    AwsKindGuess guess;
    if (!json_.enter_object([&](std::string_view key) { return guess.see(key); })) return false;
    const AwsKind kind = guess.kind();
    if (kind == AwsKind::other) return false;
    recognised_ = true;
    const auto objects = objects_of(kind);
    if (in_list && objects && kind != AwsKind::prefix_list) draft_.objects.set_list(*objects);
    read_object(aws_, kind, origin);
    return true;
  }

  /// An API answer, an envelope around one, or a single object.
  void top_object(int depth, bool may_be_object) {
    constexpr int kDeepest = 3;  // envelopes around envelopes: {"Result": {"us-east-1": {…}}}
    AwsElement element;
    element.origin = aws_.here();
    if (!may_be_object) {
      json_.enter_object();
    } else if (read_by_keys(element.origin, false)) {
      return;
    }
    Origin next_token;
    bool more = false;
    bool has_acls = false;
    bool has_subnets = false;
    std::bitset<kObjectKinds> lists;
    std::string_view key;
    while (json_.next_key(key)) {
      const AwsList named = list_named(key);
      if (named.objects) lists.set(static_cast<std::size_t>(*named.objects));
      has_acls = has_acls || named.kind == AwsKind::network_acl;
      has_subnets = has_subnets || named.kind == AwsKind::subnet;
      if (json_.kind() == JsonKind::array && !is_element_list(key)) {
        const bool vague =
            named.kind == AwsKind::instance || (is_common_name(named.kind) && !is_capital(key));
        recognised_ = recognised_ || (vague && is_capital(key));
        list(vague ? AwsList{} : named, vague ? "" : std::string(key));
      } else if (is_key(key, "VpcBlockPublicAccessOptions") && json_.enter_object()) {
        recognised_ = true;
        read_public_access_options(aws_);
      } else if (json_.kind() == JsonKind::object && named.kind != AwsKind::other &&
                 (is_told_late(named.kind) || is_capital(key))) {
        wrong_list(named.kind);
      } else if (json_.kind() == JsonKind::object && key != "Tags" && depth < kDeepest) {
        top_object(depth + 1, is_key(key, "Configuration"));
      } else if (is_key(key, "NextToken") || is_key(key, "NextMarker")) {
        next_token = aws_.here();
        more = json_.kind() != JsonKind::null && json_.string() != "";
      } else {
        // `describe-tags` and the like: a list of the API under the name of a part of ours.
        const bool api_list = is_element_list(key) && is_capital(key);
        recognised_ =
            recognised_ || api_list ||
            (named.kind != AwsKind::other && (is_told_late(named.kind) || is_capital(key)));
        read_member(aws_, key, element);
      }
    }
    if (has_acls) count_page(draft_.acl_pages, more, next_token);
    if (has_subnets) count_page(draft_.subnet_pages, more, next_token);
    for (std::size_t kind = 0; kind < kObjectKinds; ++kind) {
      if (lists.test(kind)) count_page(draft_.objects.pages[kind], more, next_token);
    }
    // An object inside another is an envelope, or a part of something else: never an element.
    if (may_be_object || !element.acl_id.empty()) {
      recognised_ = take_element(aws_, std::move(element), AwsKind::other) || recognised_;
    }
  }

  /// A list of ours that is no list.
  void wrong_list(AwsKind kind) {
    diagnostics_.push_back({DiagnosticCode::wrong_type, Severity::error, aws_.here(),
                            "an object where a list belongs; it is left out",
                            "write the objects between [ and ]"});
    draft_.acls_doubtful = draft_.acls_doubtful || is_told_late(kind);
    recognised_ = true;
  }

  static void count_page(PageCount& pages, bool more, const Origin& next_token) {
    ++(more ? pages.followed : pages.last);
    if (more) pages.next_token = next_token;
  }

  void list(const AwsList& named, const std::string& key) {
    if (named.objects) draft_.objects.set_list(*named.objects);
    json_.enter_array();
    bool any = false;
    bool ours = named.kind != AwsKind::other;
    while (json_.next_element()) {
      any = true;
      if (json_.kind() != JsonKind::object) {
        if (named.kind != AwsKind::other && json_.kind() != JsonKind::null) wrong_list(named.kind);
        draft_.acls_doubtful = draft_.acls_doubtful || named.kind == AwsKind::network_acl;
      } else if (is_told_late(named.kind)) {
        ours = element(named.kind) || ours;
      } else {
        const Origin origin = aws_.here();
        json_.enter_object();
        read_object(aws_, named.kind, origin);
      }
    }
    recognised_ = recognised_ || ours;
    if (ours || key.empty()) return;
    // Another list of the AWS API: known to be there, not modelled.
    recognised_ = recognised_ || is_capital(key);
    if (is_capital(key) && any) draft_.not_judged.push_back(key);
  }

  /// The object at hand, in a list that promises `kind`. False if it is of none of our kinds.
  bool element(AwsKind kind, bool in_item = false) {
    AwsElement element;
    element.origin = aws_.here();
    if (kind != AwsKind::other) {
      json_.enter_object();
    } else if (read_by_keys(element.origin, true)) {
      return true;
    }
    bool ours = false;
    std::string_view key;
    while (json_.next_key(key)) {
      const bool maybe_list = json_.kind() == JsonKind::array && !is_element_list(key);
      const AwsList named = maybe_list ? list_named(key) : AwsList{};
      if (named.kind != AwsKind::other) {
        // A list of API answers. Under a common name the elements must show what they are.
        const bool vague = is_common_name(named.kind);
        list(vague ? AwsList{} : named, vague ? "" : std::string(key));
      } else if (!in_item && is_key(key, "Configuration") && json_.kind() == JsonKind::object) {
        ours = this->element(AwsKind::other, true) || ours;  // an item of AWS Config
      } else {
        read_member(aws_, key, element);
      }
    }
    return take_element(aws_, std::move(element), kind) || ours;
  }

  JsonReader json_;
  LineCounter lines_;
  SnapshotDraft draft_;
  Diagnostics diagnostics_;
  AwsContext aws_;
  bool recognised_ = false;
};

}  // namespace

ReadOutcome read_aws_describe(const SourceText& source, std::uint32_t source_index,
                              SnapshotDraft& draft, Diagnostics& diagnostics) {
  return DescribeReader(source, source_index).read(draft, diagnostics);
}

}  // namespace halfopen
