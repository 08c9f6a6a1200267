// SPDX-License-Identifier: Apache-2.0
#include "ask_account.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "halfopen/acl/header_rules.hpp"
#include "halfopen/analysis/fix.hpp"
#include "halfopen/analysis/lint_suppression.hpp"
#include "halfopen/minimise/minimise.hpp"
#include "halfopen/report/diff_report.hpp"
#include "halfopen/report/exposure_report.hpp"
#include "halfopen/report/fix_report.hpp"
#include "halfopen/report/lint_report.hpp"
#include "halfopen/report/matrix_report.hpp"
#include "halfopen/report/minimise_report.hpp"
#include "halfopen/space/header_space.hpp"

namespace halfopen::fuzz {
namespace {

constexpr std::size_t kMostPlaces = 6;
constexpr std::size_t kMostRules = 8;  ///< a direction

bool is_small(const Snapshot& snapshot) {
  if (snapshot.subnets().size() > kMostPlaces || snapshot.acls().size() > kMostPlaces) return false;
  return std::all_of(snapshot.acls().begin(), snapshot.acls().end(), [](const NetworkAcl& acl) {
    return acl.entries(Direction::ingress).size() <= kMostRules &&
           acl.entries(Direction::egress).size() <= kMostRules;
  });
}

void ask_matrix(CompiledSnapshot& model, const SourceNames& sources,
                const Diagnostics& diagnostics) {
  Matrix matrix(model, matrix_ends(model.snapshot()), {});
  const MatrixRows rows = pair_rows(matrix, {});
  for (const MatrixRow& row : rows.rows) {
    if (row.protocol == PairProtocol::echo) continue;
    const ServiceSets& s = row.answer.services;
    require((s.works | s.partial | s.half_open | s.denied | s.unknown) == PortSet(0, 65535) &&
                count(s.works) + count(s.partial) + count(s.half_open) + count(s.denied) +
                        count(s.unknown) ==
                    65536,
            "the verdicts of a pair are no partition of the ports");
  }
  const MatrixRows groups = group_rows(matrix, {});
  const MatrixReport report{model.snapshot(), matrix, groups, matrix.summary()};
  require(!matrix_text(report, {}).empty() && !matrix_csv(report).empty() &&
              !matrix_markdown(report).empty() &&
              !matrix_json(report, sources, diagnostics).empty(),
          "an empty matrix report");
}

void ask_minimise(const NetworkAcl& acl) {
  const MinimiseResult shorter = minimise(acl, {100'000, 100'000});
  require(shorter.after() <= shorter.before(), "minimise made a list longer");
  for (const MinimisePart& part : shorter.parts) {
    if (part.skipped_unknown) continue;
    HeaderSpaces store;
    std::vector<NetworkAclEntry> before;
    for (const NetworkAclEntry& entry : acl.entries(part.direction)) {
      if (entry.cidr.family() == part.family) before.push_back(entry);
    }
    require(store.allowed(header_rules(before)) == store.allowed(header_rules(part.entries)),
            "a minimised list behaves otherwise");
  }
  require(!minimise_json(acl.id(), shorter).empty(), "an empty report of minimise");
}

void ask_fix(CompiledSnapshot& model, Picker& picker, const SourceNames& sources,
             const Diagnostics& diagnostics) {
  const Snapshot& snapshot = model.snapshot();
  if (snapshot.acls().empty()) return;
  const auto& acl = snapshot.acls()[picker.below(snapshot.acls().size())];
  CheckQuestion question;
  const auto from = resolve_where(snapshot, picker.one_of({"internet", "10.1.2.3", "192.0.2.7"}));
  const auto to = resolve_where(snapshot, acl.id());
  if (!from || !to) return;
  question.from = *from;
  question.to = *to;
  question.services = parse_services(picker.one_of({"443", "udp/53", "icmp/echo", "47/"})).value();
  question.family = IpFamily::v4;
  const auto found = fix(model, question);
  if (!found) return;
  for (const FixOption& option : found->options) {
    const Snapshot after = edited(snapshot, option.edits);
    CompiledSnapshot after_model(after);
    const auto answers = check(after_model, question);
    require(answers && std::all_of(answers->begin(), answers->end(),
                                   [](const auto& c) { return c.verdict == Verdict::works; }),
            "a fix that does not work was offered");
  }
  require(!fix_json(snapshot, *found, sources, diagnostics).empty() &&
              !fix_markdown(snapshot, *found).empty(),
          "an empty report of fix");
}

}  // namespace

void ask_account(const Snapshot& snapshot, const SourceNames& sources,
                 const Diagnostics& diagnostics, Picker& picker) {
  if (!is_small(snapshot)) return;
  CompiledSnapshot model(snapshot);
  ask_matrix(model, sources, diagnostics);
  require(!exposure_json(snapshot, exposure(model, {}), sources, diagnostics).empty(),
          "an empty report of exposure");
  const SuppressionResult findings = suppress(snapshot, lint(model, {}), {});
  require(!lint_json({snapshot, findings}, sources, diagnostics).empty() &&
              !lint_csv({snapshot, findings}, sources).empty(),
          "an empty report of lint");
  CompiledSnapshot again(snapshot);
  const SnapshotDiff none = diff(model, again, {});
  require(none.changes.empty(), "a snapshot differs from itself");
  require(!diff_json(none, sources, diagnostics, sources, diagnostics).empty(),
          "an empty report of diff");
  for (const NetworkAcl& acl : snapshot.acls()) ask_minimise(acl);
  ask_fix(model, picker, sources, diagnostics);
}

}  // namespace halfopen::fuzz
