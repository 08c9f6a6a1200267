// SPDX-License-Identifier: Apache-2.0
// Tables as Markdown, CSV and aligned text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace halfopen {

/// A table whose cells are escaped, so that no content can break out of its cell.
class MarkdownTable {
 public:
  explicit MarkdownTable(const std::vector<std::string>& head);
  void add(const std::vector<std::string>& cells);
  /// The same, unless the table would be longer than that; then false, and nothing is added.
  bool add_within(const std::vector<std::string>& cells, std::size_t bytes);
  /// The table, ending in a newline; the head alone if there are no rows.
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// Text in which nothing is markup of Markdown or HTML, on one line.
std::string markdown_text(std::string_view text);

/// The lines of a text as a list, the first ones if they need more bytes; then it ends in "and
/// more".
std::string markdown_lines(std::string_view text, std::size_t bytes);

/// One CSV line (RFC 4180, but LF): cells are quoted where they must be.
std::string csv_line(const std::vector<std::string>& cells);

/// Columns aligned by spaces, no trailing space.
std::string aligned(const std::vector<std::vector<std::string>>& rows, const std::string& indent);

}  // namespace halfopen
