// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/log_format.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace halfopen {
namespace {

// VPC User Guide, flow log records: "Available fields", by version.
TEST_CASE("every field is found by its name and by the name of a column") {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kLogFieldCount; ++i) {
    const LogFieldRow& row = log_field_rows()[i];
    CHECK(find_log_field(row.name) == static_cast<LogField>(i));
    std::string column(row.name);
    for (char& c : column) c = c == '-' ? '_' : c;
    CHECK(find_log_field(column) == static_cast<LogField>(i));
    CHECK(names.insert(row.name).second);
    CHECK(row.version >= 2);
    if (i > 0) CHECK(row.version >= log_field_rows()[i - 1].version);
  }
  CHECK(find_log_field("srcaddr2") == std::nullopt);
  CHECK(find_log_field("src") == std::nullopt);
  CHECK(find_log_field("") == std::nullopt);
}

// VPC User Guide, flow log records: the default format is version 2, in this order.
TEST_CASE("the default format") {
  const LogFormat format = LogFormat::standard();
  CHECK(format.columns() == 14);
  CHECK(format.column(LogField::version) == 0);
  CHECK(format.column(LogField::srcaddr) == 3);
  CHECK(format.column(LogField::action) == 12);
  CHECK(format.column(LogField::log_status) == 13);
  CHECK_FALSE(format.has(LogField::tcp_flags));
  CHECK(format.missing().empty());
  CHECK(LogFormat::parse("version account-id interface-id srcaddr dstaddr srcport dstport protocol "
                         "packets bytes start end action log-status") == format);
}

// EC2 API, CreateFlowLogs, LogFormat: "${field-id}" with blanks between.
TEST_CASE("format strings, with braces, bare, and with names that are not known") {
  const auto braces = LogFormat::parse("${dstaddr} ${srcaddr}  ${later-field} ${action}");
  REQUIRE(braces);
  CHECK(braces->columns() == 4);
  CHECK(braces->column(LogField::dstaddr) == 0);
  CHECK(braces->column(LogField::action) == 3);
  CHECK(braces->missing() == std::vector<std::string>{"srcport", "dstport", "protocol"});
  CHECK(LogFormat::parse("dstaddr srcaddr later-field action") == *braces);
  CHECK(LogFormat::parse("pkt-srcaddr pkt-dstaddr srcport dstport protocol action")
            ->missing()
            .empty());
}

TEST_CASE("format strings that say nothing are refused") {
  for (const char* text : {"", "   ", "later-field", "srcaddr srcaddr", "srcaddr ${srcaddr}",
                           "pkt-srcaddr pkt_srcaddr", "${srcaddr", "${}", "Srcaddr", "srcaddr;"}) {
    CAPTURE(text);
    CHECK_FALSE(LogFormat::parse(text));
  }
}

TEST_CASE("a header line is one, a record is none") {
  const auto header = LogFormat::of_header("account_id pkt_srcaddr something_new dstaddr\r");
  REQUIRE(header);
  CHECK(header->column(LogField::pkt_srcaddr) == 1);
  CHECK(header->column(LogField::dstaddr) == 3);
  CHECK_FALSE(
      LogFormat::of_header("2 123456789010 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 1 1 1 ACCEPT OK"));
  CHECK_FALSE(LogFormat::of_header("web web-2 some-service srcaddr dstaddr"));
  CHECK_FALSE(LogFormat::of_header("srcaddr srcaddr"));
  CHECK_FALSE(LogFormat::of_header("srcaddr"));
  CHECK_FALSE(LogFormat::of_header(""));
}

}  // namespace
}  // namespace halfopen
