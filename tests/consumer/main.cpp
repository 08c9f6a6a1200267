// SPDX-License-Identifier: Apache-2.0
// Asks one question through the installed library and prints the open client ports.
#include <cstdio>
#include <halfopen/analysis/check.hpp>
#include <halfopen/ingest/load.hpp>
#include <halfopen/report/check_json.hpp>

int main() {
  using namespace halfopen;
  Loader loader;
  loader.add(
      SourceText("acl",
                 "acl: a\ningress 100 allow tcp 443 any\negress 100 allow tcp 1024-65535 any\n"),
      true);
  const Loader::Loaded loaded = std::move(loader).finish();
  CompiledSnapshot model(loaded.snapshot);
  CheckQuestion question;
  question.from = resolve_where(loaded.snapshot, "198.51.100.7").value();
  question.to = resolve_where(loaded.snapshot, "a").value();
  question.services = parse_services("443").value();
  const auto answers = check(model, question).value();
  if (check_json(loaded.snapshot, answers, loaded.sources, loaded.diagnostics).empty()) return 1;
  std::puts(to_string(answers.front().reply->open).c_str());
}
