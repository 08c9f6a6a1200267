// SPDX-License-Identifier: Apache-2.0
#include "halfopen/serve/html_report.hpp"

#include <utility>

#include "halfopen/report/json_value.hpp"
#include "halfopen/serve/portable_source.hpp"

namespace halfopen {
namespace {

constexpr std::string_view kBlock = R"(<script type="application/json" id="halfopen-session">)";

JsonValue sources_json(std::span<const NamedText> sources) {
  JsonValue list = JsonValue::array();
  for (const NamedText& source : sources) {
    JsonValue one = JsonValue::object();
    const NamedText portable = portable_source(source);
    one.set("name", portable.name);
    one.set("text", portable.text);
    list.push(std::move(one));
  }
  return list;
}

JsonValue question_json(const HtmlSession& session) {
  const QuestionWords& words = session.question;
  JsonValue question = JsonValue::object();
  if (!words.from.empty()) question.set("from", words.from);
  if (!words.to.empty()) question.set("to", words.to);
  if (!words.port.empty()) question.set("port", words.port);
  if (!words.clients.empty()) {
    JsonValue clients = JsonValue::array();
    for (const std::string& client : words.clients) clients.push(client);
    question.set("clients", std::move(clients));
  }
  if (session.client_port) question.set("client_port", *session.client_port);
  return question;
}

/// JSON as the text of a script element: `<` could begin its end or a comment. In JSON it only
/// stands inside of texts, where the escape means the same (HTML, section 4.12.1.3).
std::string as_script_text(const std::string& json) {
  std::string text;
  text.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

Result<std::string> html_report(std::string_view page, const HtmlSession& session) {
  std::size_t bytes = 0;
  for (const NamedText& source : session.sources) bytes += source.name.size() + source.text.size();
  if (bytes > kMostHtmlBytes) {
    return fail("the inputs are larger than 20 MiB together",
                "give only the files that matter, or use `halfopen serve`");
  }
  const std::size_t block = page.find(kBlock);
  if (block == std::string_view::npos) return fail("the page has no place for inputs");
  JsonValue document = JsonValue::object();
  document.set("sources", sources_json(session.sources));
  document.set("question", question_json(session));
  const std::size_t at = block + kBlock.size();
  return std::string(page.substr(0, at)) + as_script_text(document.dump()) +
         std::string(page.substr(at));
}

}  // namespace halfopen
