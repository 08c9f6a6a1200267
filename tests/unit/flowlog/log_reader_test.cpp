// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/log_reader.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace halfopen {
namespace {

/// A record that owns its texts.
struct KeptRecord {
  FlowRecord record;
  std::string interface_id;
  std::string reject_reason;
};

struct ReadLog {
  std::vector<KeptRecord> records;
  LogCounts counts;
  std::vector<BadLine> bad;
};

ReadLog read_log(const std::string& text, std::size_t piece = 1U << 20U,
                 const LogFormat& format = LogFormat::standard()) {
  ReadLog log;
  LogReader reader(format, [&](std::span<const FlowRecord> records) {
    for (const FlowRecord& record : records) {
      log.records.push_back(
          {record, std::string(record.interface_id), std::string(record.reject_reason)});
    }
  });
  reader.begin_file("a.log");
  for (std::size_t i = 0; i < text.size(); i += piece) {
    reader.feed(std::string_view(text).substr(i, piece));
  }
  reader.end_file();
  log.counts = reader.counts();
  log.bad = reader.bad_lines();
  return log;
}

std::string ends(const FlowRecord& r) {
  return to_string(r.source) + ' ' + std::to_string(r.source_port) + ' ' +
         to_string(r.destination) + ' ' + std::to_string(r.destination_port) + ' ' +
         std::to_string(r.protocol.number);
}

/// The default record with one word replaced.
std::string changed(std::size_t column, const std::string& word) {
  std::string line;
  const std::vector<std::string> words = {"2",  "123456789010", "eni-1",  "10.0.0.1", "10.0.0.2",
                                          "40", "443",          "6",      "3",        "180",
                                          "10", "20",           "ACCEPT", "OK"};
  for (std::size_t i = 0; i < words.size(); ++i) {
    line += (i == 0 ? "" : " ") + (i == column ? word : words[i]);
  }
  return line + '\n';
}
constexpr std::size_t kNone = 99;

// VPC User Guide, flow log record examples: accepted traffic (SSH).
TEST_CASE("every field of a default record") {
  const ReadLog log = read_log(
      "2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 "
      "1418530010 1418530070 ACCEPT OK\n");
  REQUIRE(log.records.size() == 1);
  const FlowRecord& r = log.records[0].record;
  CHECK(ends(r) == "172.31.16.139 20641 172.31.16.21 22 6");
  CHECK(log.records[0].interface_id == "eni-1235b8ca123456789");
  CHECK(r.action == FlowAction::accept);
  CHECK(r.status == FlowStatus::ok);
  CHECK(r.direction == FlowDirection::unknown);
  CHECK_FALSE(r.has_flags);
  CHECK(r.packets == 20);
  CHECK(r.bytes == 4249);
  CHECK(r.start == 1418530010);
  CHECK(r.end == 1418530070);
  CHECK(log.records[0].reject_reason.empty());
  CHECK(log.counts.lines == 1);
  CHECK(log.counts.records == 1);
  CHECK(log.counts.bad == 0);
}

// VPC User Guide, flow log records: pkt-srcaddr and pkt-dstaddr are the packet's own addresses;
// flow-direction, tcp-flags and reject-reason.
TEST_CASE("other fields in another order; the packet's own addresses count") {
  const ReadLog log = read_log(
      "reject-reason flow-direction tcp_flags action protocol dstport srcport pkt-dstaddr dstaddr "
      "pkt-srcaddr srcaddr some-new-field interface-id\n"
      "BPA egress 18 REJECT 17 1 2 192.0.2.9 10.0.0.1 192.0.2.8 10.0.0.2 ? eni-9\n"
      "- ingress - ACCEPT 6 1 2 - 10.0.0.1 - 10.0.0.2 ? -\n");
  REQUIRE(log.records.size() == 2);
  const FlowRecord& one = log.records[0].record;
  CHECK(ends(one) == "192.0.2.8 2 192.0.2.9 1 17");
  CHECK(one.action == FlowAction::reject);
  CHECK(one.direction == FlowDirection::egress);
  CHECK(one.has_flags);
  CHECK(one.tcp_flags == 18);
  CHECK(log.records[0].reject_reason == "BPA");
  CHECK(log.records[0].interface_id == "eni-9");
  const FlowRecord& two = log.records[1].record;
  CHECK(ends(two) == "10.0.0.2 2 10.0.0.1 1 6");
  CHECK(two.direction == FlowDirection::ingress);
  CHECK_FALSE(two.has_flags);
  CHECK(log.records[1].interface_id.empty());
  CHECK(log.records[1].reject_reason.empty());
  CHECK(log.counts.headers == 1);
}

TEST_CASE("a header line sets the columns from there on, wherever it stands") {
  const ReadLog log = read_log(changed(kNone, "") +
                               "action protocol srcport dstport srcaddr dstaddr\r\n"
                               "REJECT 6 7 8 10.0.0.3 10.0.0.4\r\n"
                               "dstaddr srcaddr dstport srcport protocol action\n"
                               "10.0.0.5 10.0.0.6 9 10 6 ACCEPT");
  REQUIRE(log.records.size() == 3);
  CHECK(ends(log.records[1].record) == "10.0.0.3 7 10.0.0.4 8 6");
  CHECK(ends(log.records[2].record) == "10.0.0.6 10 10.0.0.5 9 6");
  CHECK(log.counts.headers == 2);
  CHECK(log.counts.lines == 3);
  CHECK_FALSE(log.counts.cut);
}

TEST_CASE("each file begins with the format that was given") {
  LogReader reader(LogFormat::standard(), [](std::span<const FlowRecord>) {});
  reader.begin_file("a");
  reader.feed("srcaddr dstaddr srcport dstport protocol action\n10.0.0.1 10.0.0.2 1 2 6 ACCEPT\n");
  reader.end_file();
  reader.begin_file("b");
  reader.feed(changed(kNone, ""));
  reader.end_file();
  CHECK(reader.counts().records == 2);
  CHECK(reader.counts().bad == 0);
}

TEST_CASE("pieces of any size tell the same") {
  const std::string text = "\n" + changed(kNone, "") + changed(3, "no-address") +
                           "dstaddr srcaddr dstport srcport protocol action interface-id\r\n"
                           "10.0.0.5 10.0.0.6 9 10 6 ACCEPT eni-77\r\n\r\n"
                           "2001:db8::1 2001:db8::2 9 10 6 REJECT eni-78";
  const ReadLog whole = read_log(text);
  CHECK(whole.counts.records == 3);
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 64U}) {
    const ReadLog cut = read_log(text, piece);
    CHECK(cut.counts == whole.counts);
    REQUIRE(cut.records.size() == whole.records.size());
    for (std::size_t i = 0; i < cut.records.size(); ++i) {
      CHECK(ends(cut.records[i].record) == ends(whole.records[i].record));
      CHECK(cut.records[i].interface_id == whole.records[i].interface_id);
    }
    REQUIRE(cut.bad.size() == 1);
    CHECK(cut.bad[0].line == whole.bad[0].line);
  }
}

// VPC User Guide, flow log record examples: no data and skipped records.
TEST_CASE("NODATA and SKIPDATA are counted, and are no traffic") {
  const ReadLog log = read_log(
      "2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280876 1431280934 - NODATA\n"
      "2 123456789010 eni-11111111aaaaaaaaa - - - - - - - 1431280876 1431280934 - SKIPDATA\n");
  CHECK(log.records.empty());
  CHECK(log.counts.no_data == 1);
  CHECK(log.counts.skip_data == 1);
  CHECK(log.counts.records == 0);
  CHECK(log.counts.bad == 0);
}

TEST_CASE("IPv6, IPv4-mapped addresses, and fields that are not applicable") {
  const ReadLog log = read_log(
      "2 1 eni-1 2001:db8:1234:a100:8d6e:3477:df66:f105 2001:db8:1234:a102::4071 34892 22 6 54 "
      "8855 1477913708 1477913820 ACCEPT OK\n"
      "2 1 eni-1 ::ffff:10.0.0.1 2001:db8::1 1 2 6 1 1 1 1 ACCEPT OK\n"
      "2 1 eni-1 10.0.0.1 10.0.0.2 - - 47 - - - - REJECT OK\n");
  REQUIRE(log.records.size() == 3);
  CHECK(ends(log.records[0].record) ==
        "2001:db8:1234:a100:8d6e:3477:df66:f105 34892 2001:db8:1234:a102::4071 22 6");
  CHECK(log.records[1].record.source.family() == IpFamily::v6);
  CHECK(ends(log.records[2].record) == "10.0.0.1 0 10.0.0.2 0 47");
}

TEST_CASE("times in milliseconds become seconds") {
  const ReadLog log = read_log(changed(10, "1418530010123") + changed(10, "1418530010"));
  REQUIRE(log.records.size() == 2);
  CHECK(log.records[0].record.start == 1418530010);
  CHECK(log.records[1].record.start == 1418530010);
}

TEST_CASE("lines that are no records are counted, with file, line and reason") {
  const std::vector<std::pair<std::size_t, std::string>> spoiled = {
      {3, "10.0.0.256"},  {3, "10.0.0"}, {3, "-"},
      {4, "2001:db8::1"}, {5, "65536"},  {6, "x"},
      {7, "tcp"},         {7, "256"},    {7, "-"},
      {8, "-1"},          {9, "1.5"},    {10, "999999999999999999"},
      {11, "now"},        {12, "MAYBE"}, {12, "-"},
      {13, "ALRIGHT"},    {2, "a b"},    {8, "9999999999999999"}};
  for (const auto& [column, word] : spoiled) {
    CAPTURE(column);
    CAPTURE(word);
    const ReadLog log = read_log(changed(kNone, "") + "\n" + changed(column, word));
    CHECK(log.counts.bad == 1);
    CHECK(log.counts.records == 1);
    CHECK(log.counts.lines == 2);
    CHECK_FALSE(log.counts.cut);
    REQUIRE(log.bad.size() == 1);
    CHECK(log.bad[0].file == "a.log");
    CHECK(log.bad[0].line == 3);
    CHECK_FALSE(log.bad[0].why.empty());
    CHECK(log.bad[0].text + '\n' == changed(column, word));
  }
  const std::string whole = changed(kNone, "");
  CHECK(read_log(whole.substr(0, whole.size() - 4)).bad.at(0).why == "fields are missing");
  CHECK(read_log(whole.substr(0, whole.size() - 4)).counts.cut);
}

TEST_CASE("only the first bad lines are kept, and only their beginning") {
  std::string text;
  for (int i = 0; i < 50; ++i) text += std::string(500, 'x') + '\n';
  const ReadLog log = read_log(text);
  CHECK(log.counts.bad == 50);
  CHECK(log.bad.size() == 10);
  CHECK(log.bad[0].text.size() == 200);
}

TEST_CASE("a line without end is bad and takes no memory, in whatever pieces it comes") {
  const std::string text = std::string(std::size_t{3} << 20U, '1') + '\n' + changed(kNone, "");
  for (const std::size_t piece : {std::size_t{1000}, std::size_t{1} << 20U, text.size()}) {
    const ReadLog log = read_log(text, piece);
    CHECK(log.counts.bad == 1);
    CHECK(log.counts.records == 1);
    CHECK(log.bad.at(0).why == "a line of more than 1 MiB");
  }
}

TEST_CASE("records of logs that tell no connections are counted as incomplete") {
  const ReadLog log = read_log("srcaddr dstaddr\n10.0.0.1 10.0.0.2\n10.0.0.2 10.0.0.1\n");
  CHECK(log.records.empty());
  CHECK(log.counts.records == 2);
  CHECK(log.counts.incomplete == 2);
  CHECK(log.counts.bad == 0);
}

TEST_CASE("a batch is never longer than the reader says, and no record is lost") {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += changed(5, std::to_string(i));
  const ReadLog log = read_log(text);
  REQUIRE(log.records.size() == 10'000);
  for (std::size_t i = 0; i < log.records.size(); ++i) {
    REQUIRE(log.records[i].record.source_port == i);
  }
}

TEST_CASE("counts add up") {
  LogCounts sum = read_log(changed(kNone, "") + changed(3, "x")).counts;
  sum.add(read_log("srcaddr dstaddr\n10.0.0.1 10.0.0.2\nx").counts);
  CHECK(sum.lines == 4);
  CHECK(sum.records == 2);
  CHECK(sum.bad == 2);
  CHECK(sum.headers == 1);
  CHECK(sum.incomplete == 1);
  CHECK(sum.cut);
}

TEST_CASE("a byte order mark before the first line is no part of it") {
  std::size_t records = 0;
  LogReader reader(LogFormat::standard(), [&](std::span<const FlowRecord> some) {
    for (const FlowRecord& r : some) CHECK(to_string(r.source) == "198.51.100.7");
    records += some.size();
  });
  reader.begin_file("log");
  reader.feed(
      "\xef\xbb\xbf"
      "dstaddr srcaddr srcport dstport protocol action\n"
      "10.0.0.10 198.51.100.7 41234 443 6 ACCEPT\n");
  reader.end_file();
  CHECK(records == 1);
  CHECK(reader.counts().bad == 0);
}

}  // namespace
}  // namespace halfopen
