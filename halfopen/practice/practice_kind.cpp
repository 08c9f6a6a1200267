// SPDX-License-Identifier: Apache-2.0
#include "halfopen/practice/practice_kind.hpp"

#include <algorithm>
#include <utility>

#include "halfopen/acl/first_match.hpp"
#include "halfopen/practice/practice_finish.hpp"

namespace halfopen {

void add_set_options(PracticeDice& dice, PracticeQuestion& question, const char* misconception) {
  std::vector<std::size_t> works;
  std::vector<std::size_t> arrives;
  for (const PracticeFact& fact : facts_of(question.scene)) {
    if (fact.verdict == Verdict::works) works.push_back(fact.probe);
    if (fact.verdict != Verdict::denied) arrives.push_back(fact.probe);
  }
  const std::size_t probes = question.scene.probes.size();
  std::vector<std::vector<std::size_t>> others;
  for (std::size_t mask = 0; mask < std::size_t{1} << probes; ++mask) {
    std::vector<std::size_t>& set = others.emplace_back();
    for (std::size_t probe = 0; probe < probes; ++probe) {
      if ((mask >> probe & 1) != 0) set.push_back(probe);
    }
  }
  dice.shuffle(others);
  question.options.push_back(claim_set(works, misconception));
  question.options.push_back(claim_set(arrives, "keeps-state"));
  for (std::vector<std::size_t>& set : others) {
    question.options.push_back(claim_set(std::move(set), misconception));
  }
}

void add_verdict_options(PracticeQuestion& question) {
  question.options.push_back(claim_verdict(Verdict::works, "keeps-state"));
  question.options.push_back(claim_verdict(Verdict::partial, "one-range-for-all"));
  question.options.push_back(claim_verdict(Verdict::half_open, ""));
  question.options.push_back(claim_verdict(Verdict::denied, ""));
}

void add_decider_options(PracticeDice& dice, PracticeQuestion& question,
                         const char* misconception) {
  const Packet& packet = question.focus.packet;
  std::vector<PracticeOption> matching;
  std::vector<PracticeOption> others;
  for (const NetworkAclEntry& entry : question.scene.acls[question.focus.acl].rows) {
    if (entry.direction != question.focus.direction) continue;
    if (const auto why = mismatch(entry, packet)) {
      const bool for_the_sender =
          why == Mismatch::port && entry.ports == PortRange{packet.source_port, packet.source_port};
      others.push_back(claim_rule(rule_label(entry), for_the_sender ? misconception : ""));
    } else {
      matching.push_back(claim_rule(rule_label(entry), "later-rule"));
    }
  }
  others.push_back(claim_rule("*", ""));
  dice.shuffle(others);
  question.options = std::move(matching);
  // Three that match say enough; the rest of the room is for those that do not.
  std::sort(question.options.begin(), question.options.end(),
            [](const PracticeOption& a, const PracticeOption& b) {
              return std::stoi(a.claim.rule) < std::stoi(b.claim.rule);
            });
  if (question.options.size() > 3)
    question.options.erase(question.options.begin() + 3, question.options.end());
  for (PracticeOption& option : others) question.options.push_back(std::move(option));
}

void shuffle_wrong(PracticeDice& dice, std::vector<PracticeOption>& options) {
  std::vector<PracticeOption> wrong(options.begin() + 1, options.end());
  dice.shuffle(wrong);
  std::copy(wrong.begin(), wrong.end(), options.begin() + 1);
}

}  // namespace halfopen
