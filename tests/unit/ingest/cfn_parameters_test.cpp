// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "halfopen/ingest/cfn_parameters.hpp"

using namespace halfopen;

namespace {

/// "K=V K=V", or what is wrong.
std::string values_of(const std::string& text) {
  TemplateParameters parameters{{{"Old", "1"}, {"A", "old"}}, {}};
  Diagnostics diagnostics;
  const bool sound = read_parameter_file(SourceText("p", text), 1, parameters, diagnostics);
  std::string found = sound ? "" : "broken ";
  for (const auto& [name, value] : parameters.values) found += name + '=' + value + ' ';
  for (const Diagnostic& diagnostic : diagnostics) found += '!' + diagnostic.text + ' ';
  return found;
}

}  // namespace

TEST_SUITE("ingest: parameter files") {
  TEST_CASE("all forms, JSON and YAML") {
    const std::string wanted = "A=1 B=x,y Old=1 ";
    CHECK(values_of(R"([{"ParameterKey":"A","ParameterValue":"1"},
                        {"ParameterKey":"B","ParameterValue":"x,y"}])") == wanted);
    CHECK(values_of(R"({"Parameters":{"A":"1","B":"x,y"},"Tags":{"t":"u"}})") == wanted);
    CHECK(values_of(R"({"A":1,"B":["x","y"]})") == wanted);
    CHECK(values_of(R"(["A=1","B=x,y"])") == wanted);
    CHECK(values_of("A: 1\nB: [x, y]\n") == wanted);
    CHECK(values_of("- ParameterKey: A\n  ParameterValue: 1\n- B=x,y\n") == wanted);
    CHECK(values_of("\xef\xbb\xbf{\"A\":\"1\",\"B\":\"x,y\"}") == wanted);
  }

  TEST_CASE("a previous value is not known, and is told") {
    CHECK(values_of(R"([{"ParameterKey":"A","UsePreviousValue":true}])")
              .find("keeps the previous value") != std::string::npos);
  }

  TEST_CASE("what is no parameter file adds nothing") {
    for (const char* text :
         {"", "[1", "text", "[{\"ParameterKey\":\"A\"}]", "[{\"K\":\"V\"}]", "[\"=x\"]", "[\"x\"]",
          "{\"A\":{\"B\":1}}", "{\"A\":[[1]]}", "{\"A\":1,\"A\":2}", "a: 1\n---\nb: 2\n"}) {
      const std::string found = values_of(text);
      INFO(text);
      CHECK(found.starts_with("broken A=old Old=1 !"));
    }
  }

  TEST_CASE("NAME=VALUE") {
    CHECK(parse_parameter("A=b=c")->second == "b=c");
    CHECK(parse_parameter("A=")->second.empty());
    CHECK_FALSE(parse_parameter("A"));
    CHECK_FALSE(parse_parameter("=A"));
  }
}
