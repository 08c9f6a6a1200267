// SPDX-License-Identifier: Apache-2.0
// Any bytes as a policy file: what is accepted is whole, what is not says why and where.
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

#include "ask_all.hpp"
#include "halfopen/analysis/policy.hpp"
#include "halfopen/ingest/load.hpp"
#include "halfopen/ingest/policy_file.hpp"
#include "halfopen/report/policy_report.hpp"

namespace {

constexpr const char* kTable =
    "acl: web\nvpc: vpc-1 10.0.0.0/16\nsubnet: subnet-web 10.0.1.0/24 2001:db8:1::/64\n"
    "ingress 100 allow tcp 443 any\ningress 110 allow icmp 8 any\ningress 120 allow udp 53 ::/0\n"
    "ingress 130 allow tcp 22 any; ingress 130 deny tcp 22 any\negress 100 allow tcp 1024-65535 "
    "any\n"
    "acl: db\nvpc: vpc-1 10.0.0.0/16\nsubnet: subnet-db 10.0.2.0/24\n"
    "ingress 100 allow tcp 5432 10.0.1.0/24\n";

/// Whatever is accepted can be judged and reported.
void judge_all(const halfopen::PolicyFile& file, const halfopen::SourceNames& names) {
  using halfopen::fuzz::require;
  halfopen::Loader loader;
  loader.add(halfopen::SourceText("table", kTable), true);
  const auto loaded = std::move(loader).finish();
  halfopen::CompiledSnapshot model(loaded.snapshot);
  const auto results = judge_policy(model, file.expectations);
  for (const halfopen::PolicyResult& result : results) {
    const bool fails = result.outcome == halfopen::PolicyOutcome::fails;
    const bool error = result.outcome == halfopen::PolicyOutcome::error;
    require(fails == result.witness.has_value(), "a failure without a witness, or the other way");
    require(error != result.errors.empty(), "an error without its reason, or the other way");
    require(error || result.answers > 0, "judged without an answer");
  }
  const halfopen::PolicyReport report{loaded.snapshot, loaded.sources, names, file.expectations,
                                      results};
  require(!policy_text(report, {}).empty(), "no text");
  require(!policy_json(report, {}).empty(), "no JSON");
  require(!policy_junit(report).empty(), "no XML");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using halfopen::fuzz::require;
  const std::string bytes(data, data + size);
  halfopen::SourceNames names;
  const auto file = read_policy_file(halfopen::SourceText("p.yaml", bytes), names.add("p.yaml"));
  for (const halfopen::Diagnostic& diagnostic : file.diagnostics) {
    require(!diagnostic.text.empty() && !diagnostic.hint.empty(), "a diagnostic without words");
  }
  if (!file.diagnostics.empty()) return 0;
  require(!file.expectations.empty(), "a policy without expectations was accepted");
  std::set<std::string> known;
  for (const halfopen::PolicyExpectation& one : file.expectations) {
    require(known.insert(one.name).second, "a name stands twice");
    require(!one.from.empty() && !one.to.empty(), "an expectation without its ends");
    require(one.isolated == one.accepted.empty() && one.isolated == one.services.empty(),
            "an expectation that demands nothing, or too much");
  }
  // Much text can demand much work; the judgement is not what is looked at here.
  if (file.expectations.size() <= 8) judge_all(file, names);
  return 0;
}
