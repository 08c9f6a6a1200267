// SPDX-License-Identifier: Apache-2.0
// Rules that never decide, rules that could go, and rules that cross each other.
#include <algorithm>
#include <iterator>

#include "halfopen/acl/header_rules.hpp"
#include "halfopen/analysis/lint_context.hpp"
#include "halfopen/space/header_space.hpp"
#include "halfopen/space/rule_witnesses.hpp"

namespace halfopen {
namespace {

/// The entries whose effect is known: whatever they hold, the others may hold nothing.
std::vector<NetworkAclEntry> known_entries(std::span<const NetworkAclEntry> entries) {
  std::vector<NetworkAclEntry> known;
  std::copy_if(entries.begin(), entries.end(), std::back_inserter(known),
               [](const NetworkAclEntry& e) { return e.action != RuleAction::unknown; });
  return known;
}

/// The rules of one direction as header sets. A rule that the known ones shadow is shadowed
/// whatever the unknown ones do; that a rule changes nothing is sure only without unknown ones.
class ShadowLint {
 public:
  ShadowLint(const LintContext& context, Direction direction)
      : context_(context),
        direction_(direction),
        entries_(known_entries(context.acl().entries(direction))),
        sure_(entries_.size() == context.acl().entries(direction).size()),
        rules_(numbered_header_rules(entries_)),
        decided_(store_.decide(rules_, static_cast<std::uint32_t>(rules_.size()))) {
    for (const HeaderRule& rule : rules_) boxes_.push_back(store_.of(rule.box));
  }

  void run() {
    const auto witnesses = rule_witnesses(rules_);
    const HeaderSpace allowed = store_.allowed(header_rules(entries_));
    for (std::uint32_t i = 0; i < rules_.size(); ++i) {
      if (!witnesses[i]) {
        shadowed(i);
      } else if (sure_ && without(i) == allowed) {
        needless(i);
      } else {
        partly_shadowed(i);
      }
      crossing(i);
    }
  }

 private:
  HeaderSpace without(std::uint32_t index) {
    std::vector<HeaderRule> rest = header_rules(entries_);
    rest.erase(rest.begin() + index);
    return store_.allowed(rest);
  }

  /// "rule 100 (…)", "rules 100, 110 and 120".
  std::string names(const std::vector<std::uint32_t>& rules) const {
    if (rules.size() == 1) return rule_phrase(entries_[rules[0]]);
    std::string text = "rules ";
    for (std::size_t i = 0; i < rules.size(); ++i) {
      text +=
          (i == 0 ? "" : (i + 1 == rules.size() ? " and " : ", ")) + rule_label(entries_[rules[i]]);
    }
    return text;
  }

  void shadowed(std::uint32_t index) {
    std::vector<std::uint32_t> by;
    bool other_action = false;
    for (std::uint32_t j = 0; j < index; ++j) {
      if ((boxes_[index] & decided_.decided_by(j)).empty()) continue;
      by.push_back(j);
      other_action = other_action || entries_[j].action != entries_[index].action;
    }
    context_.add("shadowed-rule", Severity::warning, direction_, &entries_[index],
                 rule_phrase(entries_[index]) + " never decides: " + names(by) +
                     (by.size() == 1 ? " takes" : " take") + " everything that it matches" +
                     (other_action ? ", with the other outcome" : ", with the same outcome"),
                 other_action ? "give it a number before them if it is meant, or remove it"
                              : "remove it, or suppress this finding if it is kept as a note");
  }

  void needless(std::uint32_t index) {
    const bool denies = entries_[index].action == RuleAction::deny;
    context_.add(
        "rule-without-effect", Severity::note, direction_, &entries_[index],
        rule_phrase(entries_[index]) + " changes nothing: without it the same packets are " +
            (denies ? "denied by later rules or the default deny" : "allowed by later rules"),
        "remove it to save a place in the quota, or keep it as a note");
  }

  void partly_shadowed(std::uint32_t index) {
    std::vector<std::uint32_t> by;
    HeaderSpace taken = store_.none();
    for (std::uint32_t j = 0; j < index; ++j) {
      if (entries_[j].action == entries_[index].action) continue;
      const HeaderSpace part = boxes_[index] & decided_.decided_by(j);
      if (part.empty()) continue;
      by.push_back(j);
      taken = taken | part;
    }
    if (by.empty()) return;
    const bool mostly = boxes_[index].count() <= taken.count() * 2;
    context_.add("partially-shadowed-rule", mostly ? Severity::warning : Severity::note, direction_,
                 &entries_[index],
                 rule_phrase(entries_[index]) + " decides only " +
                     (mostly ? "the smaller part" : "a part") + " of what it matches: " +
                     names(by) + (by.size() == 1 ? " takes" : " take") + " the rest",
                 "check that the exception is meant");
  }

  /// Allow and deny that overlap, neither inside the other.
  void crossing(std::uint32_t index) {
    for (std::uint32_t j = 0; j < index; ++j) {
      if (entries_[j].action == entries_[index].action) continue;
      const HeaderSpace both = boxes_[index] & boxes_[j];
      if (both.empty() || both == boxes_[index] || both == boxes_[j]) continue;
      context_.add("conflicting-overlap", Severity::note, direction_, &entries_[index],
                   rule_phrase(entries_[index]) + " and " + rule_phrase(entries_[j]) +
                       " overlap crosswise: for what both match, the lower number wins",
                   "check that the order is meant");
    }
  }

  const LintContext& context_;
  Direction direction_;
  std::vector<NetworkAclEntry> entries_;
  bool sure_;  ///< no entry is left out
  std::vector<HeaderRule> rules_;
  HeaderSpaces store_;
  RuleSpace decided_;
  std::vector<HeaderSpace> boxes_;
};

}  // namespace

void lint_shadowing(const LintContext& context) {
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    ShadowLint(context, direction).run();
  }
}

}  // namespace halfopen
