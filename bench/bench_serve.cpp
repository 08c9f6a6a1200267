// SPDX-License-Identifier: Apache-2.0
// What a keystroke costs the engine: check, explain and fix over two network ACLs of 40 rules that
// come with the request, once with a new text each time and once with one that was asked before.
// Beside it a heat map of 1,000 subnets.
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "halfopen/serve/api.hpp"
#include "timing.hpp"

namespace {

using namespace halfopen;  // NOLINT(google-build-using-namespace): a program, not a header

/// 20 rules a direction, the last of which decides.
std::string acl_text(const std::string& name, int third_octet, int changing) {
  std::string text = "acl: " + name + "\nsubnet: subnet-" + name + " 10.0." +
                     std::to_string(third_octet) + ".0/24\n";
  for (const char* direction : {"ingress", "egress"}) {
    for (int rule = 1; rule < 20; ++rule) {
      const int port = 2000 + 10 * rule + (rule == 7 ? changing : 0);
      text += std::string(direction) + ' ' + std::to_string(10 * rule) + " allow tcp " +
              std::to_string(port) + "-" + std::to_string(port + 5) + " 10." +
              std::to_string(rule) + ".0.0/16\n";
    }
    text += std::string(direction) + " 300 allow tcp 443 10.0.0.0/8\n";
  }
  return text;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) out += c == '\n' ? std::string("\\n") : std::string(1, c);
  return out + '"';
}

std::string typed_body(int changing) {
  return R"({"sources":[{"name":"a.txt","text":)" + quoted(acl_text("a", 1, changing)) +
         R"(},{"name":"b.txt","text":)" + quoted(acl_text("b", 2, 0)) +
         R"(}],"from":"10.0.1.9","to":"subnet-b","port":"443"})";
}

/// The median of several runs, in milliseconds of processor time.
template <class Run>
double median_of(int runs, const Run& run) {
  std::vector<double> times;
  for (int i = 0; i < runs; ++i) {
    const double start = bench::cpu_seconds();
    run(i);
    times.push_back(1000 * (bench::cpu_seconds() - start));
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

std::size_t ask_all(Session& session, const std::string& body) {
  std::size_t bytes = 0;
  for (const char* verb : {"check", "explain", "fix"}) {
    const ApiAnswer answer = respond(session, verb, body);
    if (answer.status != 200) std::printf("%s: %s", verb, answer.json.c_str());
    bytes += answer.json.size();
  }
  return bytes;
}

void time_typing() {
  Session session;
  std::size_t bytes = 0;
  const double fresh = median_of(201, [&](int i) { bytes = ask_all(session, typed_body(i)); });
  const std::string same = typed_body(0);
  const double known = median_of(201, [&](int) { bytes = ask_all(session, same); });
  std::printf(
      "check + explain + fix, 2 x 40 rules: %.2f ms with a new text, %.2f ms with a known "
      "one (%zu bytes of answers)\n",
      fresh, known, bytes);
  for (const char* verb : {"overview", "check", "explain", "fix", "lint", "diff"}) {
    const std::string body =
        std::string(verb) == "diff"
            ? same.substr(0, same.size() - 1) + R"(,"changed":[{"name":"c","text":)" +
                  quoted(acl_text("a", 1, 3) + "\n\n" + acl_text("b", 2, 0)) + "}]}"
            : same;
    const double time = median_of(51, [&](int) { respond(session, verb, body); });
    std::printf("  %-9s %.2f ms\n", verb, time);
  }
}

/// Subnets of 40 network ACLs, some of which lose replies.
std::string account_text(int subnets) {
  std::string text;
  for (int acl = 0; acl < 40; ++acl) {
    text += "acl: acl-" + std::to_string(acl) + '\n';
    for (int i = acl; i < subnets; i += 40) {
      text += "subnet: subnet-" + std::to_string(i) + " 10." + std::to_string(i / 200) + '.' +
              std::to_string(i % 200) + ".0/24\n";
    }
    text += "ingress 100 allow tcp " + std::to_string(acl % 3 == 0 ? 22 : 443) + " any\n";
    text += "ingress 110 allow tcp 1024-65535 10." + std::to_string(acl % 5) + ".0.0/16\n";
    text += "egress 100 allow tcp " + std::string(acl % 4 == 0 ? "443" : "0-65535") + " any\n\n";
  }
  return text;
}

void time_heatmap(int subnets) {
  Session session;
  const std::string body = R"({"sources":[{"name":"account.txt","text":)" +
                           quoted(account_text(subnets)) + R"(}],"port":"443"})";
  respond(session, "overview", body);  // read once
  ApiAnswer answer;
  const double time = median_of(5, [&](int) { answer = respond(session, "heatmap", body); });
  std::printf("heat map of %d subnets: %.0f ms, status %d, %zu bytes\n", subnets, time,
              answer.status, answer.json.size());
}

}  // namespace

int main() {
  time_typing();
  time_heatmap(1000);
  return 0;
}
