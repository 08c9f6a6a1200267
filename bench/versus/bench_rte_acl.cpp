// SPDX-License-Identifier: Apache-2.0
// Many packets against one rule list: Classifier beside DPDK's rte_acl, in turns in one process.
// Every answer of both is compared with a search rule by rule; the program fails if one differs.
// usage: bench_rte_acl [--data DIR] [SET...]: only the sets whose name begins with one of the
// words.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "bench/timing.hpp"
#include "classifier_race.hpp"
#include "packet_trace.hpp"
#include "peer_rte_acl.hpp"
#include "rule_sets.hpp"

namespace {

using namespace halfopen;         // NOLINT(google-build-using-namespace): a program, not a header
using namespace halfopen::bench;  // NOLINT(google-build-using-namespace)

/// What the user asked for.
class Choice {
 public:
  Choice(int count, char** words) {
    const char* const folder = std::getenv("HALFOPEN_CONFORMANCE_DATA");
    if (folder != nullptr && *folder != '\0') data_ = folder;
    for (int i = 1; i < count; ++i) {
      if (std::string_view(words[i]) == "--data" && i + 1 < count) {
        data_ = words[++i];
      } else {
        words_.emplace_back(words[i]);
      }
    }
  }

  bool takes(std::string_view name) const {
    return words_.empty() || std::any_of(words_.begin(), words_.end(), [name](const auto& word) {
             return name.starts_with(word);
           });
  }
  std::string real_list() const {
    return data_ + "/JiaChangGit+network-packet-classification/classbench_set/ipv4-ruleset/acl1_1k";
  }

 private:
  std::string data_ = HALFOPEN_PROJECT_ROOT "/../shared/realdata";
  std::vector<std::string> words_;
};

/// Ratios of a group of sets, for their geometric mean.
class Group {
 public:
  Group(const Choice& choice, double aim) : choice_(choice), aim_(aim) {}

  void race(const std::string& name, const Rules& rules, bool both_ends, double aim) {
    if (!choice_.takes(name)) return;
    const RaceResult result = race_classifiers(name, rules, both_ends, aim);
    log_sum_ += std::log(result.rule_ratio);
    ++count_;
  }
  void finish(const std::string& what) const {
    if (count_ < 2) return;
    const double mean = std::exp(log_sum_ / count_);
    std::printf("geometric mean of rte_acl / rule index, %s: %.2f (aim: at least %.1f; %s)\n",
                what.c_str(), mean, aim_, mean >= aim_ ? "met" : "MISSED");
  }

 private:
  const Choice& choice_;
  double aim_;
  double log_sum_ = 0;
  int count_ = 0;
};

}  // namespace

int main(int count, char** words) {
  const Choice choice(count, words);
  if (!start_dpdk(words[0])) return 1;
  Group small(choice, 0);
  for (const auto& [size, aim] :
       {std::pair<std::size_t, double>{10, 6}, {20, 6}, {40, 4}, {64, 4}}) {
    small.race("nacl_" + std::to_string(size),
               network_acl_rules(size, 11 + static_cast<std::uint32_t>(size)), false, aim);
  }
  for (const auto& [size, aim] : {std::pair<std::size_t, double>{10, 5}, {20, 5}, {40, 2.5}}) {
    small.race("five_" + std::to_string(size),
               five_tuple_rules(size, 12 + static_cast<std::uint32_t>(size)), true, aim);
  }
  Group thousand(choice, 1.5);
  if (const auto rules = read_classbench(choice.real_list())) {
    thousand.race("real_acl1_1k", *rules, true, 1.2);
  } else {
    print_title("real_acl1_1k: skipped, no " + choice.real_list());
  }
  thousand.race("acl_1k", shaped_rules(Shape::acl, 1000, 1), true, 1.2);
  thousand.race("fw_1k", shaped_rules(Shape::firewall, 1000, 2), true, 1.2);
  thousand.race("ipc_1k", shaped_rules(Shape::mixture, 1000, 3), true, 1.2);
  thousand.finish("1,000 rules");
  Group many(choice, 1.2);
  many.race("acl_10k", shaped_rules(Shape::acl, 10'000, 4), true, 1.2);
  many.race("fw_10k", shaped_rules(Shape::firewall, 10'000, 5), true, 1.2);
  many.race("ipc_10k", shaped_rules(Shape::mixture, 10'000, 6), true, 1.2);
  many.finish("10,000 rules");
  return 0;
}
