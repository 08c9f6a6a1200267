// SPDX-License-Identifier: Apache-2.0
#include "halfopen/serve/api_request.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "halfopen/ingest/json_reader.hpp"
#include "halfopen/ingest/source_text.hpp"

namespace halfopen {
namespace {

/// What takes the value at hand; false if it is of another type.
using ReadMember = bool (*)(JsonReader&, ApiRequest&);

bool read_text(JsonReader& json, std::string& into) {
  const auto text = json.string();
  if (text) into = *text;
  return text.has_value();
}

bool read_number(JsonReader& json, std::int64_t most, std::int64_t& into) {
  const auto number = json.integer();
  if (!number || *number < 0 || *number > most) return false;
  into = *number;
  return true;
}

bool read_input(JsonReader& json, NamedText& into) {
  if (!json.enter_object()) return false;
  bool named = false;
  bool filled = false;
  std::string_view key;
  while (json.next_key(key)) {
    bool& told = key == "name" ? named : filled;
    if ((key != "name" && key != "text") || told) return false;
    if (!read_text(json, key == "name" ? into.name : into.text)) return false;
    told = true;
  }
  return named && filled;
}

bool read_inputs(JsonReader& json, std::vector<NamedText>& into) {
  if (!json.enter_array()) return false;
  while (json.next_element()) {
    if (!read_input(json, into.emplace_back())) return false;
  }
  return true;
}

bool read_clients_member(JsonReader& json, ApiRequest& request) {
  if (!json.enter_array()) return false;
  while (json.next_element()) {
    if (!read_text(json, request.question.clients.emplace_back())) return false;
  }
  return true;
}

bool read_family(JsonReader& json, ApiRequest& request) {
  const auto text = json.string();
  if (text == "ipv4") request.question.family = IpFamily::v4;
  if (text == "ipv6") request.question.family = IpFamily::v6;
  return request.question.family.has_value();
}

bool read_client_port(JsonReader& json, ApiRequest& request) {
  std::int64_t port = 0;
  if (!read_number(json, 65535, port)) return false;
  request.client_port = static_cast<std::uint16_t>(port);
  return true;
}

bool read_limit(JsonReader& json, ApiRequest& request) {
  std::int64_t rows = 0;
  if (!read_number(json, 999'999'999, rows)) return false;
  request.limit = static_cast<std::size_t>(rows);
  return true;
}

/// A number of nine digits at most.
bool read_count(JsonReader& json, std::optional<std::size_t>& value) {
  std::int64_t number = 0;
  if (!read_number(json, 999'999'999, number)) return false;
  value = static_cast<std::size_t>(number);
  return true;
}

bool read_half_open(JsonReader& json, ApiRequest& request) {
  const auto value = json.boolean();
  request.half_open = value.value_or(false);
  return value.has_value();
}

struct Member {
  std::string_view name;
  unsigned extra;  ///< 0: every verb takes it
  std::string_view expected;
  ReadMember read;
};

constexpr std::string_view kInputList = R"(a list of {"name": TEXT, "text": TEXT})";

constexpr Member kMembers[] = {
    {"sources", 0, kInputList,
     [](JsonReader& json, ApiRequest& request) {
       return read_inputs(json, request.sources.emplace());
     }},
    {"from", 0, "a text",
     [](JsonReader& json, ApiRequest& request) { return read_text(json, request.question.from); }},
    {"to", 0, "a text",
     [](JsonReader& json, ApiRequest& request) { return read_text(json, request.question.to); }},
    {"port", 0, "a text such as \"443,udp/53\"",
     [](JsonReader& json, ApiRequest& request) { return read_text(json, request.question.port); }},
    {"clients", 0, "a list of names", read_clients_member},
    {"family", 0, R"("ipv4" or "ipv6")", read_family},
    {"client_port", 0, "a number from 0 to 65535", read_client_port},
    {"changed", api_member::kChanged, kInputList,
     [](JsonReader& json, ApiRequest& request) { return read_inputs(json, request.changed); }},
    {"acl", api_member::kAcl, "a text",
     [](JsonReader& json, ApiRequest& request) { return read_text(json, request.acl); }},
    {"limit", api_member::kLimit, "a number from 0 to 999999999", read_limit},
    {"half_open", api_member::kHalfOpen, "true or false", read_half_open},
    {"seed", api_member::kSeed, "a number from 0 to 999999999",
     [](JsonReader& json, ApiRequest& request) { return read_count(json, request.seed); }},
    {"level", api_member::kQuestions, "a number from 1 to 5",
     [](JsonReader& json, ApiRequest& request) { return read_count(json, request.level); }},
    {"count", api_member::kQuestions, "a number from 1 to 1000",
     [](JsonReader& json, ApiRequest& request) { return read_count(json, request.count); }},
    {"topic", api_member::kQuestions, "the id of a topic",
     [](JsonReader& json, ApiRequest& request) { return read_text(json, request.topic); }},
};

/// "a, b and c": what a verb takes.
std::string names_of(unsigned more) {
  std::string text;
  for (const Member& member : kMembers) {
    if (member.extra != 0 && (member.extra & more) == 0) continue;
    text += (text.empty() ? "" : ", ") + std::string(member.name);
  }
  return text;
}

tl::unexpected<Error> broken(const JsonReader& json) {
  const auto& error = json.error();
  return fail("the body is not a JSON object" + (error ? ": " + error->what : std::string()),
              "send one object and nothing else");
}

}  // namespace

Result<ApiRequest> read_api_request(std::string_view body, unsigned more) {
  const SourceText text("body", std::string(body));
  JsonReader json(text);
  if (!json.next_document() || !json.enter_object()) return broken(json);
  ApiRequest request;
  unsigned seen = 0;
  std::string_view key;
  while (json.next_key(key)) {
    const std::string name(key);
    const Member* member =
        std::find_if(std::begin(kMembers), std::end(kMembers), [&](const Member& one) {
          return one.name == name && (one.extra == 0 || (one.extra & more) != 0);
        });
    if (member == std::end(kMembers)) {
      return fail("'" + name + "' is no member of this request", "known are " + names_of(more));
    }
    const unsigned bit = 1U << static_cast<unsigned>(member - std::begin(kMembers));
    if ((seen & bit) != 0) return fail("'" + name + "' stands twice", "say it once");
    seen |= bit;
    if (!member->read(json, request)) {
      if (json.error()) return broken(json);
      return fail("'" + name + "' is of the wrong type", "give " + std::string(member->expected));
    }
  }
  if (json.error() || json.next_document() || json.error()) return broken(json);
  return request;
}

}  // namespace halfopen
