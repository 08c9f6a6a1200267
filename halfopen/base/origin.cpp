// SPDX-License-Identifier: Apache-2.0
#include "halfopen/base/origin.hpp"

#include <utility>

namespace halfopen {

std::uint32_t SourceNames::add(std::string name) {
  names_.push_back(std::move(name));
  return static_cast<std::uint32_t>(names_.size() - 1);
}

const std::string& SourceNames::name(std::uint32_t source) const {
  return source < names_.size() ? names_[source] : names_.front();
}

std::string SourceNames::place(const Origin& origin) const {
  std::string text = name(origin.source);
  if (origin.line == 0) return text;
  text += ':' + std::to_string(origin.line);
  if (origin.column != 0) text += ':' + std::to_string(origin.column);
  return text;
}

}  // namespace halfopen
