// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/lab_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "halfopen/report/json_value.hpp"
#include "halfopen/report/number_text.hpp"
#include "halfopen/report/table_text.hpp"
#include "halfopen/report/visible_text.hpp"

namespace halfopen {
namespace {

/// What became of all connections of the client, in the kernel: those from picked ports, and from
/// the telling ports of its range, so that no part of the range is left to chance.
Verdict observed(const LabRun& run) {
  std::size_t tried = 0;
  std::size_t works = 0;
  std::size_t arrived = 0;
  const auto note = [&](const LabTrial& trial) {
    if (trial.observed == Verdict::unknown) return;
    ++tried;
    works += trial.observed == Verdict::works ? 1U : 0U;
    arrived += trial.seen.request_arrived ? 1U : 0U;
  };
  for (const LabTrial& trial : run.picked) note(trial);
  for (const LabTrial& trial : run.telling) {
    if (run.client.range.contains(trial.probe.client_port.value_or(0))) note(trial);
  }
  if (tried == 0) return Verdict::unknown;
  if (works == tried) return Verdict::works;
  if (works > 0) return Verdict::partial;
  return arrived > 0 ? Verdict::half_open : Verdict::denied;
}

/// Of the picked connections: those that were sent.
std::size_t sent(const LabRun& run) {
  return static_cast<std::size_t>(
      std::count_if(run.picked.begin(), run.picked.end(),
                    [](const LabTrial& trial) { return trial.observed != Verdict::unknown; }));
}

/// Why the others were not.
std::string unsent_text(const LabRun& run) {
  if (sent(run) == run.picked.size()) return "";
  const auto first = std::find_if(run.picked.begin(), run.picked.end(), [](const LabTrial& trial) {
    return trial.observed == Verdict::unknown;
  });
  return "  " + grouped(run.picked.size() - sent(run)) +
         " could not be sent: " + first->seen.error + '\n';
}

const ProfileShare* share_of_client(const Connection& connection, const LabRun& run) {
  for (const ProfileShare& share : connection.profiles) {
    if (share.profile == run.client) return &share;
  }
  return nullptr;
}

std::string head(const Connection& connection, const LabRun& run, const Style& style) {
  std::string text = style.verdict(observed(run)) + "  " + to_string(run.plan.client) + " -> " +
                     to_string(run.plan.server) + ' ' + to_string(connection.service);
  if (filters_ports(connection.service.protocol)) {
    text += ", client " + run.client.name + " (" + to_string(run.client.range) + ')';
  }
  return text + '\n';
}

std::string agreement(const LabRun& run, const Style& style) {
  const std::size_t wrong = run.disagreements();
  if (wrong == 0) return "  " + style.paint("model and kernel agree", Tone::good) + "\n";
  return "  " +
         style.paint(fmt::format("model and kernel disagree about {} connections", wrong),
                     Tone::bad) +
         "\n";
}

std::string picked_text(const Connection& connection, const LabRun& run) {
  const bool ports = filters_ports(connection.service.protocol);
  const std::size_t tried = sent(run);
  std::string text =
      "  " + grouped(tried) + (ports ? " connection" : " packet") + (tried == 1 ? "" : "s");
  if (ports) {
    text +=
        run.uniform ? " from ports drawn evenly" : " from ports that the client's kernel picked";
  }
  if (!connection.reply && connection.request.outcome == RuleAction::allow) {
    return text + ": nobody answers such a message\n" + unsent_text(run);
  }
  text += ": " + grouped(run.answered()) + " answered";
  if (const ProfileShare* share = share_of_client(connection, run)) {
    text += fmt::format(" ({}); the model: {} of {} ports work ({})",
                        percent(run.answered(), tried), grouped(share->open), grouped(share->total),
                        percent(share->open, share->total));
    if (!run.uniform && share->open > 0 && share->open < share->total) {
      text +=
          "\n  the kernel picks ports close to each other: for the share, try --uniform "
          "--connections 2000";
    }
  }
  if (!run.uniform && ports && !run.client.name.starts_with("linux")) {
    text += "\n  the range is that of " + run.client.name + ", the order of picking Linux's own";
  }
  return text + '\n' + unsent_text(run);
}

/// What the two ends met, in words of their systems.
std::string ends_text(const Connection& connection, const LabRun& run) {
  std::size_t arrived = 0;
  std::size_t changed = 0;
  for (const LabTrial& trial : run.picked) {
    arrived += trial.seen.request_arrived ? 1U : 0U;
    changed +=
        trial.seen.request_arrived && trial.seen.seen_port != trial.seen.client_port ? 1U : 0U;
  }
  std::string text = "  the server saw " + grouped(arrived) + " of " + grouped(sent(run)) +
                     (connection.service.protocol == kTcp ? " SYN" : " requests");
  if (run.plan.translates() && arrived > 0 && filters_ports(connection.service.protocol)) {
    text += ", " + (changed == 0 ? "with the client's own port: the gateway kept it"
                                 : grouped(changed) + " from another port than the client's");
  }
  if (run.answered() < sent(run) && connection.service.protocol == kTcp) {
    text += "; unanswered, the client sends SYN again after 1, 3, 7 s … and gives up: timed out";
  }
  return text + '\n';
}

std::string counts_text(const LabRun& run) {
  std::vector<std::vector<std::string>> rows;
  for (const RuleCount& count : run.counts) {
    if (count.packets == 0) continue;
    rows.push_back({run.plan.nodes[count.node].name, visible(count.comment),
                    grouped(count.packets) + (count.packets == 1 ? " packet" : " packets")});
  }
  if (rows.empty()) return "  no rule counted a packet\n";
  return "  what the rules counted (ACL, direction, rule):\n" + aligned(rows, "    ");
}

/// The tried ports under what became of them.
std::string telling_text(const LabRun& run) {
  if (run.telling.empty()) return "";
  std::map<std::string, std::string> ports;
  for (const LabTrial& trial : run.telling) {
    std::string fate(to_string(trial.observed));
    if (trial.observed == Verdict::unknown) fate += ", not sent: " + trial.seen.error;
    if (!trial.agrees()) fate += ", and the model says " + std::string(to_string(trial.predicted));
    std::string& list = ports[fate];
    list += (list.empty() ? "" : ", ") + std::to_string(trial.probe.client_port.value_or(0));
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& [fate, list] : ports) rows.push_back({fate, list});
  return "  client ports at which the answer may change, each tried:\n" + aligned(rows, "    ");
}

std::string look_text(const LabRun& run) {
  if (run.kept.empty()) return "";
  std::string text = "  the lab stays; to look:\n";
  text += "    ip netns exec " + run.kept[1] + " nft list ruleset\n";
  text += "    ip netns exec " + run.kept.back() + " tcpdump -n -i " + kPortToClient + "\n";
  text +=
      "    ip netns exec " + run.kept.front() + " nc -v " + to_string(run.plan.server) + " PORT\n";
  text += "  to take it away:\n   ";
  for (const std::string& name : run.kept) text += " ip netns del " + name + ";";
  return text + '\n';
}

JsonValue trial_json(const LabTrial& trial) {
  JsonValue json = JsonValue::object();
  if (filters_ports(trial.probe.service.protocol)) {
    json.set("client_port", trial.seen.client_port);
    if (trial.seen.request_arrived) json.set("port_at_server", trial.seen.seen_port);
  }
  json.set("kernel", to_string(trial.observed)).set("model", to_string(trial.predicted));
  json.set("request_arrived", trial.seen.request_arrived).set("answered", trial.seen.answered);
  if (!trial.seen.error.empty()) json.set("error", trial.seen.error);
  return json;
}

JsonValue run_json(const Connection& connection, const LabRun& run) {
  JsonValue json = JsonValue::object();
  json.set("from", to_string(run.plan.client)).set("to", to_string(run.plan.server));
  json.set("service", to_string(connection.service));
  if (filters_ports(connection.service.protocol)) {
    JsonValue client = JsonValue::object();
    client.set("name", run.client.name).set("range", to_string(run.client.range));
    json.set("client", std::move(client));
  }
  json.set("kernel", to_string(observed(run))).set("model", to_string(connection.verdict));
  json.set("agrees", run.agrees());
  json.set("connections", static_cast<std::int64_t>(sent(run)));
  json.set("answered", static_cast<std::int64_t>(run.answered()));
  if (const ProfileShare* share = share_of_client(connection, run)) {
    json.set("open_ports", share->open).set("ports", share->total);
  }
  JsonValue counts = JsonValue::array();
  for (const RuleCount& count : run.counts) {
    JsonValue one = JsonValue::object();
    one.set("node", run.plan.nodes[count.node].name).set("rule", count.comment);
    one.set("packets", static_cast<std::int64_t>(count.packets));
    counts.push(std::move(one));
  }
  json.set("counts", std::move(counts));
  JsonValue trials = JsonValue::array();
  for (const LabTrial& trial : run.telling) trials.push(trial_json(trial));
  json.set("telling", std::move(trials));
  JsonValue kept = JsonValue::array();
  for (const std::string& name : run.kept) kept.push(name);
  json.set("kept", std::move(kept));
  JsonValue picked = JsonValue::array();
  for (const LabTrial& trial : run.picked) picked.push(trial_json(trial));
  json.set("picked", std::move(picked));
  return json;
}

std::string again_text(const LabDisagreement& example, const std::string& again) {
  return again + std::to_string(example.seed);
}

std::string example_text(const LabDisagreement& example, const std::string& again) {
  const LabTrial& trial = example.trial;
  std::string text =
      "  " + example.from + " -> " + example.to + ' ' + to_string(trial.probe.service);
  if (filters_ports(trial.probe.service.protocol)) {
    text += " from port " + std::to_string(trial.seen.client_port);
  }
  text += ": the model says " + std::string(to_string(trial.predicted)) + ", the kernel " +
          std::string(to_string(trial.observed)) + "\n    again: " + again_text(example, again) +
          "\n";
  return text;
}

}  // namespace

std::string lab_run_text(const Connection& connection, const LabRun& run, const Style& style) {
  return head(connection, run, style) + agreement(run, style) + '\n' +
         picked_text(connection, run) + ends_text(connection, run) + counts_text(run) +
         telling_text(run) + look_text(run);
}

std::string lab_runs_json(const std::vector<std::pair<const Connection*, LabRun>>& runs) {
  JsonValue json = JsonValue::object();
  json.set("schema", "halfopen.lab/1");
  JsonValue list = JsonValue::array();
  for (const auto& [connection, run] : runs) list.push(run_json(*connection, run));
  json.set("runs", std::move(list));
  return json.dump() + '\n';
}

std::string lab_verify_text(const LabTally& tally, const std::string& again, const Style& style) {
  std::string text;
  for (const LabDisagreement& example : tally.examples) text += example_text(example, again);
  std::vector<std::vector<std::string>> rows;
  for (const auto& [protocol, count] : tally.protocols) rows.push_back({protocol, grouped(count)});
  for (const auto& [verdict, count] : tally.verdicts) {
    rows.push_back({"both say " + std::string(to_string(verdict)), grouped(count)});
  }
  for (const auto& [reason, count] : tally.skipped) {
    rows.push_back({"skipped: " + visible(reason), grouped(count)});
  }
  rows.push_back({"labs", grouped(tally.accounts)});
  text += aligned(rows, "  ");
  const std::string last = fmt::format("{} connections, {} disagreements, {} skipped",
                                       tally.connections, tally.disagreements, tally.skips());
  return text + style.paint(last, tally.disagreements == 0 ? Tone::good : Tone::bad) + '\n';
}

std::string lab_verify_json(const LabTally& tally, const std::string& again) {
  JsonValue json = JsonValue::object();
  json.set("schema", "halfopen.lab-verify/1");
  json.set("connections", static_cast<std::int64_t>(tally.connections));
  json.set("disagreements", static_cast<std::int64_t>(tally.disagreements));
  json.set("skipped", static_cast<std::int64_t>(tally.skips()));
  json.set("labs", static_cast<std::int64_t>(tally.accounts));
  JsonValue reasons = JsonValue::object();
  for (const auto& [reason, count] : tally.skipped) {
    reasons.set(reason, static_cast<std::int64_t>(count));
  }
  json.set("skipped_because", std::move(reasons));
  JsonValue protocols = JsonValue::object();
  for (const auto& [protocol, count] : tally.protocols) {
    protocols.set(protocol, static_cast<std::int64_t>(count));
  }
  json.set("tried", std::move(protocols));
  JsonValue verdicts = JsonValue::object();
  for (const auto& [verdict, count] : tally.verdicts) {
    verdicts.set(to_string(verdict), static_cast<std::int64_t>(count));
  }
  json.set("agreed", std::move(verdicts));
  JsonValue examples = JsonValue::array();
  for (const LabDisagreement& example : tally.examples) {
    JsonValue one = trial_json(example.trial);
    one.set("from", example.from).set("to", example.to);
    one.set("service", to_string(example.trial.probe.service));
    one.set("again", again_text(example, again));
    examples.push(std::move(one));
  }
  json.set("examples", std::move(examples));
  return json.dump() + '\n';
}

}  // namespace halfopen
