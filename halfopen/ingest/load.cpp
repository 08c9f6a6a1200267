// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/load.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "halfopen/ingest/allowance_comments.hpp"
#include "halfopen/ingest/aws_describe.hpp"
#include "halfopen/ingest/cfn_reader.hpp"
#include "halfopen/ingest/rule_table.hpp"
#include "halfopen/ingest/terraform_plan.hpp"
#include "halfopen/ingest/terraform_text.hpp"
#include "halfopen/vpc/additions.hpp"
#include "halfopen/vpc/append_list.hpp"

namespace halfopen {
namespace {

bool starts_like_json(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  if (text[first] == '{') return true;
  if (text[first] != '[') return false;
  // "[Inbound]" is a title, "[{" the beginning of a list.
  const std::size_t next = text.find_first_not_of(" \t\r\n", first + 1);
  return next == std::string_view::npos ||
         std::string_view("{[\"]-0123456789").find(text[next]) != std::string_view::npos;
}

/// A flow log looks like a table of rules that makes no sense. By its first line: field names, or
/// the words of a record (VPC User Guide, flow log records).
bool is_flow_log(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of("\r\n"), text.size());
  std::string_view line = text.substr(begin, text.find_first_of("\r\n", begin) - begin);
  std::vector<std::string_view> words;
  while (!line.empty() && words.size() < 64) {
    const std::size_t blank = line.find(' ');
    words.push_back(line.substr(0, blank));
    line = blank == std::string_view::npos ? std::string_view() : line.substr(blank + 1);
  }
  const auto has = [&](std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  if ((has("srcaddr") || has("pkt-srcaddr") || has("pkt_srcaddr")) && has("action")) return true;
  const bool ends = !words.empty() && (words.back() == "OK" || words.back() == "NODATA" ||
                                       words.back() == "SKIPDATA");
  return words.size() >= 14 && ends && words[2].starts_with("eni-");
}

/// What a text of no known kind probably is, to name the way out.
std::string hint_for(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return "the file is empty";
  if (text.starts_with("{\"@level\"")) {
    return "this is the log of `terraform plan -json`; give the output of `terraform show -json "
           "PLAN`";
  }
  if (text.starts_with("NETWORKACLS\t")) {
    return "this is --output text of the AWS CLI; export with --output json";
  }
  if (is_flow_log(text)) return "this is a flow log: halfopen logs diagnose";
  return "give the output of `aws ec2 describe-network-acls`, `describe-subnets` and "
         "`describe-vpcs`, or a rule table as text";
}

}  // namespace

bool is_yaml_template(const SourceText& source) {
  return !starts_like_json(source.bytes()) && looks_like_template(source, false);
}

ReadOutcome Loader::read(const SourceText& source, std::uint32_t index) {
  const bool json = starts_like_json(source.bytes());
  if (json && may_be_terraform(source.bytes())) {
    const ReadOutcome outcome = read_plan(source, index);
    if (outcome != ReadOutcome::not_ours) return outcome;
  }
  if (looks_like_template(source, json)) {
    return read_cloudformation(source, index, json, parameters_, draft_, diagnostics_);
  }
  if (!json && is_flow_log(source.bytes())) return ReadOutcome::not_ours;
  return json ? read_aws_describe(source, index, draft_, diagnostics_)
              : read_rule_table(source, index, draft_, diagnostics_);
}

ReadOutcome Loader::read_plan(const SourceText& source, std::uint32_t index) {
  TerraformPlan plan;
  const ReadOutcome outcome = read_terraform(source, index, plan, diagnostics_);
  if (outcome == ReadOutcome::read) {
    has_plan_ = has_plan_ || plan.is_plan;
    plans_.push_back(std::move(plan));
  }
  return outcome;
}

void Loader::add(const SourceText& source, bool listed) {
  const std::uint32_t index = sources_.add(source.name());
  switch (read(source, index)) {
    case ReadOutcome::read: {
      any_read_ = true;
      if (starts_like_json(source.bytes())) return;  // JSON has no comments
      auto found = allowance_comments(source.bytes(), index, diagnostics_);
      append_list(allowances_, found);
      return;
    }
    case ReadOutcome::unreadable: draft_.not_read.push_back(source.name()); return;
    case ReadOutcome::not_ours:
      diagnostics_.push_back({DiagnosticCode::unknown_content,
                              listed ? Severity::error : Severity::note,
                              {index, 0, 0},
                              "nothing in this file is an input of a known kind; it is left out",
                              hint_for(source.bytes())});
      if (listed) draft_.not_read.push_back(source.name());
      return;
  }
}

void Loader::give_parameter(const std::string& name, const std::string& value) {
  parameters_.values.insert_or_assign(name, value);
}

void Loader::add_parameter_file(const SourceText& source) {
  const std::uint32_t index = sources_.add(source.name());
  if (!read_parameter_file(source, index, parameters_, diagnostics_)) parameters_broken_ = true;
}

void Loader::add_broken_parameters(const std::string& name, const std::string& reason) {
  add_unreadable(name, reason);
  parameters_broken_ = true;
}

void Loader::add_unreadable(const std::string& name, const std::string& reason) {
  const std::uint32_t index = sources_.add(name);
  diagnostics_.push_back({DiagnosticCode::unreadable_file,
                          Severity::error,
                          {index, 0, 0},
                          reason,
                          "check the path and the permissions"});
  draft_.not_read.push_back(name);
}

void Loader::add_foreign(const std::string& name, const std::string& reason) {
  diagnostics_.push_back(
      {DiagnosticCode::unknown_content, Severity::note, {sources_.add(name), 0, 0}, reason, ""});
}

Loader::Loaded Loader::finish(PlanSide side) && {
  report_unused_parameters(parameters_, diagnostics_);
  for (TerraformPlan& plan : plans_) {
    // A state says what there was when it was written: the account's own word counts.
    const PlanSide chosen = plan.is_plan ? side : PlanSide::before;
    if (chosen == PlanSide::before) append_list(diagnostics_, plan.before_diagnostics);
    put_over(draft_, {std::move(plan.before), std::move(plan.after), std::move(plan.unchanged)},
             chosen);
  }
  attach_additions(draft_, diagnostics_);
  Snapshot snapshot = Snapshot::build(std::move(draft_), diagnostics_);
  return {std::move(snapshot), std::move(sources_), std::move(diagnostics_),
          std::move(allowances_)};
}

}  // namespace halfopen
