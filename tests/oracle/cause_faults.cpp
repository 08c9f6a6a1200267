// SPDX-License-Identifier: Apache-2.0
#include "cause_faults.hpp"

#include <algorithm>

namespace halfopen::oracle {
namespace {

/// A rule of security groups goes by its group, and in the example by all groups of the interface.
bool names(const std::optional<DecidingRule>& rule, const std::string& label) {
  return rule && to_string(*rule) == label;
}

std::optional<std::string> wrong_in(const ConnectionChange& change) {
  if (change.causes.empty()) return "no cause";
  for (const ChangeCause& cause : change.causes) {
    if (!cause.before && !cause.after) return "an empty cause";
    if (cause.before && cause.after && cause.before->action == cause.after->action) {
      return "a cause that changes nothing: " + to_string(*cause.after);
    }
  }
  const auto some = [&](const std::string& label, bool after) {
    return label.empty() ||
           std::any_of(change.causes.begin(), change.causes.end(), [&](const ChangeCause& cause) {
             return names(after ? cause.after : cause.before, label);
           });
  };
  const ChangeWitness& w = change.witness;
  switch (change.kind) {
    case ChangeKind::gained:
    case ChangeKind::healed:
      if (!some(w.denied_before, false)) return "not named before: " + w.denied_before;
      break;
    case ChangeKind::lost:
    case ChangeKind::half_open:
    case ChangeKind::closed:
      if (!some(w.denied_after, true)) return "not named now: " + w.denied_after;
      break;
    case ChangeKind::unknown: break;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> wrong_cause(const SnapshotDiff& diff) {
  for (const ConnectionChange& change : diff.changes) {
    const auto wrong = wrong_in(change);
    if (wrong) return std::string(to_string(change.kind)) + ": " + *wrong;
  }
  return std::nullopt;
}

}  // namespace halfopen::oracle
