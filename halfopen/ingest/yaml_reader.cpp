// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/yaml_reader.hpp"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <map>
#include <sstream>
#include <string_view>

#include "halfopen/ingest/line_counter.hpp"

namespace halfopen {
namespace {

Origin origin_of(const YAML::Mark& mark, std::uint32_t source) {
  if (mark.is_null()) return {source, 0, 0};
  return {source, static_cast<std::uint32_t>(mark.line) + 1,
          static_cast<std::uint32_t>(mark.column) + 1};
}

/// Collects what the parser tells into nodes.
class Builder : public YAML::EventHandler {
 public:
  Builder(Document& document, std::uint32_t source) : document_(document), source_(source) {}

  std::size_t documents() const { return documents_; }
  const Origin& last_start() const { return last_start_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    ++documents_;
    last_start_ = origin_of(mark, source_);
    open_.clear();
    anchors_.clear();
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(NodeKind::null, mark, anchor);
  }
  void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t anchor) override {
    const auto known = anchors_.find(anchor);
    if (known != anchors_.end()) attach(known->second);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    add(NodeKind::text, mark, anchor, tag);
    document_.nodes.back().text = value;
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open_.push_back(add(NodeKind::list, mark, anchor, tag));
  }
  void OnSequenceEnd() override { open_.pop_back(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open_.push_back(add(NodeKind::map, mark, anchor, tag));
  }
  void OnMapEnd() override { open_.pop_back(); }

 private:
  /// "?" and "!" are the library's tags for values without one.
  std::uint32_t add(NodeKind kind, const YAML::Mark& mark, YAML::anchor_t anchor,
                    const std::string& tag = "") {
    const std::uint32_t index =
        document_.add({kind, origin_of(mark, source_), "", {}, tag.size() > 1 ? tag : ""});
    if (anchor != 0) anchors_[anchor] = index;
    attach(index);
    return index;
  }

  void attach(std::uint32_t index) {
    if (!open_.empty()) {
      document_.nodes[open_.back()].items.push_back(index);
    } else if (!document_.root) {
      document_.root = index;
    }
  }

  Document& document_;
  std::uint32_t source_;
  std::size_t documents_ = 0;
  Origin last_start_;
  std::vector<std::uint32_t> open_;  ///< lists and maps that are not closed yet
  std::map<YAML::anchor_t, std::uint32_t> anchors_;
};

Diagnostic broken(const Origin& origin, std::string what, std::string hint) {
  return {DiagnosticCode::broken_yaml, Severity::error, origin, std::move(what), std::move(hint)};
}

/// The place of a character that no text has; some of them end the library's reading silently.
std::optional<std::size_t> control_character(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    const bool space = c == '\n' || c == '\r' || c == '\t';
    if (static_cast<unsigned char>(c) < 0x20 && !space) return i;
  }
  return std::nullopt;
}

/// True if a tab stands in the indentation of the line, or of the one before it.
bool tab_near(std::string_view bytes, std::uint32_t line) {
  std::uint32_t number = 1;
  for (std::size_t at = 0; at < bytes.size() && number <= line; ++number) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    const std::string_view text = bytes.substr(at, end - at);
    const std::string_view indent = text.substr(0, text.find_first_not_of(" \t"));
    if (number + 1 >= line && indent.find('\t') != std::string_view::npos) return true;
    at = end + 1;
  }
  return false;
}

Diagnostic failure_of(const YAML::Exception& error, std::string_view bytes, std::uint32_t source) {
  const Origin origin = origin_of(error.mark, source);
  if (dynamic_cast<const YAML::DeepRecursion*>(&error) != nullptr) {
    return broken(origin, "values nest too deep", "see whether a bracket is missing");
  }
  if (tab_near(bytes, origin.line)) {
    return broken(origin, "a tab stands in the indentation", "indent with spaces");
  }
  return broken(origin, "this is no YAML: " + error.msg,
                "see that lists and maps are indented alike, and quote texts with special "
                "characters");
}

}  // namespace

Document read_yaml(const SourceText& text, std::uint32_t source) {
  Document document;
  const std::string_view bytes = text.bytes();
  if (const auto at = control_character(bytes)) {
    Origin origin = LineCounter(bytes, source).at(*at);
    document.failure =
        broken(origin, "a control character stands in the text", "save the file as UTF-8 text");
    return document;
  }
  try {
    std::istringstream stream{std::string(bytes)};
    YAML::Parser parser(stream);
    Builder builder(document, source);
    while (builder.documents() < 2 && parser.HandleNextDocument(builder)) {
    }
    if (builder.documents() > 1) {
      document.failure = broken(builder.last_start(), "the file holds several documents",
                                "keep one: remove the lines `---` between them");
    }
  } catch (const YAML::Exception& error) {
    document.failure = failure_of(error, bytes, source);
  } catch (const std::exception& error) {
    document.failure =
        broken({source, 0, 0}, std::string("this is no YAML: ") + error.what(), "check the file");
  }
  return document;
}

}  // namespace halfopen
