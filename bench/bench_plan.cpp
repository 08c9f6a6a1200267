// SPDX-License-Identifier: Apache-2.0
// From the bytes of a large Terraform plan to its two sides, beside a bare pass of the same reader
// over the same bytes. usage: bench_plan [MEGABYTES [ROUNDS]]
#include <cstdio>
#include <cstdlib>
#include <string>

#include "generate_plan.hpp"
#include "halfopen/ingest/json_reader.hpp"
#include "halfopen/ingest/terraform_plan.hpp"
#include "timing.hpp"

namespace {

using halfopen::JsonKind;
using halfopen::JsonReader;
using halfopen::bench::Timing;

/// Takes every key and every value of the value at hand.
std::size_t walk(JsonReader& json) {
  std::size_t sum = 0;
  if (json.kind() == JsonKind::object && json.enter_object()) {
    std::string_view key;
    while (json.next_key(key)) sum += key.size() + walk(json);
  } else if (json.kind() == JsonKind::array && json.enter_array()) {
    while (json.next_element()) sum += walk(json);
  } else if (const auto text = json.scalar()) {
    sum += text->size();
  }
  return sum;
}

std::size_t bare_pass(const halfopen::SourceText& source) {
  JsonReader json(source);
  return json.next_document() ? walk(json) : 0;
}

struct Read {
  std::size_t acls = 0;
  std::size_t rows = 0;
  std::size_t errors = 0;
};

Read read(const halfopen::SourceText& source) {
  halfopen::TerraformPlan plan;
  halfopen::Diagnostics diagnostics;
  read_terraform(source, 1, plan, diagnostics);
  Read result{plan.after.acls.size(), plan.after.additions.rows.size(), 0};
  for (const auto& acl : plan.after.acls) result.rows += acl.rows.size();
  for (const auto& each : diagnostics) {
    if (each.severity == halfopen::Severity::error) ++result.errors;
  }
  return result;
}

std::size_t argument(int argc, char** argv, int index, std::size_t otherwise) {
  return argc > index ? std::strtoul(argv[index], nullptr, 10) : otherwise;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace halfopen::bench;  // NOLINT(google-build-using-namespace): a program, not a header
  const std::size_t megabytes = argument(argc, argv, 1, 50);
  for (const int share : {25, 100}) {
    const halfopen::SourceText source("plan.json", generate_plan(megabytes * 1'000'000, share));
    const Read result = read(source);
    if (result.acls == 0 || result.errors != 0 || bare_pass(source) == 0) {
      std::fprintf(stderr, "bench_plan: the plan is not read cleanly\n");
      return 1;
    }
    Contest contest;
    contest.add("read_terraform", 1, [&] { do_not_optimize(read(source)); });
    contest.add("a bare pass, every value", 1, [&] { do_not_optimize(bare_pass(source)); });
    const auto timings = contest.run(argument(argc, argv, 2, 5));
    print_title("plan: " + std::to_string(source.bytes().size() / 1'000'000) + " MB, " +
                std::to_string(share) + " % of the resources about networks, " +
                std::to_string(result.acls) + " network ACLs, " + std::to_string(result.rows) +
                " rules");
    for (const Timing& timing : timings) print_timing(timing);
    print_ratio("our time / a bare pass", ratio(timings[0], timings[1]), {Aim::Kind::none, 0});
  }
  return 0;
}
