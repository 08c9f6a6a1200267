// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/load.hpp"

#include <utility>

#include "halfopen/ingest/allowance_comments.hpp"
#include "halfopen/ingest/aws_describe.hpp"
#include "halfopen/ingest/rule_table.hpp"

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

/// What a text of no known kind probably is, to name the way out.
std::string hint_for(std::string_view text) {
  const auto has = [&](std::string_view word) { return text.find(word) != std::string_view::npos; };
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return "the file is empty";
  if (has("\"terraform_version\"")) {
    return "this looks like Terraform JSON, which this version does not read; export with "
           "`aws ec2 describe-network-acls`";
  }
  if (has("AWSTemplateFormatVersion") || has("AWS::EC2::")) {
    return "this looks like a CloudFormation template, which this version does not read; export "
           "with `aws ec2 describe-network-acls`";
  }
  if (text.starts_with("NETWORKACLS\t")) {
    return "this is --output text of the AWS CLI; export with --output json";
  }
  return "give the output of `aws ec2 describe-network-acls`, `describe-subnets` and "
         "`describe-vpcs`, or a rule table as text";
}

}  // namespace

void Loader::add(const SourceText& source, bool listed) {
  const std::uint32_t index = sources_.add(source.name());
  const bool is_json = starts_like_json(source.bytes());
  const ReadOutcome outcome = is_json ? read_aws_describe(source, index, draft_, diagnostics_)
                                      : read_rule_table(source, index, draft_, diagnostics_);
  switch (outcome) {
    case ReadOutcome::read: {
      any_read_ = true;
      if (is_json) return;  // JSON has no comments
      auto found = allowance_comments(source.bytes(), index, diagnostics_);
      allowances_.insert(allowances_.end(), found.begin(), found.end());
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

Loader::Loaded Loader::finish() && {
  Snapshot snapshot = Snapshot::build(std::move(draft_), diagnostics_);
  return {std::move(snapshot), std::move(sources_), std::move(diagnostics_),
          std::move(allowances_)};
}

}  // namespace halfopen
