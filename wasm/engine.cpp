// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string>

#include "halfopen/analysis/check.hpp"
#include "halfopen/ingest/load.hpp"
#include "halfopen/report/check_json.hpp"

namespace halfopen {
namespace {
std::string answer_text;

std::string trial(std::string text) {
  Loader loader;
  loader.add(SourceText("pasted", std::move(text)), true);
  auto loaded = std::move(loader).finish();
  CompiledSnapshot model(loaded.snapshot);
  CheckQuestion q;
  auto from = resolve_where(loaded.snapshot, "10.10.1.148");
  auto to = resolve_where(loaded.snapshot, "server");
  auto services = parse_services("443,22,80");
  if (!from || !to || !services) return "?";
  q.from = *from;
  q.to = *to;
  q.services = *services;
  auto answers = check(model, q);
  if (!answers) return answers.error().what;
  return check_json(loaded.snapshot, *answers, loaded.sources, loaded.diagnostics);
}
}  // namespace
}  // namespace halfopen

extern "C" {
__attribute__((export_name("room"))) char* room(std::size_t size) {
  return static_cast<char*>(std::malloc(size));
}
__attribute__((export_name("answer"))) const char* answer(char* text, std::size_t size) {
  halfopen::answer_text = halfopen::trial(std::string(text, size));
  return halfopen::answer_text.data();
}
__attribute__((export_name("answer_size"))) std::size_t answer_size() {
  return halfopen::answer_text.size();
}
}
