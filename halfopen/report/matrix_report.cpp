// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/matrix_report.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "halfopen/report/diagnostic_text.hpp"
#include "halfopen/report/json_value.hpp"
#include "halfopen/report/number_text.hpp"
#include "halfopen/report/table_text.hpp"

namespace halfopen {
namespace {

constexpr Verdict kColumns[] = {Verdict::works, Verdict::partial, Verdict::half_open,
                                Verdict::denied, Verdict::unknown};

std::string protocol_name(PairProtocol protocol, IpFamily family) {
  switch (protocol) {
    case PairProtocol::tcp: return "tcp";
    case PairProtocol::udp: return "udp";
    case PairProtocol::echo: break;
  }
  return family == IpFamily::v4 ? "icmp" : "icmpv6";
}

IpFamily family_of(const MatrixReport& report, const MatrixRow& row) {
  return report.matrix.ends()[row.from[0]].addresses.family;
}

std::string protocol_of(const MatrixReport& report, const MatrixRow& row) {
  return protocol_name(row.protocol, family_of(report, row));
}

std::string label(const MatrixReport& report, std::size_t end) {
  return report.matrix.ends()[end].label;
}

/// "subnet-a, subnet-b and 37 more".
std::string names(const MatrixReport& report, const std::vector<std::size_t>& ends) {
  constexpr std::size_t kMost = 6;
  std::string text;
  for (std::size_t i = 0; i < ends.size() && i < kMost; ++i) {
    text += (i == 0 ? "" : ", ") + label(report, ends[i]);
  }
  if (ends.size() > kMost) text += " and " + grouped(ends.size() - kMost) + " more";
  return text;
}

/// What a row says of one verdict: ports without the reply range, or the echo.
std::string column(const MatrixRow& row, Verdict verdict) {
  if (row.protocol == PairProtocol::echo) return row.answer.echo == verdict ? "echo" : "";
  return to_string(row.answer.services.of(verdict));
}

/// "works 80,443; half-open 22"; what is denied is said only where nothing else is.
std::string sentence(const PairAnswer& answer, PairProtocol protocol, const PortSet& reply_range,
                     const Style& style) {
  if (protocol == PairProtocol::echo) {
    return std::string("echo ") + style.paint(to_string(answer.echo), tone_of(answer.echo));
  }
  std::string text;
  for (const Verdict verdict : kColumns) {
    if (verdict == Verdict::denied) continue;
    const PortSet ports = answer.services.of(verdict) - reply_range;
    if (ports.empty()) continue;
    text += (text.empty() ? "" : "; ") + style.paint(to_string(verdict), tone_of(verdict)) + ' ' +
            to_string(ports);
  }
  const PortSet room = reply_range - answer.services.denied;
  if (!room.empty()) {
    text += (text.empty() ? "" : "; ") + ("room for replies " + to_string(room));
  }
  return text.empty() ? "denied" : text;
}

std::string short_set(const AddressSet& set) {
  constexpr std::size_t kMost = 3;
  std::string text;
  const auto runs = set.bits.intervals();
  for (std::size_t i = 0; i < runs.size() && i < kMost; ++i) {
    text += (i == 0 ? "" : ",") + to_string(AddressSet{set.family, {runs[i].first, runs[i].last}});
  }
  if (runs.size() > kMost) text += " and " + grouped(runs.size() - kMost) + " more ranges";
  return text;
}

/// One line for each class of addresses, where they differ.
std::string class_lines(const MatrixRow& row, const Style& style) {
  constexpr std::size_t kMost = 8;
  std::string text;
  for (std::size_t i = 0; i < row.classes.size() && i < kMost; ++i) {
    const ClassAnswer& one = row.classes[i];
    text += "        " + short_set(one.from) + " -> " + short_set(one.to) + ": " +
            sentence(one.answer, row.protocol, row.reply_range, style) + '\n';
  }
  if (row.classes.size() > kMost) {
    text += "        and " + grouped(row.classes.size() - kMost) + " more classes: --format json\n";
  }
  return text;
}

/// "linux, windows 100 %; any 58.33 %": who loses how much, equal shares together.
std::string lost_text(const MatrixReport& report, const MatrixRow& row) {
  if (row.protocol == PairProtocol::echo) return "no echo reply gets back";
  std::vector<std::pair<std::string, std::string>> shares;  // percentage, names
  std::size_t complete = 0;
  for (const ClientProfile& client : report.matrix.clients()) {
    const auto open = count_within(row.answer.replies, client.range);
    if (open == 0) ++complete;
    if (open == client.range.size()) continue;
    const std::string share = percent(client.range.size() - open, client.range.size());
    auto known =
        std::find_if(shares.begin(), shares.end(), [&](const auto& s) { return s.first == share; });
    if (known == shares.end()) known = shares.insert(shares.end(), {share, ""});
    known->second += (known->second.empty() ? "" : ", ") + client.name;
  }
  if (complete == report.matrix.clients().size()) return "no client gets a reply";
  std::string text;
  for (const auto& [share, who] : shares) {
    text += text.empty() ? "" : "; ";
    text += who;
    text += ' ';
    text += share;
  }
  return "replies lost: " + text;
}

std::string summary_text(const MatrixReport& report) {
  const MatrixSummary& s = report.summary;
  return grouped(s.subnets) + (s.subnets == 1 ? " subnet, " : " subnets, ") +
         grouped(s.subnet_pairs) +
         " ordered pairs. Pairs where some request passes and some client "
         "port never gets its reply: tcp " +
         grouped(s.half_open_pairs[0]) + ", udp " + grouped(s.half_open_pairs[1]) + ".\n";
}

std::string rest_text(const MatrixReport& report) {
  const std::uint64_t hidden = report.rows.found - report.rows.rows.size();
  return hidden == 0 ? ""
                     : grouped(hidden) +
                           " more rows are not listed: raise --limit, or narrow "
                           "with --subnet, --port or --verdict.\n";
}

std::string_view lost_word(const MatrixRow& row) {
  const bool some = row.protocol == PairProtocol::echo ? row.answer.echo == Verdict::partial
                                                       : !row.answer.services.partial.empty();
  return to_string(some ? Verdict::partial : Verdict::half_open);
}

std::string half_open_text(const MatrixReport& report, const Style& style) {
  std::string text;
  for (const MatrixRow& row : report.rows.rows) {
    const ServiceSets& sets = row.answer.services;
    const PortSet ports = sets.half_open | sets.partial;
    text += style.paint(names(report, row.from) + " -> " + names(report, row.to), Tone::strong) +
            "  " + protocol_of(report, row) +
            (row.protocol == PairProtocol::echo ? "" : '/' + to_string(ports)) + "  " +
            style.paint(lost_word(row), Tone::bad) + "\n    " + lost_text(report, row) + '\n';
  }
  return text.empty() ? "No connection gets in and loses its replies.\n" : text;
}

/// Under each server what each client reaches, TCP, UDP and echo in one line.
std::string by_server_text(const MatrixReport& report, const Style& style) {
  struct Lines {
    std::string all;
    std::string classes;
  };
  std::map<std::vector<std::size_t>, std::map<std::vector<std::size_t>, Lines>> servers;
  for (const MatrixRow& row : report.rows.rows) {
    Lines& lines = servers[row.to][row.from];
    lines.all += (lines.all.empty() ? "" : " | ") + protocol_of(report, row) + ": " +
                 sentence(row.answer, row.protocol, row.reply_range, style);
    if (row.classes.empty()) continue;
    lines.classes +=
        "      " + protocol_of(report, row) + ", by addresses:\n" + class_lines(row, style);
  }
  std::string text;
  for (const auto& [to, clients] : servers) {
    text += style.paint("to " + names(report, to), Tone::strong) + '\n';
    for (const auto& [from, lines] : clients) {
      text += "  from " + names(report, from) + "\n      " + lines.all + '\n' + lines.classes;
    }
  }
  return text;
}

JsonValue profiles(const MatrixReport& report, const PortSet& replies) {
  JsonValue list = JsonValue::array();
  for (const ClientProfile& client : report.matrix.clients()) {
    JsonValue item = JsonValue::object();
    item.set("name", client.name).set("open", count_within(replies, client.range));
    item.set("total", client.range.size());
    list.push(std::move(item));
  }
  return list;
}

void set_services(JsonValue& item, const PairAnswer& answer, PairProtocol protocol) {
  if (protocol == PairProtocol::echo) {
    item.set("echo", to_string(answer.echo));
    return;
  }
  const ServiceSets& sets = answer.services;
  item.set("works", to_string(sets.works)).set("partial", to_string(sets.partial));
  item.set("half_open", to_string(sets.half_open)).set("denied", to_string(sets.denied));
  if (!sets.unknown.empty()) item.set("unknown", to_string(sets.unknown));
  item.set("open_client_ports", to_string(answer.replies));
}

JsonValue class_json(const ClassAnswer& one, PairProtocol protocol) {
  JsonValue item = JsonValue::object();
  item.set("from_set", to_string(one.from)).set("to_set", to_string(one.to));
  set_services(item, one.answer, protocol);
  return item;
}

JsonValue row_json(const MatrixReport& report, const MatrixRow& row) {
  const Endpoint& from = report.matrix.ends()[row.from[0]];
  const Endpoint& to = report.matrix.ends()[row.to[0]];
  JsonValue item = JsonValue::object();
  item.set("from", from.label).set("to", to.label);
  item.set("family", to_string(from.addresses.family)).set("protocol", protocol_of(report, row));
  set_services(item, row.answer, row.protocol);
  if (row.protocol != PairProtocol::echo) {
    if (!row.reply_range.empty()) item.set("reply_range", to_string(row.reply_range));
    if (report.half_open) item.set("profiles", profiles(report, row.answer.replies));
  }
  if (row.answer.classes_differ) {
    item.set("addresses_differ", true);
    JsonValue classes = JsonValue::array();
    for (const ClassAnswer& one : row.classes) classes.push(class_json(one, row.protocol));
    item.set("classes", std::move(classes));
  }
  return item;
}

}  // namespace

std::string matrix_text(const MatrixReport& report, const Style& style) {
  return (report.half_open ? half_open_text(report, style) : by_server_text(report, style)) +
         rest_text(report) + '\n' + summary_text(report);
}

std::string matrix_markdown(const MatrixReport& report) {
  MarkdownTable table({"from", "to", "protocol", "works", "partial", "half-open", "unknown"});
  for (const MatrixRow& row : report.rows.rows) {
    table.add({names(report, row.from), names(report, row.to), protocol_of(report, row),
               column(row, Verdict::works), column(row, Verdict::partial),
               column(row, Verdict::half_open), column(row, Verdict::unknown)});
  }
  return "## Connections\n\n" + summary_text(report) + '\n' + table.text() +
         (rest_text(report).empty() ? "" : '\n' + rest_text(report));
}

std::string matrix_csv(const MatrixReport& report) {
  std::string text = csv_line({"from", "to", "family", "protocol", "works", "partial", "half_open",
                               "denied", "unknown", "reply_range"});
  for (const MatrixRow& row : report.rows.rows) {
    std::vector<std::string> cells = {label(report, row.from[0]), label(report, row.to[0]),
                                      std::string(to_string(family_of(report, row))),
                                      protocol_of(report, row)};
    for (const Verdict verdict : kColumns) cells.push_back(column(row, verdict));
    cells.push_back(to_string(row.reply_range));
    text += csv_line(cells);
  }
  return text;
}

std::string matrix_json(const MatrixReport& report, const SourceNames& sources,
                        const Diagnostics& diagnostics) {
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.matrix/1");
  JsonValue pairs = JsonValue::array();
  JsonValue echoes = JsonValue::array();
  for (const MatrixRow& row : report.rows.rows) {
    const bool echo = row.protocol == PairProtocol::echo;
    (echo ? echoes : pairs).push(row_json(report, row));
  }
  document.set("pairs", std::move(pairs)).set("echo", std::move(echoes));
  const MatrixSummary& s = report.summary;
  JsonValue lost = JsonValue::object();
  lost.set("tcp", static_cast<std::int64_t>(s.half_open_pairs[0]));
  lost.set("udp", static_cast<std::int64_t>(s.half_open_pairs[1]));
  JsonValue summary = JsonValue::object();
  summary.set("subnets", static_cast<std::int64_t>(s.subnets));
  summary.set("subnet_pairs", static_cast<std::int64_t>(s.subnet_pairs));
  summary.set("half_open_pairs", std::move(lost));
  summary.set("rows", static_cast<std::int64_t>(report.rows.found));
  summary.set("rows_listed", static_cast<std::int64_t>(report.rows.rows.size()));
  document.set("summary", std::move(summary));
  document.set("diagnostics", diagnostics_json(diagnostics, sources));
  return document.dump() + '\n';
}

}  // namespace halfopen
