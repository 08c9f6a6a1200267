// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/flow_csv.hpp"

#include "halfopen/analysis/flow_leg.hpp"

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

void append_leg(std::string& out, const FlowLegWords& words) {
  out += words.outcome;
  out += ',';
  append_field(out, words.decided_by);
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
  append_leg(out, leg_words(snapshot, answer.request, answer.stop, Leg::request));
  out += ',';
  if (answer.reply) {
    append_leg(out, leg_words(snapshot, *answer.reply, answer.stop, Leg::reply));
  } else {
    out += ',';
  }
  out += '\n';
}

}  // namespace halfopen
