// SPDX-License-Identifier: Apache-2.0
// What `--help` says beside the options.
#pragma once

namespace halfopen::cli {

extern const char* const kExamples;
extern const char* const kCollectExamples;
extern const char* const kReviewExamples;
extern const char* const kWhere;
extern const char* const kPolicyExamples;
extern const char* const kPlanApplyExamples;
extern const char* const kCompileExamples;
extern const char* const kLabExamples;
extern const char* const kLogsExamples;
extern const char* const kLogsMergeExamples;
extern const char* const kLogsReplayExamples;
extern const char* const kLogsRejectsExamples;
extern const char* const kLogsRulesExamples;
extern const char* const kLogsSqlExamples;
extern const char* const kPortsExamples;
extern const char* const kPracticeExamples;
extern const char* const kServeExamples;
extern const char* const kReportHtmlExamples;

}  // namespace halfopen::cli
