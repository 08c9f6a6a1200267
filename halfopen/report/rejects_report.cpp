// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/rejects_report.hpp"

#include <algorithm>

#include "halfopen/report/json_value.hpp"
#include "halfopen/report/log_words.hpp"
#include "halfopen/report/number_text.hpp"
#include "halfopen/report/table_text.hpp"
#include "halfopen/report/visible_text.hpp"

namespace halfopen {
namespace {

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
  json.set("accepted", count_json(summary.accepted));
  json.set("rejected", count_json(summary.rejected));
  JsonValue rows = JsonValue::array();
  for (const RejectRow& row : summary.rows) {
    JsonValue one = JsonValue::object();
    one.set(std::string(to_string(by)), row.key).set("records", count_json(row.records));
    rows.push(std::move(one));
  }
  json.set("rows", std::move(rows)).set("others", count_json(summary.others));
  json.set("counts", log_counts_json(report.counts));
  set_unread(json, report);
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
