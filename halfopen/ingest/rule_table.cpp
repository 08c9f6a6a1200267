// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/rule_table.hpp"
#include "halfopen/ingest/allowance_comments.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/ingest/entry_builder.hpp"
#include "halfopen/ingest/rule_row.hpp"
#include "halfopen/ingest/rule_words.hpp"
#include "halfopen/ingest/table_header.hpp"

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
      const std::string_view raw = rest.substr(0, end);
      line(plain_line(raw.substr(0, find_allowance_comment(raw))));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    finish_acl();
    if (draft_.acls.size() > 1) tell_names();
    if (!any_rows_) return ReadOutcome::not_ours;
    append(draft, std::move(draft_));
    diagnostics.insert(diagnostics.end(), diagnostics_.begin(), diagnostics_.end());
    return ReadOutcome::read;
  }

 private:
  Origin here() const { return {index_, line_number_, 0}; }

  /// Tables that follow each other without `acl:` lines get made-up names: say so.
  void tell_names() {
    if (!made_up_names_) return;
    std::string names;
    for (const NetworkAclDraft& acl : draft_.acls) {
      names += (names.empty() ? "" : ", ") + acl.identity.id;
    }
    diagnostics_.push_back(
        {DiagnosticCode::several_tables,
         Severity::note,
         {index_, 0, 0},
         "this text holds " + std::to_string(draft_.acls.size()) + " network ACLs: " + names,
         "name each with a line acl: NAME above its tables"});
  }

  void line(const std::string& text) {
    if (folded(text).empty()) return;
    if (text.find('|') != std::string::npos) return columns(text, '|');
    foreign_table_ = false;
    if (directive(text)) return;
    if (section(text)) return;
    const std::size_t first = text.find_first_not_of(" \t");
    if (text[first] == '#' && !sort_words(text)) {  // a comment or a title, or a header
      if (!header(cells_by_wide_space(text))) header_in_words(text);
      return;
    }
    for (const char separator : {'\t', ',', ';'}) {
      const auto cuts = std::count(text.begin(), text.end(), separator);
      if (cuts >= (separator == '\t' ? 1 : 4) && is_row_or_header(cells_of(text, separator))) {
        return columns(text, separator);
      }
    }
    words(text);
  }

  /// Cells that start with a rule number, or that make a header.
  bool is_row_or_header(const std::vector<std::string>& cells) const {
    const bool numbered =
        !cells[0].empty() && cells[0].find_first_not_of("0123456789*") == std::string::npos;
    return numbered || read_header(cells, section_).has_value();
  }

  bool section(std::string_view text) {
    const auto title = read_section_title(text);
    if (!title) return false;
    // "Inbound IPv6" behind "Inbound" is the other half of one ACL, not the next one.
    if (!title->ipv6) start_section(title->direction);
    section_ = title->direction;
    columns_.clear();
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
    std::string plain(text);
    std::replace(plain.begin(), plain.end(), ',', ' ');
    std::vector<std::string> values = cells_of(plain, ' ');
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
    if (values.empty() || parse_address_block(values[0]))
      return bad_directive("subnet: ID [CIDR …]");
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
    if (foreign_table_) return;
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
    const auto found = read_header(cells, section_);
    if (!found) return false;
    columns_.clear();
    foreign_table_ = !found->has_number;  // a security group's table, a list of hosts
    if (foreign_table_) return true;
    if (found->direction && section_ != found->direction) start_section(*found->direction);
    columns_ = found->columns;
    return true;
  }

  /// A row as words, several behind each other if `;` stands between them.
  void words(std::string_view text) {
    if (header(cells_by_wide_space(text))) return columns_.clear();
    if (header_in_words(text)) return;
    while (true) {
      const std::size_t cut = text.find(';');
      const std::string_view part = text.substr(0, cut);
      if (const auto row = sort_words(part)) {
        add(*row);
      } else {
        suspicious(part);
      }
      if (cut == std::string_view::npos) return;
      text.remove_prefix(cut + 1);
    }
  }

  bool header_in_words(std::string_view text) {
    const auto direction = direction_of_header_words(text);
    if (!direction) return false;
    if (section_ != direction) start_section(*direction);
    return true;
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
                 "write one rule a line, or ; between rules", direction);
    }
  }

  /// Prose passes; a line inside a section that has the marks of a rule was meant as one.
  void suspicious(std::string_view text) {
    const std::vector<std::string> words = space_separated(text);
    auto direction = section_;
    if (!words.empty() && parse_direction_word(words[0]))
      direction = parse_direction_word(words[0]);
    if (!looks_like_rule(text)) return pass_over(words);
    if (!direction) return;
    unreadable(
        "this line looks like a rule but does not start with a rule number: what it matches "
        "is unknown",
        "write NUMBER TYPE PROTOCOL PORTS ADDRESS ALLOW|DENY in one line, or # before a comment",
        direction);
  }

  /// Prose passes, but a line that begins with a number among rules may have been meant as one.
  void pass_over(const std::vector<std::string>& words) {
    if (!any_rows_ || words.empty() ||
        words[0].find_first_not_of("0123456789") != std::string::npos) {
      return;
    }
    diagnostics_.push_back({DiagnosticCode::unreadable_row, Severity::note, here(),
                            "this line begins with a number and is no rule: it is passed over",
                            "write # before a comment"});
  }

  /// Something that was meant as a rule: whatever it matches is unknown.
  void unreadable(std::string what, std::string hint, std::optional<Direction> direction) {
    any_rows_ = true;
    diagnostics_.push_back({DiagnosticCode::unreadable_row, Severity::error, here(),
                            std::move(what), std::move(hint)});
    for (const NetworkAclEntry& row : unknown_rules(here())) {
      if (!direction || row.direction == *direction) acl_.rows.push_back(row);
    }
  }

  void finish_acl() {
    if (!acl_.rows.empty() || seen_[0] || seen_[1] || !acl_.identity.id.empty()) {
      ++acls_;
      auto& identity = acl_.identity;
      if (identity.id.empty()) {
        identity.id = acls_ == 1 ? stem_ : stem_ + '-' + std::to_string(acls_);
        made_up_names_ = true;
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
  std::vector<TableHeader::Column> columns_;
  bool foreign_table_ = false;  ///< rows of a table without rule numbers are not ours
  NetworkAclDraft acl_;
  std::vector<Subnet> subnets_;
  std::size_t acls_ = 0;
  bool made_up_names_ = false;
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
