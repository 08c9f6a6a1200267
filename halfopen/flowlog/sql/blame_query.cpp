// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/sql/blame_query.hpp"

#include "halfopen/flowlog/diagnose.hpp"
#include "halfopen/flowlog/sql/address_expression.hpp"
#include "halfopen/flowlog/sql/final_columns.hpp"
#include "halfopen/net/icmp.hpp"
#include "halfopen/net/packet.hpp"

namespace halfopen::sql {
namespace {

constexpr std::string_view kFailed[] = {
    "fate_rank",   "interface_id", "protocol_number", "client_key", "client_port", "server_key",
    "server_port", "is_bpa",       "lost_packets",    "lost_bytes", "lost_first",  "lost_last"};

Expr rank(FlowBlame::Kind kind) { return number(static_cast<std::int64_t>(kind)); }
Expr is_reply() { return column("fate_rank") == number(0); }
Expr is_unanswered() { return column("fate_rank") == number(2); }

/// A column of the step at hand, where joined relations have columns of that name as well.
Expr own(std::string_view name) { return column("f", name); }

Select next(const char* name, const char* from) {
  Select step;
  step.name = name;
  step.from = from;
  step.as = "f";
  step.outputs = passed(kFailed, "f");
  return step;
}

Expr guessed_place() {
  return cases({{own("told_place") != number(kPlaceUnknown), own("told_place")}},
               own("guessed_place"));
}

/// The account knows more than the log, but for `flow-direction`: an interface may have many
/// addresses and one peer. A NAT gateway that has neither address stands for the public one.
Expr listed_place() {
  const Expr client = flag(is_not_null(column("c", "address_key")));
  const Expr server = flag(is_not_null(column("s", "address_key")));
  const Expr gateway =
      is_not_null(column("n", "interface_id")) && client == number(0) && server == number(0);
  const Expr client_private = flag(is_private(own("client_key")));
  const Expr server_private = flag(is_private(own("server_key")));
  return cases({{own("told_place") != number(kPlaceUnknown), own("told_place")},
                {server > client, number(kPlaceServer)},
                {client > server, number(kPlaceClient)},
                {gateway && client_private > server_private, number(kPlaceServer)},
                {gateway && server_private > client_private, number(kPlaceClient)}},
               own("guessed_place"));
}

void add_places(Query& query, bool has_snapshot) {
  Select step = next("standing", "failed");
  if (has_snapshot) {
    for (const std::string end : {"client", "server"}) {
      const std::string as = end.substr(0, 1);
      step.joins.push_back({"interface_address", as,
                            column(as, "interface_id") == own("interface_id") &&
                                column(as, "address_key") == own(end + "_key")});
    }
    step.joins.push_back(
        {"nat_interface", "n", column("n", "interface_id") == own("interface_id")});
  }
  step.outputs.push_back({"place_rank", has_snapshot ? listed_place() : guessed_place()});
  query.steps.emplace_back(std::move(step));
}

void add_no_blame(Query& query) {
  Select step = next("blamed", "standing");
  step.outputs.push_back({"place_rank", own("place_rank")});
  step.outputs.push_back(
      {"blame_rank",
       cases({{negated(is_unanswered()) && own("is_bpa") == number(1), rank(FlowBlame::Kind::bpa)}},
             rank(FlowBlame::Kind::none))});
  step.outputs.push_back({"filter_id", text("")});
  step.outputs.push_back({"rule_text", text("")});
  query.steps.emplace_back(std::move(step));
}

/// What the packet that died looks like at the interface.
void add_packets(Query& query, const SnapshotTables& tables) {
  Select step = next("asked", "standing");
  const Expr at_server = own("place_rank") == number(kPlaceServer);
  const Expr protocol = own("protocol_number");
  const Expr v4 = is_v4(own("server_key"));
  const auto icmp = [](IcmpMessage message) { return number(icmp_selector(message)); };
  const Expr echo = cases({{is_reply() && v4, icmp({0, 0})},
                           {is_reply(), icmp({129, 0})},
                           {v4, icmp(echo_request(IpFamily::v4))}},
                          icmp(echo_request(IpFamily::v6)));
  const Expr selector = cases({{is_in(protocol, {kIcmp.number, kIcmpV6.number}), echo},
                               {negated(has_filtered_ports(protocol)), number(0)},
                               {is_reply(), own("client_port")}},
                              own("server_port"));
  step.outputs.push_back({"place_rank", own("place_rank")});
  step.outputs.push_back({"home_key", cases({{at_server, own("server_key")}}, own("client_key"))});
  step.outputs.push_back(
      {"remote_key", cases({{at_server, own("client_key")}}, own("server_key"))});
  // The request enters at the server and leaves at the client; the reply the other way round.
  step.outputs.push_back(
      {"is_ingress", cases({{at_server, flag(negated(is_reply()))}}, flag(is_reply()))});
  step.outputs.push_back({"selector", selector});
  step.outputs.push_back(
      {"protocol_row", tables.protocols.empty()
                           ? number(-1)
                           : cases({{is_in(protocol, tables.protocols), protocol}}, number(-1))});
  query.steps.emplace_back(std::move(step));
}

constexpr std::string_view kAsked[] = {"place_rank", "home_key", "remote_key",
                                       "is_ingress", "selector", "protocol_row"};

void add_subnets(Query& query) {
  Select step = next("located", "asked");
  for (Output& one : passed(kAsked, "f")) step.outputs.push_back(std::move(one));
  step.joins.push_back(
      {"interface_subnet", "i", column("i", "interface_id") == own("interface_id")});
  step.joins.push_back(
      {"address_subnet", "a",
       column("a", "family") ==
               call(Function::substring, {own("home_key"), number(1), number(1)}) &&
           between(own("home_key"), column("a", "low_key"), column("a", "high_key"))});
  step.outputs.push_back(
      {"subnet_number",
       call(Function::coalesce, {column("i", "subnet_number"), column("a", "subnet_number")})});
  // An interface keeps its security groups, whatever addresses it forwards or got later.
  step.joins.push_back({"interface_host", "h", column("h", "interface_id") == own("interface_id")});
  step.joins.push_back({"interface_address", "o",
                        column("o", "interface_id") == own("interface_id") &&
                            column("o", "address_key") == own("home_key")});
  step.outputs.push_back({"host_key", cases({{is_null(column("o", "address_key")) &&
                                                  is_not_null(column("h", "first_key")),
                                              column("h", "first_key")}},
                                            own("home_key"))});
  query.steps.emplace_back(std::move(step));
}

void add_filters(Query& query, const SnapshotTables& tables) {
  Select step = next("filtered", "located");
  for (Output& one : passed(kAsked, "f")) step.outputs.push_back(std::move(one));
  if (tables.has_only_acl) {
    step.outputs.push_back({"is_located", number(1)});
    step.outputs.push_back({"is_inside", number(0)});
    step.outputs.push_back({"acl_number", number(0)});
    step.outputs.push_back({"group_number", number(-1)});
    query.steps.emplace_back(std::move(step));
    return;
  }
  step.joins.push_back(
      {"subnet_filter", "s", column("s", "subnet_number") == own("subnet_number")});
  step.joins.push_back(
      {"host_groups", "h",
       column("h", "subnet_number") == own("subnet_number") &&
           between(own("host_key"), column("h", "low_key"), column("h", "high_key"))});
  step.joins.push_back(
      {"subnet_block", "b",
       column("b", "subnet_number") == own("subnet_number") &&
           between(own("remote_key"), column("b", "low_key"), column("b", "high_key"))});
  step.outputs.push_back({"is_located", flag(is_not_null(own("subnet_number")))});
  step.outputs.push_back({"is_inside", flag(is_not_null(column("b", "subnet_number")))});
  step.outputs.push_back(
      {"acl_number", call(Function::coalesce, {column("s", "acl_number"), number(-1)})});
  // A reply passes security groups.
  step.outputs.push_back(
      {"group_number", cases({{is_reply(), number(-1)}},
                             call(Function::coalesce, {column("h", "group_number"),
                                                       column("s", "group_number"), number(-1)}))});
  query.steps.emplace_back(std::move(step));
}

void add_decided(Query& query) {
  Select step = next("decided", "filtered");
  for (const char* name :
       {"place_rank", "is_ingress", "is_located", "acl_number", "group_number", "is_inside"}) {
    step.outputs.push_back({name, own(name)});
  }
  const auto join = [&](const char* as, const char* filter) {
    const auto of = [&](const char* name) { return column(as, name); };
    step.joins.push_back({"decision", as,
                          of("filter_number") == own(filter) &&
                              of("is_ingress") == own("is_ingress") &&
                              of("protocol_row") == own("protocol_row") &&
                              between(own("remote_key"), of("low_key"), of("high_key")) &&
                              between(own("selector"), of("low_selector"), of("high_selector"))});
  };
  join("a", "acl_number");
  join("g", "group_number");
  const auto none = [](const char* name) { return own(name) == number(-1); };
  // Within a subnet no network ACL is met.
  step.outputs.push_back(
      {"acl_action", cases({{own("is_inside") == number(1), number(kActionAllow)},
                            {none("acl_number"), number(kActionUnknown)}},
                           column("a", "action_rank"))});
  step.outputs.push_back({"group_action", cases({{none("group_number"), number(kActionAllow)}},
                                                column("g", "action_rank"))});
  step.outputs.push_back({"acl_rule", column("a", "rule_text")});
  query.steps.emplace_back(std::move(step));
}

/// deny wins over unknown, unknown over allow; coming in the network ACL is met first, going out
/// the groups.
void add_judged(Query& query) {
  Select step = next("judged", "decided");
  for (const char* name : {"place_rank", "acl_number", "group_number", "acl_rule"}) {
    step.outputs.push_back({name, own(name)});
  }
  const Expr acl_denies = own("acl_action") == number(kActionDeny);
  const Expr groups_deny = own("group_action") == number(kActionDeny);
  const Expr in = own("is_ingress") == number(1);
  const Expr unknown =
      own("acl_action") == number(kActionUnknown) || own("group_action") == number(kActionUnknown);
  step.outputs.push_back(
      {"blame_rank",
       cases({{is_unanswered(), rank(FlowBlame::Kind::none)},
              {own("is_bpa") == number(1), rank(FlowBlame::Kind::bpa)},
              {own("place_rank") == number(kPlaceUnknown), rank(FlowBlame::Kind::none)},
              {own("is_located") == number(0), rank(FlowBlame::Kind::unknown)},
              {acl_denies && (in || negated(groups_deny)), rank(FlowBlame::Kind::acl)},
              {groups_deny, rank(FlowBlame::Kind::groups)},
              {unknown, rank(FlowBlame::Kind::unknown)}},
             rank(FlowBlame::Kind::contradicts))});
  query.steps.emplace_back(std::move(step));
}

void add_named(Query& query) {
  Select step = next("blamed", "judged");
  const Expr by_acl = own("blame_rank") == rank(FlowBlame::Kind::acl);
  const Expr by_groups = own("blame_rank") == rank(FlowBlame::Kind::groups);
  step.joins.push_back(
      {"filter_name", "n",
       column("n", "filter_number") ==
           cases({{by_acl, own("acl_number")}, {by_groups, own("group_number")}}, number(-1))});
  step.outputs.push_back({"place_rank", own("place_rank")});
  step.outputs.push_back({"blame_rank", own("blame_rank")});
  step.outputs.push_back(
      {"filter_id", call(Function::coalesce, {column("n", "filter_id"), text("")})});
  step.outputs.push_back(
      {"rule_text", cases({{by_acl, own("acl_rule")}, {by_groups, text("*")}}, text(""))});
  query.steps.emplace_back(std::move(step));
}

}  // namespace

void add_blame(Query& query, const SnapshotTables* tables) {
  add_places(query, tables != nullptr);
  if (tables == nullptr) return add_no_blame(query);
  add_packets(query, *tables);
  add_subnets(query);
  add_filters(query, *tables);
  add_decided(query);
  add_judged(query);
  add_named(query);
}

Expr blame_text(const Expr& rank) {
  std::vector<Case> branches;
  for (const FlowBlame::Kind kind :
       {FlowBlame::Kind::none, FlowBlame::Kind::acl, FlowBlame::Kind::groups, FlowBlame::Kind::bpa,
        FlowBlame::Kind::contradicts, FlowBlame::Kind::unknown}) {
    branches.push_back({rank == number(static_cast<std::int64_t>(kind)), text(to_string(kind))});
  }
  return cases(std::move(branches));
}

}  // namespace halfopen::sql
