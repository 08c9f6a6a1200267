// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/table_text.hpp"

#include <algorithm>

namespace halfopen {
namespace {

std::string markdown_line(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) line += ' ' + markdown_text(cell) + " |";
  return line + '\n';
}

}  // namespace

MarkdownTable::MarkdownTable(const std::vector<std::string>& head) : text_(markdown_line(head)) {
  text_ += '|';
  for (std::size_t i = 0; i < head.size(); ++i) text_ += "---|";
  text_ += '\n';
}

std::string markdown_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '\n' || c == '\r') {
      out += ' ';
    } else if (c == '@' || c == '#') {
      // GitHub looks for names and numbers behind these in the rendered text.
      out += std::string(1, c) + "<!-- -->";
    } else {
      if (std::string_view("|\\`*_[]~!").find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

std::string markdown_lines(std::string_view text, std::size_t bytes) {
  std::string list;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string line = "- " + markdown_text(text.substr(0, end)) + '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
    if (list.size() + line.size() > bytes) return list + "- and more\n";
    list += line;
  }
  return list;
}

bool MarkdownTable::add_within(const std::vector<std::string>& cells, std::size_t bytes) {
  const std::string line = markdown_line(cells);
  if (text_.size() + line.size() > bytes) return false;
  text_ += line;
  return true;
}

void MarkdownTable::add(const std::vector<std::string>& cells) { text_ += markdown_line(cells); }

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells) {
    if (&cell != cells.data()) line += ',';
    if (cell.find_first_of(",\"\r\n") == std::string::npos) {
      line += cell;
      continue;
    }
    line += '"';
    for (const char c : cell) line += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += '"';
  }
  return line + '\n';
}

std::string aligned(const std::vector<std::vector<std::string>>& rows, const std::string& indent) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    if (row.size() > widths.size()) widths.resize(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line = indent;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i] + std::string(widths[i] - row[i].size() + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

}  // namespace halfopen
