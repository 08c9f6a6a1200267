// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/cfn_foreach.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "halfopen/ingest/plain_text.hpp"

namespace halfopen {
namespace {

constexpr std::string_view kPrefix = "Fn::ForEach::";
constexpr std::size_t kMostNodes = 500'000;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string letters_and_digits(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    const bool keep = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (keep) kept += c;
  }
  return kept;
}

/// One value of a loop.
struct Round {
  std::string identifier;
  std::string value;

  std::string put(std::string text) const {
    text = replaced(std::move(text), "${" + identifier + '}', value);
    return replaced(std::move(text), "&{" + identifier + '}', letters_and_digits(value));
  }
};

class LoopWriter {
 public:
  LoopWriter(CfnTemplate& source, CfnEvaluator& evaluator, Diagnostics& diagnostics)
      : document_(*source.document), evaluator_(evaluator), diagnostics_(diagnostics) {}

  /// Writes out the loops of a map and of everything in it.
  void expand(std::uint32_t node, int depth) {
    if (depth > CfnEvaluator::kMostDepth || !done_.insert(node).second) return;
    if (document_.at(node).kind == NodeKind::map) {
      std::vector<std::uint32_t> items = std::move(document_.nodes[node].items);
      std::vector<std::uint32_t> written;
      for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        const bool loop = document_.at(items[i]).text.starts_with(kPrefix);
        if (loop && write_out(items[i], items[i + 1], written, depth)) continue;
        left_over_ = left_over_ || (loop && depth == 0);
        written.push_back(items[i]);
        written.push_back(items[i + 1]);
      }
      document_.nodes[node].items = std::move(written);
    }
    const std::vector<std::uint32_t> items = document_.at(node).items;
    for (const std::uint32_t item : items) expand(item, depth + 1);
  }

  bool left_over() const { return left_over_; }

 private:
  /// Appends what the loop makes; false (and told) if it cannot be known.
  bool write_out(std::uint32_t key, std::uint32_t body, std::vector<std::uint32_t>& into,
                 int depth) {
    const std::vector<std::uint32_t> parts = document_.at(body).items;
    const bool sound = document_.at(body).kind == NodeKind::list && parts.size() == 3 &&
                       document_.at(parts[0]).kind == NodeKind::text &&
                       !document_.at(parts[0]).text.empty() &&
                       document_.at(parts[2]).kind == NodeKind::map;
    if (!sound) {
      return tell(key, Severity::error, "takes an identifier, a list and a map",
                  "write [NAME, [VALUE, …], {\"…${NAME}\": …}]");
    }
    const auto values = collection(parts[1]);
    if (!values) {
      return tell(key, Severity::warning, "goes over a list that is not known: it is not read",
                  "give the parameter of the list: --param NAME=VALUE,VALUE");
    }
    for (const std::string& value : *values) {
      const Round round{document_.at(parts[0]).text, value};
      const std::vector<std::uint32_t> fragment = document_.at(parts[2]).items;
      std::vector<std::uint32_t> made;
      for (const std::uint32_t item : fragment) made.push_back(copy(item, round, depth));
      if (document_.nodes.size() > kMostNodes) {
        return tell(key, Severity::error, "makes too much: it is not read", "see the lists");
      }
      for (std::size_t i = 0; i + 1 < made.size(); i += 2) {
        const bool inner = document_.at(made[i]).text.starts_with(kPrefix);
        if (inner && depth < CfnEvaluator::kMostDepth &&
            write_out(made[i], made[i + 1], into, depth + 1)) {
          continue;
        }
        left_over_ = left_over_ || inner;
        into.push_back(made[i]);
        into.push_back(made[i + 1]);
      }
    }
    return true;
  }

  bool tell(std::uint32_t key, Severity severity, std::string what, std::string hint) {
    diagnostics_.push_back({DiagnosticCode::bad_template, severity, document_.at(key).origin,
                            in_quotes(document_.at(key).text) + ' ' + std::move(what),
                            std::move(hint)});
    return false;
  }

  /// The texts that a loop goes over.
  std::optional<std::vector<std::string>> collection(std::uint32_t node) {
    const DocumentNode found = evaluator_.result().at(evaluator_.value(node));
    if (found.kind != NodeKind::list) return std::nullopt;
    std::vector<std::string> texts;
    for (const std::uint32_t item : found.items) {
      const DocumentNode& value = evaluator_.result().at(item);
      if (value.kind != NodeKind::text) return std::nullopt;
      texts.push_back(value.text);
    }
    return texts;
  }

  bool is_reference_to(std::uint32_t node, const std::string& identifier) const {
    const auto call = call_at(document_, node);
    return call && call->function == CfnFunction::ref &&
           document_.at(call->argument).kind == NodeKind::text &&
           document_.at(call->argument).text == identifier;
  }

  std::uint32_t copy(std::uint32_t node, const Round& round, int depth) {
    DocumentNode made = document_.at(node);
    if (document_.nodes.size() > kMostNodes || depth > CfnEvaluator::kMostDepth) return node;
    if (is_reference_to(node, round.identifier)) {
      return document_.add({NodeKind::text, made.origin, round.value, {}, ""});
    }
    made.text = round.put(std::move(made.text));
    for (std::uint32_t& item : made.items) item = copy(item, round, depth + 1);
    return document_.add(std::move(made));
  }

  Document& document_;
  CfnEvaluator& evaluator_;
  Diagnostics& diagnostics_;
  std::set<std::uint32_t> done_;
  bool left_over_ = false;
};

}  // namespace

bool write_out_loops(CfnTemplate& source, CfnEvaluator& evaluator, Diagnostics& diagnostics) {
  LoopWriter writer(source, evaluator, diagnostics);
  const auto conditions = source.document->member(*source.document->root, "Conditions");
  if (conditions) writer.expand(*conditions, 0);
  if (source.resource_section) writer.expand(*source.resource_section, 0);
  return !writer.left_over();
}

}  // namespace halfopen
