// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/log_words.hpp"

#include <fmt/format.h>

#include <chrono>

namespace halfopen {

std::string time_text(std::int64_t seconds) {
  using namespace std::chrono;
  const sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string log_service(IpProtocol protocol, std::uint16_t server_port) {
  std::string text = to_string(protocol);
  if (filters_ports(protocol)) text += '/' + std::to_string(server_port);
  return text;
}

std::string asked_service(IpProtocol protocol, std::uint16_t server_port) {
  if (is_icmp(protocol)) return "icmp/echo";
  // A number alone would be a TCP port.
  return filters_ports(protocol) ? log_service(protocol, server_port) : to_string(protocol) + '/';
}

std::string log_ends(const IpAddress& client, std::uint16_t client_port, const IpAddress& server,
                     IpProtocol protocol) {
  std::string text = to_string(client);
  if (filters_ports(protocol)) text += " port " + std::to_string(client_port);
  return text + " -> " + to_string(server);
}

void set_unread(JsonValue& json, const LogReport& report) {
  JsonValue bad = JsonValue::array();
  for (const BadLine& line : report.bad_lines) {
    JsonValue one = JsonValue::object();
    one.set("file", line.file).set("line", count_json(line.line)).set("why", line.why);
    one.set("text", line.text);
    bad.push(std::move(one));
  }
  json.set("bad_lines", std::move(bad));
  JsonValue problems = JsonValue::array();
  for (const std::string& problem : report.problems) problems.push(problem);
  json.set("problems", std::move(problems));
}

JsonValue log_counts_json(const LogCounts& counts) {
  JsonValue json = JsonValue::object();
  json.set("records", count_json(counts.records));
  json.set("no_data", count_json(counts.no_data));
  json.set("skip_data", count_json(counts.skip_data));
  json.set("bad_lines", count_json(counts.bad));
  json.set("incomplete", count_json(counts.incomplete));
  json.set("bytes", count_json(counts.bytes));
  return json;
}

}  // namespace halfopen
