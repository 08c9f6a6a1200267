// SPDX-License-Identifier: Apache-2.0
// What the readers of all kinds of AWS objects share: the value at hand, where results go, and the
// readers of the forms that every object has.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/ingest/json_reader.hpp"
#include "halfopen/ingest/line_counter.hpp"
#include "halfopen/net/cidr_block.hpp"
#include "halfopen/net/ip_address.hpp"
#include "halfopen/vpc/append_list.hpp"
#include "halfopen/vpc/snapshot_draft.hpp"

namespace halfopen {

/// Borrows everything; lives as long as one text. "At hand" is the value that the JSON reader
/// stands at. A null is an absent value everywhere. What is of a wrong type is reported and read as
/// absent.
class AwsContext {
 public:
  AwsContext(JsonReader& reader, LineCounter& counter, SnapshotDraft& into, Diagnostics& found)
      : json(reader), lines(counter), draft(into), diagnostics(found) {}

  JsonReader& json;
  LineCounter& lines;
  SnapshotDraft& draft;
  Diagnostics& diagnostics;

  CloudObjects& objects() { return draft.objects; }
  Origin here() { return lines.at(json.offset()); }

  /// The text, truth value or whole number at hand; numbers and truth values may be texts.
  std::string text();
  bool flag(bool fallback);
  std::optional<std::int64_t> number();

  /// The text at hand, alone or as the `member` of an object.
  std::string text_of(std::string_view member);
  /// Likewise in small letters, for comparing.
  std::string word(std::string_view member);

  /// Appends the texts of the list at hand; an element may be an object that holds its text under
  /// `member`. False if something in it could not be read.
  bool texts(std::vector<std::string>& out, std::string_view member = {});

  /// The block or address at hand, alone or as the `member` of an object. An empty text is absent.
  std::optional<CidrBlock> block();
  std::optional<IpAddress> address();
  /// Appends the blocks of the list at hand, each alone or under `member`. False if something in it
  /// could not be read.
  bool blocks(std::vector<CidrBlock>& out, std::string_view member);

  /// The Name among the tags at hand: [{"Key": …, "Value": …}] or a map. Names decide nothing, so
  /// other forms are passed over in silence.
  std::string name_tag();

  void error(DiagnosticCode code, const Origin& origin, std::string what, std::string hint);
  /// Says that `what` belongs where the value at hand is.
  void wrong_type(std::string_view what);
  void missing_id(const Origin& origin, std::string_view what);
  /// Puts "ID: " before every diagnostic from the index `first` on.
  void name_diagnostics(std::size_t first, const std::string& id);

  /// Calls `read(key)` for each member of the entered object that is not null.
  template <class Read>
  void each_member(Read read) {
    std::string_view key;
    while (json.next_key(key)) {
      if (json.kind() != JsonKind::null) read(key);
    }
  }

  /// Enters the object at hand, if it is one, and calls `read(key)` for each member.
  template <class Read>
  bool object(Read read) {
    if (!json.enter_object()) {
      wrong_type("an object");
      return false;
    }
    each_member(read);
    return true;
  }

  /// Calls `read(origin)` for each object of the list at hand, entered. False if the value is no
  /// list, or if something else stands in it.
  template <class Read>
  bool each_object(Read read) {
    if (!json.enter_array()) {
      wrong_type("a list");
      return false;
    }
    bool whole = true;
    while (json.next_element()) {
      if (json.kind() == JsonKind::null) continue;
      const Origin origin = here();
      if (json.enter_object()) {
        read(origin);
      } else {
        wrong_type("an object");
        whole = false;
      }
    }
    return whole;
  }
};

}  // namespace halfopen
