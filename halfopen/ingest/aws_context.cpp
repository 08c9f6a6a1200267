// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/aws_context.hpp"

#include <algorithm>
#include <utility>

#include "halfopen/ingest/aws_entry.hpp"

namespace halfopen {

std::string AwsContext::text() {
  if (const auto value = json.string()) return std::string(*value);
  if (json.kind() != JsonKind::null) wrong_type("a text");
  return {};
}

bool AwsContext::flag(bool fallback) {
  if (const auto value = lenient_boolean(json)) return *value;
  if (json.kind() != JsonKind::null) wrong_type("true or false");
  return fallback;
}

std::optional<std::int64_t> AwsContext::number() {
  const auto value = lenient_integer(json);
  if (!value && json.kind() != JsonKind::null) wrong_type("a number");
  return value;
}

std::string AwsContext::text_of(std::string_view member) {
  if (json.kind() != JsonKind::object) return text();
  std::string found;
  object([&](std::string_view key) {
    if (is_key(key, member)) found = text();
  });
  return found;
}

std::string AwsContext::word(std::string_view member) {
  std::string found = text_of(member);
  std::transform(found.begin(), found.end(), found.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return found;
}

bool AwsContext::texts(std::vector<std::string>& out, std::string_view member) {
  if (!json.enter_array()) {
    wrong_type("a list");
    return false;
  }
  bool whole = true;
  while (json.next_element()) {
    if (json.kind() == JsonKind::null) continue;
    std::string found = member.empty() ? text() : text_of(member);
    whole = whole && !found.empty();
    if (!found.empty()) out.push_back(std::move(found));
  }
  return whole;
}

namespace {

/// The text at hand as a value of another kind; nothing, and an error, if it is none.
template <class T>
std::optional<T> read_text(AwsContext& context, Result<T> (*parse)(std::string_view),
                           DiagnosticCode code, const std::string& left_out) {
  const Origin origin = context.here();
  const auto text = context.json.string();
  if (text && text->empty()) return std::nullopt;
  auto value = parse(text.value_or("(not a text)"));
  if (value) return *value;
  context.error(code, origin, value.error().what + left_out, value.error().hint);
  return std::nullopt;
}

}  // namespace

std::optional<CidrBlock> AwsContext::block() {
  return read_text(*this, parse_cidr_block, DiagnosticCode::bad_cidr, ": the block is left out");
}

std::optional<IpAddress> AwsContext::address() {
  return read_text(*this, parse_ip_address, DiagnosticCode::bad_address,
                   ": the address is left out");
}

bool AwsContext::blocks(std::vector<CidrBlock>& out, std::string_view member) {
  if (!json.enter_array()) {
    wrong_type("a list");
    return false;
  }
  bool whole = true;
  while (json.next_element()) {
    if (json.kind() == JsonKind::null) continue;
    std::optional<CidrBlock> found;
    if (json.kind() == JsonKind::object) {
      object([&](std::string_view key) {
        if (is_key(key, member)) found = block();
      });
    } else {
      found = block();
    }
    whole = whole && found.has_value();
    if (found) out.push_back(*found);
  }
  return whole;
}

std::string AwsContext::name_tag() {
  std::string name;
  std::string_view key;
  const auto taken = [&] { return std::string(json.string().value_or("")); };
  if (json.enter_object()) {
    while (json.next_key(key)) {
      if (key == "Name") name = taken();
    }
    return name;
  }
  if (!json.enter_array()) return name;
  while (json.next_element()) {
    if (!json.enter_object()) continue;
    std::string tag;
    std::string value;
    while (json.next_key(key)) {
      if (is_key(key, "Key")) tag = taken();
      if (is_key(key, "Value")) value = taken();
    }
    if (tag == "Name") name = std::move(value);
  }
  return name;
}

void AwsContext::error(DiagnosticCode code, const Origin& origin, std::string what,
                       std::string hint) {
  diagnostics.push_back({code, Severity::error, origin, std::move(what), std::move(hint)});
}

void AwsContext::wrong_type(std::string_view what) {
  error(DiagnosticCode::wrong_type, here(),
        "the value is of a wrong type, " + std::string(what) + " belongs here: it is left out",
        "export the list again with --output json");
}

void AwsContext::missing_id(const Origin& origin, std::string_view what) {
  error(DiagnosticCode::missing_id, origin, std::string(what) + " without its id is left out",
        "export the list again with all keys");
}

void AwsContext::name_diagnostics(std::size_t first, const std::string& id) {
  if (id.empty()) return;
  for (std::size_t i = first; i < diagnostics.size(); ++i) {
    diagnostics[i].text.insert(0, id + ": ");
  }
}

}  // namespace halfopen
