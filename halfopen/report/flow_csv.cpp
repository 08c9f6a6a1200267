// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/flow_csv.hpp"

namespace halfopen {
namespace {

/// A field that holds a comma or a quote must be quoted (RFC 4180).
void append_field(std::string& out, std::string_view field) {
  if (field.find_first_of(",\"\n\r") == std::string_view::npos) {
    out += field;
    return;
  }
  out += '"';
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_leg(std::string& out, const Snapshot& snapshot, const PacketFate& fate,
                const std::optional<PathStop>& stop, Leg leg) {
  if (stop && stop->leg == leg && !stop->unknown) {
    out += "no-route,";
    append_field(out, stop->place);
    return;
  }
  if (stop && stop->leg == leg && fate.outcome == RuleAction::allow) {
    out += ',';  // nobody can tell what happens on that way
    return;
  }
  if (fate.outcome != RuleAction::unknown) out += to_string(fate.outcome);
  out += ',';
  if (!fate.denied_by) return;
  const PacketCrossing& packet = fate.crossings[*fate.denied_by];
  std::string decided(filter_id(snapshot, packet.crossing));
  decided += '/';
  decided += to_string(packet.crossing.direction);
  if (!packet.crossing.groups) decided += '/' + rule_label(packet.decision);
  append_field(out, decided);
}

}  // namespace

std::string_view flow_csv_header() {
  return "from,to,protocol,client_port,server_port,verdict,request,request_decided_by,reply,"
         "reply_decided_by\n";
}

void append_flow_row(std::string& out, const Snapshot& snapshot, std::string_view row,
                     const FlowAnswer& answer) {
  out += row;
  out += ',';
  out += to_string(answer.verdict);
  out += ',';
  append_leg(out, snapshot, answer.request, answer.stop, Leg::request);
  out += ',';
  if (answer.reply) {
    append_leg(out, snapshot, *answer.reply, answer.stop, Leg::reply);
  } else {
    out += ',';
  }
  out += '\n';
}

}  // namespace halfopen
