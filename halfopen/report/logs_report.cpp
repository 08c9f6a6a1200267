// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/logs_report.hpp"

#include "halfopen/report/json_value.hpp"
#include "halfopen/report/log_words.hpp"
#include "halfopen/report/number_text.hpp"
#include "halfopen/report/shell_word.hpp"
#include "halfopen/report/table_text.hpp"
#include "halfopen/report/visible_text.hpp"

namespace halfopen {
namespace {

bool filters_groups_only_requests(const FlowCause& cause) {
  return cause.fate == FlowFate::half_open;
}

/// Which leg died, and where, in a sentence.
std::string leg_text(const FlowCause& cause) {
  const bool reply = cause.fate == FlowFate::half_open;
  if (cause.fate == FlowFate::unanswered) {
    return "the request was accepted, and no reply was seen: the server is silent, or the reply "
           "dies at another interface";
  }
  const std::string leg = reply ? "the reply" : "the request";
  switch (cause.place) {
    case FlowPlace::server:
      return reply ? "the reply dies as it leaves the server's subnet (outbound)"
                   : "the request dies at the server's side (inbound)";
    case FlowPlace::client:
      return reply ? "the reply dies as it enters the client's subnet (inbound)"
                   : "the request dies at the client's side (outbound)";
    case FlowPlace::unknown: break;
  }
  return leg + " dies here; the log does not tell whose interface this is";
}

std::string blame_text(const FlowCause& cause, bool has_snapshot) {
  switch (cause.blame.kind) {
    case FlowBlame::Kind::acl:
      return "by network ACL " + visible(cause.blame.filter) + ", rule " + cause.blame.rule;
    case FlowBlame::Kind::groups: return "by security groups " + visible(cause.blame.filter);
    case FlowBlame::Kind::bpa: return "by VPC block public access (reject-reason BPA)";
    case FlowBlame::Kind::contradicts:
      return "the snapshot allows it: the rules were others then, or something else rejects";
    case FlowBlame::Kind::unknown:
      return has_snapshot
                 ? "the snapshot does not tell: the interface's subnet or its rules are not known"
                 : "";
    case FlowBlame::Kind::none: break;
  }
  if (cause.fate == FlowFate::unanswered) return "";
  // Security groups are stateful, so a rejected reply is a network ACL's doing (VPC User Guide,
  // flow log record examples).
  if (filters_groups_only_requests(cause)) {
    return "by a network ACL: security groups let replies through";
  }
  return has_snapshot
             ? "by a network ACL or a security group"
             : "by a network ACL or a security group; load a snapshot (--snapshot) to tell which";
}

std::string next_text(const FlowCause& cause, const LogReport& report) {
  if (cause.blame.kind != FlowBlame::Kind::acl && cause.blame.kind != FlowBlame::Kind::groups) {
    return "";
  }
  // Without subnets no address has a place; the network ACL is one.
  const auto end = [&](const IpAddress& address, FlowPlace place) {
    return !report.has_subnets && cause.place == place ? shell_word(cause.blame.filter)
                                                       : to_string(address);
  };
  return "    to mend: halfopen fix " + report.inputs + " --from " +
         end(cause.client, FlowPlace::client) + " --to " + end(cause.server, FlowPlace::server) +
         " --port " + asked_service(cause.protocol, cause.server_port) + "\n";
}

std::string clients_text(const FlowCause& cause) {
  std::string text;
  for (const auto& [name, count] : cause.clients()) {
    text += (text.empty() ? "" : ", ") + name + ' ' + grouped(count);
  }
  return text.empty() ? "" : "    client ports in the range of: " + text + '\n';
}

/// A record of the leg that counts, as it begins in a log of the default columns: what to look for.
std::string record_text(const FlowCause& cause) {
  const bool reply = cause.fate == FlowFate::half_open;
  const IpAddress& source = reply ? cause.server : cause.client;
  const IpAddress& destination = reply ? cause.client : cause.server;
  const std::uint16_t from = reply ? cause.server_port : cause.client_port;
  const std::uint16_t to = reply ? cause.client_port : cause.server_port;
  return (cause.interface_id.empty() ? "" : cause.interface_id + ' ') + to_string(source) + ' ' +
         to_string(destination) + ' ' + std::to_string(from) + ' ' + std::to_string(to) + ' ' +
         std::to_string(cause.protocol.number);
}

std::string cause_text(const FlowCause& cause, const LogReport& report, const Style& style) {
  const Tone tone = cause.fate == FlowFate::unanswered ? Tone::doubtful : Tone::bad;
  std::string text = style.paint(cause.fate == FlowFate::half_open ? "HALF-OPEN"
                                 : cause.fate == FlowFate::denied  ? "DENIED"
                                                                   : "UNANSWERED",
                                 tone) +
                     "  " + log_service(cause.protocol, cause.server_port) + " at " +
                     (cause.interface_id.empty() ? "an interface" : visible(cause.interface_id)) +
                     ": " + grouped(cause.conversations) +
                     (cause.conversations == 1 ? " connection, " : " connections, ") +
                     grouped(cause.packets) + (cause.packets == 1 ? " packet " : " packets ") +
                     (cause.fate == FlowFate::unanswered ? "sent\n" : "rejected\n");
  text += "    " + leg_text(cause) + '\n';
  if (const std::string by = blame_text(cause, report.has_snapshot); !by.empty()) {
    text += "    " + by + '\n';
  }
  text += clients_text(cause);
  text += "    first " + time_text(cause.first) + ", last " + time_text(cause.last) + "; e.g. " +
          log_ends(cause.client, cause.client_port, cause.server, cause.protocol) + '\n';
  text += "    its record: " + visible(record_text(cause)) +
          (cause.fate == FlowFate::unanswered ? " … ACCEPT\n" : " … REJECT\n");
  return text + next_text(cause, report);
}

std::string totals_text(const LogDiagnosis& diagnosis, const LogReport& report) {
  std::vector<std::vector<std::string>> rows;
  const auto row = [&](const std::string& what, std::uint64_t count) {
    if (count > 0) rows.push_back({what, grouped(count)});
  };
  row("records", report.counts.records);
  for (const auto& [fate, count] : diagnosis.conversations.fates) {
    row("connections: " + std::string(to_string(fate)), count);
  }
  row("of the unanswered: rejected at another interface, told above",
      diagnosis.conversations.explained);
  row("packets rejected though their connection worked, or without a request (not counted above)",
      diagnosis.conversations.late_rejects);
  row("records of no traffic (NODATA)", report.counts.no_data);
  row("records that lost traffic (SKIPDATA): what they skipped is not known",
      report.counts.skip_data);
  row("lines that are no records", report.counts.bad);
  row("records without a field that connections need: addresses, ports, protocol, action",
      report.counts.incomplete);
  row("records that came more than 20 minutes late: their connections may be told twice",
      diagnosis.late_records);
  row("connections with causes beyond the first 40,000 of a kind, which are not listed",
      diagnosis.untold);
  row("connections closed early for want of room: a later reply counts as another",
      diagnosis.closed_early);
  return aligned(rows, "  ");
}

JsonValue cause_json(const FlowCause& cause) {
  JsonValue json = JsonValue::object();
  json.set("kind", to_string(cause.fate)).set("place", to_string(cause.place));
  json.set("interface", cause.interface_id).set("protocol", to_string(cause.protocol));
  if (filters_ports(cause.protocol)) json.set("server_port", cause.server_port);
  json.set("blame", to_string(cause.blame.kind));
  if (!cause.blame.filter.empty()) json.set("filter", cause.blame.filter);
  if (cause.blame.kind == FlowBlame::Kind::acl) json.set("rule", cause.blame.rule);
  json.set("connections", count_json(cause.conversations))
      .set("packets", count_json(cause.packets));
  json.set("bytes", count_json(cause.bytes));
  json.set("first", time_text(cause.first)).set("last", time_text(cause.last));
  JsonValue clients = JsonValue::object();
  for (const auto& [name, count] : cause.clients()) clients.set(name, count_json(count));
  json.set("clients", std::move(clients));
  JsonValue example = JsonValue::object();
  example.set("client", to_string(cause.client)).set("server", to_string(cause.server));
  if (filters_ports(cause.protocol)) example.set("client_port", cause.client_port);
  example.set("record", record_text(cause));
  json.set("example", std::move(example));
  return json;
}

}  // namespace

std::string logs_diagnosis_text(const LogDiagnosis& diagnosis, const LogReport& report,
                                std::size_t limit, const Style& style) {
  std::string text;
  std::size_t shown = 0;
  for (const FlowCause& cause : diagnosis.causes) {
    if (shown == limit) break;
    text += cause_text(cause, report, style) + '\n';
    ++shown;
  }
  if (shown < diagnosis.causes.size()) {
    text += grouped(diagnosis.causes.size() - shown) +
            " more causes; --limit N lists more, --format csv all\n\n";
  }
  if (diagnosis.causes.empty() && report.counts.records > report.counts.incomplete) {
    const bool quiet = diagnosis.conversations.late_rejects == 0;
    text += style.paint(quiet ? "nothing was rejected, and everything was answered"
                              : "no request was rejected, and no reply to one",
                        Tone::good) +
            "\n\n";
  }
  text += totals_text(diagnosis, report);
  if (report.counts.records > report.counts.incomplete) {
    text += "  from " + time_text(diagnosis.span.first) + " to " + time_text(diagnosis.span.last) +
            ", " + grouped(diagnosis.interfaces) +
            (diagnosis.interfaces == 1 ? " interface\n" : " interfaces\n");
  }
  return text;
}

std::string logs_diagnosis_json(const LogDiagnosis& diagnosis, const LogReport& report) {
  JsonValue json = JsonValue::object();
  json.set("schema", "halfopen.logs-diagnose/1");
  JsonValue causes = JsonValue::array();
  for (const FlowCause& cause : diagnosis.causes) causes.push(cause_json(cause));
  json.set("causes", std::move(causes));
  JsonValue fates = JsonValue::object();
  for (const auto& [fate, count] : diagnosis.conversations.fates)
    fates.set(to_string(fate), count_json(count));
  json.set("connections", std::move(fates));
  JsonValue counts = log_counts_json(report.counts);
  counts.set("explained", count_json(diagnosis.conversations.explained));
  counts.set("late_rejected_packets", count_json(diagnosis.conversations.late_rejects));
  counts.set("late_records", count_json(diagnosis.late_records));
  counts.set("untold", count_json(diagnosis.untold));
  counts.set("closed_early", count_json(diagnosis.closed_early));
  counts.set("interfaces", count_json(diagnosis.interfaces));
  json.set("counts", std::move(counts));
  if (report.counts.records > report.counts.incomplete) {
    json.set("from", time_text(diagnosis.span.first)).set("to", time_text(diagnosis.span.last));
  }
  set_unread(json, report);
  return json.dump() + '\n';
}

std::string logs_diagnosis_csv(const LogDiagnosis& diagnosis) {
  std::string text = csv_line({"kind", "place", "interface", "protocol", "server_port", "blame",
                               "filter", "rule", "connections", "packets", "bytes", "first", "last",
                               "client", "client_port", "server"});
  for (const FlowCause& cause : diagnosis.causes) {
    const bool ports = filters_ports(cause.protocol);
    text += csv_line({std::string(to_string(cause.fate)), std::string(to_string(cause.place)),
                      cause.interface_id, to_string(cause.protocol),
                      ports ? std::to_string(cause.server_port) : "",
                      std::string(to_string(cause.blame.kind)), cause.blame.filter,
                      cause.blame.rule, std::to_string(cause.conversations),
                      std::to_string(cause.packets), std::to_string(cause.bytes),
                      time_text(cause.first), time_text(cause.last), to_string(cause.client),
                      ports ? std::to_string(cause.client_port) : "", to_string(cause.server)});
  }
  return text;
}

std::string logs_problems_text(const LogReport& report) {
  std::string text;
  for (const std::string& problem : report.problems) text += "error: " + visible(problem) + '\n';
  for (const BadLine& line : report.bad_lines) {
    text += "warning: " + visible(line.file) + ':' + std::to_string(line.line) + ": " + line.why +
            ": " + visible(line.text) + '\n';
  }
  if (report.counts.bad > report.bad_lines.size()) {
    text += "warning: " + grouped(report.counts.bad - report.bad_lines.size()) +
            " more lines are no records\n";
  }
  if (report.counts.cut) text += "warning: a file ends in the middle of a line\n";
  return text;
}

}  // namespace halfopen
