// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/sql/conversation_query.hpp"

#include <algorithm>
#include <string>

#include "halfopen/flowlog/sql/address_expression.hpp"
#include "halfopen/net/ip_protocol.hpp"
#include "halfopen/ports/service_port.hpp"

namespace halfopen::sql {
namespace {

std::vector<Expr> columns(std::initializer_list<const char*> names) {
  std::vector<Expr> list;
  for (const char* name : names) list.push_back(column(name));
  return list;
}

std::vector<Expr> ends() {
  return columns({"protocol_number", "a_key", "a_port", "b_key", "b_port"});
}

/// All views of a conversation, whatever the interface.
Window whole_conversation() {
  Window window{ends(), {}, Window::Frame::whole};
  window.partition.push_back(column("session"));
  return window;
}

/// All views of an interface, of one family.
Window whole_interface() {
  const Expr family = call(Function::substring, {column("a_key"), number(1), number(1)});
  return {{column("interface_id"), family}, {}, Window::Frame::whole};
}

/// The two ends in an order of their own, as place() puts them.
void add_directed(Query& query) {
  Select step;
  step.name = "directed";
  step.from = "records";
  step.outputs =
      passed({"interface_id", "protocol_number", "source_key", "destination_key", "source_port",
              "destination_port", "flags", "is_accepted", "packets", "byte_count", "start_time",
              "end_time", "is_ingress", "is_egress", "is_bpa"});
  const Expr forward = column("source_key") < column("destination_key") ||
                       (column("source_key") == column("destination_key") &&
                        column("source_port") <= column("destination_port"));
  step.outputs.push_back({"is_forward", flag(forward)});
  query.steps.emplace_back(std::move(step));
}

void add_placed(Query& query) {
  Select step;
  step.name = "placed";
  step.from = "directed";
  step.outputs = passed({"interface_id", "protocol_number", "is_forward", "flags", "is_accepted",
                         "packets", "byte_count", "start_time", "end_time", "is_bpa"});
  const Expr forward = column("is_forward") == number(1);
  const auto one = [&](const char* name, const char* if_forward, const char* otherwise) {
    step.outputs.push_back({name, cases({{forward, column(if_forward)}}, column(otherwise))});
  };
  one("a_key", "source_key", "destination_key");
  one("a_port", "source_port", "destination_port");
  one("b_key", "destination_key", "source_key");
  one("b_port", "destination_port", "source_port");
  one("owns_a", "is_egress", "is_ingress");
  one("owns_b", "is_ingress", "is_egress");
  query.steps.emplace_back(std::move(step));
}

/// A record behind more than the window of silence begins another conversation.
void add_sessions(Query& query, std::int64_t window) {
  const auto names = {"interface_id", "protocol_number", "a_key",      "a_port",
                      "b_key",        "b_port",          "is_forward", "flags",
                      "is_accepted",  "packets",         "byte_count", "start_time",
                      "end_time",     "owns_a",          "owns_b",     "is_bpa"};
  const std::vector<Order> order = {{column("start_time")}, {column("end_time"), true}};
  Select marked;
  marked.name = "marked";
  marked.from = "placed";
  for (const char* name : names) marked.outputs.push_back({name, column(name)});
  marked.outputs.push_back({"latest_end", over(Function::maximum, {column("end_time")},
                                               {ends(), order, Window::Frame::before})});
  query.steps.emplace_back(std::move(marked));
  Select numbered;
  numbered.name = "numbered";
  numbered.from = "marked";
  for (const char* name : names) numbered.outputs.push_back({name, column(name)});
  const Expr begins = flag(column("start_time") - column("latest_end") > number(window));
  numbered.outputs.push_back(
      {"session", over(Function::sum, {begins}, {ends(), order, Window::Frame::through})});
  query.steps.emplace_back(std::move(numbered));
}

Expr summed(const Expr& condition, const char* name) {
  return call(Function::sum, {cases({{condition, column(name)}}, number(0))});
}
Expr any_of(const Expr& condition) { return call(Function::maximum, {flag(condition)}); }

/// What each interface saw of a conversation.
void add_views(Query& query) {
  Select step;
  step.name = "views";
  step.from = "numbered";
  step.outputs =
      passed({"interface_id", "protocol_number", "a_key", "a_port", "b_key", "b_port", "session"});
  for (const std::string side : {"a", "b"}) {
    const Expr leg = column("is_forward") == number(side == "a" ? 1 : 0);
    const Expr accepted = leg && column("is_accepted") == number(1);
    const Expr flags = column("flags");
    const auto out = [&](const char* name, Expr value) {
      step.outputs.push_back({side + name, std::move(value)});
    };
    out("_accepted", summed(accepted, "packets"));
    out("_rejected", summed(leg && column("is_accepted") == number(0), "packets"));
    out("_bytes", summed(leg, "byte_count"));
    out("_first", call(Function::minimum, {cases({{leg, column("start_time")}})}));
    out("_last", call(Function::maximum, {cases({{leg, column("end_time")}})}));
    // SYN is 2, and with the ACK's 16 it is SYN-ACK; joined over the records of the leg.
    out("_syn", any_of(leg && flags % number(4) >= number(2)));
    out("_ack", any_of(leg && flags % number(32) >= number(16)));
    // As is_under_way() says.
    out("_under_way", flag(column("protocol_number") == number(kTcp.number) &&
                           any_of(leg && flags > number(0)) == number(1) &&
                           any_of(leg && flags % number(4) >= number(2)) == number(0)));
    out("_owned", call(Function::maximum, {column("owns_" + side)}));
  }
  step.outputs.push_back({"any_bpa", call(Function::maximum, {column("is_bpa")})});
  step.group_by = ends();
  step.group_by.push_back(column("session"));
  step.group_by.push_back(column("interface_id"));
  query.steps.emplace_back(std::move(step));
}

/// Ports of the table of services.
Expr is_listed(const Expr& port) {
  std::vector<std::int64_t> ports;
  for (const ServicePortRow& row : service_port_rows()) ports.push_back(row.port);
  ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
  return flag(is_in(port, std::move(ports)));
}

constexpr std::string_view kView[] = {
    "interface_id", "protocol_number", "a_key",       "a_port",     "b_key",   "b_port",
    "session",      "a_accepted",      "a_rejected",  "a_bytes",    "a_first", "a_last",
    "b_accepted",   "b_rejected",      "b_bytes",     "b_first",    "b_last",  "a_owned",
    "b_owned",      "any_bpa",         "a_under_way", "b_under_way"};

/// What all interfaces together saw of each end. And the only addresses that can be in all records
/// of an interface: each is an end of every conversation, so it is at least the greatest `a` and at
/// most the least `b`; and it is an end of those two conversations.
void add_joined(Query& query) {
  Select step;
  step.name = "joined";
  step.from = "views";
  step.outputs = passed(kView);
  for (const std::string side : {"a", "b"}) {
    const auto out = [&](const char* name, Function function, const char* of) {
      step.outputs.push_back(
          {side + name, over(function, {column(side + of)}, whole_conversation())});
    };
    out("_any_syn", Function::maximum, "_syn");
    out("_any_ack", Function::maximum, "_ack");
    out("_began", Function::minimum, "_first");
  }
  // Some interface let only the other direction through.
  for (const auto& [side, other] : {std::pair("a", "b"), std::pair("b", "a")}) {
    const auto packets = [](std::string leg, const char* what) { return column(leg + what); };
    const Expr dies = packets(side, "_rejected") > number(0) &&
                      packets(side, "_accepted") == number(0) &&
                      packets(other, "_accepted") > number(0);
    step.outputs.push_back({std::string(side) + "_refused",
                            over(Function::maximum, {flag(dies)}, whole_conversation())});
  }
  const Window window = whole_interface();
  step.outputs.push_back({"greatest_a", over(Function::maximum, {column("a_key")}, window)});
  step.outputs.push_back({"least_b", over(Function::minimum, {column("b_key")}, window)});
  query.steps.emplace_back(std::move(step));
}

/// What server_side() asks of each end.
void add_signs(Query& query) {
  Select step;
  step.name = "signs";
  step.from = "joined";
  step.outputs = passed(kView);
  for (const std::string side : {"a", "b"}) {
    const Expr syn = column(side + "_any_syn") == number(1);
    const Expr ack = column(side + "_any_ack") == number(1);
    step.outputs.push_back({side + "_answers", flag(syn && ack)});
    step.outputs.push_back({side + "_calls", flag(syn && negated(ack))});
    step.outputs.push_back({side + "_listed", is_listed(column(side + "_port"))});
    step.outputs.push_back({side + "_low", flag(column(side + "_port") < number(1024))});
    step.outputs.push_back({side + "_seen", flag(is_not_null(column(side + "_began")))});
    step.outputs.push_back({side + "_began", column(side + "_began")});
    step.outputs.push_back({side + "_refused", column(side + "_refused")});
  }
  const auto in_all = [&](const char* name) {
    const Expr here = flag(column("a_key") == column(name) || column("b_key") == column(name));
    return over(Function::minimum, {here}, whole_interface());
  };
  step.outputs.push_back({"greatest_a", column("greatest_a")});
  step.outputs.push_back({"least_b", column("least_b")});
  step.outputs.push_back({"greatest_in_all", in_all("greatest_a")});
  step.outputs.push_back({"least_in_all", in_all("least_b")});
  query.steps.emplace_back(std::move(step));
}

/// 1 if the interface's own end is `a`, 2 if it is `b`, 0 if nobody knows: by `flow-direction`.
Expr told_end() {
  // Where the log contradicts itself, the other signs count.
  return cases({{column("a_owned") > column("b_owned"), number(1)},
                {column("b_owned") > column("a_owned"), number(2)}},
               number(0));
}

/// The same by the addresses of the whole log.
Expr guessed_end() {
  const Expr a = column("a_key");
  const Expr b = column("b_key");
  const Expr greatest = column("greatest_in_all") == number(1);
  const Expr least = column("least_in_all") == number(1);
  const Expr is_one = column("greatest_a") == column("least_b");
  const Expr two = a != b;
  const Expr has_id = column("interface_id") != text("");
  const Expr a_private = flag(is_private(a));
  const Expr b_private = flag(is_private(b));
  // The one address that stands in all records.
  const Expr only = cases({{greatest && (negated(least) || is_one), column("greatest_a")},
                           {least && negated(greatest), column("least_b")}},
                          text(""));
  return cases({{two && a == only, number(1)},
                {two && b == only, number(2)},
                {has_id && a_private > b_private, number(1)},
                {has_id && b_private > a_private, number(2)}},
               number(0));
}

void add_served(Query& query) {
  Select step;
  step.name = "served";
  step.from = "signs";
  step.outputs = passed(kView);
  step.outputs.push_back({"a_serves", a_serves()});
  step.outputs.push_back({"told_end", told_end()});
  step.outputs.push_back({"guessed_end", guessed_end()});
  query.steps.emplace_back(std::move(step));
}

void add_ends(Query& query) {
  Select step;
  step.name = "conversations";
  step.from = "served";
  step.outputs = passed({"interface_id", "protocol_number", "session"});
  const Expr a_serves = column("a_serves") == number(1);
  const auto one = [&](const std::string& name, const std::string& if_a_serves,
                       const std::string& otherwise) {
    step.outputs.push_back({name, cases({{a_serves, column(if_a_serves)}}, column(otherwise))});
  };
  one("client_key", "b_key", "a_key");
  one("client_port", "b_port", "a_port");
  one("server_key", "a_key", "b_key");
  one("server_port", "a_port", "b_port");
  const std::pair<const char*, const char*> counts[] = {{"_accepted", "_accepted"},
                                                        {"_rejected", "_rejected"},
                                                        {"_bytes", "_bytes"},
                                                        {"_first_time", "_first"},
                                                        {"_last_time", "_last"}};
  for (const auto& [name, of] : counts) {
    one(std::string("request") + name, std::string("b") + of, std::string("a") + of);
    one(std::string("reply") + name, std::string("a") + of, std::string("b") + of);
  }
  one("request_under_way", "b_under_way", "a_under_way");
  step.outputs.push_back({"is_bpa", column("any_bpa")});
  for (const std::string how : {"told", "guessed"}) {
    const Expr end = column(how + "_end");
    const Expr serving = cases({{a_serves, number(1)}}, number(2));
    step.outputs.push_back(
        {how + "_place",
         cases({{end == number(0), number(0)}, {end == serving, number(1)}}, number(2))});
  }
  query.steps.emplace_back(std::move(step));
}

}  // namespace

Expr a_serves() {
  const auto differ = [](const char* a, const char* b) { return column(a) != column(b); };
  const Expr is_tcp = column("protocol_number") == number(kTcp.number);
  return cases({{is_tcp && differ("a_answers", "b_answers"), column("a_answers")},
                {is_tcp && differ("a_calls", "b_calls"), column("b_calls")},
                {differ("a_listed", "b_listed"), column("a_listed")},
                {differ("a_low", "b_low"), column("a_low")},
                {differ("a_refused", "b_refused"), column("a_refused")},
                {differ("a_port", "b_port"), flag(column("a_port") < column("b_port"))},
                {differ("a_seen", "b_seen"), column("b_seen")}},
               flag(column("b_began") < column("a_began")));
}

void add_conversations(Query& query, std::int64_t window) {
  add_directed(query);
  add_placed(query);
  add_sessions(query, window);
  add_views(query);
  add_joined(query);
  add_signs(query);
  add_served(query);
  add_ends(query);
}

}  // namespace halfopen::sql
