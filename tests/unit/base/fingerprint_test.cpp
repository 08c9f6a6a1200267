// SPDX-License-Identifier: Apache-2.0
#include "halfopen/base/fingerprint.hpp"

#include <doctest/doctest.h>

namespace halfopen {
namespace {

TEST_CASE("fingerprint: the published values of FNV-1a, and no more than 16 digits") {
  CHECK(fingerprint("") == "cbf29ce484222325");
  CHECK(fingerprint("a") == "af63dc4c8601ec8c");
  CHECK(fingerprint("foobar") == "85944171f73967e8");
}

TEST_CASE("fingerprint: equal ones are counted") {
  FingerprintCounter counter;
  CHECK(counter.next("a") == "af63dc4c8601ec8c");
  CHECK(counter.next("b") == "af63df4c8601f1a5");
  CHECK(counter.next("a") == "af63dc4c8601ec8c:2");
  CHECK(counter.next("a") == "af63dc4c8601ec8c:3");
}

}  // namespace
}  // namespace halfopen
