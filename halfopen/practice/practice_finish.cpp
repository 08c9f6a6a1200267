// SPDX-License-Identifier: Apache-2.0
#include "halfopen/practice/practice_finish.hpp"

#include <algorithm>
#include <utility>

#include "halfopen/acl/first_match.hpp"
#include "halfopen/analysis/explain.hpp"
#include "halfopen/practice/practice_rows.hpp"
#include "halfopen/practice/practice_words.hpp"

namespace halfopen {
namespace {

PracticeOption option_of(ClaimKind kind, const char* misconception) {
  PracticeOption option;
  option.claim.kind = kind;
  option.misconception = misconception;
  return option;
}

std::string text_of(const PracticeQuestion& question, const PracticeOption& option) {
  const PracticeClaim& claim = option.claim;
  switch (claim.kind) {
    case ClaimKind::working_set: {
      std::vector<std::string> labels;
      for (const PracticeProbe& probe : question.scene.probes) labels.push_back(probe.label);
      return words::working_set(labels, claim.works);
    }
    case ClaimKind::verdict: return words::verdict_option(claim.verdict);
    case ClaimKind::share:
      return words::share(claim.number, question.scene.probes.front().profile.range.size());
    case ClaimKind::decider: return "rule " + claim.rule;
    case ClaimKind::edits: return words::edits(question.scene, claim.edits);
    case ClaimKind::room:
      return std::to_string(claim.number) + (claim.number == 1 ? " rule" : " rules");
  }
  return "";
}

/// Why a rule decides a packet, or why it does not.
std::string decider_reason(const PracticeQuestion& question, const std::string& rule) {
  const Snapshot snapshot = snapshot_of(question.scene);
  const NetworkAcl& acl = snapshot.acls()[question.focus.acl];
  const Packet& packet = question.focus.packet;
  const Direction direction = question.focus.direction;
  const Decision decision = first_match(acl, direction, packet);
  const IpAddress& remote = direction == Direction::ingress ? packet.source : packet.destination;
  const std::string decides = "rule " + rule_label(decision);
  if (rule == "*") {
    return decision.entry == nullptr
               ? "No rule with a number matches, so rule * denies."
               : "Rule * only decides what no number matches; " + decides + " matches.";
  }
  for (const NetworkAclEntry& row : acl.entries(direction)) {
    if (rule_label(row) != rule) continue;
    const auto why = mismatch(row, packet);
    if (why)
      return "Rule " + rule + " does not match: " + describe({&row, why}, packet, remote) + ".";
    if (decision.entry == &row) {
      return "Rule " + rule + " has the lowest number of those that match.";
    }
    return "Rule " + rule + " matches, too, but " + decides +
           " has a lower number and decides first.";
  }
  return "";
}

std::string joined_facts(const PracticeScene& scene, const std::vector<PracticeFact>& facts) {
  std::string text;
  for (const PracticeFact& fact : facts)
    text += (text.empty() ? "" : " ") + words::fact(scene, fact);
  return text;
}

/// The facts in which an option is wrong; all of them for the right one.
std::vector<PracticeFact> telling_facts(const PracticeQuestion& question,
                                        const PracticeOption& option,
                                        const std::vector<PracticeFact>& facts) {
  std::vector<PracticeFact> told;
  for (const PracticeFact& fact : facts) {
    const bool works = fact.verdict == Verdict::works;
    bool tells = option.right;
    if (option.claim.kind == ClaimKind::working_set) {
      const auto& claimed = option.claim.works;
      tells |= works != (std::find(claimed.begin(), claimed.end(), fact.probe) != claimed.end());
    } else if (option.claim.kind == ClaimKind::edits) {
      const bool wanted = question.scene.probes[fact.probe].must_work;
      tells |= fact.verdict != (wanted ? Verdict::works : Verdict::denied);
    } else {
      tells |= fact.probe == 0;
    }
    if (tells) told.push_back(fact);
  }
  return told;
}

/// An error of thought about replies is none where every reply in question passes, or no request
/// arrives.
void drop_beside_the_point(PracticeOption& option) {
  if (option.misconception != "keeps-state" || option.facts.empty()) return;
  const bool about_replies =
      std::any_of(option.facts.begin(), option.facts.end(), [](const PracticeFact& fact) {
        return fact.verdict == Verdict::half_open || fact.verdict == Verdict::partial;
      });
  if (!about_replies) option.misconception.clear();
}

void explain_option(const PracticeQuestion& question, const std::vector<PracticeFact>& facts,
                    PracticeOption& option) {
  if (option.right) option.misconception.clear();
  std::string reason;
  if (option.claim.kind == ClaimKind::decider) {
    reason = decider_reason(question, option.claim.rule);
  } else if (option.claim.kind == ClaimKind::room) {
    reason = question.lesson;
  } else if (option.claim.kind == ClaimKind::edits) {
    const PracticeScene changed = with_edits(question.scene, option.claim.edits);
    option.facts = telling_facts(question, option, facts_of(changed));
    reason = "Then " + joined_facts(changed, option.facts);
  } else {
    option.facts = telling_facts(question, option, facts);
    reason = joined_facts(question.scene, option.facts);
  }
  drop_beside_the_point(option);
  const std::string thought(words::misconception(option.misconception));
  option.explanation = thought.empty() ? reason : thought + ' ' + reason;
}

/// EC2 refuses a second rule with a number that is taken. Only what is meant to stand in the place
/// of another rule has its number.
void drop_taken_numbers(const PracticeQuestion& question, std::vector<PracticeOption>& options) {
  if (question.kind == "mend-range") return;
  const auto taken = [&](const PracticeOption& option) {
    for (const PracticeEdit& edit : option.claim.edits) {
      for (const NetworkAclEntry& row : edit.rows) {
        for (const NetworkAclEntry& there : question.scene.acls[edit.acl].rows) {
          if (there.direction == row.direction && there.number == row.number) return true;
        }
      }
    }
    return false;
  };
  options.erase(std::remove_if(options.begin(), options.end(), taken), options.end());
}

void drop_repeated(std::vector<PracticeOption>& options) {
  for (std::size_t i = 0; i < options.size(); ++i) {
    for (std::size_t later = options.size(); --later > i;) {
      const bool same =
          options[later].claim == options[i].claim || options[later].text == options[i].text;
      if (same) options.erase(options.begin() + static_cast<std::ptrdiff_t>(later));
    }
  }
}

}  // namespace

PracticeOption claim_edits(std::vector<PracticeEdit> edits, const char* misconception) {
  PracticeOption option = option_of(ClaimKind::edits, misconception);
  option.claim.edits = std::move(edits);
  return option;
}

PracticeOption claim_edit(std::size_t acl, const NetworkAclEntry& row, const char* misconception) {
  return claim_edits({{acl, {row}}}, misconception);
}

PracticeOption claim_rule(const std::string& rule, const char* misconception) {
  PracticeOption option = option_of(ClaimKind::decider, misconception);
  option.claim.rule = rule;
  return option;
}

PracticeOption claim_number(ClaimKind kind, std::uint32_t number, const char* misconception) {
  PracticeOption option = option_of(kind, misconception);
  option.claim.number = number;
  return option;
}

PracticeOption claim_verdict(Verdict verdict, const char* misconception) {
  PracticeOption option = option_of(ClaimKind::verdict, misconception);
  option.claim.verdict = verdict;
  return option;
}

PracticeOption claim_set(std::vector<std::size_t> works, const char* misconception) {
  PracticeOption option = option_of(ClaimKind::working_set, misconception);
  option.claim.works = std::move(works);
  return option;
}

bool finish_question(PracticeDice& dice, PracticeQuestion& question, std::size_t count) {
  sort_rows(question.scene);
  std::vector<PracticeOption>& options = question.options;
  for (PracticeOption& option : options) {
    if (option.text.empty()) option.text = text_of(question, option);
  }
  drop_taken_numbers(question, options);
  drop_repeated(options);
  const std::vector<PracticeFact> facts = facts_of(question.scene);
  std::size_t right = 0;
  for (PracticeOption& option : options) {
    option.right = holds(option.claim, question.scene, question.focus, facts);
    right += option.right ? 1U : 0U;
  }
  if (right != 1 || options.size() < count) return false;
  for (std::size_t at = options.size(); at-- > 0 && options.size() > count;) {
    if (!options[at].right) options.erase(options.begin() + static_cast<std::ptrdiff_t>(at));
  }
  for (PracticeOption& option : options) explain_option(question, facts, option);
  dice.shuffle(options);
  return true;
}

}  // namespace halfopen
