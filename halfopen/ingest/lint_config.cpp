// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/lint_config.hpp"

#include <string_view>
#include <utility>

#include "halfopen/ingest/json_reader.hpp"
#include "halfopen/ingest/line_counter.hpp"

namespace halfopen {
namespace {

class ConfigReader {
 public:
  explicit ConfigReader(const SourceText& source) : json_(source), lines_(source.bytes(), 1) {}

  LintConfig read() {
    if (!json_.next_document() || !json_.enter_object()) {
      problem("an object {\"suppress\": […]} is expected");
    } else {
      std::string_view key;
      while (json_.next_key(key)) {
        if (key != "suppress") {
          problem("the key '" + std::string(key) + "' is not known; use suppress");
        } else {
          list();
        }
      }
      if (!json_.error() && json_.next_document()) problem("nothing may follow the object");
    }
    if (const auto& error = json_.error()) {
      // What is no value is no object either: one problem, not two.
      if (!config_.problems.empty() && last_ == error->offset) config_.problems.pop_back();
      problem_at(error->offset, error->what);
    }
    return std::move(config_);
  }

 private:
  void problem_at(std::size_t offset, const std::string& what) {
    last_ = offset;
    const Origin origin = lines_.at(offset);
    config_.problems.push_back(std::to_string(origin.line) + ':' + std::to_string(origin.column) +
                               ": " + what);
  }
  void problem(const std::string& what) { problem_at(json_.offset(), what); }

  void list() {
    if (!json_.enter_array()) {
      problem("suppress must be a list [ … ]");
      return;
    }
    while (json_.next_element()) element();
  }

  void element() {
    const std::size_t start = json_.offset();
    if (!json_.enter_object()) {
      problem("a suppression is an object with id and reason");
      return;
    }
    LintSuppression found;
    std::string_view key;
    while (json_.next_key(key)) {
      std::string* field = key == "id"          ? &found.id
                           : key == "acl"       ? &found.acl
                           : key == "direction" ? &found.direction
                           : key == "rule"      ? &found.rule
                           : key == "subnet"    ? &found.subnet
                           : key == "reason"    ? &found.reason
                                                : nullptr;
      if (field == nullptr) {
        problem("the key '" + std::string(key) +
                "' is not known; use id, acl, direction, rule, subnet, reason");
        continue;
      }
      if (const auto text = json_.string()) {
        *field = *text;
      } else if (const auto number = json_.integer(); number && field == &found.rule) {
        *field = std::to_string(*number);
      } else {
        problem("the value of '" + std::string(key) + "' must be a text");
      }
    }
    if (json_.error()) return;
    if (find_lint_rule(found.id) == nullptr) {
      problem_at(start, "'" + found.id + "' is the id of no finding");
    }
    if (found.reason.find_first_not_of(" \t\r\n") == std::string::npos)
      problem_at(start, "a suppression needs a reason");
    if (!found.direction.empty() && found.direction != "ingress" && found.direction != "egress") {
      problem_at(start, "direction must be ingress or egress");
    }
    config_.suppressions.push_back(std::move(found));
  }

  JsonReader json_;
  LineCounter lines_;
  std::size_t last_ = 0;  ///< where the last problem stands
  LintConfig config_;
};

}  // namespace

LintConfig read_lint_config(const SourceText& source) { return ConfigReader(source).read(); }

}  // namespace halfopen
