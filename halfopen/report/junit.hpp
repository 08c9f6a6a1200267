// SPDX-License-Identifier: Apache-2.0
// Test results in the XML that CI systems read (JUnit).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halfopen {

/// One test case. `message` is a line, `details` a text of any length.
struct JunitCase {
  enum class Outcome : std::uint8_t { passed, failed, error, skipped };

  std::string name;
  std::uint32_t line = 0;  ///< in the suite's file
  Outcome outcome = Outcome::passed;
  std::string type;  ///< of the failure or error: a word
  std::string message;
  std::string details;
  std::string file = {};  ///< where it is not the suite's
};

/// A suite: `name` is its file. `output` is what it says beside its cases; may be empty.
struct JunitSuite {
  std::string name;
  std::vector<JunitCase> cases;
  std::string output;
  std::string title = "halfopen policy";  ///< of the document
};

/// The document, without times, ending in a newline. Always well-formed: characters that XML cannot
/// hold and bytes that are no UTF-8 become U+FFFD.
std::string junit_xml(const JunitSuite& suite);

/// Text for an element.
std::string xml_escaped(std::string_view text);

}  // namespace halfopen
