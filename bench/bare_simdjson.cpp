// SPDX-License-Identifier: Apache-2.0
#include "bare_simdjson.hpp"

#include <simdjson.h>

namespace halfopen::bench {
namespace {

namespace ondemand = simdjson::ondemand;

// The exceptions of simdjson keep the walk as short as its users write it.
std::uint64_t walk(ondemand::value value) {
  std::uint64_t sum = 1;
  switch (value.type().value()) {
    case ondemand::json_type::object:
      for (auto field : value.get_object()) {
        sum += std::string_view(field.unescaped_key()).size();
        sum += walk(field.value());
      }
      return sum;
    case ondemand::json_type::array:
      for (auto element : value.get_array()) sum += walk(element.value());
      return sum;
    case ondemand::json_type::string: return sum + value.get_string().value().size();
    case ondemand::json_type::number:
      return sum + static_cast<std::uint64_t>(value.get_int64().value());
    case ondemand::json_type::boolean: return sum + (value.get_bool().value() ? 1U : 0U);
    case ondemand::json_type::null: return sum;
  }
  return sum;
}

}  // namespace

std::uint64_t bare_dom(std::string_view json, std::size_t capacity) {
  if (capacity < json.size() + simdjson::SIMDJSON_PADDING) return 0;
  simdjson::dom::parser parser;
  simdjson::dom::object top;
  // "false": the padding is there, do not copy.
  if (parser.parse(json.data(), json.size(), false).get_object().get(top) != simdjson::SUCCESS) {
    return 0;
  }
  return top.size();
}

std::uint64_t bare_on_demand(std::string_view json, std::size_t capacity) {
  ondemand::parser parser;
  ondemand::document document;
  ondemand::value top;
  if (parser.iterate(json.data(), json.size(), capacity).get(document) != simdjson::SUCCESS ||
      document.get_value().get(top) != simdjson::SUCCESS) {
    return 0;
  }
  return walk(top);
}

}  // namespace halfopen::bench
