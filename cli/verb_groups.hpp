// SPDX-License-Identifier: Apache-2.0
// Every verb with its options, added to the tree of verbs. The order is that of `--help`.
#pragma once

#include "cli/verb_tree.hpp"

namespace halfopen::cli {

void add_check(VerbHandle root);
void add_explain(VerbHandle root);
void add_matrix(VerbHandle root);
void add_exposure(VerbHandle root);
void add_lint(VerbHandle root);
void add_diff(VerbHandle root);
void add_fix(VerbHandle root);
void add_minimise(VerbHandle root);
void add_compile(VerbHandle root);
void add_plan_apply(VerbHandle root);
void add_policy(VerbHandle root);
void add_ports(VerbHandle root);
void add_lab(VerbHandle root);
void add_logs(VerbHandle root);
void add_logs_sql(VerbHandle logs);
void add_practice(VerbHandle root);
void add_collect(VerbHandle root);
void add_serve(VerbHandle root);
void add_report(VerbHandle root);
void add_completion(VerbHandle root);

}  // namespace halfopen::cli
