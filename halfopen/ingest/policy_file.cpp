// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/policy_file.hpp"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

#include "halfopen/ingest/plain_text.hpp"
#include "halfopen/ingest/yaml_reader.hpp"

namespace halfopen {
namespace {

/// Aliases may repeat a value as often as they like, so that a small file could be endless.
constexpr std::size_t kMostValues = 200'000;

using WordList = std::initializer_list<std::string_view>;

/// A scalar that stands where a word is expected.
struct Word {
  std::string_view text;
  const DocumentNode* node;
};

std::string listed(WordList words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : ", ") + std::string(word);
  return text;
}

std::string_view kind_text(NodeKind kind) {
  switch (kind) {
    case NodeKind::null: return "nothing";
    case NodeKind::text: return "a text";
    case NodeKind::list: return "a list";
    case NodeKind::map: return "a map";
    case NodeKind::symbol:
    case NodeKind::unresolved: break;
  }
  return "a value that is not known";
}

class PolicyReader {
 public:
  PolicyReader(const SourceText& text, std::uint32_t source)
      : document_(read_yaml(text, source)), start_{source, 1, 1} {}

  PolicyFile read() {
    if (document_.failure) {
      file_.diagnostics.push_back(*document_.failure);
      return std::move(file_);
    }
    read_root();
    auto& found = file_.diagnostics;
    const auto place = [](const Diagnostic& d) {
      return std::tuple(d.origin.line, d.origin.column, d.code, d.text);
    };
    std::stable_sort(found.begin(), found.end(),
                     [&](const auto& a, const auto& b) { return place(a) < place(b); });
    // A wrong value that aliases repeat is one mistake.
    found.erase(std::unique(found.begin(), found.end(),
                            [&](const auto& a, const auto& b) { return place(a) == place(b); }),
                found.end());
    return std::move(file_);
  }

 private:
  using Members = std::map<std::string_view, const DocumentNode*>;

  void problem(DiagnosticCode code, const Origin& origin, std::string what, std::string hint) {
    file_.diagnostics.push_back({code, Severity::error, origin, std::move(what), std::move(hint)});
  }
  void bad(const DocumentNode& node, std::string what, std::string hint) {
    problem(DiagnosticCode::bad_policy_value, node.origin, std::move(what), std::move(hint));
  }

  /// The members of a map with the keys that it may have. What else stands there is told.
  Members members(const DocumentNode& map, WordList known, const std::string& what) {
    Members found;
    if (map.kind != NodeKind::map) {
      bad(map, what + " is a map, and here stands " + std::string(kind_text(map.kind)),
          "its keys are " + listed(known));
      return found;
    }
    for (std::size_t i = 0; i + 1 < map.items.size(); i += 2) {
      const DocumentNode& key = document_.at(map.items[i]);
      if (std::find(known.begin(), known.end(), key.text) == known.end()) {
        problem(DiagnosticCode::unknown_policy_key, key.origin,
                (key.kind == NodeKind::text ? "the key " + in_quotes(key.text) : "this key") +
                    " is not known in " + what,
                key.text == "<<" ? "merge keys are not read: write an alias for a whole value"
                                 : "use " + listed(known));
      } else if (!found.emplace(key.text, &document_.at(map.items[i + 1])).second) {
        problem(DiagnosticCode::repeated_policy_part, key.origin,
                "the key " + in_quotes(key.text) + " stands twice in " + what, "keep one of them");
      }
    }
    return found;
  }

  static const DocumentNode* member(const Members& members, std::string_view key) {
    const auto at = members.find(key);
    return at == members.end() ? nullptr : at->second;
  }

  void missing(const Origin& origin, const std::string& what, std::string hint) {
    problem(DiagnosticCode::missing_policy_key, origin, what, std::move(hint));
  }

  std::optional<Word> word(const DocumentNode& node, std::string_view key) {
    const bool blank = node.text.find_first_not_of(" \t\r\n") == std::string::npos;
    if (node.kind == NodeKind::text && !blank) {
      if (!has_control_character(node.text)) return Word{node.text, &node};
      bad(node, "a control character stands in the value of " + in_quotes(key), "take it out");
      return std::nullopt;
    }
    bad(node,
        "the value of " + in_quotes(key) + " must be a text, and here stands " +
            std::string(node.kind == NodeKind::text ? "an empty one" : kind_text(node.kind)),
        "write one value, or a list of them where several are allowed");
    return std::nullopt;
  }

  /// One word or a list of them; empty if something is wrong, which is told.
  std::vector<Word> words(const DocumentNode& node, std::string_view key) {
    std::vector<Word> found;
    if (node.kind != NodeKind::list) {
      if (const auto one = word(node, key)) found.push_back(*one);
      return found;
    }
    if (node.items.empty()) bad(node, "the list of " + in_quotes(key) + " is empty", "name one");
    values_ += node.items.size();
    if (values_ > kMostValues) return found;
    for (const std::uint32_t item : node.items) {
      if (const auto one = word(document_.at(item), key)) found.push_back(*one);
    }
    return found;
  }

  void read_root() {
    constexpr std::string_view kShape = "write `version: 1` and `expectations:` with a list";
    if (!document_.root) {
      return missing(start_, "the file holds no expectations", std::string(kShape));
    }
    const DocumentNode& root = document_.at(*document_.root);
    const Members found = members(root, {"version", "expectations"}, "a policy file");
    if (root.kind != NodeKind::map) return;
    const DocumentNode* version = member(found, "version");
    if (version == nullptr) {
      missing(root.origin, "the version of the format is missing", "write `version: 1`");
    } else if (version->kind != NodeKind::text || version->text != "1") {
      bad(*version, "this version of the format is not known", "write `version: 1`");
    }
    const DocumentNode* list = member(found, "expectations");
    if (list == nullptr || list->kind == NodeKind::null ||
        (list->kind == NodeKind::list && list->items.empty())) {
      return missing(list == nullptr ? root.origin : list->origin, "the file holds no expectations",
                     std::string(kShape));
    }
    if (list->kind != NodeKind::list) {
      return bad(
          *list,
          "the expectations are a list, and here stands " + std::string(kind_text(list->kind)),
          "begin each of them with `- expect:`");
    }
    read_expectations(*list);
  }

  void read_expectations(const DocumentNode& list) {
    for (const std::uint32_t item : list.items) {
      ++values_;
      read_expectation(document_.at(item));
      if (values_ <= kMostValues) continue;
      return bad(list, "with its aliases the file holds more than 200000 values",
                 "use fewer aliases, or several files");
    }
  }

  void read_expectation(const DocumentNode& node) {
    const std::size_t before = file_.diagnostics.size();
    const Members found = members(node, {"name", "expect", "except", "reason"}, "an expectation");
    if (node.kind != NodeKind::map) return;
    PolicyExpectation expectation;
    expectation.origin = node.origin;
    read_line(found, "name", expectation.name);
    read_line(found, "reason", expectation.reason);
    const DocumentNode* expect = member(found, "expect");
    if (expect == nullptr) {
      missing(node.origin, "the expectation has no `expect`",
              "write `expect: {from: …, to: …, port: …, result: works}`");
    } else {
      read_expect(*expect, expectation);
    }
    if (const DocumentNode* except = member(found, "except")) read_except(*except, expectation);
    if (file_.diagnostics.size() != before) return;
    add(std::move(expectation), node);
  }

  void read_line(const Members& found, std::string_view key, std::string& out) {
    const DocumentNode* there = member(found, key);
    if (there == nullptr) return;
    DocumentNode line = *there;
    line.text = one_line(line.text);
    if (const auto text = word(line, key)) out = text->text;
  }

  /// Gives it a name if it has none, and keeps it if no other one has that name.
  void add(PolicyExpectation expectation, const DocumentNode& node) {
    const bool made = expectation.name.empty();
    if (made) expectation.name = made_name(expectation);
    const auto [known, is_new] = lines_.emplace(expectation.name, node.origin.line);
    if (is_new) {
      file_.expectations.push_back(std::move(expectation));
      return;
    }
    const std::string where = " in line " + std::to_string(known->second);
    problem(DiagnosticCode::repeated_policy_part, node.origin,
            made ? "the same is expected" + where + " already"
                 : "the name " + in_quotes(expectation.name) + " stands" + where + " already",
            made ? "keep one of them" : "give each expectation a name of its own");
  }

  void read_expect(const DocumentNode& node, PolicyExpectation& out) {
    const Members found =
        members(node, {"from", "to", "port", "family", "clients", "result"}, "`expect`");
    if (node.kind != NodeKind::map) return;
    read_ends(node, found, "from", out.from);
    read_ends(node, found, "to", out.to);
    if (const DocumentNode* port = member(found, "port")) read_ports(*port, out);
    if (const DocumentNode* family = member(found, "family")) read_family(*family, out);
    if (const DocumentNode* clients = member(found, "clients")) read_clients(*clients, out);
    const DocumentNode* result = member(found, "result");
    if (result == nullptr) {
      return missing(node.origin, "`expect` has no `result`",
                     "write `result: works`, `blocked`, `isolated` or another verdict");
    }
    read_result(*result, out);
    settle(node, found, out);
  }

  /// What isolation excludes, and the rest demands.
  void settle(const DocumentNode& node, const Members& found,
              const PolicyExpectation& expectation) {
    if (!expectation.isolated) {
      if (!expectation.accepted.empty() && member(found, "port") == nullptr) {
        missing(node.origin, "`expect` has no `port`",
                "write `port: tcp/443`; only `result: isolated` speaks of all of them");
      }
      return;
    }
    for (const std::string_view key : {"port", "clients"}) {
      const DocumentNode* there = member(found, key);
      if (there == nullptr) continue;
      problem(DiagnosticCode::contradicting_policy, there->origin,
              in_quotes(key) +
                  " says nothing beside `result: isolated`, which speaks of every "
                  "request of every client",
              key == "port" ? "leave it out, or write `result: blocked`" : "leave it out");
    }
  }

  void read_ends(const DocumentNode& node, const Members& found, std::string_view key,
                 std::vector<std::string>& out) {
    const DocumentNode* there = member(found, key);
    if (there == nullptr) {
      return missing(node.origin, "`expect` has no `" + std::string(key) + '`',
                     "name an address, a CIDR block, `internet`, a subnet or a network ACL");
    }
    for (const Word& one : words(*there, key)) out.emplace_back(one.text);
  }

  void read_ports(const DocumentNode& node, PolicyExpectation& out) {
    for (const Word& one : words(node, "port")) {
      auto services = parse_services(one.text);
      if (!services) {
        bad(*one.node, services.error().what, services.error().hint);
        continue;
      }
      out.ports.emplace_back(one.text);
      std::move(services->begin(), services->end(), std::back_inserter(out.services));
    }
  }

  void read_family(const DocumentNode& node, PolicyExpectation& out) {
    const auto text = word(node, "family");
    if (!text) return;
    if (text->text == "ipv4") {
      out.family = IpFamily::v4;
    } else if (text->text == "ipv6") {
      out.family = IpFamily::v6;
    } else {
      bad(node, in_quotes(text->text) + " is no address family", "write ipv4 or ipv6");
    }
  }

  void read_clients(const DocumentNode& node, PolicyExpectation& out) {
    for (const Word& one : words(node, "clients")) {
      auto client = find_client_profile(one.text);
      if (client) {
        out.clients.push_back(std::move(*client));
      } else {
        bad(*one.node, client.error().what, client.error().hint);
      }
    }
  }

  void read_result(const DocumentNode& node, PolicyExpectation& out) {
    const std::vector<Word> all = words(node, "result");
    std::vector<Verdict> accepted;
    for (const Word& one : all) {
      const auto* known = std::find_if(std::begin(kVerdicts), std::end(kVerdicts),
                                       [&](Verdict v) { return to_string(v) == one.text; });
      if (one.text == "isolated") {
        out.isolated = true;
      } else if (one.text == "blocked" || one.text == "not-works") {
        accepted.insert(accepted.end(), {Verdict::denied, Verdict::no_route});
      } else if (known != std::end(kVerdicts)) {
        accepted.push_back(*known);
      } else {
        bad(*one.node, in_quotes(one.text) + " is no verdict",
            "use works, partial, half-open, denied, no-route, unknown, blocked, isolated");
      }
    }
    if (out.isolated && all.size() > 1) {
      problem(DiagnosticCode::contradicting_policy, node.origin,
              "`isolated` stands beside other results", "write an expectation for each");
    }
    for (const Verdict verdict : kVerdicts) {
      if (std::find(accepted.begin(), accepted.end(), verdict) != accepted.end()) {
        out.accepted.push_back(verdict);
      }
    }
  }

  void read_except(const DocumentNode& node, PolicyExpectation& out) {
    if (!out.isolated && out.accepted.empty())
      return;  // the result cannot be read, and that is told
    if (!out.isolated) {
      return problem(DiagnosticCode::contradicting_policy, node.origin,
                     "`except` belongs to `result: isolated` only", "leave it out");
    }
    if (node.kind != NodeKind::list || node.items.empty()) {
      return bad(node, "`except` is a list of services", "write `except: [{port: icmp/echo}]`");
    }
    for (const std::uint32_t item : node.items) {
      if (++values_ > kMostValues) return;
      const DocumentNode& one = document_.at(item);
      const Members found = members(one, {"port"}, "`except`");
      if (one.kind != NodeKind::map) continue;
      const DocumentNode* port = member(found, "port");
      if (port == nullptr) {
        missing(one.origin, "this exception names no `port`", "write `{port: icmp/echo}`");
        continue;
      }
      for (const Word& text : words(*port, "port")) {
        auto parsed = parse_policy_exceptions(text.text);
        if (!parsed) {
          bad(*text.node, parsed.error().what, parsed.error().hint);
          continue;
        }
        std::move(parsed->begin(), parsed->end(), std::back_inserter(out.except));
      }
    }
  }

  Document document_;
  Origin start_;
  PolicyFile file_;
  std::map<std::string, std::uint32_t> lines_;  ///< of the names
  std::size_t values_ = 0;                      ///< read so far, aliases followed
};

}  // namespace

PolicyFile read_policy_file(const SourceText& text, std::uint32_t source) {
  return PolicyReader(text, source).read();
}

}  // namespace halfopen
