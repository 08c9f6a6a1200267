// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.hpp"

#include "cli/help_texts.hpp"
#include "cli/verb_groups.hpp"

namespace halfopen::cli {
namespace {

void add_verbs(VerbTree& tree) {
  VerbHandle root = tree.root();
  root.footer(kExamples);
  for (const auto add :
       {add_check, add_explain, add_matrix, add_exposure, add_lint, add_diff, add_fix, add_minimise,
        add_compile, add_plan_apply, add_policy, add_ports, add_lab, add_logs, add_practice,
        add_collect, add_serve, add_report, add_completion}) {
    add(root);
  }
}

}  // namespace

std::variant<Options, Farewell> read_command_line(int argc, const char* const* argv) {
  VerbTree tree;
  add_verbs(tree);
  return tree.parse(argc, argv);
}

std::vector<VerbWords> completion_words() {
  VerbTree tree;
  add_verbs(tree);
  return tree.words();
}

}  // namespace halfopen::cli
