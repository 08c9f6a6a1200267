// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/style.hpp"

namespace halfopen {
namespace {

std::string_view escape_of(Tone tone) {
  switch (tone) {
    case Tone::good: return "\x1b[32m";
    case Tone::bad: return "\x1b[31m";
    case Tone::doubtful: return "\x1b[33m";
    case Tone::strong: return "\x1b[1m";
    case Tone::quiet: return "\x1b[2m";
  }
  return "";
}

}  // namespace

Tone tone_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::works: return Tone::good;
    case Verdict::partial:
    case Verdict::unknown: return Tone::doubtful;
    case Verdict::half_open:
    case Verdict::denied:
    case Verdict::no_route: return Tone::bad;
  }
  return Tone::strong;
}

std::string Style::paint(std::string_view text, Tone tone) const {
  if (!colour) return std::string(text);
  return std::string(escape_of(tone)) + std::string(text) + "\x1b[0m";
}

std::string Style::verdict(Verdict verdict) const {
  std::string capitals;
  for (const char c : to_string(verdict)) {
    capitals += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  }
  return paint(capitals, tone_of(verdict));
}

}  // namespace halfopen
