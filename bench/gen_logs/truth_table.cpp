// SPDX-License-Identifier: Apache-2.0
#include "truth_table.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>
#include <tuple>

#include "halfopen/ports/service_port.hpp"

namespace halfopen::bench {
namespace {

/// RFC 3339, in UTC.
std::string clock_text(std::int64_t time) {
  using namespace std::chrono;
  const sys_seconds at{seconds(time)};
  const auto day = floor<days>(at);
  const year_month_day date(day);
  const hh_mm_ss clock(at - day);
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

/// docs/logs.md, what the words mean. Where the log has flags, rejected TCP packets that have some
/// and never SYN belong to a connection that is older than the log.
std::string shown_kind(const WrittenView& view, bool log_has_flags) {
  const WrittenLeg& request = view.request;
  const WrittenLeg& reply = view.reply;
  if (request.accepted + request.rejected + reply.accepted + reply.rejected == 0) return "nothing";
  if (request.accepted + request.rejected == 0) return "reply-only";
  const bool under_way =
      log_has_flags && view.protocol == kTcp && request.has_flags && !request.has_opening;
  if (request.accepted == 0 && under_way) return "reply-only";
  if (request.accepted == 0) return reply.accepted != 0 ? "reply-only" : "denied";
  if (reply.accepted != 0) return "works";
  return reply.rejected != 0 ? "half-open" : "unanswered";
}

bool same_ends(const WrittenView& a, const WrittenView& b) {
  return a.client == b.client && a.server == b.server && a.client_port == b.client_port &&
         a.server_port == b.server_port;
}

/// How much a port looks like a service's: 2 for the table of services, 1 for
/// less than 1024.
int service_rank(std::uint16_t port) {
  static const std::set<std::uint16_t> kPorts = [] {
    std::set<std::uint16_t> ports;
    for (const ServicePortRow& row : service_port_rows()) ports.insert(row.port);
    return ports;
  }();
  const int low = port < 1024 ? 1 : 0;
  return kPorts.contains(port) ? 2 + low : low;
}

}  // namespace

bool TruthTable::is_clear(const WrittenView& view, const std::vector<Sight>& all) const {
  constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
  bool has_opening = false;
  std::int64_t request = kNever;
  std::int64_t reply = kNever;
  bool replies_refused = false;
  bool requests_refused = false;
  for (const Sight& sight : all) {
    if (!same_ends(sight.view, view)) continue;
    has_opening = has_opening || sight.view.request.has_opening || sight.view.reply.has_opening;
    request = std::min(request, sight.view.request.first);
    reply = std::min(reply, sight.view.reply.first);
    const WrittenLeg& out = sight.view.request;
    const WrittenLeg& back = sight.view.reply;
    replies_refused |= out.accepted != 0 && back.accepted == 0 && back.rejected != 0;
    requests_refused |= back.accepted != 0 && out.accepted == 0 && out.rejected != 0;
  }
  if (has_flags_ && view.protocol == kTcp && has_opening) return true;
  const int client = service_rank(view.client_port);
  const int server = service_rank(view.server_port);
  if (client != server) return client < server;
  if (replies_refused != requests_refused) return replies_refused;
  if (view.client_port != view.server_port) return view.server_port < view.client_port;
  return request < reply;
}

void TruthTable::count(const Key& key, const WrittenView& view, const WrittenLeg& leg) {
  Row& row = rows_[key];
  const bool is_new = row.connections++ == 0;
  if (key.visible == "no") return;
  const bool unanswered = key.kind == "unanswered";
  row.packets += unanswered ? leg.accepted : leg.rejected;
  row.bytes += leg.bytes;
  if (is_new || std::tie(leg.first, view.client, view.client_port, view.server) <
                    std::tie(row.first, row.client, row.client_port, row.server)) {
    row.client = view.client;
    row.server = view.server;
    row.client_port = view.client_port;
  }
  row.first = is_new ? leg.first : std::min(row.first, leg.first);
  row.last = is_new ? leg.last : std::max(row.last, leg.last);
}

void TruthTable::add(const std::vector<Sight>& sights) {
  for (const Sight& sight : sights) add(sight, sights);
}

void TruthTable::add(const Sight& sight, const std::vector<Sight>& all) {
  const WrittenView& view = sight.view;
  const Real& real = sight.real;
  const std::string shown = shown_kind(view, has_flags_);
  const bool is_finding = real.kind == "half-open" || real.kind == "denied";
  if (shown == "works" && !is_finding) return;
  Key key;
  key.why = real.why;
  key.place = view.side == Side::server ? "server" : "client";
  key.interface = view.interface;
  key.protocol = to_string(view.protocol);
  if (filters_ports(view.protocol)) key.server_port = std::to_string(view.server_port);
  const auto blamed = [&](bool by_model) {
    key.blame = by_model ? real.blame.kind : "contradicts-snapshot";
    key.filter = by_model ? real.blame.filter : "";
    key.rule = by_model ? real.blame.rule : "";
  };
  if (is_finding && shown != real.kind) {
    Key hidden = key;
    hidden.visible = "no";
    hidden.real = hidden.clear = "yes";
    hidden.kind = real.kind;
    hidden.blame = real.blame.kind;
    hidden.filter = real.blame.filter;
    hidden.rule = real.blame.rule;
    count(hidden, view, {});
  }
  const bool clear = is_clear(view, all);
  if (shown == "nothing" || shown == "works" || (shown == "reply-only" && clear)) return;
  const bool explained =
      shown == "unanswered" && std::any_of(all.begin(), all.end(), [&](const Sight& other) {
        const std::string beside = shown_kind(other.view, has_flags_);
        return same_ends(other.view, view) && (beside == "denied" || beside == "half-open");
      });
  if (explained) return;
  key.kind = shown;
  key.real = shown == real.kind ? "yes" : "no";
  key.visible = "yes";
  key.clear = clear ? "yes" : "no";
  if (shown == "unanswered" || shown == "reply-only") {
    key.blame = "none";
  } else {
    blamed(shown == real.kind);
  }
  const bool back = shown == "half-open" || shown == "reply-only";
  count(key, view, back ? view.reply : view.request);
}

std::string TruthTable::csv() const {
  std::string text =
      "why,real,visible,clear,kind,place,interface,protocol,server_port,blame,filter,rule,"
      "connections,packets,bytes,first,last,client,client_port,server\n";
  for (const auto& [key, row] : rows_) {
    for (const std::string* field :
         {&key.why, &key.real, &key.visible, &key.clear, &key.kind, &key.place, &key.interface,
          &key.protocol, &key.server_port, &key.blame, &key.filter, &key.rule}) {
      text += *field + ',';
    }
    text += std::to_string(row.connections);
    if (key.visible == "no") {
      text += ",,,,,,,\n";
      continue;
    }
    text += ',' + std::to_string(row.packets) + ',' + std::to_string(row.bytes) + ',' +
            clock_text(row.first) + ',' + clock_text(row.last) + ',' + to_string(row.client) + ',' +
            (key.server_port.empty() ? "" : std::to_string(row.client_port)) + ',' +
            to_string(row.server) + '\n';
  }
  return text;
}

}  // namespace halfopen::bench
