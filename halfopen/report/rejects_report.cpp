// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/rejects_report.hpp"

#include <algorithm>

#include "halfopen/report/json_value.hpp"
#include "halfopen/report/number_text.hpp"
#include "halfopen/report/table_text.hpp"
#include "halfopen/report/visible_text.hpp"

namespace halfopen {
namespace {

JsonValue reject_number(std::uint64_t value) { return {static_cast<std::int64_t>(value)}; }

std::string reject_key(const RejectRow& row) {
  return row.key.empty() ? "no interface id" : visible(row.key);
}

}  // namespace

std::string_view to_string(RejectsBy by) {
  switch (by) {
    case RejectsBy::port: return "port";
    case RejectsBy::interface: return "interface";
    case RejectsBy::address: return "address";
  }
  return "port";
}

std::string rejects_text(RejectsBy by, const RejectSummary& summary, const LogReport& report,
                         std::size_t limit, const Style& style) {
  const LogCounts& counts = report.counts;
  const std::uint64_t records = summary.accepted + summary.rejected;
  if (summary.rejected == 0) {
    return style.paint("nothing was rejected", Tone::good) + ", in " + grouped(records) +
           " records\n";
  }
  std::vector<std::vector<std::string>> rows;
  const std::size_t shown = std::min(limit, summary.rows.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const RejectRow& row = summary.rows[i];
    rows.push_back({reject_key(row), grouped(row.records), percent(row.records, summary.rejected)});
  }
  std::string text = style.paint("REJECTED", Tone::bad) + "  " + grouped(summary.rejected) +
                     " of " + grouped(records) + " records (" + percent(summary.rejected, records) +
                     "), by " +
                     (by == RejectsBy::port        ? "destination port"
                      : by == RejectsBy::interface ? "interface"
                                                   : "the address that sent") +
                     "\n" + aligned(rows, "  ");
  if (shown < summary.rows.size()) {
    text += "  " + grouped(summary.rows.size() - shown) +
            " more; --limit N lists more, --format csv all\n";
  }
  if (summary.others != 0) {
    text += "  " + grouped(summary.others) + " records of others, for which there was no room\n";
  }
  const auto also = [&](std::uint64_t count, const char* what) {
    if (count != 0) text += "  " + grouped(count) + ' ' + what + '\n';
  };
  also(counts.no_data, "records of no traffic (NODATA)");
  also(counts.skip_data, "records that lost traffic (SKIPDATA): what they skipped is not known");
  also(counts.bad, "lines that are no records");
  also(counts.incomplete, "records without addresses, ports, protocol or action");
  return text + "next: halfopen logs diagnose says which of them were lost connections, and why\n";
}

std::string rejects_json(RejectsBy by, const RejectSummary& summary, const LogReport& report) {
  JsonValue json = JsonValue::object();
  json.set("schema", "halfopen.logs-rejects/1").set("by", std::string(to_string(by)));
  json.set("accepted", reject_number(summary.accepted));
  json.set("rejected", reject_number(summary.rejected));
  JsonValue rows = JsonValue::array();
  for (const RejectRow& row : summary.rows) {
    JsonValue one = JsonValue::object();
    one.set(std::string(to_string(by)), row.key).set("records", reject_number(row.records));
    rows.push(std::move(one));
  }
  json.set("rows", std::move(rows)).set("others", reject_number(summary.others));
  JsonValue counts = JsonValue::object();
  counts.set("no_data", reject_number(report.counts.no_data));
  counts.set("skip_data", reject_number(report.counts.skip_data));
  counts.set("bad_lines", reject_number(report.counts.bad));
  counts.set("incomplete", reject_number(report.counts.incomplete));
  counts.set("bytes", reject_number(report.counts.bytes));
  json.set("counts", std::move(counts));
  JsonValue problems = JsonValue::array();
  for (const std::string& problem : report.problems) problems.push(problem);
  json.set("problems", std::move(problems));
  return json.dump() + '\n';
}

std::string rejects_csv(RejectsBy by, const RejectSummary& summary) {
  std::string text = csv_line({std::string(to_string(by)), "records"});
  for (const RejectRow& row : summary.rows) {
    text += csv_line({row.key, std::to_string(row.records)});
  }
  return text;
}

}  // namespace halfopen
