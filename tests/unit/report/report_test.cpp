// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "halfopen/report/json_value.hpp"
#include "halfopen/report/number_text.hpp"
#include "halfopen/report/port_ruler.hpp"

namespace halfopen {
namespace {

TEST_CASE("numbers as people read them") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(64512) == "64,512");
  CHECK(grouped(1234567) == "1,234,567");
  CHECK(percent(28237, 64512) == "43.77 %");
  CHECK(percent(0, 10) == "0 %");
  CHECK(percent(10, 10) == "100 %");
  CHECK(percent(1, 64512) == "<0.01 %");
  CHECK(percent(64511, 64512) == ">99.99 %");
}

TEST_CASE("JSON keeps order, escapes what must be, repairs what is no UTF-8") {
  JsonValue value = JsonValue::object();
  value.set("b", 1).set("a", "q\"\n").set("c", "\xff");
  CHECK(value.dump() == "{\n \"b\": 1,\n \"a\": \"q\\\"\\n\",\n \"c\": \"\xef\xbf\xbd\"\n}");
  CHECK(JsonValue::array().push(true).push(std::int64_t{-5}).dump() == "[\n true,\n -5\n]");
}

std::string first_bar(const char* open, int width) {
  ReplyLeg reply;
  reply.open = *parse_port_set(open);
  const std::string text = port_ruler(reply, {}, Style{false, width});
  const std::size_t line = text.find('\n') + 1;
  return text.substr(line, text.find("  # open", line) - line);
}

TEST_CASE("the ruler marks whole, partial and closed cells") {
  CHECK(first_bar("0-65535", 80) == std::string(17, ' ') + std::string(32, '#'));
  CHECK(first_bar("", 80) == std::string(17, ' ') + std::string(32, '.'));
  CHECK(first_bar("443", 100) == std::string(17, ' ') + '+' + std::string(63, '.'));
  CHECK(first_bar("32768-65535", 80) ==
        std::string(17, ' ') + std::string(16, '.') + std::string(16, '#'));
}

TEST_CASE("brackets share a line where the range is the same") {
  ReplyLeg reply;
  reply.open = *parse_port_set("49152-65535");
  const std::vector<ProfileShare> shares = {{{"windows", {49152, 65535}}, 16384, 0, 16384},
                                            {{"macos", {49152, 65535}}, 16384, 0, 16384},
                                            {{"linux", {32768, 60999}}, 11848, 0, 28232}};
  const std::string text = port_ruler(reply, shares, Style{false, 100});
  CHECK(text.find("works: 16,384 of 16,384  windows, macos") != std::string::npos);
  CHECK(text.find("partial: 11,848 of 28,232 (41.97 %)  linux") != std::string::npos);
}

TEST_CASE("colours only when asked for") {
  CHECK(Style{false, 80}.verdict(Verdict::half_open) == "HALF-OPEN");
  CHECK(Style{true, 80}.verdict(Verdict::works) == "\x1b[32mWORKS\x1b[0m");
}

}  // namespace
}  // namespace halfopen
