// SPDX-License-Identifier: Apache-2.0
// Makes the calls one after the other and writes what they answer.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/aws_answer.hpp"
#include "cli/aws_call.hpp"
#include "cli/aws_failure.hpp"
#include "cli/options.hpp"
#include "cli/terminal.hpp"
#include "halfopen/base/result.hpp"

namespace halfopen::cli {

enum class CallState : std::uint8_t {
  collected,
  partial,    ///< written, but something of it is missing
  failed,     ///< nothing of it was written
  not_asked,  ///< because an earlier call failed
  unknown,    ///< this AWS CLI does not know it
};

/// What became of one call in one region.
struct CallOutcome {
  std::string region;
  const AwsCall* call = nullptr;
  CallState state = CallState::collected;
  std::string what;     ///< why it is not collected; a note beside one that is; may be empty
  std::string hint;     ///< may be empty
  bool is_old = false;  ///< a file of an earlier run stands there still
};

/// What became of all calls, by region and in the order of the calls.
struct Collection {
  std::vector<CallOutcome> outcomes;
  std::optional<AwsFailure> ended_by;  ///< what made all further calls pointless
  std::string write_error;             ///< why nothing could be written any more; may be empty
};

/// Runs the AWS CLI for each call and region. Files appear whole or not at all, and one that an
/// earlier run wrote is only ever replaced by a new answer. Never reads credentials.
class Collector {
 public:
  Collector(const CollectOptions& options, std::vector<const AwsCall*> calls, bool quiet);

  Collection run() &&;

 private:
  using Pages = std::vector<AwsAnswer>;

  /// The answers for the ids of a call.
  struct Gathered {
    std::vector<std::string> objects;
    std::size_t failures = 0;
    std::size_t left_out = 0;  ///< lists of AWS itself that cannot be read
    bool cut_short = false;
    std::optional<AwsFailure> first;
  };

  void collect_region(const std::string& region);
  CallOutcome outcome_of(const AwsCall& call);
  CallOutcome ask_once(const AwsCall& call);
  CallOutcome ask_for_each(const AwsCall& call);
  Gathered gather(const AwsCall& call, const std::vector<ListedId>& ids);
  CallOutcome settled(const AwsCall& call, const Gathered& gathered, std::size_t count);
  void keep_ids(const AwsCall& call, const Pages& pages);

  /// Every page of an answer. The id is empty where the call needs none.
  tl::expected<Pages, AwsFailure> ask(const AwsCall& call, std::string_view id);
  tl::expected<AwsAnswer, AwsFailure> ask_page(const AwsCall& call, std::string_view id,
                                               const std::string& token);
  std::vector<std::string> words_of(const AwsCall& call, std::string_view id,
                                    const std::string& token) const;
  void heed(const AwsCall& call, const AwsFailure& failure);

  std::string path_of(const AwsCall& call) const;
  CallOutcome written(const AwsCall& call, std::string_view text);
  CallOutcome failed(const AwsCall& call, CallState state, const AwsFailure& failure) const;

  const CollectOptions& options_;
  std::vector<const AwsCall*> calls_;
  std::vector<Variable> variables_;
  Steps steps_;
  Collection collection_;
  std::string region_;                                             ///< the one at hand
  std::map<std::string, std::vector<ListedId>, std::less<>> ids_;  ///< by call, of this region
  std::map<std::string, AwsFailure, std::less<>> closed_;          ///< services of this region
};

}  // namespace halfopen::cli
