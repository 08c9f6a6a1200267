// SPDX-License-Identifier: Apache-2.0
#include "cli/aws_answer.hpp"

#include <algorithm>
#include <utility>

#include "halfopen/ingest/json_reader.hpp"

namespace halfopen::cli {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::string without_ends(std::string text) {
  text.erase(text.find_last_not_of(kSpace) + 1);
  text.erase(0, std::min(text.size(), text.find_first_not_of(kSpace)));
  return text;
}

/// Looks at everything in the value at hand. False if a literal is none, or it is nested deeper
/// than any answer.
bool walk(JsonReader& json, int depth) {
  constexpr int kDeepest = 64;
  if (depth > kDeepest) return false;
  std::string_view key;
  bool good = true;
  switch (json.kind()) {
    case JsonKind::object:
      json.enter_object();
      while (json.next_key(key)) good = walk(json, depth + 1) && good;
      return good;
    case JsonKind::array:
      json.enter_array();
      while (json.next_element()) good = walk(json, depth + 1) && good;
      return good;
    case JsonKind::string: return json.string().has_value();
    case JsonKind::boolean: return json.boolean().has_value();
    case JsonKind::number:
    case JsonKind::null: return true;
  }
  return true;
}

/// The members of the whole answer that say whether more follows.
bool read_members(JsonReader& json, AwsAnswer& answer) {
  bool good = true;
  bool more = false;
  std::string_view key;
  json.enter_object();
  while (json.next_key(key)) {
    if (key == "NextToken" || key == "NextMarker") {
      answer.next_token = json.string().value_or("");
    } else if (key == "AdditionalRoutesAvailable") {
      more = json.boolean().value_or(false);
    }
    good = walk(json, 1) && good;
  }
  answer.cut_short = more && answer.next_token.empty();
  return good;
}

bool is_plain(std::string_view id) {
  return id.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
             "0123456789:/._-") == std::string_view::npos;
}

ListedId read_element(JsonReader& json, const IdSource& source) {
  ListedId listed;
  std::string_view key;
  json.enter_object();
  while (json.next_key(key)) {
    if (key == source.key) listed.id = json.string().value_or("");
    if (key == "OwnerId") listed.of_aws = json.string() == "AWS";
  }
  return listed;
}

}  // namespace

Result<AwsAnswer> read_answer(std::string text) {
  AwsAnswer answer;
  const SourceText source("", without_ends(std::move(text)));
  answer.text = source.bytes();
  if (answer.text.empty()) return fail("the answer is empty");
  JsonReader json(source);
  bool good = json.next_document();
  if (good && json.kind() != JsonKind::object) return fail("the answer is no JSON object");
  good = good && read_members(json, answer);
  if (json.error()) return fail("the answer is broken: " + json.error()->what);
  const bool more = good && json.next_document();
  if (!good || more || json.error()) return fail("the answer is broken: this is not JSON");
  return answer;
}

Result<std::vector<ListedId>> listed_ids(const AwsAnswer& answer, const IdSource& source) {
  std::vector<ListedId> ids;
  const SourceText text("", answer.text);
  JsonReader json(text);
  std::string_view key;
  json.next_document();
  json.enter_object();
  while (json.next_key(key)) {
    if (key != source.list || !json.enter_array()) continue;
    while (json.next_element()) {
      if (json.kind() != JsonKind::object) continue;
      ListedId listed = read_element(json, source);
      if (!listed.id.starts_with(source.prefix) || !is_plain(listed.id)) {
        return fail("an element of " + std::string(source.list) + " has no " +
                    std::string(source.key) + " of a known form");
      }
      ids.push_back(std::move(listed));
    }
  }
  return ids;
}

std::string with_id(std::string_view key, std::string_view id, std::string_view answer) {
  std::string text = "{\"" + std::string(key) + "\": \"" + std::string(id) + '"';
  const std::size_t first = answer.find_first_not_of(kSpace, 1);
  if (answer[first] != '}') text += ',';
  return text + std::string(answer.substr(1));
}

std::string as_array(const std::vector<std::string>& objects) {
  std::string text = "[";
  for (const std::string& object : objects) text += (text.size() > 1 ? ",\n" : "\n") + object;
  return text + (objects.empty() ? "]\n" : "\n]\n");
}

}  // namespace halfopen::cli
