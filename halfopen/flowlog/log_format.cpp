// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/log_format.hpp"

namespace halfopen {
namespace {

constexpr std::string_view kWordEnds = " \t\r\n,";

/// The next word of a list; empty at the end.
std::string_view take_word(std::string_view& rest) {
  const std::size_t begin = rest.find_first_not_of(kWordEnds);
  if (begin == std::string_view::npos) {
    rest = {};
    return {};
  }
  rest.remove_prefix(begin);
  const std::string_view word = rest.substr(0, rest.find_first_of(kWordEnds));
  rest.remove_prefix(word.size());
  return word;
}

/// `${srcaddr}` without its braces.
std::string_view bare(std::string_view word) {
  if (word.starts_with("${") && word.ends_with('}')) return word.substr(2, word.size() - 3);
  return word;
}

bool is_name(std::string_view word) {
  return !word.empty() &&
         word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") ==
             std::string_view::npos &&
         word.find_first_of("abcdefghijklmnopqrstuvwxyz") == 0;
}

}  // namespace

bool LogFormat::add(std::string_view name) {
  if (const auto field = find_log_field(name)) {
    std::int16_t& at = column_of_[log_field_index(*field)];
    if (at >= 0) return false;
    at = static_cast<std::int16_t>(names_.size());
  }
  names_.emplace_back(name);
  return true;
}

LogFormat LogFormat::standard() {
  LogFormat format;
  for (std::size_t i = 0; i <= log_field_index(LogField::log_status); ++i) {
    format.add(log_field_rows()[i].name);
  }
  return format;
}

std::vector<std::string> LogFormat::missing() const {
  std::vector<std::string> names;
  const bool source = has(LogField::srcaddr) || has(LogField::pkt_srcaddr);
  const bool destination = has(LogField::dstaddr) || has(LogField::pkt_dstaddr);
  if (!source) names.emplace_back("srcaddr");
  if (!destination) names.emplace_back("dstaddr");
  for (const LogField field :
       {LogField::srcport, LogField::dstport, LogField::protocol, LogField::action}) {
    if (!has(field)) names.emplace_back(log_field_rows()[log_field_index(field)].name);
  }
  return names;
}

Result<LogFormat> LogFormat::parse(std::string_view text) {
  LogFormat format;
  bool known = false;
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    const std::string_view name = bare(word);
    if (!is_name(name)) {
      return fail("'" + std::string(word) + "' is no name of a flow log field",
                  "write names with blanks between them, such as ${srcaddr} ${dstaddr}");
    }
    if (!format.add(name)) return fail("the field " + std::string(name) + " stands twice");
    known = known || find_log_field(name).has_value();
  }
  if (!known) return fail("no field of flow logs is named", "such as ${srcaddr} ${dstaddr}");
  return format;
}

std::optional<LogFormat> LogFormat::of_header(std::string_view line) {
  LogFormat format;
  std::size_t known = 0;
  for (std::string_view word = take_word(line); !word.empty(); word = take_word(line)) {
    if (!is_name(word) || !format.add(word)) return std::nullopt;
    known += find_log_field(word) ? 1U : 0U;
  }
  // Most names must be fields: a record of nothing but words would be taken for a header.
  if (known < 2 || 2 * known < format.columns()) return std::nullopt;
  return format;
}

}  // namespace halfopen
