// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/report/ports_report.hpp"

namespace halfopen::cli {

int run_ports(const Options& options) {
  const Style style = style_for(STDOUT_FILENO, options.colour);
  const bool json = options.format == Format::json;
  std::string text;
  if (options.verb == Verb::ports_list) {
    text = json ? profiles_json_text() : profiles_text(style);
  } else {
    text = json ? classify_json_text(options.ports) : classify_text(options.ports, style);
  }
  return write_out(text) ? kClean : refuse({"the output cannot be written", ""});
}

}  // namespace halfopen::cli
