// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/number_text.hpp"
#include "halfopen/report/port_words.hpp"
#include "halfopen/report/ports_exhaustion_report.hpp"

namespace halfopen {
namespace {

std::string exhaustion_verdict(const ExhaustionReport& report) {
  const PortExhaustion& answer = report.answer;
  const std::string symptom(port_algorithm_row(report.question.algorithm).symptom);
  if (answer.capacity == 0) return "no port is left to choose: " + symptom;
  if (report.question.rate) {
    const std::string rate = per_second(*report.question.rate);
    if (answer.exhausted_after) {
      return rate + " are out of ports after " + seconds_text(*answer.exhausted_after) + ": " +
             symptom;
    }
    const std::string need =
        rate + " need " + grouped(answer.wanted) + " of " + count_of(answer.capacity, "port");
    if (report.check && report.check->refused_as_asked > 0) {
      return need +
             ", and some get none all the same, because the search for a free one gives up "
             "(simulated): " +
             symptom;
    }
    return need + ": enough";
  }
  if (!answer.best_rate) return "no bound: a port is free again as soon as its connection ends";
  const std::string bound = per_second(*answer.best_rate);
  if (report.check && report.check->refused > 0) {
    return "less than " + bound + ": the search for a free port gives up before all are taken; " +
           symptom;
  }
  return bound + ", then " + symptom;
}

std::string held_line(const ExhaustionReport& report) {
  const ExhaustionQuestion& question = report.question;
  std::string text = "held " + seconds_text(question.hold) + ", then ";
  if (question.time_wait == PortTime()) {
    const bool udp = question.algorithm == PortAlgorithm::linux_udp;
    return text + (udp ? "free: UDP knows no TIME_WAIT" : "free: the server closes first");
  }
  text += seconds_text(question.time_wait) + " more";
  const bool translator = port_algorithm_row(question.algorithm).holds_always;
  text += translator ? ", whoever closes" : " (TIME_WAIT: the client closes first)";
  if (question.reusable) {
    text += "; after " + seconds_text(*question.reusable) + " the same destination may have it";
  }
  return text + ": " + seconds_text(report.answer.lifetime) + " in all";
}

std::string ports_of_one(const ExhaustionReport& report) {
  const ExhaustionQuestion& question = report.question;
  std::string text = to_string(question.range);
  const PortSet reserved = question.reserved & port_set(question.range);
  if (!reserved.empty()) text += " without " + to_string(reserved);
  text += ": " + grouped(report.answer.ports);
  const bool bound = question.algorithm == PortAlgorithm::linux_bind ||
                     question.algorithm == PortAlgorithm::linux_udp;
  text += bound ? " for all destinations together" : " for each destination address and port";
  const auto limit = port_algorithm_row(question.algorithm).limit;
  return limit && *limit == report.answer.ports ? text + " (its limit)" : text;
}

/// What is said of one thing.
struct Fact {
  std::string_view name;
  std::string text;
};

void add_capacity(const ExhaustionReport& report, std::vector<Fact>& facts) {
  const PortExhaustion& answer = report.answer;
  const ExhaustionQuestion& question = report.question;
  facts.push_back({"capacity", count_of(answer.capacity, "connection") +
                                   " at once: " + count_of(question.destinations, "destination") +
                                   ", " + count_of(question.addresses, "address")});
  if (answer.best_rate) {
    facts.push_back({"rate", grouped(answer.capacity) + " / " + seconds_text(answer.lifetime) +
                                 " = " + exact_rate_text(*answer.best_rate) +
                                 " connections per second"});
  }
  if (question.rate) {
    facts.push_back({"asked", per_second(*question.rate) + " hold " +
                                  count_of(answer.wanted, "port") + " at once"});
  }
}

std::string check_text_of(const ExhaustionCheck& check) {
  std::string text = "one destination and address at " + exact_rate_text(check.rate) +
                     " per second: " + (check.refused == 0 ? "none" : grouped(check.refused)) +
                     " of " + grouped(check.connections) + " refused";
  if (check.refused != 0) {
    return text + "; the search gives up before every port is taken, so stay below";
  }
  text += "; at " + exact_rate_text(check.higher_rate) + ": ";
  return text + (check.first_refused ? "number " + grouped(*check.first_refused) + ", after " +
                                           seconds_text(check.refused_at)
                                     : "none");
}

void add_replies(const NarrowedPorts& narrowed, std::vector<Fact>& facts) {
  const std::uint32_t lost = narrowed.total - narrowed.open;
  std::string text = "pass to " + grouped(narrowed.open) + " of " +
                     count_of(narrowed.total, "port") + ": " +
                     (lost == 0 ? "all connections work"
                                : percent(lost, narrowed.total) + " of the connections hang");
  const auto& first = narrowed.first;
  if (first && first->total != 0 && differs_clearly(*first, narrowed.open, narrowed.total)) {
    text += "; " + percent(first->total - first->open, first->total) +
            " until the ports that are tried first are taken";
  }
  facts.push_back({"replies", text});
  if (lost == 0 || narrowed.open == 0) return;
  std::string kept =
      "a client that keeps to these ports: " + count_of(narrowed.capacity, "connection") +
      " at once";
  if (narrowed.best_rate) kept += ", " + per_second(*narrowed.best_rate);
  facts.push_back({"", kept});
}

std::vector<Fact> facts_of(const ExhaustionReport& report) {
  const PortAlgorithmRow& row = port_algorithm_row(report.question.algorithm);
  std::vector<Fact> facts;
  facts.push_back(
      {"client", report.client + (report.algorithm_known ? ": " + std::string(row.title)
                                                         : ", whose order nobody tells")});
  facts.push_back({"ports", ports_of_one(report)});
  facts.push_back({"each port", held_line(report)});
  add_capacity(report, facts);
  if (report.check) facts.push_back({"simulated", check_text_of(*report.check)});
  if (report.answer.narrowed) add_replies(*report.answer.narrowed, facts);
  if (report.algorithm_known) {
    facts.push_back({"documented", std::string(row.documented)});
    if (!row.assumed.empty()) facts.push_back({"assumed", std::string(row.assumed)});
  } else {
    facts.push_back(
        {"assumed", "TIME_WAIT of 60 s, which --time-wait changes, and that no port is left out"});
  }
  return facts;
}

/// The same question with something changed, as a rate.
std::string rate_with(ExhaustionQuestion question) {
  question.rate.reset();
  question.reply_ports.reset();
  const PortExhaustion answer = port_exhaustion(question);
  return answer.best_rate ? per_second(*answer.best_rate) : "no bound";
}

std::string help_for_translator(const ExhaustionReport& report) {
  ExhaustionQuestion more = report.question;
  switch (report.question.algorithm) {
    case PortAlgorithm::nat_gateway:
      if (more.addresses >= 8)
        return "  - a second NAT gateway, or a VPC endpoint for AWS services\n";
      more.addresses = 8;
      return "  - more addresses for the NAT gateway, at most 8: " + rate_with(more) +
             "\n  - a VPC endpoint for AWS services: they then need no port of the NAT gateway\n";
    case PortAlgorithm::load_balancer:
      return "  - more targets: each has all ports; or preserve the clients' addresses, which "
             "needs "
             "none\n";
    default:
      more.addresses += 1;
      return "  - another outside address: " + rate_with(more) +
             "\n  - a shorter net.netfilter.nf_conntrack_tcp_timeout_time_wait\n";
  }
}

std::string help_for_client(const ExhaustionReport& report) {
  const ExhaustionQuestion& question = report.question;
  std::string text;
  ExhaustionQuestion more = question;
  more.time_wait = PortTime();
  if (question.time_wait > PortTime()) {
    text +=
        "  - let the server close first, so that the client has no TIME_WAIT: " + rate_with(more) +
        '\n';
  }
  if (question.algorithm == PortAlgorithm::linux_connect) {
    more = question;
    more.reusable = PortTime::seconds(1);
    if (!question.reusable && question.time_wait > PortTime()) {
      text += "  - net.ipv4.tcp_tw_reuse=1 (needs TCP timestamps): " + rate_with(more) + '\n';
    }
    more = question;
    more.range = {1024, 65535};
    if (question.range != more.range) {
      text += "  - net.ipv4.ip_local_port_range=\"1024 65535\": " + rate_with(more) +
              "; network ACLs must let replies to them through\n";
    }
  }
  return text + "  - another address at either end: each pair has all ports\n";
}

}  // namespace

std::string exhaustion_text(const ExhaustionReport& report, const Style& style) {
  const PortAlgorithmRow& row = port_algorithm_row(report.question.algorithm);
  const bool bad = report.answer.exhausted_after || report.answer.capacity == 0;
  std::string text =
      style.paint(exhaustion_verdict(report), bad ? Tone::bad : Tone::strong) + "\n\n";
  for (const Fact& fact : facts_of(report)) text += fact_line(fact.name, fact.text, style);
  text +=
      "\nwhat helps\n  - keep connections open and use them again (keep-alive, a pool): only "
      "new ones need a port\n";
  return text + (row.holds_always ? help_for_translator(report) : help_for_client(report));
}

}  // namespace halfopen
