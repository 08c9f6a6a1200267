// SPDX-License-Identifier: Apache-2.0
// Any bytes as the body of a request, the first line being the verb: the answer is one JSON
// document with a status that belongs to it, and a session that has seen other requests says the
// same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ask_all.hpp"
#include "halfopen/ingest/json_document.hpp"
#include "halfopen/serve/api.hpp"

namespace {

using halfopen::fuzz::require;

/// What the document must be, by its status.
void check_answer(std::string_view verb, const halfopen::ApiAnswer& answer) {
  const auto document = halfopen::read_json(halfopen::SourceText("answer", answer.json), 1);
  require(!document.failure && document.root, "an answer is not JSON");
  require(answer.json.ends_with('\n'), "an answer does not end in a line break");
  const auto schema = document.member(*document.root, "schema");
  const auto error = document.member(*document.root, "error");
  if (answer.status == 200) {
    require(schema && document.at(*schema).text == "halfopen." + std::string(verb) + "/1",
            "an answer is of another schema");
  } else {
    require(answer.status == 400 || answer.status == 404 || answer.status == 422,
            "a status that nobody expects");
    require(error.has_value() && !schema, "a refusal without an error");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(data, data + size);
  const std::size_t end = bytes.find('\n');
  const std::string_view verb = std::string_view(bytes).substr(0, end);
  const std::string_view body =
      end == std::string::npos ? std::string_view() : std::string_view(bytes).substr(end + 1);
  static halfopen::Session used;
  halfopen::Session fresh;
  const halfopen::ApiAnswer answer = halfopen::respond(used, verb, body);
  const halfopen::ApiAnswer again = halfopen::respond(fresh, verb, body);
  require(answer.status == again.status && answer.json == again.json,
          "what a session remembers changes an answer");
  check_answer(verb, answer);
  return 0;
}
