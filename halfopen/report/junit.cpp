// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/junit.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace halfopen {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

/// How many bytes the character at `at` has; 0 if it is no UTF-8 (RFC 3629), or one that XML 1.0
/// excludes.
std::size_t character_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned first = byte(at);
  if (first < 0x80) {
    const bool allowed = first >= 0x20 || first == '\t' || first == '\n' || first == '\r';
    return allowed ? 1 : 0;
  }
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length == 0 || first > 0xf4) return 0;
  std::uint32_t code = first & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xc0U) != 0x80U) return 0;
    code = (code << 6) | (byte(at + i) & 0x3fU);
  }
  const bool too_long = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  const bool none = code == 0xfffe || code == 0xffff || code > 0x10ffff;
  return too_long || surrogate || none ? 0 : length;
}

std::string attribute(std::string_view name, std::string_view value) {
  std::string text = ' ' + std::string(name) + "=\"";
  for (const char c : xml_escaped(value)) {
    // As they stand they would be read as spaces.
    text += c == '\n' ? "&#10;" : c == '\t' ? "&#9;" : std::string(1, c);
  }
  return text + '"';
}

std::string attribute(std::string_view name, std::size_t value) {
  return attribute(name, std::to_string(value));
}

std::string case_xml(const JunitCase& one, const std::string& suite) {
  const std::string& file = one.file.empty() ? suite : one.file;
  std::string text = "    <testcase" + attribute("name", one.name) + attribute("classname", file) +
                     attribute("file", file);
  if (one.line > 0) text += attribute("line", one.line);
  if (one.outcome == JunitCase::Outcome::passed) return text + "/>\n";
  if (one.outcome == JunitCase::Outcome::skipped) {
    return text + ">\n      <skipped" + attribute("message", one.message) + "/>\n    </testcase>\n";
  }
  const std::string tag = one.outcome == JunitCase::Outcome::failed ? "failure" : "error";
  return text + ">\n      <" + tag + attribute("message", one.message) +
         attribute("type", one.type) + '>' + xml_escaped(one.details) + "</" + tag +
         ">\n    </testcase>\n";
}

}  // namespace

std::string xml_escaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_length(text, at);
    const std::string_view character = text.substr(at, std::max<std::size_t>(length, 1));
    at += character.size();
    if (length == 0) {
      out += kReplacement;
    } else if (character == "&") {
      out += "&amp;";
    } else if (character == "<") {
      out += "&lt;";
    } else if (character == ">") {
      out += "&gt;";
    } else if (character == "\"") {
      out += "&quot;";
    } else if (character == "\r") {
      out += "&#13;";  // as it stands it would be read as a line feed
    } else {
      out += character;
    }
  }
  return out;
}

std::string junit_xml(const JunitSuite& suite) {
  const auto number = [&](JunitCase::Outcome outcome) {
    return static_cast<std::size_t>(
        std::count_if(suite.cases.begin(), suite.cases.end(),
                      [&](const JunitCase& one) { return one.outcome == outcome; }));
  };
  const std::string counts = attribute("tests", suite.cases.size()) +
                             attribute("failures", number(JunitCase::Outcome::failed)) +
                             attribute("errors", number(JunitCase::Outcome::error));
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" +
                     attribute("name", suite.title) + counts + ">\n  <testsuite" +
                     attribute("name", suite.name) + counts +
                     attribute("skipped", number(JunitCase::Outcome::skipped)) + ">\n";
  for (const JunitCase& one : suite.cases) text += case_xml(one, suite.name);
  if (!suite.output.empty()) {
    text += "    <system-out>" + xml_escaped(suite.output) + "</system-out>\n";
  }
  return text + "  </testsuite>\n</testsuites>\n";
}

}  // namespace halfopen
