// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/github_annotations.hpp"

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
  std::string text;
  // A line of the log, so nothing in it may begin a command.
  for (const char c : summary) text += c == '\r' ? ' ' : c;
  if (text.starts_with("::")) text.insert(0, " ");
  for (std::size_t at = text.find("\n::"); at != std::string::npos; at = text.find("\n::", at)) {
    text.insert(at + 1, " ");
  }
  if (!text.ends_with('\n')) text += '\n';
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
