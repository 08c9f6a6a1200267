// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "halfopen/report/number_text.hpp"
#include "halfopen/report/port_words.hpp"
#include "halfopen/report/ports_simulation_report.hpp"
#include "halfopen/report/table_text.hpp"

namespace halfopen {
namespace {

/// The whole time that the picture covers.
PortTime end_of(std::span<const PortLife> lives) {
  PortTime end;
  for (const PortLife& life : lives) end = std::max(end, life.released);
  return end;
}

/// '#' while the connection lives, '-' in TIME_WAIT, 'x' where it is refused.
std::string life_bar(const PortLife& life, PortTime end, std::size_t cells) {
  std::string bar(cells, ' ');
  const auto whole = static_cast<std::uint64_t>(std::max<std::int64_t>(end.count(), 1));
  const auto at = [&](PortTime time) {
    const auto cell = static_cast<std::uint64_t>(time.count()) * cells / whole;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(cells - 1, cell));
  };
  if (!life.choice) {
    bar[at(life.opened)] = 'x';
    return bar;
  }
  for (std::size_t i = at(life.opened); i <= at(life.released); ++i) bar[i] = '-';
  for (std::size_t i = at(life.opened); i <= at(life.closed); ++i) bar[i] = '#';
  return bar;
}

std::string remarks(const PortLife& life) {
  if (!life.choice) return "refused";
  std::string text;
  if (life.shared) text = "shared with another destination";
  if (life.reused && !life.shared) text = "reused";
  return text;
}

std::string ports_line(const PortPlan& plan) {
  if (plan.algorithm == PortAlgorithm::linux_masquerade) {
    return "the source port if it is free, else 1-511, 600-1023 or 1024-65535";
  }
  const PortSet reserved = plan.settings.reserved & port_set(plan.settings.range);
  std::string text = to_string(plan.settings.range);
  if (!reserved.empty()) text += " without " + to_string(reserved);
  const std::uint32_t free = plan.settings.range.size() - count(reserved);
  text += ": " + count_of(free, "port");
  if (plan.settings.socket_range) {
    text += "; the socket asks for " + to_string(*plan.settings.socket_range);
  }
  return text;
}

std::string pace_line(const PortPlan& plan) {
  std::string text = plan.rate == 0 ? "all at once" : per_second(plan.rate);
  text += ", each held " + seconds_text(plan.hold);
  text += plan.time_wait == PortTime() ? ", its port free at once"
                                       : ", its port " + seconds_text(plan.time_wait) + " more";
  text += "; to " + count_of(plan.destinations, "destination");
  return plan.clients > 1 ? text + " from " + count_of(plan.clients, "host") : text;
}

std::string simulation_head(const PortPlan& plan, const PortSimulation& simulation,
                            const Style& style) {
  const PortAlgorithmRow& row = port_algorithm_row(plan.algorithm);
  std::string text =
      fact_line("algorithm", std::string(row.name) + ": " + std::string(row.title), style);
  text += fact_line("ports", ports_line(plan), style) + fact_line("pace", pace_line(plan), style);
  std::string chosen = count_of(simulation.distinct, "different port") + ", " +
                       grouped(simulation.even) + " even and " + grouped(simulation.odd) +
                       " odd; at most " + grouped(simulation.most_held) + " held at once";
  const bool turns = simulation.first_even && simulation.first_odd;
  if (turns && plan.algorithm == PortAlgorithm::linux_connect && !plan.settings.socket_range) {
    chosen += "; the other parity from connection " +
              grouped(std::max(*simulation.first_even, *simulation.first_odd)) + " on";
  }
  text += fact_line("chosen", chosen, style) +
          fact_line("documented", std::string(row.documented), style);
  if (!row.assumed.empty()) text += fact_line("assumed", std::string(row.assumed), style);
  return text + fact_line("seed",
                          std::to_string(plan.settings.seed) +
                              ": stands for the secrets of a host; the order is real, "
                              "the numbers are not those of yours",
                          style);
}

std::vector<std::string> life_row(const PortPlan& plan, const PortLife& life, PortTime end,
                                  std::size_t cells) {
  const PortFlow flow = simulated_flow(life.client, life.destination);
  std::vector<std::string> row{std::to_string(life.number), seconds_text(life.opened),
                               destination_text(flow)};
  if (is_translator(plan.algorithm)) {
    row.push_back(to_string(flow.local) +
                  (life.source_port ? ':' + std::to_string(*life.source_port) : ""));
  }
  row.push_back(life.choice ? std::to_string(life.choice->port) : "none");
  row.push_back(life.choice ? grouped(life.choice->tries) : "");
  row.push_back(life.choice ? seconds_text(life.released) : "");
  row.push_back('|' + life_bar(life, end, cells) + '|');
  row.push_back(remarks(life));
  return row;
}

}  // namespace

std::string simulation_verdict(const PortPlan& plan, const PortSimulation& simulation) {
  if (simulation.refused == 0) {
    return (simulation.opened == 1 ? "the connection gets"
                                   : "all " + count_of(simulation.opened, "connection") + " get") +
           " a port";
  }
  const PortLife& life = simulation.lives[*simulation.first_refused - 1];
  return grouped(simulation.opened) + " of " +
         count_of(simulation.opened + simulation.refused, "connection") + " get a port; number " +
         grouped(life.number) + " is the first without, after " + seconds_text(life.opened) + ": " +
         std::string(port_algorithm_row(plan.algorithm).symptom);
}

std::string simulation_text(const PortPlan& plan, const PortSimulation& simulation,
                            std::size_t limit, const Style& style) {
  const bool fails = simulation.refused != 0;
  std::string text =
      style.paint(simulation_verdict(plan, simulation), fails ? Tone::bad : Tone::good) + "\n\n" +
      simulation_head(plan, simulation, style) + '\n';
  const std::span<const PortLife> all = simulation.lives;
  const auto shown = all.first(std::min(limit, all.size()));
  const PortTime end = end_of(shown);
  const auto width = static_cast<std::size_t>(style.width);
  const std::size_t cells = width > 110 ? 48 : 24;
  std::vector<std::string> head{"#", "at", "to"};
  if (is_translator(plan.algorithm)) head.emplace_back("from");
  for (const char* name : {"port", "tried", "free again"}) head.emplace_back(name);
  head.push_back("# in use, - held, 0 to " + seconds_text(end));
  head.emplace_back("");
  std::vector<std::vector<std::string>> rows{head};
  for (const PortLife& life : shown) rows.push_back(life_row(plan, life, end, cells));
  text += aligned(rows, "  ");
  if (shown.size() < all.size()) {
    text += "  and " + grouped(all.size() - shown.size()) +
            " more: --limit shows them, --format csv lists all\n";
  }
  return text;
}

}  // namespace halfopen
