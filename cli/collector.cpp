// SPDX-License-Identifier: Apache-2.0
#include "cli/collector.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "cli/atomic_file.hpp"
#include "halfopen/system/child_process.hpp"

namespace halfopen::cli {
namespace {

/// What the CLI must be told by its environment: no pager and no questions, patient retries, and
/// UTF-8 whatever the locale is.
std::vector<Variable> variables_for_aws() {
  std::vector<Variable> variables = {
      {"AWS_PAGER", ""}, {"AWS_CLI_AUTO_PROMPT", "off"}, {"PYTHONIOENCODING", "utf-8"}};
  if (std::getenv("AWS_RETRY_MODE") == nullptr)
    variables.emplace_back("AWS_RETRY_MODE", "standard");
  if (std::getenv("AWS_MAX_ATTEMPTS") == nullptr) variables.emplace_back("AWS_MAX_ATTEMPTS", "8");
  return variables;
}

constexpr std::string_view kCutShort = "the service holds more than one answer takes";

}  // namespace

Collector::Collector(const CollectOptions& options, std::vector<const AwsCall*> calls, bool quiet)
    : options_(options),
      calls_(std::move(calls)),
      variables_(variables_for_aws()),
      steps_(calls_.size() * options.regions.size(), quiet) {}

Collection Collector::run() && {
  for (const std::string& region : options_.regions) {
    collect_region(region);
    if (!collection_.write_error.empty()) break;
  }
  return std::move(collection_);
}

void Collector::collect_region(const std::string& region) {
  region_ = region;
  ids_.clear();
  closed_.clear();
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::path(options_.out) / region;
  std::filesystem::create_directories(folder, error);
  if (error) collection_.write_error = folder.string() + ": " + error.message();
  for (const AwsCall* call : calls_) {
    if (!collection_.write_error.empty()) return;
    collection_.outcomes.push_back(outcome_of(*call));
  }
}

CallOutcome Collector::outcome_of(const AwsCall& call) {
  if (collection_.ended_by) return failed(call, CallState::not_asked, *collection_.ended_by);
  const auto closed = closed_.find(call.service);
  if (closed != closed_.end()) {
    steps_.skip();
    return failed(call, CallState::not_asked, closed->second);
  }
  steps_.next(region_ + ' ' + std::string(call.name));
  return call.each == nullptr ? ask_once(call) : ask_for_each(call);
}

CallOutcome Collector::ask_once(const AwsCall& call) {
  const auto pages = ask(call, "");
  if (!pages) {
    const bool unknown = pages.error().kind == FailureKind::unknown_command;
    return failed(call, unknown ? CallState::unknown : CallState::failed, pages.error());
  }
  keep_ids(call, *pages);
  if (pages->size() == 1) return written(call, pages->front().text + '\n');
  std::vector<std::string> texts;
  for (const AwsAnswer& page : *pages) texts.push_back(page.text);
  return written(call, as_array(texts));
}

/// Remembers the objects that later calls ask about. An answer whose ids cannot be told has none.
void Collector::keep_ids(const AwsCall& call, const Pages& pages) {
  const auto user = std::find_if(calls_.begin(), calls_.end(), [&](const AwsCall* other) {
    return other->each != nullptr && other->each->call == call.name;
  });
  if (user == calls_.end()) return;
  std::vector<ListedId> all;
  for (const AwsAnswer& page : pages) {
    const auto ids = listed_ids(page, *(*user)->each);
    if (!ids) return;
    all.insert(all.end(), ids->begin(), ids->end());
  }
  ids_[std::string(call.name)] = std::move(all);
}

CallOutcome Collector::ask_for_each(const AwsCall& call) {
  const auto ids = ids_.find(call.each->call);
  if (ids == ids_.end()) {
    return failed(
        call, CallState::not_asked,
        {FailureKind::other, std::string(call.each->call) + " did not tell what to ask about", ""});
  }
  return settled(call, gather(call, ids->second), ids->second.size());
}

Collector::Gathered Collector::gather(const AwsCall& call, const std::vector<ListedId>& ids) {
  constexpr std::size_t kEnough = 3;  // where nothing but failures come, more would come
  Gathered gathered;
  std::size_t position = 0;
  for (const ListedId& listed : ids) {
    steps_.part(++position, ids.size());
    const auto pages = ask(call, listed.id);
    if (pages) {
      for (const AwsAnswer& page : *pages) {
        gathered.objects.push_back(with_id(call.each->key, listed.id, page.text));
        gathered.cut_short = gathered.cut_short || page.cut_short;
      }
      continue;
    }
    const AwsFailure& failure = pages.error();
    if (listed.of_aws && failure.kind == FailureKind::other) {
      ++gathered.left_out;
      continue;
    }
    ++gathered.failures;
    if (!gathered.first) gathered.first = failure;
    const bool pointless = failure.kind == FailureKind::unknown_command || collection_.ended_by ||
                           closed_.contains(call.service) ||
                           (gathered.objects.empty() && gathered.failures == kEnough);
    if (!pointless) continue;
    gathered.failures += ids.size() - position;
    break;
  }
  return gathered;
}

CallOutcome Collector::settled(const AwsCall& call, const Gathered& gathered, std::size_t count) {
  if (gathered.first && gathered.objects.empty()) {
    const bool unknown = gathered.first->kind == FailureKind::unknown_command;
    return failed(call, unknown ? CallState::unknown : CallState::failed, *gathered.first);
  }
  CallOutcome outcome = written(call, as_array(gathered.objects));
  if (outcome.state != CallState::collected) return outcome;
  if (gathered.first) {
    outcome.state = CallState::partial;
    outcome.what = std::to_string(gathered.failures) + " of " + std::to_string(count) +
                   " are missing: " + gathered.first->what;
    outcome.hint = gathered.first->hint;
  } else if (gathered.cut_short) {
    outcome.state = CallState::partial;
    outcome.what = kCutShort;
  } else if (gathered.left_out != 0) {
    outcome.what = std::to_string(gathered.left_out) + " lists of AWS itself cannot be read";
  }
  return outcome;
}

tl::expected<Collector::Pages, AwsFailure> Collector::ask(const AwsCall& call,
                                                          std::string_view id) {
  // The CLI joins the pages of most calls; it leaves a token where it does not know that there are
  // pages.
  Pages pages;
  std::set<std::string> seen;
  std::string token;
  while (true) {
    auto page = ask_page(call, id, token);
    if (!page) {
      heed(call, page.error());
      return tl::unexpected<AwsFailure>(std::move(page.error()));
    }
    token = page->next_token;
    pages.push_back(std::move(*page));
    if (token.empty()) return pages;
    // A token must not be taken for the name of a file, which is what the CLI does with file://.
    if (!seen.insert(token).second || token.find("://") != std::string::npos) {
      return tl::unexpected<AwsFailure>(
          {FailureKind::broken_answer, "the pages of the answer do not end", ""});
    }
  }
}

tl::expected<AwsAnswer, AwsFailure> Collector::ask_page(const AwsCall& call, std::string_view id,
                                                        const std::string& token) {
  auto output = run_child(words_of(call, id, token), variables_);
  if (!output) {
    return tl::unexpected<AwsFailure>(
        {FailureKind::not_started, options_.aws + " cannot be run: " + output.error().what,
         "install the AWS CLI (Debian: the package awscli), or name it by --aws PATH"});
  }
  if (output->exit_code != 0) return tl::unexpected<AwsFailure>(failure_of(call, *output));
  auto answer = read_answer(std::move(output->out));
  if (answer) return std::move(*answer);
  return tl::unexpected<AwsFailure>(
      {FailureKind::broken_answer, answer.error().what + "; nothing of it is kept", ""});
}

std::vector<std::string> Collector::words_of(const AwsCall& call, std::string_view id,
                                             const std::string& token) const {
  std::vector<std::string> words = {options_.aws, std::string(call.service),
                                    std::string(call.command)};
  if (!id.empty()) words.insert(words.end(), {std::string(call.each->option), std::string(id)});
  for (const std::string_view argument : call.arguments) {
    if (!argument.empty()) words.emplace_back(argument);
  }
  if (!token.empty()) words.push_back("--next-token=" + token);
  if (!options_.profile.empty()) words.insert(words.end(), {"--profile", options_.profile});
  words.insert(words.end(), {"--region", region_, "--output", "json"});
  if (!options_.endpoint_url.empty()) {
    words.insert(words.end(), {"--endpoint-url", options_.endpoint_url});
  }
  return words;
}

/// Remembers what makes further calls pointless.
void Collector::heed(const AwsCall& call, const AwsFailure& failure) {
  switch (failure.kind) {
    case FailureKind::credentials:
    case FailureKind::interrupted:
    case FailureKind::not_started: collection_.ended_by = failure; return;
    case FailureKind::region:
    case FailureKind::unreachable: closed_.emplace(call.service, failure); return;
    default: return;
  }
}

std::string Collector::path_of(const AwsCall& call) const {
  return (std::filesystem::path(options_.out) / region_ / (std::string(call.name) + ".json"))
      .string();
}

CallOutcome Collector::written(const AwsCall& call, std::string_view text) {
  const auto done = write_whole(path_of(call), text);
  if (done) return {region_, &call, CallState::collected, "", "", false};
  collection_.write_error = done.error().what;
  return failed(call, CallState::failed, {FailureKind::other, done.error().what, ""});
}

CallOutcome Collector::failed(const AwsCall& call, CallState state,
                              const AwsFailure& failure) const {
  std::error_code error;
  const bool is_old = std::filesystem::exists(path_of(call), error);
  return {region_, &call, state, failure.what, failure.hint, is_old};
}

}  // namespace halfopen::cli
