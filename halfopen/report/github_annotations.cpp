// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/github_annotations.hpp"

#include <algorithm>

#include "halfopen/report/visible_text.hpp"

namespace halfopen {
namespace {

std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) == std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', "0123456789ABCDEF"[byte >> 4], "0123456789ABCDEF"[byte & 0xf]};
  }
  return out;
}

/// Lines of the log, none of which is a command. The runner takes white space of Unicode off the
/// front before it looks for `::`, and finds the older `##[` anywhere.
std::string log_lines(std::string_view text) {
  std::string out;
  do {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string line = visible(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto first = std::find_if(line.begin(), line.end(), [](char c) {
      return c != ' ' && static_cast<unsigned char>(c) < 0x80;
    });
    const auto seen = std::string_view(line).substr(static_cast<std::size_t>(first - line.begin()));
    if (seen.starts_with("::")) line.insert(0, "| ");
    for (std::size_t at = line.find("##["); at != std::string::npos; at = line.find("##[", at)) {
      line.insert(at + 2, " ");
    }
    out += line + '\n';
  } while (!text.empty());
  return out;
}

std::string_view command_of(Severity severity) {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::note: break;
  }
  return "notice";
}

}  // namespace

std::string github_data(std::string_view text) { return escaped(text, "%\r\n"); }

std::string github_property(std::string_view text) { return escaped(text, "%\r\n:,"); }

std::string github_annotations(const Review& review, std::string_view summary) {
  std::string text = log_lines(summary);
  for (const ReviewFinding& finding : review.findings) {
    if (finding.state != ReviewFinding::State::open) continue;
    text += "::" + std::string(command_of(finding.severity)) + ' ';
    if (finding.place) {
      std::string_view file = finding.place->file;
      while (file.starts_with("./")) file.remove_prefix(2);
      text += "file=" + github_property(file) + ',';
      if (finding.place->line > 0) text += "line=" + std::to_string(finding.place->line) + ',';
      if (finding.place->column > 0) text += "col=" + std::to_string(finding.place->column) + ',';
    }
    text += "title=" + github_property("halfopen " + finding.id) + "::";
    std::string message = finding.message;
    for (const std::string& detail : finding.details) message += '\n' + detail;
    text += github_data(message) + '\n';
  }
  return text;
}

}  // namespace halfopen
