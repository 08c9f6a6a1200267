// SPDX-License-Identifier: Apache-2.0
// The narrowest reply ranges, in all formats.
#include "halfopen/report/log_words.hpp"
#include "halfopen/report/number_text.hpp"
#include "halfopen/report/replay_report.hpp"
#include "halfopen/report/table_text.hpp"
#include "halfopen/report/visible_text.hpp"

namespace halfopen {
namespace {

std::string ports_of(const PortRange& range) {
  std::string text = std::to_string(range.first);
  if (range.last != range.first) text += '-' + std::to_string(range.last);
  return text;
}

std::string_view everyone(IpFamily family) { return family == IpFamily::v4 ? "0.0.0.0/0" : "::/0"; }

std::string place_of_reply(const NarrowReply& reply) {
  const std::string acl =
      reply.acl.empty() ? "a network ACL that is not known" : "network ACL " + visible(reply.acl);
  return reply.subnet.empty() ? acl : visible(reply.subnet) + " (" + acl + ")";
}

/// "outbound allow tcp 32768-60999 to 0.0.0.0/0".
std::string rule_words(const NarrowReply& reply, const PortRange& range) {
  const bool out = reply.direction == Direction::egress;
  return std::string(out ? "outbound" : "inbound") + " allow " + to_string(reply.protocol) + ' ' +
         ports_of(range) + (out ? " to " : " from ") + std::string(everyone(reply.family));
}

std::string choice_name(const NarrowChoice& choice) {
  switch (choice.kind) {
    case NarrowChoice::Kind::recorded: return "all that was recorded";
    case NarrowChoice::Kind::share: return choice.name + " of it";
    case NarrowChoice::Kind::profiles: break;
  }
  return choice.name;
}

std::string reply_words(const NarrowReply& reply, const Style& style) {
  const bool out = reply.direction == Direction::egress;
  std::string text = style.paint("REPLIES", Tone::strong) + "  " + to_string(reply.protocol) +
                     ", " + std::string(to_string(reply.family)) + (out ? ", out of " : ", into ") +
                     place_of_reply(reply) + ": " + grouped(reply.connections) +
                     (reply.connections == 1 ? " connection\n" : " connections\n");
  text +=
      "    narrowest rule that keeps them all: " + rule_words(reply, reply.choices.front().range) +
      '\n';
  std::vector<std::vector<std::string>> rows;
  for (const NarrowChoice& choice : reply.choices) {
    const std::string cost = choice.hang == 0
                                 ? "none hangs"
                                 : grouped(choice.hang) + (choice.hang == 1 ? " hangs" : " hang");
    rows.push_back({ports_of(choice.range), cost, choice_name(choice)});
  }
  return text + aligned(rows, "    ");
}

}  // namespace

std::string narrow_text(const Replay& replay, const Style& style) {
  std::string text;
  for (const NarrowReply& reply : replay.narrow) text += reply_words(reply, style) + '\n';
  if (replay.recorded_working == 0) {
    text += "No TCP or UDP connection in the log worked: there is no reply to keep.\n\n";
  } else if (replay.narrow.empty()) {
    text +=
        "No reply of a recorded connection that worked crosses a network ACL that is loaded.\n\n";
  } else if (replay.without_edge != 0) {
    text += grouped(replay.without_edge) + " of " + grouped(replay.recorded_working) +
            " connections cross no network ACL that is loaded\n\n";
  }
  return text;
}

JsonValue narrow_json(const Replay& replay) {
  JsonValue list = JsonValue::array();
  for (const NarrowReply& reply : replay.narrow) {
    JsonValue json = JsonValue::object();
    if (!reply.subnet.empty()) json.set("subnet", reply.subnet);
    if (!reply.acl.empty()) json.set("acl", reply.acl);
    json.set("direction", to_string(reply.direction)).set("family", to_string(reply.family));
    json.set("protocol", to_string(reply.protocol));
    json.set("connections", count_json(reply.connections));
    JsonValue choices = JsonValue::array();
    for (const NarrowChoice& choice : reply.choices) {
      JsonValue one = JsonValue::object();
      one.set("kind", to_string(choice.kind));
      if (!choice.name.empty()) one.set("name", choice.name);
      one.set("client_ports", ports_of(choice.range));
      one.set("kept", count_json(choice.kept)).set("hang", count_json(choice.hang));
      choices.push(std::move(one));
    }
    json.set("choices", std::move(choices));
    JsonValue rule = JsonValue::object();
    rule.set("direction", to_string(reply.direction)).set("action", "allow");
    rule.set("protocol", to_string(reply.protocol));
    rule.set("ports", ports_of(reply.choices.front().range)).set("cidr", everyone(reply.family));
    json.set("rule", std::move(rule));
    list.push(std::move(json));
  }
  JsonValue json = JsonValue::object();
  json.set("connections", count_json(replay.recorded_working));
  json.set("without_edge", count_json(replay.without_edge)).set("replies", std::move(list));
  return json;
}

std::string narrow_csv(const Replay& replay) {
  std::string text = csv_line({"subnet", "acl", "direction", "family", "protocol", "kind", "name",
                               "client_ports", "kept", "hang"});
  for (const NarrowReply& reply : replay.narrow) {
    for (const NarrowChoice& choice : reply.choices) {
      text += csv_line({reply.subnet, reply.acl, std::string(to_string(reply.direction)),
                        std::string(to_string(reply.family)), to_string(reply.protocol),
                        std::string(to_string(choice.kind)), choice.name, ports_of(choice.range),
                        std::to_string(choice.kept), std::to_string(choice.hang)});
    }
  }
  return text;
}

}  // namespace halfopen
