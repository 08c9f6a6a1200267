// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/rule_table.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/ingest/entry_builder.hpp"
#include "halfopen/ingest/rule_row.hpp"

namespace halfopen {
namespace {

/// Markdown and typography out: backslash escapes, bold, code marks, long dashes, hard spaces.
std::string plain_line(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const std::string_view rest = line.substr(i);
    if (rest.starts_with("\xe2\x80\x93") || rest.starts_with("\xe2\x80\x94")) {
      text += '-';  // en dash, em dash
      i += 2;
    } else if (rest.starts_with("\xc2\xa0")) {
      text += ' ';  // no-break space
      ++i;
    } else if (rest.starts_with("**")) {
      ++i;
    } else if (line[i] == '\\' && i + 1 < line.size()) {
      text += line[++i];
    } else if (line[i] != '`' && line[i] != '\r') {
      text += line[i];
    }
  }
  return text;
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

using Column = std::string RuleCells::*;

/// Which column a header cell announces; null for columns that say nothing (comments).
Column column_of(const std::string& header) {
  const std::string lower = folded(header);
  const auto has = [&](std::string_view word) { return lower.find(word) != std::string::npos; };
  if (has("allow") || has("action") || has("deny")) return &RuleCells::action;
  if (has("rule") || lower == "#" || has("number") || has("priority")) return &RuleCells::number;
  if (has("port")) return &RuleCells::ports;
  if (has("protocol")) return &RuleCells::protocol;
  if (has("source") || has("dest") || has("cidr") || has("address")) return &RuleCells::cidr;
  if (has("direction")) return &RuleCells::direction;
  if (has("type")) return &RuleCells::type;
  return nullptr;
}

std::string stem_of(const std::string& name) {
  if (name == "stdin" || name.empty()) return "acl";
  const std::size_t slash = name.find_last_of('/');
  std::string stem = slash == std::string::npos ? name : name.substr(slash + 1);
  const std::size_t dot = stem.find('.', 1);
  return dot == std::string::npos ? stem : stem.substr(0, dot);
}

class TableReader {
 public:
  TableReader(const SourceText& source, std::uint32_t index)
      : source_(source), index_(index), stem_(stem_of(source.name())) {}

  ReadOutcome read(SnapshotDraft& draft, Diagnostics& diagnostics) {
    std::string_view rest = source_.bytes();
    if (rest.starts_with("\xef\xbb\xbf")) rest.remove_prefix(3);
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      ++line_number_;
      line(plain_line(rest.substr(0, end)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    finish_acl();
    if (!any_rows_) return ReadOutcome::not_ours;
    append(draft, std::move(draft_));
    diagnostics.insert(diagnostics.end(), diagnostics_.begin(), diagnostics_.end());
    return ReadOutcome::read;
  }

 private:
  Origin here() const { return {index_, line_number_, 0}; }

  void line(const std::string& text) {
    if (folded(text).empty()) return;
    if (text.find('|') != std::string::npos) return columns(text, '|');
    if (directive(text)) return;
    if (section(text)) return;
    const std::size_t first = text.find_first_not_of(" \t");
    if (text[first] == '#' && !sort_words(text)) {  // a comment or a title, or a header
      if (!header(cells_by_wide_space(text))) header_in_words(text);
      return;
    }
    if (text.find('\t') != std::string::npos) return columns(text, '\t');
    words(text);
  }

  /// "Inbound", "## Outbound rules", "Network ACL ingress (3):": a direction among words that say
  /// nothing more. A sentence that begins with "Inbound" is none.
  bool section(std::string_view text) {
    std::string lower = folded(text);
    std::replace_if(
        lower.begin(), lower.end(), [](char c) { return c < 'a' || c > 'z'; }, ' ');
    constexpr std::array<std::string_view, 11> kTitleWords = {
        "rules", "rule",    "traffic", "table", "network", "acl",
        "nacl",  "entries", "the",     "of",    "for"};
    std::optional<Direction> direction;
    for (const std::string& word : space_separated(lower)) {
      const auto meant = word == "in" || word == "out" ? std::nullopt : parse_direction_word(word);
      const bool title =
          std::find(kTitleWords.begin(), kTitleWords.end(), word) != kTitleWords.end();
      if (meant && !direction) {
        direction = meant;
      } else if (!title) {
        return false;
      }
    }
    if (!direction || sort_words(text)) return false;
    start_section(*direction);
    return true;
  }

  void start_section(Direction direction) {
    any_rows_ = any_rows_ || !acl_.identity.id.empty();  // "acl: x" and an empty table: denies all
    const bool began_before = seen_[0] || seen_[1];
    const bool both = seen_[0] && seen_[1];
    if (began_before && (both || seen_[static_cast<std::size_t>(direction)])) finish_acl();
    section_ = direction;
    columns_.clear();
  }

  /// `key: value` lines that name objects.
  bool directive(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return false;
    const std::string key = folded(text.substr(0, colon));
    const std::vector<std::string> values = space_separated(text.substr(colon + 1));
    if (key == "acl" || key == "network acl" || key == "network acl id" || key == "nacl") {
      if (!acl_.identity.id.empty() || !acl_.rows.empty()) finish_acl();
      if (values.empty()) return bad_directive("acl: ID"), true;
      acl_.identity.id = values[0];
      acl_.identity.origin = here();
    } else if (key == "name" && !values.empty()) {
      acl_.identity.name = folded_value(text.substr(colon + 1));
    } else if (key == "default") {
      acl_.identity.is_default = !values.empty() && folded(values[0]) != "no";
    } else if (key == "vpc") {
      vpc(values);
    } else if (key == "subnet") {
      subnet(values);
    } else {
      return false;
    }
    return true;
  }

  static std::string folded_value(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? "" : std::string(text.substr(first));
  }

  static std::vector<std::string> space_separated(std::string_view text) {
    std::vector<std::string> values = cells_of(text, ' ');
    std::erase(values, "");
    return values;
  }

  void bad_directive(const std::string& shape) {
    diagnostics_.push_back({DiagnosticCode::bad_directive, Severity::error, here(),
                            "this line cannot be read", "write " + shape});
  }

  std::vector<CidrBlock> blocks_in(const std::vector<std::string>& values) {
    std::vector<CidrBlock> blocks;
    for (std::size_t i = 1; i < values.size(); ++i) {
      if (const auto block = parse_cidr_block(values[i])) {
        blocks.push_back(*block);
      } else {
        diagnostics_.push_back({DiagnosticCode::bad_cidr, Severity::error, here(),
                                block.error().what + ": the block is left out",
                                block.error().hint});
      }
    }
    return blocks;
  }

  void vpc(const std::vector<std::string>& values) {
    if (values.empty()) return bad_directive("vpc: ID [CIDR …]");
    acl_.identity.vpc_id = values[0];
    const auto blocks = blocks_in(values);
    if (!blocks.empty()) draft_.vpcs.push_back({values[0], "", blocks, here()});
  }

  void subnet(const std::vector<std::string>& values) {
    if (values.empty()) return bad_directive("subnet: ID [CIDR …]");
    subnets_.push_back({values[0], "", "", blocks_in(values), here()});
  }

  void columns(const std::string& text, char separator) {
    const std::vector<std::string> cells = cells_of(text, separator);
    const bool ruler = std::all_of(cells.begin(), cells.end(), [](const std::string& cell) {
      return cell.find_first_not_of("-: ") == std::string::npos;
    });
    if (cells.empty() || ruler) return;
    const bool alone = std::all_of(cells.begin() + 1, cells.end(),
                                   [](const std::string& cell) { return cell.empty(); });
    if (alone && section(cells[0])) return;
    if (header(cells)) return;
    RuleCells row;
    if (columns_.empty()) {
      if (separator == '\t' || cells.size() < 3) return words(text);
      std::string joined;
      for (const std::string& cell : cells) joined += cell + ' ';
      return words(joined);
    }
    for (std::size_t i = 0; i < cells.size() && i < columns_.size(); ++i) {
      if (columns_[i] != nullptr) row.*columns_[i] = cells[i];
    }
    const bool numbered =
        !row.number.empty() && row.number.find_first_not_of("0123456789*") == std::string::npos;
    if (numbered) return add(row);
    suspicious(text);
  }

  bool header(const std::vector<std::string>& cells) {
    std::vector<Column> found;
    std::size_t known = 0;
    bool has_number = false;
    bool destination = false;
    bool source = false;
    for (const std::string& cell : cells) {
      if (!cell.empty() && cell[0] >= '0' && cell[0] <= '9') return false;
      found.push_back(column_of(cell));
      const bool other_end =
          found.back() == &RuleCells::cidr && section_ &&
          folded(cell).starts_with(*section_ == Direction::ingress ? "dest" : "source");
      if (other_end)
        found.back() = nullptr;  // a table with both: the section says which one counts
      if (found.back() != nullptr) ++known;
      has_number = has_number || found.back() == &RuleCells::number;
      destination = destination || folded(cell).starts_with("dest");
      source = source || folded(cell).starts_with("source");
    }
    if (!has_number || known < 3) return false;
    if (source != destination) {
      const Direction direction = destination ? Direction::egress : Direction::ingress;
      if (section_ != direction) start_section(direction);
      for (std::size_t i = 0; i < cells.size(); ++i) found[i] = column_of(cells[i]);
    }
    columns_ = std::move(found);
    return true;
  }

  /// A row as words, several behind each other if `;` stands between them.
  void words(std::string_view text) {
    if (header(cells_by_wide_space(text))) return columns_.clear();
    if (header_in_words(text)) return;
    const std::size_t cut = text.find(';');
    if (const auto row = sort_words(text.substr(0, cut))) {
      add(*row);
    } else {
      suspicious(text.substr(0, cut));
    }
    if (cut == std::string_view::npos) return;
    const std::string_view next = text.substr(cut + 1);
    if (sort_words(next)) words(next);
  }

  /// "Rule # Type Protocol Port range Source Allow/Deny" with single spaces.
  bool header_in_words(std::string_view text) {
    const std::string lower = folded(text);
    const auto has = [&](std::string_view word) { return lower.find(word) != std::string::npos; };
    const bool source = has("source");
    const bool destination = has("destination");
    if (!has("rule") || !has("port") || source == destination || sort_words(text)) return false;
    const Direction direction = destination ? Direction::egress : Direction::ingress;
    if (section_ != direction) start_section(direction);
    return true;
  }

  static std::vector<std::string> cells_by_wide_space(std::string_view text) {
    std::vector<std::string> cells;
    std::string cell;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool wide = text[i] == '\t' || text.substr(i, 2) == "  ";
      if (wide && !cell.empty()) {
        cells.push_back(cell);
        cell.clear();
      } else if (!wide && !(cell.empty() && text[i] == ' ')) {
        cell += text[i];
      }
    }
    if (!cell.empty()) cells.push_back(cell);
    return cells;
  }

  void add(const RuleCells& cells) {
    any_rows_ = true;
    const auto direction =
        cells.direction.empty() ? section_ : parse_direction_word(cells.direction);
    if (direction) seen_[static_cast<std::size_t>(*direction)] = true;
    const bool is_star = cells.number == "*";
    if (is_star && folded(cells.action) == "deny") return;  // implied in every rule list
    build_entry(read_cells(cells, section_, here(), diagnostics_), acl_.rows, diagnostics_);
    if (cells.second_rule) {
      unreadable("a second rule stands in this line: what it matches is unknown",
                 "write one rule a line, or ; between rules");
    }
  }

  /// Prose passes; a line with an action, an address and a protocol or port, inside a section, was
  /// meant as a rule.
  void suspicious(std::string_view text) {
    if (!section_) return;
    bool action = false;
    bool address = false;
    bool what = false;
    std::string plain(text);
    std::replace_if(
        plain.begin(), plain.end(), [](char c) { return c == '|' || c == ',' || c == '\t'; }, ' ');
    for (const std::string& word : space_separated(plain)) {
      const std::string lower = folded(word);
      action = action || parse_rule_action(lower).has_value();
      address = address || lower == "any" || parse_address_block(lower).has_value();
      what = what || parse_rule_protocol(lower).has_value() || parse_port_range(lower).has_value();
    }
    if (action && address && what) {
      unreadable(
          "this line looks like a rule but does not start with a rule number: what it "
          "matches is unknown",
          "write NUMBER TYPE PROTOCOL PORTS ADDRESS ALLOW|DENY");
    }
  }

  /// Something that was meant as a rule: whatever it matches is unknown.
  void unreadable(std::string what, std::string hint) {
    any_rows_ = true;
    diagnostics_.push_back({DiagnosticCode::unreadable_row, Severity::error, here(),
                            std::move(what), std::move(hint)});
    for (const NetworkAclEntry& row : unknown_rules(here())) {
      if (!section_ || row.direction == *section_) acl_.rows.push_back(row);
    }
  }

  void finish_acl() {
    if (!acl_.rows.empty() || seen_[0] || seen_[1] || !acl_.identity.id.empty()) {
      ++acls_;
      auto& identity = acl_.identity;
      if (identity.id.empty()) {
        identity.id = acls_ == 1 ? stem_ : stem_ + '-' + std::to_string(acls_);
        identity.origin = {index_, 1, 0};
      }
      for (Subnet& subnet : subnets_) {
        subnet.vpc_id = identity.vpc_id;
        draft_.associations.push_back({subnet.id, identity.id, subnet.origin});
        if (!subnet.cidrs.empty()) draft_.subnets.push_back(std::move(subnet));
      }
      draft_.acls.push_back(std::move(acl_));
    }
    acl_ = {};
    subnets_.clear();
    seen_ = {};
    section_.reset();
    columns_.clear();
  }

  const SourceText& source_;
  std::uint32_t index_;
  std::string stem_;
  std::uint32_t line_number_ = 0;
  std::optional<Direction> section_;
  std::array<bool, 2> seen_{};
  std::vector<Column> columns_;
  NetworkAclDraft acl_;
  std::vector<Subnet> subnets_;
  std::size_t acls_ = 0;
  bool any_rows_ = false;
  SnapshotDraft draft_;
  Diagnostics diagnostics_;
};

}  // namespace

ReadOutcome read_rule_table(const SourceText& source, std::uint32_t source_index,
                            SnapshotDraft& draft, Diagnostics& diagnostics) {
  return TableReader(source, source_index).read(draft, diagnostics);
}

}  // namespace halfopen
