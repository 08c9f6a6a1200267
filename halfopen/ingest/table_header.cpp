// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/table_header.hpp"

#include <algorithm>
#include <array>

#include "halfopen/ingest/rule_words.hpp"

namespace halfopen {
namespace {

bool holds(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

/// Which column a header cell announces. "Port number" is about ports, "Rule name" about nothing.
TableHeader::Column column_of(std::string_view lower) {
  if (holds(lower, "allow") || holds(lower, "action") || holds(lower, "deny")) {
    return &RuleCells::action;
  }
  if (holds(lower, "port")) {
    return holds(lower, "source") ? &RuleCells::source_ports : &RuleCells::ports;
  }
  if (holds(lower, "protocol")) return &RuleCells::protocol;
  if (holds(lower, "name") || holds(lower, "comment") || holds(lower, "description"))
    return nullptr;
  if (holds(lower, "rule") || lower == "#" || holds(lower, "number") || holds(lower, "priority")) {
    return &RuleCells::number;
  }
  if (holds(lower, "source") || holds(lower, "dest") || holds(lower, "cidr") ||
      holds(lower, "address")) {
    return &RuleCells::cidr;
  }
  if (holds(lower, "direction")) return &RuleCells::direction;
  return holds(lower, "type") ? &RuleCells::type : nullptr;
}

/// A column of addresses that is not the one that rules of this direction compare.
bool is_other_end(std::string_view lower, Direction direction) {
  const bool source = holds(lower, "source");
  const bool destination = holds(lower, "dest");
  return source != destination && source == (direction == Direction::egress);
}

}  // namespace

std::optional<TableHeader> read_header(std::span<const std::string> cells,
                                       std::optional<Direction> section) {
  std::vector<std::string> lower;
  bool source = false;
  bool destination = false;
  for (const std::string& cell : cells) {
    if (!cell.empty() && cell[0] >= '0' && cell[0] <= '9') return std::nullopt;
    lower.push_back(folded(cell));
    if (column_of(lower.back()) != &RuleCells::cidr) continue;
    source = source || holds(lower.back(), "source");
    destination = destination || holds(lower.back(), "dest");
  }
  TableHeader header;
  if (source != destination)
    header.direction = destination ? Direction::egress : Direction::ingress;
  const auto direction = header.direction ? header.direction : section;
  std::size_t known = 0;
  for (const std::string& name : lower) {
    TableHeader::Column column = column_of(name);
    const bool other = column == &RuleCells::cidr && direction && is_other_end(name, *direction);
    const bool again = std::find(header.columns.begin(), header.columns.end(), column) !=
                       header.columns.end();  // "Target subnet CIDR" behind "Source"
    if (other || again) column = nullptr;
    if (column != nullptr) ++known;
    header.has_number = header.has_number || column == &RuleCells::number;
    header.columns.push_back(column);
  }
  if (known < 3) return std::nullopt;
  return header;
}

std::optional<Direction> direction_of_header_words(std::string_view line) {
  const std::string lower = folded(line);
  const bool source = holds(lower, "source");
  const bool destination = holds(lower, "destination");
  if (!holds(lower, "rule") || !holds(lower, "port") || source == destination || sort_words(line)) {
    return std::nullopt;
  }
  return destination ? Direction::egress : Direction::ingress;
}

std::optional<SectionTitle> read_section_title(std::string_view line) {
  constexpr std::size_t kLongest = 7;
  constexpr std::array<std::string_view, 15> kTitleWords = {
      "rules", "rule", "traffic", "table", "network", "acl",  "nacl",   "entries",
      "the",   "of",   "for",     "ipv4",  "ipv6",    "only", "default"};
  std::string lower = folded(line);
  std::replace_if(
      lower.begin(), lower.end(),
      [](char c) { return (c < 'a' || c > 'z') && (c < '0' || c > '9'); }, ' ');
  std::optional<Direction> direction;
  bool plain = true;
  bool says_rules = false;
  std::size_t count = 0;
  for (const std::string& word : cells_of(lower, ' ')) {
    if (word.empty()) continue;
    ++count;
    const auto meant = word == "in" || word == "out" ? std::nullopt : parse_direction_word(word);
    if (meant && direction && *direction != *meant) return std::nullopt;  // speaks of both
    if (meant) direction = meant;
    says_rules = says_rules || word == "rules" || word == "rule";
    const bool number = word.find_first_not_of("0123456789") == std::string::npos;
    const bool title = meant || number ||
                       std::find(kTitleWords.begin(), kTitleWords.end(), word) != kTitleWords.end();
    plain = plain && title;
  }
  if (!direction || count > kLongest || looks_like_rule(line)) return std::nullopt;
  if (!says_rules && sort_words(line)) return std::nullopt;  // but "1. Inbound rules" is a title
  const bool sentence = folded(line).ends_with('.');
  if (!plain && (!says_rules || sentence)) return std::nullopt;
  return SectionTitle{*direction, holds(lower, "ipv6")};
}

std::vector<std::string> cells_of(std::string_view line, char separator) {
  std::vector<std::string> cells;
  while (true) {
    const std::size_t cut = line.find(separator);
    std::string_view cell = line.substr(0, cut);
    const std::size_t first = cell.find_first_not_of(" \t");
    cell = first == std::string_view::npos
               ? std::string_view{}
               : cell.substr(first, cell.find_last_not_of(" \t") - first + 1);
    if (separator != '|' && cell.size() > 1 && cell.front() == '"' && cell.back() == '"') {
      cell = cell.substr(1, cell.size() - 2);
    }
    cells.emplace_back(cell);
    if (cut == std::string_view::npos) break;
    line.remove_prefix(cut + 1);
  }
  if (separator == '|') {  // the frame of the table
    if (!cells.empty() && cells.front().empty()) cells.erase(cells.begin());
    if (!cells.empty() && cells.back().empty()) cells.pop_back();
  }
  return cells;
}

std::vector<std::string> cells_by_wide_space(std::string_view line) {
  std::vector<std::string> cells;
  std::string cell;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool wide = line[i] == '\t' || line.substr(i, 2) == "  ";
    if (wide && !cell.empty()) {
      cells.push_back(cell);
      cell.clear();
    } else if (!wide && !(cell.empty() && line[i] == ' ')) {
      cell += line[i];
    }
  }
  if (!cell.empty()) cells.push_back(cell);
  return cells;
}

}  // namespace halfopen
