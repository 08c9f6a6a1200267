// SPDX-License-Identifier: Apache-2.0
// One function a verb. Each returns the exit code.
#pragma once

#include "cli/options.hpp"

namespace halfopen::cli {

int run_check(const Options& options);
int run_flows(const Options& options);
int run_explain(const Options& options);
int run_matrix(const Options& options);
int run_exposure(const Options& options);
int run_lint(const Options& options);
int run_diff(const Options& options);
int run_fix(const Options& options);
int run_minimise(const Options& options);
int run_compile(const Options& options);
int run_plan_apply(const Options& options);
int run_policy(const Options& options);
int run_ports_list(const Options& options);
int run_ports_classify(const Options& options);
int run_ports_simulate(const Options& options);
int run_ports_exhaust(const Options& options);
int run_lab_run(const Options& options);
int run_lab_verify(const Options& options);
int run_logs_diagnose(const Options& options);
int run_logs_replay(const Options& options);
int run_logs_merge(const Options& options);
int run_logs_rejects(const Options& options);
int run_logs_rules(const Options& options);
int run_logs_sql(const Options& options);
int run_practice(const Options& options);
int run_collect(const Options& options);
int run_serve(const Options& options);
int run_report_html(const Options& options);
int run_completion(const Options& options);

}  // namespace halfopen::cli
