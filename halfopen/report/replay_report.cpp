// SPDX-License-Identifier: Apache-2.0
// Replays for people.
#include "halfopen/report/replay_report.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "halfopen/report/log_words.hpp"
#include "halfopen/report/number_text.hpp"
#include "halfopen/report/shell_word.hpp"
#include "halfopen/report/table_text.hpp"
#include "halfopen/report/visible_text.hpp"

namespace halfopen {
namespace {

std::string connections_text(std::uint64_t count) {
  return grouped(count) + (count == 1 ? " connection" : " connections");
}

/// Rows that differ in their server alone.
struct ReplayGroup {
  const ReplayRow* example = nullptr;  ///< the row whose example comes first
  std::size_t servers = 0;
  ReplayCost cost;
  std::int64_t last = 0;
  std::vector<std::uint64_t> profiles;
};

std::vector<ReplayGroup> groups_of(const std::vector<ReplayRow>& rows) {
  using Key = std::tuple<ReplayChange, FlowSaid, FlowSaid, std::uint8_t, std::uint16_t>;
  std::map<Key, std::size_t> numbers;
  std::vector<ReplayGroup> groups;
  for (const ReplayRow& row : rows) {
    const Key key{row.change, row.before, row.after, row.protocol.number, row.server_port};
    const auto [at, is_new] = numbers.try_emplace(key, groups.size());
    if (is_new) groups.push_back({&row, 0, {}, row.last, {}});
    ReplayGroup& group = groups[at->second];
    if (row.example < group.example->example) group.example = &row;
    ++group.servers;
    group.cost.add(row.cost);
    group.last = std::max(group.last, row.last);
    group.profiles.resize(std::max(group.profiles.size(), row.profiles.size()));
    for (std::size_t i = 0; i < row.profiles.size(); ++i) group.profiles[i] += row.profiles[i];
  }
  std::stable_sort(groups.begin(), groups.end(), [](const ReplayGroup& x, const ReplayGroup& y) {
    if (x.example->change != y.example->change) return x.example->change < y.example->change;
    return x.cost.connections > y.cost.connections;
  });
  return groups;
}

/// "network ACL acl-1, outbound rule 100" for `acl-1/egress/100`, and likewise for groups.
std::string decided_text(const FlowSaid& said) {
  const std::string& by = said.decided_by;
  if (by.empty()) return "";
  if (said.verdict == Verdict::no_route) return visible(by);
  const auto in_words = [](std::string_view direction) -> std::string_view {
    if (direction == "ingress") return "inbound";
    return direction == "egress" ? "outbound" : "";
  };
  const std::size_t last = by.rfind('/');
  if (last == std::string::npos || last == 0) return visible(by);
  if (const auto word = in_words(std::string_view(by).substr(last + 1)); !word.empty()) {
    return "security groups " + visible(by.substr(0, last)) + ", " + std::string(word);
  }
  const std::size_t before = by.rfind('/', last - 1);
  if (before == std::string::npos) return visible(by);
  const auto word = in_words(std::string_view(by).substr(before + 1, last - before - 1));
  if (word.empty()) return visible(by);
  return "network ACL " + visible(by.substr(0, before)) + ", " + std::string(word) + " rule " +
         by.substr(last + 1);
}

std::string said_text(const FlowSaid& said) {
  const std::string by = decided_text(said);
  return std::string(to_string(said.verdict)) + (by.empty() ? "" : ", by " + by);
}

std::string headline(const Replay& replay, const Style& style) {
  const std::uint64_t breaks = replay.cost(ReplayChange::breaks).connections;
  const std::uint64_t opens = replay.cost(ReplayChange::opens).connections;
  const std::uint64_t other = replay.cost(ReplayChange::other).connections;
  const std::uint64_t unknown = replay.cost(ReplayChange::unknown).connections;
  std::string text;
  if (breaks + opens == 0) {
    text = style.paint(unknown == 0 ? "no connection recorded would break or open"
                                    : "no connection recorded would break or open, as far as is "
                                      "known",
                       unknown == 0 ? Tone::good : Tone::doubtful);
  } else {
    const std::string broken = breaks == 0 ? "no connection" : connections_text(breaks);
    text = style.paint(broken + " recorded would break", breaks == 0 ? Tone::good : Tone::bad) +
           ", " +
           style.paint((opens == 0 ? std::string("none") : grouped(opens)) + " would open",
                       opens == 0 ? Tone::good : Tone::doubtful);
  }
  text += " (of " + grouped(replay.connections) + " judged";
  if (other != 0) text += "; " + grouped(other) + " would fail in another way";
  if (unknown != 0) text += "; " + grouped(unknown) + " cannot be told";
  return text + ")\n\n";
}

std::string label_of(ReplayChange change, const Style& style) {
  switch (change) {
    case ReplayChange::breaks: return style.paint("BREAKS", Tone::bad);
    case ReplayChange::opens: return style.paint("OPENS", Tone::doubtful);
    case ReplayChange::other: return style.paint("OTHER", Tone::doubtful);
    case ReplayChange::unknown:
    case ReplayChange::same: break;
  }
  return style.paint("UNKNOWN", Tone::doubtful);
}

/// Which end the network ACL of a bare snapshot guards: it stands on the way of what it decides.
std::string explain_command(const ReplayRow& row, const ReplayReport& report, bool after) {
  const std::string& bare = after ? report.bare_after : report.bare_before;
  const std::string& inputs = after ? report.after : report.before;
  const ReplayExample& one = row.example;
  // A lone network ACL guards the server where it lets the request in or the reply out.
  const std::string& by = (after ? row.after : row.before).decided_by;
  const bool half_open = (after ? row.after : row.before).verdict == Verdict::half_open;
  const bool at_server = (by.find("/ingress/") != std::string::npos) != half_open;
  const bool lone = !bare.empty() && !by.empty();
  std::string text = "halfopen explain " + inputs + " --from " +
                     (lone && !at_server ? shell_word(bare) : to_string(one.client)) + " --to " +
                     (lone && at_server ? shell_word(bare) : to_string(one.server)) + " --port " +
                     asked_service(row.protocol, row.server_port);
  if (filters_ports(row.protocol)) text += " --client-port " + std::to_string(one.client_port);
  return text;
}

std::string profiles_text(const std::vector<std::uint64_t>& counts) {
  const auto profiles = default_client_profiles();
  std::string text;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    text += (text.empty() ? "" : ", ") + profiles[i].name + ' ' + grouped(counts[i]);
  }
  return text.empty() ? "" : "    client ports in the range of: " + text + '\n';
}

std::string group_text(const ReplayGroup& group, const ReplayReport& report, const Style& style) {
  const ReplayRow& row = *group.example;
  std::string text =
      label_of(row.change, style) + "  " + log_service(row.protocol, row.server_port) + " to " +
      (group.servers == 1 ? to_string(row.server) : grouped(group.servers) + " servers") + ": " +
      connections_text(group.cost.connections) + ", " + grouped(group.cost.packets) +
      (group.cost.packets == 1 ? " packet, " : " packets, ") + grouped(group.cost.bytes) +
      " bytes\n";
  text += "    before: " + said_text(row.before) + "\n    after:  " + said_text(row.after) + '\n';
  text += profiles_text(group.profiles);
  text += "    first " + time_text(row.example.first) + ", last " + time_text(group.last) +
          "; e.g. " +
          log_ends(row.example.client, row.example.client_port, row.server, row.protocol) + '\n';
  return text + "    see: " + explain_command(row, report, row.change != ReplayChange::opens) +
         '\n';
}

std::string doubt_text(const ReplayDoubt& doubt, const std::string& what) {
  if (doubt.connections == 0) return "";
  return connections_text(doubt.connections) + ' ' + what + "; e.g. " +
         log_ends(doubt.example.client, doubt.example.client_port, doubt.example.server,
                  doubt.protocol) +
         ' ' + log_service(doubt.protocol, doubt.server_port) + " at " +
         time_text(doubt.example.first) + ": before says " + said_text(doubt.said) + '\n';
}

std::string doubts_text(const Replay& replay) {
  const std::string text =
      doubt_text(replay.passed, "worked, though by the rules before they would not") +
      doubt_text(replay.rejected, "were rejected, though the rules before let them through");
  if (text.empty()) return "";
  return "The log contradicts the rules before: they were others then, or what decided is not "
         "loaded.\n" +
         text + '\n';
}

std::string cover_text(const Replay& replay, const ReplayReport& report) {
  const LogCounts& counts = report.log.counts;
  std::vector<std::vector<std::string>> rows;
  const auto row = [&](const std::string& what, std::uint64_t count) {
    if (count > 0) rows.push_back({what, grouped(count)});
  };
  row("connections without a request in the log: not judged", replay.without_request);
  row("records that lost traffic (SKIPDATA): what they skipped is not known", counts.skip_data);
  row("records of intervals without traffic (NODATA)", counts.no_data);
  row("lines that are no records", counts.bad);
  row("records without a field that connections need: addresses, ports, protocol, action",
      counts.incomplete);
  row("connections closed early for want of room: counted again if they went on",
      replay.closed_early);
  row("records that came more than 20 minutes late: their connections may be counted twice",
      replay.late_records);
  std::string text = "A sample is not a proof. What the logs do not cover:\n";
  if (counts.records > counts.incomplete) {
    text += "  whoever did not connect from " + time_text(replay.first) + " to " +
            time_text(replay.last) + ", or not by " +
            (replay.interfaces == 1 ? "this interface"
                                    : "these " + grouped(replay.interfaces) + " interfaces") +
            "\n";
  }
  text +=
      "  what is never logged: Amazon's DNS, instance metadata, time, DHCP, the subnet's "
      "router\n";
  text += aligned(rows, "  ");
  if (replay.has_after) {
    text += "All connections, recorded or not: halfopen diff " + report.both + '\n';
  }
  return text;
}

}  // namespace

std::string replay_text(const Replay& replay, const ReplayReport& report, std::size_t limit,
                        const Style& style) {
  std::string text;
  if (replay.has_after) {
    text += headline(replay, style);
    const std::vector<ReplayGroup> groups = groups_of(replay.rows);
    for (std::size_t i = 0; i < std::min(limit, groups.size()); ++i) {
      text += group_text(groups[i], report, style) + '\n';
    }
    if (groups.size() > limit) {
      text += grouped(groups.size() - limit) +
              (groups.size() - limit == 1 ? " more group" : " more groups") +
              "; --limit N lists more, --format csv all\n\n";
    }
  }
  text += doubts_text(replay);
  if (replay.has_narrow) text += narrow_text(replay, style);
  return text + cover_text(replay, report);
}

}  // namespace halfopen
