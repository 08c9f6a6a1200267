// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "cli/collector.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"

namespace halfopen::cli {
namespace {

/// A region becomes the name of a folder and an argument, so it must look like one.
bool is_region(std::string_view text) {
  return !text.empty() && text.front() >= 'a' && text.front() <= 'z' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

/// What is wrong with the options. Nothing if all is well.
Result<bool> checked(const CollectOptions& options) {
  if (options.out.empty()) return fail("collect needs --out DIR");
  if (options.regions.empty()) return fail("collect needs --region REGION");
  for (const std::string& region : options.regions) {
    if (!is_region(region)) return fail("--region: '" + region + "' is no region", "us-east-1 is");
  }
  for (const std::string* value : {&options.profile, &options.endpoint_url, &options.aws}) {
    if (value->starts_with('-')) return fail("'" + *value + "' begins like an option");
  }
  if (options.aws.empty()) return fail("--aws names no program");
  return true;
}

std::string_view title_of(CallState state) {
  switch (state) {
    case CallState::partial: return "incomplete";
    case CallState::not_asked: return "not asked";
    case CallState::unknown:
    case CallState::collected: return "note";
    case CallState::failed: break;
  }
  return "failed";
}

std::string path_of(const CallOutcome& outcome, const std::string& folder) {
  return folder + '/' + outcome.region + '/' + std::string(outcome.call->name) + ".json";
}

/// A call that did not go well, and how to mend it.
std::string text_of(const CallOutcome& outcome, const std::string& folder) {
  std::string text = std::string(title_of(outcome.state)) + ": " + outcome.region + ' ' +
                     std::string(outcome.call->name) + ": " + printable(outcome.what) + '\n';
  if (!outcome.hint.empty()) text += "  mend: " + outcome.hint + '\n';
  if (outcome.is_old) {
    text += "  old: " + path_of(outcome, folder) + " stands there from an earlier run\n";
  }
  return text;
}

/// What did not go well, for stderr. Calls that were not made for a reason that is told anyway are
/// counted only.
std::string failures_text(const Collection& collection, const CollectOptions& options, bool quiet) {
  std::string text;
  std::string old;
  std::size_t folded = 0;
  std::set<std::string> told;
  const std::string end = collection.ended_by ? collection.ended_by->what : "";
  if (collection.ended_by) told.insert(end);
  for (const CallOutcome& outcome : collection.outcomes) {
    const bool note = outcome.state == CallState::collected || outcome.state == CallState::unknown;
    if (outcome.state == CallState::collected && outcome.what.empty()) continue;
    if (note && quiet && !outcome.is_old) continue;
    const bool is_end = collection.ended_by && outcome.what == end;
    if (is_end || (outcome.state == CallState::not_asked && told.contains(outcome.what))) {
      ++folded;
      if (outcome.is_old) old += "  old: " + path_of(outcome, options.out) + '\n';
      continue;
    }
    told.insert(outcome.what);
    text += text_of(outcome, options.out);
  }
  if (folded != 0) {
    text += "not answered for the reason above: " + std::to_string(folded) +
            (folded == 1 ? " call\n" : " calls\n");
    if (!old.empty()) text += "from an earlier run, and still there:\n" + old;
  }
  return text;
}

/// How much there is now, by region, for stdout.
std::string summary_text(const Collection& collection, const CollectOptions& options) {
  std::string text;
  for (const std::string& region : options.regions) {
    std::size_t files = 0;
    std::size_t calls = 0;
    for (const CallOutcome& outcome : collection.outcomes) {
      if (outcome.region != region || outcome.state == CallState::unknown) continue;
      ++calls;
      if (outcome.state <= CallState::partial) ++files;
    }
    text += options.out + '/' + region + ": " + std::to_string(files) + " of " +
            std::to_string(calls) + " calls collected\n";
  }
  return text;
}

int code_of(const Collection& collection) {
  bool any = false;
  bool all = true;
  for (const CallOutcome& outcome : collection.outcomes) {
    any = any || outcome.state <= CallState::partial;
    all = all && (outcome.state == CallState::collected || outcome.state == CallState::unknown);
  }
  if (!any || !collection.write_error.empty()) return kCannot;
  return all ? kClean : kFindings;
}

}  // namespace

int run_collect(const Options& options) {
  const auto calls = chosen_calls(options.collect.only);
  if (!calls) return refuse(calls.error());
  if (options.collect.iam_policy) return write_out(iam_policy(*calls)) ? kClean : kCannot;
  CollectOptions wanted = options.collect;
  auto& regions = wanted.regions;
  for (auto it = regions.begin(); it != regions.end();) {
    it = std::find(regions.begin(), it, *it) == it ? it + 1 : regions.erase(it);
  }
  if (const auto good = checked(wanted); !good) return refuse(good.error());
  const Collection collection = Collector(wanted, *calls, options.quiet).run();
  if (collection.ended_by) refuse({collection.ended_by->what, collection.ended_by->hint});
  write_error(failures_text(collection, wanted, options.quiet));
  if (!collection.write_error.empty()) return refuse({collection.write_error, ""});
  if (!write_out(summary_text(collection, wanted))) return kCannot;
  return code_of(collection);
}

}  // namespace halfopen::cli
