// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "cli/log_run.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/flowlog/log_reader.hpp"
#include "halfopen/flowlog/rule_hits.hpp"
#include "halfopen/report/rule_hits_report.hpp"
#include "halfopen/vpc/crossing.hpp"

namespace halfopen::cli {
namespace {

std::vector<CidrBlock> blocks_behind(const Snapshot& snapshot, std::uint32_t acl) {
  std::vector<CidrBlock> blocks;
  for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
    if (guarding_acl(snapshot, {Location::Kind::subnet, i}) != acl) continue;
    const auto& own = snapshot.subnets()[i].cidrs;
    blocks.insert(blocks.end(), own.begin(), own.end());
  }
  return blocks;
}

}  // namespace

int run_logs_rules(const Options& options) {
  auto format = log_format_of(options);
  if (!format) return refuse(format.error());
  const Inputs inputs = read_inputs(options, options.logs.snapshot);
  if (!inputs.any_read) return refuse({"the snapshot could not be read", ""});
  const Snapshot& snapshot = inputs.loaded.snapshot;
  const auto chosen = only_acl_of(snapshot, options);
  if (!chosen) return refuse(chosen.error());
  const NetworkAcl& acl = snapshot.acls()[*chosen];
  auto blocks = blocks_behind(snapshot, *chosen);
  if (blocks.empty() && !snapshot.subnets().empty()) {
    return refuse({"no subnet hangs on the network ACL " + acl.id() + ", so no packet crosses it",
                   "name another by --acl"});
  }
  RuleCounter counter(acl, std::move(blocks));
  LogReader reader = LogReader::by_columns(
      std::move(*format), [&](const FlowColumns& columns) { counter.take(columns); });
  LogReport report;
  if (!read_logs(options, reader, report)) return refuse(no_record());
  const RuleHits hits = counter.hits();
  const auto text = [&] {
    switch (options.format) {
      case Format::json: return rule_hits_json(acl.id(), hits, report);
      case Format::csv: return rule_hits_csv(hits);
      default: break;
    }
    return rule_hits_text(acl.id(), hits, report, style_for(STDOUT_FILENO, options.colour));
  };
  return write_out(text()) ? kClean : refuse({"the output cannot be written", ""});
}

}  // namespace halfopen::cli
