// SPDX-License-Identifier: Apache-2.0
// The policy file: what is accepted, and what is said of the rest.
#include "halfopen/ingest/policy_file.hpp"

#include <doctest/doctest.h>

#include "halfopen/ingest/yaml_reader.hpp"

namespace halfopen {
namespace {

PolicyFile read(const std::string& text) { return read_policy_file(SourceText("p", text), 1); }

PolicyFile expecting(const std::string& items) {
  return read("version: 1\nexpectations:\n" + items);
}

/// "LINE:COL CODE what", a line each.
std::string problems(const PolicyFile& file) {
  std::string text;
  for (const Diagnostic& one : file.diagnostics) {
    CHECK(one.severity == Severity::error);
    CHECK_FALSE(one.hint.empty());
    CHECK(one.origin.source == 1);
    text += std::to_string(one.origin.line) + ':' + std::to_string(one.origin.column) + ' ' +
            to_string(one.code) + ' ' + one.text + '\n';
  }
  return text;
}

/// What is wrong with `expect: {EXPECT}`.
std::string wrong(const std::string& expect, const std::string& more = "") {
  return problems(expecting("- expect: {" + expect + "}\n  " + more + '\n'));
}

TEST_CASE("policy file: everything that may be said") {
  const PolicyFile file = expecting(
      "  - name: web\n    reason: \"a shop: open\"\n"
      "    expect: {from: internet, to: [a, b], port: ['tcp/443,22', icmp/echo], family: ipv4,\n"
      "             clients: [linux, 40000-40999], result: [unknown, works]}\n"
      "  - expect:\n      from: ::/0\n      to: 2001:db8::1\n      result: isolated\n"
      "    except: [{port: icmp/echo}, {port: [tcp/1024-65535, gre]}]\n");
  REQUIRE(problems(file).empty());
  REQUIRE(file.expectations.size() == 2);
  const PolicyExpectation& web = file.expectations[0];
  CHECK(web.name == "web");
  CHECK(web.reason == "a shop: open");
  CHECK(web.from == std::vector<std::string>{"internet"});
  CHECK(web.to == std::vector<std::string>{"a", "b"});
  CHECK(web.services.size() == 3);
  CHECK(web.services[1].port == 22);
  CHECK(web.family == IpFamily::v4);
  REQUIRE(web.clients.size() == 2);
  CHECK(web.clients[1].range == PortRange{40000, 40999});
  CHECK(web.accepted == std::vector<Verdict>{Verdict::works, Verdict::unknown});
  CHECK_FALSE(web.isolated);
  CHECK(web.origin == Origin{1, 3, 5});
  const PolicyExpectation& rest = file.expectations[1];
  CHECK(rest.name == "::/0 -> 2001:db8::1: isolated but icmp/echo,tcp/1024-65535,gre");
  CHECK(rest.isolated);
  CHECK(rest.except.size() == 3);
  CHECK(rest.origin.line == 7);
}

TEST_CASE("policy file: the words of results") {
  const auto accepted = [](const std::string& result) {
    const PolicyFile file =
        expecting("- expect: {from: a, to: b, port: 1, result: " + result + "}\n");
    return file.expectations.empty() ? problems(file) : expected_text(file.expectations[0]);
  };
  for (const Verdict verdict : kVerdicts) {
    CHECK(accepted(std::string(to_string(verdict))) == to_string(verdict));
  }
  CHECK(accepted("blocked") == "denied or no-route");
  CHECK(accepted("not-works") == "denied or no-route");
  CHECK(accepted("[partial, works, partial]") == "works or partial");
  CHECK(accepted("wrks").starts_with("3:45 HO4003 'wrks' is no verdict"));
  CHECK(accepted("Works").find("HO4003") != std::string::npos);
}

TEST_CASE("policy file: anchors are read") {
  const PolicyFile file = expecting(
      "- expect: {from: &all [internet, 10.0.0.0/8], to: a, port: 1, result: works}\n"
      "- expect: {from: *all, to: b, port: 1, result: works}\n");
  REQUIRE(problems(file).empty());
  CHECK(file.expectations.at(1).from == file.expectations.at(0).from);
  // A mistake that an alias repeats is told once.
  CHECK(problems(expecting("- expect: {from: &all [''], to: a, port: 1, result: works}\n"
                           "- expect: {from: *all, to: b, port: 1, result: works}\n")) ==
        "3:24 HO4003 the value of 'from' must be a text, and here stands an empty one\n");
}

TEST_CASE("policy file: aliases that hold themselves or multiply end") {
  CHECK(problems(read("version: 1\nexpectations: &a [*a, *a]\n")) ==
        "2:15 HO4003 an expectation is a map, and here stands a list\n");
  CHECK(problems(read("&a {version: 1, expectations: *a}\n")) ==
        "1:1 HO4003 the expectations are a list, and here stands a map\n");
  std::string ends = "internet";
  for (int i = 0; i < 1000; ++i) ends += ", internet";
  std::string text = "- expect: {from: &a [" + ends + "], to: *a, port: 1, result: works}\n";
  for (int i = 0; i < 1000; ++i) {
    text += "- {name: n" + std::to_string(i) +
            ", expect: {from: *a, to: *a, port: 1, result: "
            "works}}\n";
  }
  CHECK(problems(expecting(text)).find("more than 200000 values") != std::string::npos);
}

TEST_CASE("policy file: all bad lines are told at once, in order") {
  const PolicyFile file = read(
      "version: 2\nexpectation: []\nexpectations:\n  - nam: x\n"
      "    expect: {from: a, to: [], port: 99999, result: wrks, family: 4, clients: [beos]}\n"
      "  - 5\n  - reason: none\n");
  CHECK(file.expectations.empty());
  CHECK(problems(file) ==
        "1:10 HO4003 this version of the format is not known\n"
        "2:1 HO4002 the key 'expectation' is not known in a policy file\n"
        "4:5 HO4002 the key 'nam' is not known in an expectation\n"
        "5:27 HO4003 the list of 'to' is empty\n"
        "5:37 HO4003 '99999' is not a port\n"
        "5:52 HO4003 'wrks' is no verdict\n"
        "5:66 HO4003 '4' is no address family\n"
        "5:79 HO4003 no client profile is named 'beos'\n"
        "6:5 HO4003 an expectation is a map, and here stands a text\n"
        "7:5 HO4004 the expectation has no `expect`\n");
}

TEST_CASE("policy file: what is missing") {
  const std::string none = "HO4004 the file holds no expectations\n";
  CHECK(problems(read("")) == "1:1 " + none);
  CHECK(problems(read("# only a comment\n")) == "1:1 " + none);
  CHECK(problems(read("version: 1\n")) == "1:1 " + none);
  CHECK(problems(read("version: 1\nexpectations: []\n")) == "2:15 " + none);
  CHECK(problems(read("version: 1\nexpectations:\n")).find(none) != std::string::npos);
  CHECK(problems(read("expectations: [{expect: {from: a, to: b, result: isolated}}]\n")) ==
        "1:1 HO4004 the version of the format is missing\n");
  CHECK(problems(read("- version: 1\n")) ==
        "1:1 HO4003 a policy file is a map, and here stands a list\n");
  CHECK(wrong("to: b, port: 1, result: works") == "3:11 HO4004 `expect` has no `from`\n");
  CHECK(wrong("from: a, port: 1, result: works") == "3:11 HO4004 `expect` has no `to`\n");
  CHECK(wrong("from: a, to: b, result: works") == "3:11 HO4004 `expect` has no `port`\n");
  CHECK(wrong("from: a, to: b, port: 1") == "3:11 HO4004 `expect` has no `result`\n");
  CHECK(wrong("from: , to: b, port: 1, result: works").find("HO4003") != std::string::npos);
  CHECK(wrong("from: {a: b}, to: b, port: 1, result: works") ==
        "3:18 HO4003 the value of 'from' must be a text, and here stands a map\n");
  CHECK(wrong("from: [[a]], to: b, port: 1, result: works").find("a list") != std::string::npos);
}

TEST_CASE("policy file: what stands twice") {
  CHECK(wrong("from: a, to: b, port: 1, result: works, from: c") ==
        "3:52 HO4005 the key 'from' stands twice in `expect`\n");
  const std::string expect = "expect: {from: a, to: b, port: 1, result: works}";
  CHECK(problems(expecting("- {name: x, " + expect + "}\n- {name: x, " + expect + "}\n")) ==
        "4:3 HO4005 the name 'x' stands in line 3 already\n");
  CHECK(problems(expecting("- " + expect + "\n- " + expect + "\n")) ==
        "4:3 HO4005 the same is expected in line 3 already\n");
  // What differs in anything that matters has a name of its own.
  CHECK(problems(expecting("- " + expect +
                           "\n- expect: {from: a, to: b, port: 1, result: works, family: ipv4}\n"
                           "- expect: {from: a, to: b, port: 1, result: works, clients: linux}\n"
                           "- expect: {from: a, to: b, port: 1, result: [works, partial]}\n"))
            .empty());
}

TEST_CASE("policy file: what excludes each other") {
  CHECK(wrong("from: a, to: b, port: 1, result: isolated").find("HO4006 'port' says nothing") !=
        std::string::npos);
  CHECK(wrong("from: a, to: b, clients: linux, result: isolated").find("HO4006 'clients'") !=
        std::string::npos);
  CHECK(wrong("from: a, to: b, result: [isolated, works]").find("HO4006 `isolated`") !=
        std::string::npos);
  CHECK(wrong("from: a, to: b, port: 1, result: works", "except: [{port: 1}]") ==
        "4:11 HO4006 `except` belongs to `result: isolated` only\n");
  const std::string isolated = "from: a, to: b, result: isolated";
  CHECK(wrong(isolated, "except: []") == "4:11 HO4003 `except` is a list of services\n");
  CHECK(wrong(isolated, "except: icmp") == "4:11 HO4003 `except` is a list of services\n");
  CHECK(wrong(isolated, "except: [{}]") == "4:12 HO4004 this exception names no `port`\n");
  CHECK(wrong(isolated, "except: [{ports: 1}]").find("HO4002") != std::string::npos);
  CHECK(wrong(isolated, "except: [{port: sctp/1}]").find("TCP and UDP only") != std::string::npos);
  CHECK(wrong(isolated, "except: [{port: 5-4}]").find("HO4003") != std::string::npos);
  CHECK(wrong(isolated, "except: [{port: icmp/300}]").find("HO4003") != std::string::npos);
  CHECK(wrong(isolated, "except: [{port: foo/1}]").find("is not a protocol") != std::string::npos);
  CHECK(wrong(isolated, "except: [{port: '1,'}]").find("is not a protocol") != std::string::npos);
}

TEST_CASE("policy file: what is no YAML") {
  const auto broken = [](const std::string& text) {
    const PolicyFile file = read(text);
    CHECK(file.expectations.empty());
    REQUIRE(file.diagnostics.size() == 1);
    return problems(file);
  };
  CHECK(broken("version: 1\nexpectations:\n\t- expect: {}\n") ==
        "3:2 HO4001 a tab stands in the indentation\n");
  CHECK(broken("version: 1\n---\nversion: 1\n")
            .starts_with("2:1 HO4001 the file holds several documents"));
  CHECK(broken("a: [").find("HO4001 this is no YAML") != std::string::npos);
  CHECK(broken("a: *b\n").find("HO4001 this is no YAML") != std::string::npos);
  CHECK(broken(std::string(2000, '[')).find("HO4001") != std::string::npos);
  // Characters that would end the text early, and UTF-16.
  CHECK(broken("version: 1\n#\x04\nexpectations: 5\n") ==
        "2:2 HO4001 a control character stands in the text\n");
  CHECK(broken(std::string("v\0e\0", 4)).starts_with("1:2 HO4001"));
  // One document with its marks is one.
  CHECK(problems(read("%YAML 1.2\n---\nversion: 1\nexpectations: []\n...\n")).find("HO4004") !=
        std::string::npos);
}

TEST_CASE("policy file: names and reasons are one line without control characters") {
  const PolicyFile file = expecting(
      "- name: >\n    folded\n    name\n  reason: |\n    first\n\n    second\n"
      "  expect: {from: a, to: b, port: 1, result: works}\n");
  REQUIRE(problems(file).empty());
  CHECK(file.expectations.at(0).name == "folded name");
  CHECK(file.expectations.at(0).reason == "first second");
  const std::string rest = ", to: b, port: 1, result: works";
  CHECK(wrong("from: \"a\\e[31m\"" + rest) ==
        "3:18 HO4003 a control character stands in the value of 'from'\n");
  CHECK(wrong("from: \"a\\x9b\"" + rest).find("a control character") != std::string::npos);
  CHECK(wrong("from: \"a\\nb\"" + rest).find("a control character") != std::string::npos);
  CHECK(wrong("from: a" + rest + ", \"x\\e\": 1").find("the key 'x?' is not known") !=
        std::string::npos);
  CHECK(wrong("from: gr\xc3\xbc\xc3\x9f" + rest).empty());
}

TEST_CASE("policy file: a name from the content") {
  const PolicyFile file = expecting(
      "- expect: {from: [a, b], to: c, port: [443, udp/53], family: ipv6, clients: linux,\n"
      "           result: blocked}\n");
  REQUIRE(problems(file).empty());
  CHECK(file.expectations.at(0).name == "a, b -> c 443,udp/53 IPv6 for linux: denied or no-route");
}

TEST_CASE("yaml reader: every value knows its place, and texts stay as they are") {
  const Document document = read_yaml(SourceText("y", "a: 0x10\nb: [yes, ~, '']\n"), 3);
  REQUIRE_FALSE(document.failure);
  const DocumentNode& root = document.at(document.root.value());
  REQUIRE(root.kind == NodeKind::map);
  REQUIRE(root.items.size() == 4);
  CHECK(document.at(root.items[1]).text == "0x10");
  CHECK(document.at(root.items[1]).origin == Origin{3, 1, 4});
  const DocumentNode& list = document.at(root.items[3]);
  REQUIRE(list.items.size() == 3);
  CHECK(document.at(list.items[0]).text == "yes");
  CHECK(document.at(list.items[1]).kind == NodeKind::null);
  CHECK(document.at(list.items[2]).kind == NodeKind::text);
}

}  // namespace
}  // namespace halfopen
