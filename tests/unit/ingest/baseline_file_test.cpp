// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/baseline_file.hpp"

#include <doctest/doctest.h>

#include "halfopen/report/review.hpp"

namespace halfopen {
namespace {

BaselineFile read(const std::string& text) { return read_baseline_file(SourceText("b", text)); }

TEST_CASE("baseline: what is written is read again") {
  const Baseline baseline{"lint", {{"a", "0123456789abcdef", "x \"y\"\n"}, {"b", "0:2", ""}}};
  const BaselineFile file = read(baseline_json(baseline));
  CHECK(file.problems.empty());
  CHECK(file.baseline.verb == "lint");
  CHECK(file.baseline.entries == baseline.entries);
}

TEST_CASE("baseline: everything that is wrong is told with its place") {
  const BaselineFile file =
      read("{\"schema\": \"halfopen.baseline/1\", \"findings\": [\n{\"id\": \"a\"},\n 3]}");
  REQUIRE(file.problems.size() == 2);
  CHECK(file.problems[0] == "2:1: a finding needs id and fingerprint");
  CHECK(file.problems[1].starts_with("3:2: a finding is an object"));
  CHECK_FALSE(read("").problems.empty());
  CHECK_FALSE(read("[]").problems.empty());
  CHECK_FALSE(read("{\"schema\": \"halfopen.baseline/1\"}").problems.empty());
  CHECK_FALSE(read("{\"schema\": 1, \"findings\": []}").problems.empty());
  CHECK_FALSE(read("{\"schema\": \"halfopen.baseline/1\", \"findings\": []} {}").problems.empty());
}

}  // namespace
}  // namespace halfopen
