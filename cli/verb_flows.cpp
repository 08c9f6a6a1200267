// SPDX-License-Identifier: Apache-2.0
// check --flows: many concrete connections, streamed.
#include <unistd.h>

#include <algorithm>
#include <string>
#include <unordered_map>

#include "cli/flow_table.hpp"
#include "cli/input_files.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/report/diagnostic_text.hpp"
#include "halfopen/report/flow_csv.hpp"

namespace halfopen::cli {
namespace {

/// One end of a row: an address with its one place, or anything else, resolved once.
struct End {
  bool simple = false;
  Location location;
  IpAddress address;
  const std::vector<Endpoint>* places = nullptr;
};

class FlowRun {
 public:
  FlowRun(const Options& options, const Loader::Loaded& loaded, std::uint32_t source)
      : options_(options), loaded_(loaded), model_(loaded.snapshot), source_(source) {}

  int run(LineStream& lines) {
    std::string_view line;
    if (!lines.next(line) || !is_flow_header(line)) {
      return refuse({loaded_.sources.name(source_) + " does not start with the header",
                     "the first line must be " + std::string(kFlowHeader)});
    }
    std::string out(flow_csv_header());
    Progress progress("flows", options_.quiet);
    while (lines.next(line)) {
      if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
      row(line, lines.line_number(), out);
      if (out.size() > kFlushAt) {
        if (!write_out(out)) return refuse({"the output cannot be written", ""});
        out.clear();
        progress.at(answered_);
      }
    }
    if (!write_out(out)) return refuse({"the output cannot be written", ""});
    if (hidden_ > 0) write_error("and " + std::to_string(hidden_) + " more rows like these\n");
    if (answered_ == 0 && bad_ > 0) return refuse({"no row could be read", ""});
    return findings_ ? kFindings : kClean;
  }

 private:
  static constexpr std::size_t kFlushAt = std::size_t{1} << 16;

  void row(std::string_view line, std::uint64_t number, std::string& out) {
    const auto parsed = parse_flow_row(line);
    if (!parsed) return bad_row(number, parsed.error());
    const auto from = end_of(parsed->from);
    if (!from) return bad_row(number, from.error());
    const auto to = end_of(parsed->to);
    if (!to) return bad_row(number, to.error());
    const auto answer = from->simple && to->simple ? one(*from, *to, *parsed)
                                                   : several(*from, *to, *parsed, number);
    if (!answer) return bad_row(number, answer.error());
    ++answered_;
    findings_ = findings_ || options_.is_finding(answer->verdict);
    append_flow_row(out, loaded_.snapshot, line, *answer);
  }

  Result<End> end_of(std::string_view text) {
    if (const auto address = parse_ip_address(text)) {
      const auto holders = loaded_.snapshot.subnets_at(*address);
      if (holders.empty() && !loaded_.snapshot.topology().owner_of_public(*address))
        return End{true, {}, *address, nullptr};
      if (holders.size() == 1) {
        return End{true, {Location::Kind::subnet, holders.front()}, *address, nullptr};
      }
    }
    const auto [known, is_new] = places_.try_emplace(std::string(text));
    if (is_new) known->second = resolve_where(loaded_.snapshot, text);
    if (!known->second) return tl::unexpected<Error>(known->second.error());
    return End{false, {}, {}, &*known->second};
  }

  Result<FlowAnswer> one(const End& from, const End& to, const FlowRow& row) {
    if (from.address.family() != to.address.family()) {
      return fail("one end is IPv4, the other IPv6", "ask about addresses of one family");
    }
    return check_flow(model_, from.location, from.address, to.location, to.address,
                      row.service.in(from.address.family()), row.client_port);
  }

  /// An end that is a set: the row has an answer only if every address fares alike.
  Result<FlowAnswer> several(const End& from, const End& to, const FlowRow& row,
                             std::uint64_t number) {
    CheckQuestion question;
    question.from = places_of(from, row.from);
    question.to = places_of(to, row.to);
    question.services = {row.service};
    question.clients = {{"client", {row.client_port, row.client_port}}};
    question.family = options_.family;
    const auto classes = check(model_, question);
    if (!classes) return tl::unexpected<Error>(classes.error());
    std::optional<FlowAnswer> answer;
    for (const Connection& part : *classes) {
      FlowAnswer next = answer_of(part, row.client_port);
      if (!answer) {
        answer = std::move(next);
      } else if (answer->verdict == next.verdict) {
        keep_common(*answer, next);
      } else {
        complain(DiagnosticCode::depends_on_address, Severity::warning, number,
                 {"the verdict depends on which address is meant",
                  "ask `halfopen check` about these ends, or give addresses"});
        FlowAnswer depends;
        depends.request.outcome = RuleAction::unknown;
        return depends;
      }
    }
    return *answer;
  }

  /// The answer for one class of addresses.
  FlowAnswer answer_of(const Connection& part, std::uint16_t client_port) {
    if (is_not_filtered(part)) {
      FlowAnswer answer;
      answer.verdict = Verdict::works;
      if (part.reply) answer.reply.emplace();
      return answer;
    }
    return check_filtered_flow(model_, part, client_port);
  }

  /// Different rules may lead different addresses to one verdict: then no rule is named.
  static void keep_common(PacketFate& fate, const PacketFate& other) {
    const auto same_rule = [&] {
      const PacketCrossing& a = fate.crossings[*fate.denied_by];
      const PacketCrossing& b = other.crossings[*other.denied_by];
      return a.decision == b.decision && a.crossing == b.crossing;
    };
    if (fate.denied_by && (!other.denied_by || !same_rule())) fate.denied_by.reset();
    if (fate.outcome != other.outcome) fate.outcome = RuleAction::unknown;
  }
  static void keep_common(FlowAnswer& answer, const FlowAnswer& other) {
    keep_common(answer.request, other.request);
    if (answer.reply && other.reply) {
      keep_common(*answer.reply, *other.reply);
    } else {
      answer.reply.reset();
    }
  }

  std::vector<Endpoint> places_of(const End& end, std::string_view text) const {
    if (!end.simple) return *end.places;
    Endpoint place{std::string(text), end.location,
                   AddressSet::of(CidrBlock(end.address, address_width(end.address.family())))};
    place.single = true;
    return {place};
  }

  void bad_row(std::uint64_t number, const Error& error) {
    ++bad_;
    complain(DiagnosticCode::bad_flow_row, Severity::error, number, error);
  }

  void complain(DiagnosticCode code, Severity severity, std::uint64_t number, const Error& error) {
    constexpr std::size_t kMost = 50;
    if (++complaints_ > kMost) {
      ++hidden_;
      return;
    }
    if (options_.quiet) return;
    const Origin origin{source_, static_cast<std::uint32_t>(number), 0};
    write_error(diagnostic_text({code, severity, origin, error.what, error.hint}, loaded_.sources,
                                style_for(STDERR_FILENO, options_.colour)));
  }

  const Options& options_;
  const Loader::Loaded& loaded_;
  CompiledSnapshot model_;
  std::uint32_t source_;
  std::unordered_map<std::string, Result<std::vector<Endpoint>>> places_;
  std::uint64_t answered_ = 0;
  std::uint64_t bad_ = 0;
  std::size_t complaints_ = 0;
  std::uint64_t hidden_ = 0;
  bool findings_ = false;
};

}  // namespace

int run_flows(const Options& options) {
  const auto is_stdin = [](const std::string& path) { return path == "-"; };
  if (options.flows == "-" && std::any_of(options.inputs.begin(), options.inputs.end(), is_stdin)) {
    return refuse({"stdin cannot be both the input and the flows", "give one of them as a file"});
  }
  Inputs inputs = load_inputs(options, options.inputs);
  if (!options.quiet) {
    write_error(diagnostics_text(inputs.loaded, style_for(STDERR_FILENO, options.colour)));
  }
  if (!inputs.any_read) return refuse({"no input could be read", ""});
  auto lines = LineStream::open(options.flows);
  if (!lines) return refuse({"--flows: " + lines.error().what, "check the path"});
  const std::uint32_t source =
      inputs.loaded.sources.add(options.flows == "-" ? "stdin" : options.flows);
  return FlowRun(options, inputs.loaded, source).run(*lines);
}

}  // namespace halfopen::cli
