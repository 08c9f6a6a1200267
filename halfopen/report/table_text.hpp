// SPDX-License-Identifier: Apache-2.0
// Tables as Markdown, CSV and aligned text.
#pragma once

#include <string>
#include <vector>

namespace halfopen {

/// A table whose cells are escaped, so that no content can break out of its cell.
class MarkdownTable {
 public:
  explicit MarkdownTable(const std::vector<std::string>& head);
  void add(const std::vector<std::string>& cells);
  /// The table, ending in a newline; the head alone if there are no rows.
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// One CSV line (RFC 4180, but LF): cells are quoted where they must be.
std::string csv_line(const std::vector<std::string>& cells);

/// Columns aligned by spaces, no trailing space.
std::string aligned(const std::vector<std::vector<std::string>>& rows, const std::string& indent);

}  // namespace halfopen
