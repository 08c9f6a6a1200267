// SPDX-License-Identifier: Apache-2.0
#include "cli/word_list.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace halfopen::cli {
namespace {

/// Gives each word to `take`. The first that it refuses, or nothing.
template <class Take>
std::string refused_word(const std::string& text, const Take& take) {
  for (std::string rest = text; !rest.empty();) {
    const std::size_t comma = rest.find(',');
    const std::string word = rest.substr(0, comma);
    if (!take(word)) return '\'' + word + '\'';
    rest = comma == std::string::npos ? "" : rest.substr(comma + 1);
  }
  return "";
}

}  // namespace

std::string read_verdicts(const std::string& text, std::vector<Verdict>& verdicts) {
  const std::string refused = refused_word(text, [&](const std::string& word) {
    const auto* known = std::find_if(std::begin(kVerdicts), std::end(kVerdicts),
                                     [&](Verdict v) { return to_string(v) == word; });
    if (known != std::end(kVerdicts)) verdicts.push_back(*known);
    return known != std::end(kVerdicts);
  });
  return refused.empty()
             ? ""
             : refused + " is no verdict; use works, partial, half-open, denied, no-route, unknown";
}

std::string read_change_kinds(const std::string& text, std::vector<std::string>& kinds) {
  static constexpr std::string_view kWords[] = {"gained", "lost",    "half-open",   "healed",
                                                "closed", "unknown", "not-compared"};
  const std::string refused = refused_word(text, [&](const std::string& word) {
    const bool known = std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
    if (known) kinds.push_back(word);
    return known;
  });
  return refused.empty() ? ""
                         : refused +
                               " is no kind of change; use lost, half-open, gained, healed, "
                               "closed, unknown, not-compared";
}

}  // namespace halfopen::cli
