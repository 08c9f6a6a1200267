// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/terraform_address.hpp"

#include <algorithm>

namespace halfopen {
namespace {

bool is_index_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads what stands in quotes at `at`, up to the closing one. Keys with escapes that the two
/// writers of Terraform spell differently (`$${`) are made one.
std::optional<std::string> read_quoted(std::string_view text, std::size_t& at) {
  std::string value;
  for (++at; at < text.size(); ++at) {
    if (text[at] == '"') {
      ++at;
      return value;
    }
    if (text[at] == '\\' && at + 1 < text.size()) {
      const char next = text[++at];
      value += next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : next;
    } else {
      const bool doubled = text.substr(at, 3) == "$${" || text.substr(at, 3) == "%%{";
      if (doubled) ++at;
      value += text[at];
    }
  }
  return std::nullopt;
}

/// Reads `[0]` or `["name"]` at `at`.
std::optional<std::string> read_key(std::string_view text, std::size_t& at) {
  ++at;  // [
  std::string key;
  if (at < text.size() && text[at] == '"') {
    const auto value = read_quoted(text, at);
    if (!value) return std::nullopt;
    key = instance_key(*value, false);
  } else {
    const std::size_t end = text.find(']', at);
    if (end == std::string_view::npos || end == at) return std::nullopt;
    key = instance_key(text.substr(at, end - at), true);
    at = end;
  }
  if (at >= text.size() || text[at] != ']') return std::nullopt;
  ++at;
  return key;
}

bool all_digits(std::string_view key) {
  const std::string_view inner = key.size() > 2 ? key.substr(1, key.size() - 2) : "";
  return !inner.empty() && std::all_of(inner.begin(), inner.end(), is_index_digit);
}

}  // namespace

std::string joined_address(const std::string& path, const std::string& name) {
  return path.empty() ? name : path + '.' + name;
}

std::string instance_key(std::string_view value, bool is_number) {
  return is_number ? '[' + std::string(value) + ']' : "[\"" + std::string(value) + "\"]";
}

std::optional<std::vector<TerraformStep>> parse_terraform_address(std::string_view text) {
  std::vector<TerraformStep> steps;
  std::size_t at = 0;
  while (at < text.size()) {
    TerraformStep step;
    const std::size_t end = std::min(text.find_first_of(".[", at), text.size());
    step.name = text.substr(at, end - at);
    if (step.name.empty() && (steps.empty() || text[at] != '[')) return std::nullopt;
    at = end;
    if (at < text.size() && text[at] == '[') {
      auto key = read_key(text, at);
      if (!key) return std::nullopt;
      step.key = std::move(*key);
    }
    steps.push_back(std::move(step));
    if (at >= text.size()) break;
    if (text[at] == '[') continue;
    if (text[at] != '.' || at + 1 >= text.size()) return std::nullopt;
    ++at;
  }
  if (steps.empty()) return std::nullopt;
  return steps;
}

std::string to_address(const std::vector<TerraformStep>& steps, std::size_t first,
                       std::size_t end) {
  std::string text;
  for (std::size_t i = first; i < std::min(end, steps.size()); ++i) {
    if (!text.empty() && !steps[i].name.empty()) text += '.';
    text += steps[i].name + steps[i].key;
  }
  return text;
}

bool key_before(std::string_view a, std::string_view b) {
  const bool number_a = all_digits(a);
  const bool number_b = all_digits(b);
  if (number_a != number_b) return number_a;
  if (number_a && a.size() != b.size()) return a.size() < b.size();
  return a < b;
}

std::string without_keys(std::string_view address) {
  auto steps = parse_terraform_address(address);
  if (!steps) return std::string(address);
  for (TerraformStep& step : *steps) step.key.clear();
  return to_address(*steps, 0, steps->size());
}

}  // namespace halfopen
