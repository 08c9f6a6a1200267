// SPDX-License-Identifier: Apache-2.0
// The fast way of the reader beside the careful one (SimdMethod::scalar), which is the judge: on
// random logs with all that flow logs may hold, whole and spoiled, both tell the same in the same
// order.
#include "halfopen/flowlog/plain_lines.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include "halfopen/flowlog/dotted_pair.hpp"
#include "halfopen/flowlog/log_reader.hpp"

namespace halfopen {
namespace {

using Random = std::mt19937;

std::string text_of(const FlowRecord& r) {
  const auto n = [](auto value) { return ' ' + std::to_string(value); };
  return to_string(r.source) + n(r.source_port) + ' ' + to_string(r.destination) +
         n(r.destination_port) + n(r.protocol.number) + n(static_cast<int>(r.action)) +
         n(static_cast<int>(r.direction)) + n(int{r.has_flags}) + n(r.tcp_flags) + n(r.packets) +
         n(r.bytes) + n(r.start) + n(r.end) + " [" + std::string(r.interface_id) + "] [" +
         std::string(r.reject_reason) + "]\n";
}

/// All that a reader tells, as text.
struct Told {
  std::string records;
  LogCounts counts;
  std::vector<BadLine> bad;
};

std::string bad_text(const std::vector<BadLine>& bad) {
  std::string text;
  for (const BadLine& line : bad) text += std::to_string(line.line) + line.why + line.text + '\n';
  return text;
}

void feed_all(LogReader& reader, std::string_view text, std::size_t piece) {
  reader.begin_file("a");
  for (std::size_t i = 0; i < text.size(); i += piece) reader.feed(text.substr(i, piece));
  reader.end_file();
}

Told told(std::string_view text, SimdMethod method, std::size_t piece = std::size_t{1} << 20U) {
  Told result;
  LogReader reader(
      LogFormat::standard(),
      [&](std::span<const FlowRecord> records) {
        for (const FlowRecord& record : records) result.records += text_of(record);
      },
      method);
  feed_all(reader, text, piece);
  result.counts = reader.counts();
  result.bad = reader.bad_lines();
  return result;
}

/// Of logs without bad lines, what is only counted beside the records of the careful way.
void compare_counts(std::string_view text, SimdMethod method) {
  ServiceTally careful;
  LogReader judge(
      LogFormat::standard(),
      [&](std::span<const FlowRecord> records) {
        for (const FlowRecord& record : records) careful.add(record);
      },
      SimdMethod::scalar);
  feed_all(judge, text, text.size() + 1);
  ServiceTally fast;
  LogReader reader = LogReader::of_rejects(LogFormat::standard(), fast, method);
  feed_all(reader, text, 50'000);
  REQUIRE(fast.accepted == careful.accepted);
  REQUIRE(fast.rejected == careful.rejected);
  const auto rows = fast.rows();
  const auto expected = careful.rows();
  REQUIRE(rows.size() == expected.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    REQUIRE(rows[i].protocol == expected[i].protocol);
    REQUIRE(rows[i].port == expected[i].port);
    REQUIRE(rows[i].records == expected[i].records);
  }
  REQUIRE(reader.counts() == judge.counts());
}

/// The columns beside the records of the careful way: those of IPv4, and those of IPv6.
void compare_columns(std::string_view text, SimdMethod method) {
  std::array<std::string, 2> careful;
  LogReader judge(
      LogFormat::standard(),
      [&](std::span<const FlowRecord> records) {
        for (FlowRecord r : records) {
          if (r.source.family() == IpFamily::v6) {
            careful[1] += text_of(r);
            continue;
          }
          FlowRecord bare;
          bare.source = r.source;
          bare.destination = r.destination;
          bare.source_port = r.source_port;
          bare.destination_port = r.destination_port;
          bare.protocol = r.protocol;
          bare.action = r.action;
          careful[0] += text_of(bare);
        }
      },
      SimdMethod::scalar);
  feed_all(judge, text, text.size() + 1);
  std::array<std::string, 2> fast;
  LogReader reader = LogReader::by_columns(
      LogFormat::standard(),
      [&](const FlowColumns& columns) {
        for (std::size_t i = 0; i < columns.rows; ++i) {
          FlowRecord r;
          r.source = IpAddress(IpFamily::v4, columns.source[i]);
          r.destination = IpAddress(IpFamily::v4, columns.destination[i]);
          r.source_port = columns.source_port[i];
          r.destination_port = columns.destination_port[i];
          r.protocol = IpProtocol{columns.protocol[i]};
          r.action = columns.action[i];
          fast[0] += text_of(r);
        }
        for (const FlowRecord& r : columns.others) fast[1] += text_of(r);
      },
      method);
  feed_all(reader, text, text.size() + 1);
  REQUIRE(fast[0] == careful[0]);
  REQUIRE(fast[1] == careful[1]);
  REQUIRE(reader.counts() == judge.counts());
}

void compare(const std::string& text, std::size_t piece = std::size_t{1} << 20U) {
  const Told careful = told(text, SimdMethod::scalar);
  for (const SimdMethod method : {SimdMethod::avx2, SimdMethod::avx512}) {
    if (!has_simd_method(method)) continue;
    const Told fast = told(text, method, piece);
    REQUIRE(fast.records == careful.records);
    REQUIRE(fast.counts == careful.counts);
    REQUIRE(bad_text(fast.bad) == bad_text(careful.bad));
    compare_columns(text, method);
  }
}

std::string number(Random& random, std::uint64_t most) {
  return std::to_string(random() % (most + 1));
}

std::string dotted(Random& random) {
  std::string text;
  for (int i = 0; i < 4; ++i) {
    const std::uint64_t most = std::array<std::uint64_t, 3>{9, 99, 255}[random() % 3];
    text += (i == 0 ? "" : ".") + number(random, most);
  }
  return text;
}

/// A value of a column; now and then one that no record has.
std::string value(LogField field, Random& random) {
  const bool odd = random() % 60 == 0;
  const auto pick = [&](std::vector<std::string> words) { return words[random() % words.size()]; };
  switch (field) {
    case LogField::version: return odd ? pick({"-", "11", "x"}) : "2";
    case LogField::account_id: return odd ? pick({"unknown", "-", "1"}) : "123456789012";
    case LogField::interface_id:
      return odd ? pick({"-", "eni-1", "eni-12345678901234567890123"})
                 : pick({"eni-0123456789abcdef0", "eni-abcdef01"});
    case LogField::srcaddr:
    case LogField::dstaddr:
    case LogField::pkt_srcaddr:
    case LogField::pkt_dstaddr:
      return odd ? pick({"-", "2001:db8::1", "10.0.0.256", "1.2.3", "01.2.3.04", "1..2.3",
                         "1.2.3.4.", "10.0.0.1000", "a.1.1.1", "1.1.1.1x", "300.1.1.1"})
                 : dotted(random);
    case LogField::srcport:
    case LogField::dstport:
      return odd ? pick({"-", "65536", "99999", "00080", "123456", "", "8o"})
                 : number(random, pick({"a", "b"}) == "a" ? 65535 : 99);
    case LogField::protocol:
      return odd ? pick({"-", "256", "tcp", "006", "1234"}) : pick({"6", "6", "17", "1", "132"});
    case LogField::packets:
    case LogField::bytes:
      return odd ? pick({"-", "1000000000000000", "1000000000000001", "9999999999999999", "-1",
                         "123456789012345", "1.5"})
                 : number(random,
                          std::array<std::uint64_t, 3>{9, 9999, 1'999'999'999}[random() % 3]);
    case LogField::start:
    case LogField::end:
      return odd ? pick({"-", "1418530010123", "99999999999", "100000000000", "253402300799999",
                         "253402300800000", "0", "now"})
                 : std::to_string(1'600'000'000 + random() % 100'000'000);
    case LogField::action:
      return odd ? pick({"-", "accept", "ACCEPTED"}) : pick({"ACCEPT", "REJECT"});
    case LogField::log_status: return odd ? pick({"-", "NODATA", "SKIPDATA", "OK!", "0K"}) : "OK";
    case LogField::tcp_flags:
      return odd ? pick({"-", "255", "256", "999", "+1"}) : number(random, 31);
    case LogField::flow_direction: return pick({"ingress", "egress", "-", "sideways"});
    case LogField::reject_reason: return pick({"-", "BPA"});
    default: return pick({"-", "vpc-1", "abc", "ACCEPT", "10.0.0.1"});
  }
}

std::string log_of(const std::vector<LogField>& fields, std::size_t lines, Random& random,
                   bool header) {
  std::string text;
  const auto add_header = [&] {
    for (const LogField field : fields) {
      text += (field == fields[0] ? "" : " ") +
              std::string(log_field_rows()[log_field_index(field)].name);
    }
    text += '\n';
  };
  if (header) add_header();
  for (std::size_t i = 0; i < lines; ++i) {
    std::string line;
    for (const LogField field : fields) {
      line += (field == fields[0] && line.empty() ? "" : " ") + value(field, random);
    }
    const std::uint64_t odd = random() % 200;
    if (odd == 0) line += '\r';
    if (odd == 1) line += ' ';
    if (odd == 2) line.clear();
    if (odd == 3) line += " 17";
    if (odd == 4) line.insert(line.size() / 2, 1, ' ');
    text += line + '\n';
    if (odd == 5 && header) add_header();
  }
  return text;
}

std::vector<LogField> default_fields() {
  std::vector<LogField> fields;
  for (std::size_t i = 0; i <= log_field_index(LogField::log_status); ++i) {
    fields.push_back(static_cast<LogField>(i));
  }
  return fields;
}

TEST_CASE("logs of the default columns") {
  Random random(1);  // NOLINT: the same logs in every run
  for (int i = 0; i < 40; ++i) {
    const std::string text = log_of(default_fields(), 200, random, i % 4 == 0);
    compare(text);
    compare(text, 1 + random() % 700);
  }
}

TEST_CASE("logs of any other columns, in any order, with all that records are made of or less") {
  Random random(2);  // NOLINT: the same logs in every run
  for (int i = 0; i < 60; ++i) {
    std::vector<LogField> fields = {LogField::srcaddr, LogField::dstaddr,  LogField::srcport,
                                    LogField::dstport, LogField::protocol, LogField::action};
    for (std::size_t k = 0; k < kLogFieldCount; ++k) {
      const auto field = static_cast<LogField>(k);
      const bool there = std::find(fields.begin(), fields.end(), field) != fields.end();
      if (!there && random() % 3 == 0) fields.push_back(field);
    }
    std::shuffle(fields.begin(), fields.end(), random);
    if (i % 7 == 0) fields.erase(fields.begin());  // perhaps one that connections need
    compare(log_of(fields, 150, random, true));
  }
}

TEST_CASE("rejects are counted as the careful reader tells them") {
  Random random(6);  // NOLINT: the same logs in every run
  for (int i = 0; i < 30; ++i) {
    // Bad lines are left out: of what is only counted, not all of a line is looked at.
    std::string text;
    for (int k = 0; k < 300; ++k) {
      const std::string line = log_of(default_fields(), 1, random, k % 50 == 0);
      if (told(line, SimdMethod::scalar).counts.bad == 0) text += line;
    }
    text += "action dstport srcport protocol srcaddr dstaddr\n";
    for (int k = 0; k < 100; ++k)
      text += "REJECT " + number(random, 65535) + " 5 17 1.1.1.1 2.2.2.2\n";
    for (const SimdMethod method : kSimdMethods) {
      if (has_simd_method(method)) compare_counts(text, method);
    }
  }
}

TEST_CASE("nearly all lines of usual logs are read the fast way") {
  Random random(3);  // NOLINT: the same logs in every run
  const std::string line =
      "2 123456789012 eni-0123456789abcdef0 10.1.2.3 198.51.100.200 443 50123 6 12 3456 "
      "1700000000 1700000060 ACCEPT OK\n";
  const std::string other = "ACCEPT 6 443 50123 10.1.2.3 198.51.100.200 eni-1 - 1700000000\n";
  const std::string header =
      "action protocol srcport dstport srcaddr dstaddr interface-id tcp-flags start\n";
  for (const SimdMethod method : {SimdMethod::avx2, SimdMethod::avx512}) {
    if (!has_simd_method(method)) continue;
    for (const bool standard : {true, false}) {
      std::string text;
      for (int i = 0; i < 3000; ++i) text += standard ? line : other;
      PlainLines plain(method);
      plain.use(standard ? LogFormat::standard() : *LogFormat::of_header(header));
      plain.begin_block(text);
      std::vector<FlowRecord> records;
      const std::size_t next = plain.read(0, records, 1'000'000);
      CHECK(records.size() >= 2995);  // vectors read beyond the last ones
      CHECK(next == records.size() * (standard ? line : other).size());
      records.clear();
      plain.begin_block(text);
      CHECK(plain.read(0, records, 100) == 100 * (standard ? line : other).size());
      CHECK(records.size() == 100);
    }
  }
}

TEST_CASE("any byte of a line may be any other") {
  const std::string good =
      "2 123456789012 eni-0123456789abcdef0 10.1.2.3 198.51.100.200 443 50123 6 12 3456 "
      "1700000000 1700000060 ACCEPT OK\n";
  Random random(4);  // NOLINT: the same logs in every run
  for (int round = 0; round < 30; ++round) {
    std::string text;
    for (std::size_t at = 0; at < good.size(); ++at) {
      std::string line = good;
      const std::uint64_t kind = random() % 3;
      const char byte = random() % 4 == 0 ? static_cast<char>(random()) : " 0.-A\n"[random() % 6];
      if (kind == 0) line[at] = byte;
      if (kind == 1) line.insert(at, 1, byte);
      if (kind == 2) line.erase(at, 1);
      text += line + good;
    }
    compare(text + good);
  }
}

TEST_CASE("lines longer than the masks, and logs of one line") {
  const std::string good =
      "2 123456789012 eni-0123456789abcdef0 10.1.2.3 198.51.100.200 443 50123 6 12 3456 "
      "1700000000 1700000060 ACCEPT OK\n";
  std::string text;
  for (const std::size_t length : {1000U, 32700U, 32768U, 32832U, 70000U, 1100000U}) {
    text += good + std::string(length, '7') + '\n' + good;
  }
  compare(text);
  compare(good);
  compare(good.substr(0, good.size() - 1));
  compare("");
}

#if defined(__x86_64__)
HALFOPEN_TARGET_AVX2 bool read_pair(const std::string& a, std::size_t a_length,
                                    const std::string& b, std::size_t b_length, std::uint32_t& x,
                                    std::uint32_t& y) {
  return read_dotted_pair(a.data(), a_length, b.data(), b_length, x, y);
}

// The judge: parse_ip_address.
TEST_CASE("dotted addresses of every shape") {
  if (!has_simd_method(SimdMethod::avx2)) return;
  Random random(5);  // NOLINT: the same addresses in every run
  const auto read = [](const std::string& a, const std::string& b, std::uint32_t& x,
                       std::uint32_t& y) {
    return read_pair(a + std::string(32, '9'), a.size(), b + std::string(32, '.'), b.size(), x, y);
  };
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string a = dotted(random);
    const std::string b = dotted(random);
    REQUIRE(read(a, b, x, y));
    REQUIRE(IpAddress(IpFamily::v4, x) == parse_ip_address(a).value());
    REQUIRE(IpAddress(IpFamily::v4, y) == parse_ip_address(b).value());
  }
  for (const char* wrong : {"", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3",
                            "256.1.1.1", "1.1.1.999", "1.1.1.1234", "1111.1.1.1", "1.1.1.a",
                            "1.1.1.1 ", "-", "1.1.1.1/", "1.1.1.1:", "255.255.255.2555"}) {
    CAPTURE(wrong);
    CHECK_FALSE(read(wrong, "10.0.0.1", x, y));
    CHECK_FALSE(read("10.0.0.1", wrong, x, y));
  }
}
#endif

}  // namespace
}  // namespace halfopen
