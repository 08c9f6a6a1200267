// SPDX-License-Identifier: Apache-2.0
// Exact sets of headers: halfopen::space beside BuDDy and Z3, four questions over the same rule
// lists. usage: bench_versus [SET...]: only the sets whose name begins with one of the words.
// Fails if two engines differ in an answer.
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "bench/sample_acl.hpp"
#include "bench/timing.hpp"
#include "duel.hpp"
#include "product_pairs.hpp"
#include "rule_pairs.hpp"
#include "rule_sets.hpp"

namespace {

using namespace halfopen;         // NOLINT(google-build-using-namespace): a program, not a header
using namespace halfopen::bench;  // NOLINT(google-build-using-namespace)

constexpr DuelAims kTens = {30, 30, 400, 400, 400};
constexpr DuelAims kHundred = {10, 10, 50, 50, 50};
constexpr DuelAims kThousand = {10, 10, 30, 100, 5};
constexpr DuelAims kManyAcl = {30, 50, 0, 0, 0};
constexpr DuelAims kManyMixture = {4, 50, 0, 0, 0};
constexpr DuelAims kManyFirewall = {5, 50, 0, 0, 0};

/// Which sets the user asked for.
class Choice {
 public:
  Choice(int count, char** words) : words_(words + 1, words + count) {}

  bool takes(std::string_view name) const {
    if (words_.empty()) return true;
    for (const std::string_view word : words_) {
      if (name.starts_with(word)) return true;
    }
    return false;
  }

 private:
  std::vector<std::string_view> words_;
};

void compare(const Choice& choice, const std::string& name, const Rules& rules,
             const DuelAims& aims) {
  if (!choice.takes(name)) return;
  const Questions questions{rules, equal_rules(rules, 7), swapped_ends(reply_rules(rules, 8))};
  duel(name, questions, aims);
}

std::string conformance_data() {
  const char* chosen = std::getenv("HALFOPEN_CONFORMANCE_DATA");
  if (chosen != nullptr && *chosen != '\0') return chosen;
  return HALFOPEN_PROJECT_ROOT "/../shared/realdata";
}

void compare_real(const Choice& choice) {
  if (!choice.takes("real_acl1_1k")) return;
  const std::string path = conformance_data() +
                           "/JiaChangGit+network-packet-classification/classbench_set/ipv4-ruleset/"
                           "acl1_1k";
  if (const auto rules = read_classbench(path)) {
    compare(choice, "real_acl1_1k", *rules, kThousand);
  } else {
    print_title("real_acl1_1k: skipped, no " + path);
  }
}

}  // namespace

int main(int count, char** words) {
  const Choice choice(count, words);
  compare(choice, "nacl_20", network_acl_rules(20, 31), kTens);
  compare(choice, "nacl_40", network_acl_rules(40, 51), kTens);
  compare(choice, "five_40", five_tuple_rules(40, 52), kTens);
  compare(choice, "five_100", five_tuple_rules(100, 111), kHundred);
  compare(choice, "acl_1k", shaped_rules(Shape::acl, 1000, 1), kThousand);
  compare(choice, "fw_1k", shaped_rules(Shape::firewall, 1000, 2), kThousand);
  compare(choice, "ipc_1k", shaped_rules(Shape::mixture, 1000, 3), kThousand);
  compare_real(choice);
  compare(choice, "acl_10k", shaped_rules(Shape::acl, 10'000, 4), kManyAcl);
  compare(choice, "fw_10k", shaped_rules(Shape::firewall, 10'000, 5), kManyFirewall);
  compare(choice, "ipc_10k", shaped_rules(Shape::mixture, 10'000, 6), kManyMixture);
  if (choice.takes("pairs")) compare_pairs(200, 20);
  return 0;
}
