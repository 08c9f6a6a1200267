// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/json_value.hpp"

#include <nlohmann/json.hpp>
#include <utility>

namespace halfopen {

struct JsonValue::Tree {
  nlohmann::ordered_json json;
};

JsonValue::JsonValue(std::unique_ptr<Tree> tree) : tree_(std::move(tree)) {}
JsonValue::~JsonValue() = default;
JsonValue::JsonValue(JsonValue&& other) noexcept = default;
JsonValue& JsonValue::operator=(JsonValue&& other) noexcept = default;

JsonValue JsonValue::object() {
  return JsonValue(std::make_unique<Tree>(Tree{nlohmann::ordered_json::object()}));
}
JsonValue JsonValue::array() {
  return JsonValue(std::make_unique<Tree>(Tree{nlohmann::ordered_json::array()}));
}

JsonValue::JsonValue(std::string_view text)
    : tree_(std::make_unique<Tree>(Tree{std::string(text)})) {}
JsonValue::JsonValue(const std::string& text) : JsonValue(std::string_view(text)) {}
JsonValue::JsonValue(const char* text) : JsonValue(std::string_view(text)) {}
JsonValue::JsonValue(std::int64_t number) : tree_(std::make_unique<Tree>(Tree{number})) {}
JsonValue::JsonValue(std::uint32_t number) : JsonValue(std::int64_t{number}) {}
JsonValue::JsonValue(std::uint16_t number) : JsonValue(std::int64_t{number}) {}
JsonValue::JsonValue(int number) : JsonValue(std::int64_t{number}) {}
JsonValue::JsonValue(double number) : tree_(std::make_unique<Tree>(Tree{number})) {}
JsonValue::JsonValue(bool value) : tree_(std::make_unique<Tree>(Tree{value})) {}

JsonValue& JsonValue::set(std::string_view key, JsonValue value) {
  tree_->json[std::string(key)] = std::move(value.tree_->json);
  return *this;
}

JsonValue& JsonValue::push(JsonValue value) {
  tree_->json.push_back(std::move(value.tree_->json));
  return *this;
}

std::string JsonValue::dump() const {
  return tree_->json.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace halfopen
