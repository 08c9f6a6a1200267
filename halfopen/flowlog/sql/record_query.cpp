// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/sql/record_query.hpp"

#include <array>
#include <optional>

#include "halfopen/flowlog/sql/address_expression.hpp"
#include "halfopen/flowlog/sql/dialect.hpp"

namespace halfopen::sql {
namespace {

/// The limits of LogReader.
constexpr std::int64_t kMostCount = 1'000'000'000'000'000;
constexpr std::int64_t kLatestTime = 253'402'300'799'999;
constexpr std::int64_t kFirstMilliseconds = 100'000'000'000;

struct NumberField {
  LogField field;
  const char* name;
  std::int64_t most;
};

constexpr std::array<NumberField, 8> kNumbers = {{
    {LogField::srcport, "source_port", 65535},
    {LogField::dstport, "destination_port", 65535},
    {LogField::protocol, "protocol_number", 255},
    {LogField::packets, "packet_count", kMostCount},
    {LogField::bytes, "byte_count", kMostCount},
    {LogField::start, "start_number", kLatestTime},
    {LogField::end, "end_number", kLatestTime},
    {LogField::tcp_flags, "flags", 255},
}};

struct AddressField {
  LogField field;
  const char* name;
};

constexpr std::array<AddressField, 4> kAddresses = {{
    {LogField::pkt_srcaddr, "packet_source"},
    {LogField::srcaddr, "source"},
    {LogField::pkt_dstaddr, "packet_destination"},
    {LogField::dstaddr, "destination"},
}};

class RecordSteps {
 public:
  RecordSteps(Query& query, const RecordSource& source) : query_(query), source_(source) {}

  void add() {
    add_fields();
    add_numbers();
    add_halves();
    add_keys();
    add_cleaned();
  }

 private:
  bool has(LogField field) const { return source_.columns.has(field); }
  Expr raw(LogField field) const {
    return column(column_name(log_field_rows()[log_field_index(field)].name));
  }
  /// The field's text; `-` where the log or the row does not tell it.
  Expr told(LogField field) const {
    if (!has(field)) return text("-");
    return call(Function::coalesce, {call(Function::to_text, {raw(field)}), text("-")});
  }
  static std::string with(const char* name, const char* what) {
    return std::string(name) + '_' + what;
  }

  void add_fields() {
    Select step;
    step.name = "fields";
    step.from = source_.table;
    step.outputs = {{"interface_text", told(LogField::interface_id)},
                    {"action_text", told(LogField::action)},
                    {"direction_text", told(LogField::flow_direction)},
                    {"reason_text", told(LogField::reject_reason)}};
    for (const AddressField& one : kAddresses) {
      if (has(one.field)) step.outputs.push_back({with(one.name, "text"), told(one.field)});
    }
    for (const NumberField& one : kNumbers) {
      if (!has(one.field)) continue;
      step.outputs.push_back(
          {with(one.name, "text"), source_.typed ? raw(one.field) : told(one.field)});
    }
    const Expr status = told(LogField::log_status);
    step.where =
        (told(LogField::action) == text("ACCEPT") || told(LogField::action) == text("REJECT"));
    if (has(LogField::log_status)) {
      step.where = step.where && (status == text("OK") || status == text("-"));
    }
    if (source_.short_rows_end_in_null) {
      step.where = step.where && is_not_null(column(column_name(source_.columns.names().back())));
    }
    query_.steps.emplace_back(std::move(step));
  }

  Expr value(const NumberField& one) const {
    if (!has(one.field)) return number(0);
    const Expr told_as = column(with(one.name, "text"));
    const bool needed = one.field == LogField::protocol;
    if (source_.typed) {
      return needed ? told_as : call(Function::coalesce, {told_as, number(0)});
    }
    // 19 digits at most; those of 19 that do not begin with 0 are beyond every limit.
    const Expr is_number = call(Function::is_match, {told_as, text("^0?[0-9]{1,18}$")});
    std::vector<Case> branches = {{is_number, call(Function::to_integer, {told_as})}};
    if (!needed) branches.insert(branches.begin(), {told_as == text("-"), number(0)});
    return cases(std::move(branches));
  }

  void add_numbers() {
    Select step;
    step.name = "numbers";
    step.from = "fields";
    step.outputs = passed({"interface_text", "action_text", "direction_text", "reason_text"});
    for (const AddressField& one : kAddresses) {
      if (!has(one.field)) continue;
      const Expr written = column(with(one.name, "text"));
      step.outputs.push_back({with(one.name, "text"), written});
      step.outputs.push_back({with(one.name, "groups"), colon_groups(written)});
    }
    for (const NumberField& one : kNumbers) step.outputs.push_back({one.name, value(one)});
    query_.steps.emplace_back(std::move(step));
  }

  void pass_numbers(Select& step) const {
    step.outputs = passed({"interface_text", "action_text", "direction_text", "reason_text"});
    for (const NumberField& one : kNumbers) step.outputs.push_back({one.name, column(one.name)});
  }

  void add_halves() {
    Select step;
    step.name = "halves";
    step.from = "numbers";
    pass_numbers(step);
    for (const AddressField& one : kAddresses) {
      if (!has(one.field)) continue;
      const Expr groups = column(with(one.name, "groups"));
      step.outputs.push_back({with(one.name, "text"), column(with(one.name, "text"))});
      step.outputs.push_back({with(one.name, "groups"), groups});
      step.outputs.push_back({with(one.name, "before"), digits_before_gap(groups)});
      step.outputs.push_back({with(one.name, "behind"), digits_behind_gap(groups)});
    }
    query_.steps.emplace_back(std::move(step));
  }

  /// The packet's own address where it is told, else the interface's view.
  Expr key_of(const AddressField& packet, const AddressField& seen) const {
    std::vector<Expr> found;
    for (const AddressField& one : {packet, seen}) {
      if (!has(one.field)) continue;
      found.push_back(address_key(column(with(one.name, "text")), column(with(one.name, "groups")),
                                  column(with(one.name, "before")),
                                  column(with(one.name, "behind"))));
    }
    return found.size() == 1 ? found[0] : call(Function::coalesce, found);
  }

  void add_keys() {
    Select step;
    step.name = "keyed";
    step.from = "halves";
    pass_numbers(step);
    step.outputs.push_back({"source_key", key_of(kAddresses[0], kAddresses[1])});
    step.outputs.push_back({"destination_key", key_of(kAddresses[2], kAddresses[3])});
    query_.steps.emplace_back(std::move(step));
  }

  static Expr seconds(const Expr& time) {
    return cases(
        {{time >= number(kFirstMilliseconds), call(Function::quotient, {time, number(1000)})}},
        time);
  }

  void add_cleaned() {
    Select step;
    step.name = "records";
    step.from = "keyed";
    const Expr interface = column("interface_text");
    step.outputs = {{"interface_id", cases({{interface == text("-"), text("")}}, interface)}};
    for (const char* name : {"protocol_number", "source_key", "destination_key", "source_port",
                             "destination_port", "flags"}) {
      step.outputs.push_back({name, column(name)});
    }
    const Expr packets = column("packet_count");
    step.outputs.push_back({"is_accepted", flag(column("action_text") == text("ACCEPT"))});
    // A record that does not tell its packets had one at least.
    step.outputs.push_back({"packets", cases({{packets < number(1), number(1)}}, packets)});
    step.outputs.push_back({"byte_count", column("byte_count")});
    step.outputs.push_back({"start_time", seconds(column("start_number"))});
    step.outputs.push_back({"end_time", seconds(column("end_number"))});
    step.outputs.push_back({"is_ingress", flag(column("direction_text") == text("ingress"))});
    step.outputs.push_back({"is_egress", flag(column("direction_text") == text("egress"))});
    step.outputs.push_back({"is_bpa", flag(column("action_text") == text("REJECT") &&
                                           column("reason_text") == text("BPA"))});
    const auto family = [](const char* key) {
      return call(Function::substring, {column(key), number(1), number(1)});
    };
    // False for a null, which is what no address is.
    step.where = family("source_key") == family("destination_key");
    for (const NumberField& one : kNumbers) {
      if (has(one.field)) {
        step.where = step.where && between(column(one.name), number(0), number(one.most));
      }
    }
    query_.steps.emplace_back(std::move(step));
  }

  Query& query_;
  const RecordSource& source_;
};

}  // namespace

void add_records(Query& query, const RecordSource& source) { RecordSteps(query, source).add(); }

}  // namespace halfopen::sql
