// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/baseline_file.hpp"

#include <string_view>
#include <utility>

#include "halfopen/ingest/json_reader.hpp"
#include "halfopen/ingest/line_counter.hpp"
#include "halfopen/ingest/plain_text.hpp"

namespace halfopen {
namespace {

constexpr std::string_view kSchema = "halfopen.baseline/1";

class BaselineReader {
 public:
  explicit BaselineReader(const SourceText& source) : json_(source), lines_(source.bytes(), 1) {}

  BaselineFile read() {
    if (!json_.next_document() || !json_.enter_object()) {
      problem("this is no baseline: an object with \"schema\" and \"findings\" is expected");
    } else {
      members();
      if (!json_.error() && json_.next_document()) problem("nothing may follow the object");
    }
    if (const auto& error = json_.error()) {
      file_.problems.clear();
      problem_at(error->offset, error->what);
    }
    return std::move(file_);
  }

 private:
  void problem_at(std::size_t offset, const std::string& what) {
    const Origin origin = lines_.at(offset);
    file_.problems.push_back(std::to_string(origin.line) + ':' + std::to_string(origin.column) +
                             ": " + what);
  }
  void problem(const std::string& what) { problem_at(json_.offset(), what); }

  void members() {
    bool is_baseline = false;
    bool has_findings = false;
    std::string_view key;
    while (json_.next_key(key)) {
      if (key == "schema") {
        const auto name = json_.string();
        is_baseline = name && *name == kSchema;
        if (!is_baseline) problem("the schema is not " + std::string(kSchema));
      } else if (key == "verb") {
        text_of(file_.baseline.verb, "verb");
      } else if (key == "findings") {
        has_findings = true;
        list();
      }
    }
    if (json_.error()) return;
    if (!is_baseline && file_.problems.empty()) {
      problem_at(0, "this is no baseline: the key schema is missing");
    }
    if (!has_findings) problem_at(0, "this is no baseline: the key findings is missing");
  }

  void list() {
    if (!json_.enter_array()) {
      problem("findings must be a list [ … ]");
      return;
    }
    while (json_.next_element()) element();
  }

  void element() {
    const std::size_t start = json_.offset();
    if (!json_.enter_object()) {
      problem("a finding is an object with id and fingerprint");
      return;
    }
    BaselineEntry found;
    std::string_view key;
    while (json_.next_key(key)) {
      if (key == "id") {
        text_of(found.id, key);
      } else if (key == "fingerprint") {
        text_of(found.fingerprint, key);
      } else if (key == "text") {
        text_of(found.text, key);
      }
    }
    if (json_.error()) return;
    if (found.id.empty() || found.fingerprint.empty()) {
      problem_at(start, "a finding needs id and fingerprint");
    }
    file_.baseline.entries.push_back(std::move(found));
  }

  void text_of(std::string& field, std::string_view key) {
    if (const auto text = json_.string()) {
      field = *text;
    } else {
      problem("the value of " + in_quotes(key) + " must be a text");
    }
  }

  JsonReader json_;
  LineCounter lines_;
  BaselineFile file_;
};

}  // namespace

BaselineFile read_baseline_file(const SourceText& source) { return BaselineReader(source).read(); }

}  // namespace halfopen
