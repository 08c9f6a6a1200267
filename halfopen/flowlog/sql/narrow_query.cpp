// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/sql/narrow_query.hpp"

#include "halfopen/flowlog/narrow.hpp"
#include "halfopen/flowlog/sql/conversation_query.hpp"
#include "halfopen/flowlog/sql/final_columns.hpp"
#include "halfopen/flowlog/sql/flow_tables.hpp"

namespace halfopen::sql {
namespace {

constexpr std::string_view kWatchedEnds[] = {"protocol_number", "client_key", "client_port",
                                             "server_key", "server_port"};

void pass(Select& step, std::span<const std::string_view> names, std::string_view of = "") {
  for (Output& one : passed(names, of)) step.outputs.push_back(std::move(one));
}
void pass(Select& step, std::initializer_list<std::string_view> names, std::string_view of = "") {
  pass(step, std::span(names.begin(), names.size()), of);
}

Select narrowing(std::string name, std::string from, std::string as = "") {
  Select step;
  step.name = std::move(name);
  step.from = std::move(from);
  step.as = std::move(as);
  return step;
}

/// How each interface saw TCP and UDP fare (fate_of()).
void add_watched(Query& query) {
  Select step = narrowing("watched", "conversations");
  pass(step, kWatchedEnds);
  pass(step, {"session", "interface_id"});
  const auto none = [](const char* name) { return column(name) == number(0); };
  const auto some = [](const char* name) { return column(name) > number(0); };
  step.outputs.push_back({"works", flag(some("request_accepted") && some("reply_accepted"))});
  step.outputs.push_back(
      {"is_refused", flag(is_not_null(column("request_first_time")) && none("reply_accepted") &&
                          ((none("request_accepted") && none("request_under_way")) ||
                           (some("request_accepted") && some("reply_rejected"))))});
  step.outputs.push_back(
      {"place_rank", cases({{column("told_place") != number(0), column("told_place")}},
                           column("guessed_place"))});
  step.where = has_filtered_ports(column("protocol_number"));
  query.steps.emplace_back(std::move(step));
}

/// A connection works if some interface saw it work, and none saw it rejected.
void add_agreed(Query& query) {
  Select step = narrowing("agreed", "watched");
  pass(step, kWatchedEnds);
  pass(step, {"interface_id", "place_rank"});
  Window window;
  for (const std::string_view name : kWatchedEnds) window.partition.push_back(column(name));
  window.partition.push_back(column("session"));
  const auto out = [&](const char* name, Function function, const char* of) {
    step.outputs.push_back({name, over(function, {column(of)}, window)});
  };
  out("least_interface", Function::minimum, "interface_id");
  out("any_works", Function::maximum, "works");
  out("any_refused", Function::maximum, "is_refused");
  query.steps.emplace_back(std::move(step));
}

/// Once each, as the interface saw it whose id is smallest as text.
void add_working(Query& query, const FlowTables& tables) {
  Select step = narrowing("working", "agreed");
  pass(step, {"protocol_number", "client_port", "server_port"});
  step.outputs.push_back(
      {"reply_family", call(Function::substring, {column("server_key"), number(1), number(1)})});
  step.outputs.push_back({"asked_place", tables.is_bare ? column("place_rank") : number(0)});
  step.outputs.push_back({"asked_client", class_of(tables, column("client_key"))});
  step.outputs.push_back({"asked_server", class_of(tables, column("server_key"))});
  step.where = column("interface_id") == column("least_interface") &&
               column("any_works") == number(1) && column("any_refused") == number(0);
  query.steps.emplace_back(std::move(step));
}

/// One row for each edge that a connection's reply crosses.
void add_crossed(Query& query, std::int64_t usual) {
  const auto same = [](const char* name, const char* of) {
    return column("b", name) == column("f", of);
  };
  Select matched = narrowing("matched", "working", "f");
  pass(matched, {"protocol_number", "client_port", "server_port", "reply_family"}, "f");
  matched.joins.push_back({"pair_before", "b",
                           same("place", "asked_place") && same("client_class", "asked_client") &&
                               same("server_class", "asked_server") &&
                               same("protocol_row", "protocol_number")});
  matched.outputs.push_back(
      {"policy", call(Function::coalesce, {column("b", "policy_number"), number(usual)})});
  query.steps.emplace_back(std::move(matched));

  Select ran = narrowing("ran", "matched", "f");
  pass(ran, {"protocol_number", "client_port", "reply_family"}, "f");
  ran.joins.push_back({"run_before", "b",
                       same("policy_number", "policy") &&
                           between(column("f", "server_port"), column("b", "low_server_port"),
                                   column("b", "high_server_port"))});
  ran.outputs.push_back({"list_number", column("b", "said_number")});
  query.steps.emplace_back(std::move(ran));

  Select crossed = narrowing("crossed", "ran", "f");
  pass(crossed, {"protocol_number", "client_port", "reply_family"}, "f");
  crossed.joins.push_back({"crossed_before", "b", same("said_number", "list_number")});
  crossed.outputs.push_back({"edge_number", column("b", "edge_number")});
  query.steps.emplace_back(std::move(crossed));
}

/// What a reply rule is for.
constexpr std::string_view kReply[] = {"edge_number", "reply_family", "protocol_number"};

std::vector<Expr> reply_columns(std::string_view of = "") {
  std::vector<Expr> list;
  for (const std::string_view name : kReply) list.push_back(column(of, name));
  return list;
}

/// How many connections had which client port, and those up to it.
void add_ports(Query& query) {
  Select counted = narrowing("ports", "crossed");
  pass(counted, kReply);
  pass(counted, {"client_port"});
  counted.outputs.push_back({"port_count", call(Function::count_rows, {})});
  counted.where = is_not_null(column("edge_number"));
  counted.group_by = reply_columns();
  counted.group_by.push_back(column("client_port"));
  query.steps.emplace_back(std::move(counted));

  Select summed = narrowing("port_sums", "ports");
  pass(summed, kReply);
  pass(summed, {"client_port", "port_count"});
  const Window all{reply_columns(), {}, Window::Frame::whole};
  const Window through{reply_columns(), {{column("client_port")}}, Window::Frame::through};
  summed.outputs.push_back({"up_to", over(Function::sum, {column("port_count")}, through)});
  summed.outputs.push_back({"total", over(Function::sum, {column("port_count")}, all)});
  summed.outputs.push_back({"one", number(1)});
  query.steps.emplace_back(std::move(summed));
}

/// What may be spared, in thousandths: nothing, and then the shares.
std::vector<std::int64_t> spares() {
  std::vector<std::int64_t> list = {0};
  for (const NarrowShare& share : kNarrowShares) {
    list.push_back(1000 - static_cast<std::int64_t>(share.thousandths));
  }
  return list;
}

InlineTable aims() {
  InlineTable table{
      "aim", {{"one", Type::integer}, {"spare", Type::integer}, {"is_start", Type::integer}}, {}};
  for (const std::int64_t spare : spares()) {
    for (const std::int64_t is_start : {0, 1}) {
      table.rows.push_back({std::int64_t{1}, spare, is_start});
    }
  }
  return table;
}

/// A range from a port on holds enough at the first port whose sum is at least that before the
/// start and what is wanted. Ports stand twice, as starts with the sum that they need and as ends
/// with the one that they have: falling in this order, the least end so far is the one looked for.
void add_narrowest(Query& query) {
  query.steps.emplace_back(aims());
  Select aimed = narrowing("aimed", "port_sums", "f");
  pass(aimed, kReply, "f");
  pass(aimed, {"client_port", "total"}, "f");
  aimed.joins.push_back({"aim", "a", column("a", "one") == column("f", "one")});
  pass(aimed, {"spare", "is_start"}, "a");
  const auto thousandth = [](Expr value) {
    return call(Function::quotient, {std::move(value), number(1000)});
  };
  const Expr total = column("f", "total");
  const Expr spared = thousandth(total) * column("a", "spare") +
                      thousandth(total % number(1000) * column("a", "spare"));
  aimed.outputs.push_back(
      {"height", column("f", "up_to") +
                     column("a", "is_start") * (total - spared - column("f", "port_count"))});
  query.steps.emplace_back(std::move(aimed));

  Select reached = narrowing("reached", "aimed");
  pass(reached, kReply);
  pass(reached, {"client_port", "total", "spare", "is_start"});
  Window falling{reply_columns(), {{column("height"), true}}, Window::Frame::through};
  falling.partition.push_back(column("spare"));
  const Expr end = cases({{column("is_start") == number(0), column("client_port")}});
  reached.outputs.push_back({"last_port", over(Function::minimum, {end}, falling)});
  query.steps.emplace_back(std::move(reached));

  // The narrowest, the lowest of several: by the ports behind the first, then by that.
  Select narrowest = narrowing("narrowest", "reached");
  pass(narrowest, kReply);
  pass(narrowest, {"total", "spare"});
  narrowest.outputs.push_back(
      {"extent",
       call(Function::minimum, {(column("last_port") - column("client_port")) * number(65536) +
                                column("client_port")})});
  narrowest.where = column("is_start") == number(1) && is_not_null(column("last_port"));
  narrowest.group_by = reply_columns();
  for (const char* name : {"total", "spare"}) narrowest.group_by.push_back(column(name));
  query.steps.emplace_back(std::move(narrowest));
}

std::string extent_name(std::int64_t spare) { return "extent_" + std::to_string(spare); }
std::string told_name(std::int64_t spare) { return "tells_" + std::to_string(spare); }
Expr extent_size(const Expr& extent) {
  return call(Function::quotient, {extent, number(65536)}) + number(1);
}

/// One row a reply; a share is told if its range is a tenth narrower than the one told before.
void add_worth(Query& query) {
  Select pivoted = narrowing("extents", "narrowest");
  pass(pivoted, kReply);
  pass(pivoted, {"total"});
  std::vector<std::string> known = {"edge_number", "reply_family", "protocol_number", "total"};
  for (const std::int64_t spare : spares()) {
    const Expr own = cases({{column("spare") == number(spare), column("extent")}});
    pivoted.outputs.push_back({extent_name(spare), call(Function::maximum, {own})});
    known.push_back(extent_name(spare));
  }
  pivoted.group_by = reply_columns();
  pivoted.group_by.push_back(column("total"));
  std::string from = pivoted.name;
  query.steps.emplace_back(std::move(pivoted));
  Expr told = extent_size(column(extent_name(0)));
  for (const std::int64_t spare : spares()) {
    Select step = narrowing("with_" + extent_name(spare), from);
    for (const std::string& name : known) step.outputs.push_back({name, column(name)});
    const Expr size = extent_size(column(extent_name(spare)));
    const Expr is_told = spare == 0 ? number(1) : flag(size * number(10) <= told * number(9));
    step.outputs.push_back({told_name(spare), is_told});
    step.outputs.push_back(
        {"size_" + extent_name(spare),
         spare == 0 ? size : cases({{size * number(10) <= told * number(9), size}}, told)});
    known.push_back(told_name(spare));
    told = column("size_" + extent_name(spare));
    from = step.name;
    query.steps.emplace_back(std::move(step));
  }
  Select step = narrowing("worth", from);
  for (const std::string& name : known) step.outputs.push_back({name, column(name)});
  step.outputs.push_back({"one", number(1)});
  query.steps.emplace_back(std::move(step));
}

/// What can be chosen. Profiles have their ranges, and no spare.
InlineTable choices() {
  InlineTable table{"choice",
                    {{"one", Type::integer},
                     {"choice_rank", Type::integer},
                     {"spare", Type::integer},
                     {"choice_kind", Type::text},
                     {"choice_name", Type::text},
                     {"low_port", Type::integer},
                     {"high_port", Type::integer}},
                    {}};
  const auto add = [&](std::int64_t rank, std::int64_t spare, NarrowChoice::Kind kind,
                       const std::string& name, PortRange range) {
    table.rows.push_back({std::int64_t{1}, rank, spare, std::string(to_string(kind)), name,
                          std::int64_t{range.first}, std::int64_t{range.last}});
  };
  const std::vector<std::int64_t> spared = spares();
  std::int64_t rank = 0;
  add(rank, spared[0], NarrowChoice::Kind::recorded, "", {0, 0});
  for (const NarrowShare& share : kNarrowShares) {
    ++rank;
    add(rank, spared[static_cast<std::size_t>(rank)], NarrowChoice::Kind::share, share.name,
        {0, 0});
  }
  ++rank;
  for (const auto& [range, names] : narrow_profiles()) {
    add(rank, -1, NarrowChoice::Kind::profiles, names, range);
  }
  return table;
}

constexpr std::string_view kOffer[] = {"edge_number", "reply_family", "protocol_number",
                                       "total",       "choice_rank",  "choice_kind",
                                       "choice_name", "first_port",   "last_port"};

/// Each reply with each choice, and what it keeps.
void add_offers(Query& query) {
  query.steps.emplace_back(choices());
  Select offered = narrowing("offered", "worth", "f");
  pass(offered, kReply, "f");
  pass(offered, {"total"}, "f");
  offered.joins.push_back({"choice", "c", column("c", "one") == column("f", "one")});
  pass(offered, {"choice_rank", "choice_kind", "choice_name"}, "c");
  std::vector<Case> first;
  std::vector<Case> last;
  std::vector<Case> told;
  for (const std::int64_t spare : spares()) {
    const Expr own = column("c", "spare") == number(spare);
    const Expr extent = column("f", extent_name(spare));
    first.push_back({own, extent % number(65536)});
    last.push_back({own, extent % number(65536) + extent_size(extent) - number(1)});
    told.push_back({own, column("f", told_name(spare))});
  }
  offered.outputs.push_back({"first_port", cases(std::move(first), column("c", "low_port"))});
  offered.outputs.push_back({"last_port", cases(std::move(last), column("c", "high_port"))});
  offered.outputs.push_back({"is_told", cases(std::move(told), number(1))});
  query.steps.emplace_back(std::move(offered));

  Select kept = narrowing("kept_by", "offered", "f");
  pass(kept, kOffer, "f");
  Expr inside =
      between(column("p", "client_port"), column("f", "first_port"), column("f", "last_port"));
  Expr same;
  for (const std::string_view name : kReply) {
    const Expr equal = column("p", name) == column("f", name);
    same = same ? same && equal : equal;
  }
  kept.joins.push_back({"ports", "p", same && inside});
  kept.outputs.push_back(
      {"kept_count",
       call(Function::sum, {call(Function::coalesce, {column("p", "port_count"), number(0)})})});
  kept.where = column("f", "is_told") == number(1);
  for (const std::string_view name : kOffer) kept.group_by.push_back(column("f", name));
  query.steps.emplace_back(std::move(kept));
}

/// The columns of the CSV (report/narrow_report.cpp), in the order of NarrowTally::settle().
void add_narrow_table(Query& query) {
  Select named = narrowing("named", "kept_by", "f");
  pass(named, kOffer, "f");
  named.outputs.push_back({"kept_count", column("f", "kept_count")});
  named.outputs.push_back({"hang_count", column("f", "total") - column("f", "kept_count")});
  named.joins.push_back(
      {"edge_before", "e", column("e", "edge_number") == column("f", "edge_number")});
  pass(named, {"subnet_id", "acl_id", "is_egress"}, "e");
  query.steps.emplace_back(std::move(named));

  const auto to_text = [](const char* name) { return call(Function::to_text, {column(name)}); };
  const Expr one_port = column("first_port") == column("last_port");
  const Expr is_profile = column("choice_kind") == text(to_string(NarrowChoice::Kind::profiles));
  Select step = narrowing("", "named");
  step.outputs = {
      {"subnet", column("subnet_id")},
      {"acl", column("acl_id")},
      {"direction", cases({{column("is_egress") == number(1), text(to_string(Direction::egress))}},
                          text(to_string(Direction::ingress)))},
      {"family", cases({{column("reply_family") == text("4"), text(to_string(IpFamily::v4))}},
                       text(to_string(IpFamily::v6)))},
      {"protocol", protocol_text(column("protocol_number"))},
      {"kind", column("choice_kind")},
      {"name", column("choice_name")},
      {"client_ports", cases({{one_port, to_text("first_port")}},
                             joined({to_text("first_port"), text("-"), to_text("last_port")}))},
      {"kept", column("kept_count")},
      {"hang", column("hang_count")}};
  step.order_by = {{column("subnet_id")},
                   {column("acl_id")},
                   {column("is_egress")},
                   {column("reply_family")},
                   {column("protocol_number")},
                   {column("edge_number")},
                   {column("choice_rank")},
                   {column("hang_count") * flag(is_profile)},
                   {column("last_port") - column("first_port")},
                   {column("first_port")}};
  query.steps.emplace_back(std::move(step));
}

}  // namespace

Result<Query> narrow_query(const RecordSource& source, std::int64_t window,
                           CompiledSnapshot& before) {
  auto tables = flow_tables(before, "before", FlowTold::edges);
  if (!tables) return tl::unexpected<Error>(tables.error());
  Query query;
  for (InlineTable& table : tables->tables) query.steps.emplace_back(std::move(table));
  add_records(query, source);
  add_conversations(query, window);
  add_watched(query);
  add_agreed(query);
  add_working(query, *tables);
  add_crossed(query, tables->usual_policy);
  add_ports(query);
  add_narrowest(query);
  add_worth(query);
  add_offers(query);
  add_narrow_table(query);
  return query;
}

}  // namespace halfopen::sql
