// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include <algorithm>

#include "halfopen/report/number_text.hpp"
#include "halfopen/report/port_words.hpp"
#include "halfopen/report/ports_simulation_report.hpp"

namespace halfopen {
namespace {

constexpr double kWidth = 960;
constexpr double kLeft = 130;
constexpr double kRight = 40;
constexpr double kTop = 92;
constexpr std::size_t kMostLines = 60;

/// Text as content of an element.
std::string svg_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

/// Where things lie in the picture.
struct Canvas {
  explicit Canvas(std::span<const PortLife> lives) : has_lines(lives.size() <= kMostLines) {
    for (const PortLife& life : lives) {
      end = std::max(end, life.released);
      if (!life.choice) continue;
      lowest = std::min(lowest, life.choice->port);
      highest = std::max(highest, life.choice->port);
    }
    if (lowest > highest) lowest = highest = 0;
    height = has_lines ? 18 * static_cast<double>(std::max<std::size_t>(lives.size(), 1)) : 480;
  }

  double x(PortTime time) const {
    if (end == PortTime()) return kLeft;
    return kLeft + (kWidth - kLeft - kRight) * static_cast<double>(time.count()) /
                       static_cast<double>(end.count());
  }
  double y(std::size_t line, std::uint16_t port) const {
    if (has_lines) return kTop + 18 * static_cast<double>(line);
    const double span = std::max(1, highest - lowest);
    return kTop + (height - 4) * (1 - (port - lowest) / span);
  }
  double bar() const { return has_lines ? 12 : 2; }

  bool has_lines;
  PortTime end;
  std::uint16_t lowest = 65535;
  std::uint16_t highest = 0;
  double height;
};

std::string bar_svg(double x, double y, double width, double height, std::string_view kind) {
  return fmt::format(
      "<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>\n", kind,
      x, y, std::max(width, 1.5), height);
}

std::string life_svg(const Canvas& canvas, std::size_t line, const PortLife& life) {
  std::string text;
  if (!life.choice) {
    const double x = canvas.x(life.opened);
    const double y = canvas.has_lines ? canvas.y(line, 0) + 6 : kTop - 8;
    text += fmt::format("<path class=\"no\" d=\"M{:.1f} {:.1f}l8 8m0 -8l-8 8\"/>\n", x - 4, y - 4);
  } else {
    const double y = canvas.y(line, life.choice->port);
    const double from = canvas.x(life.opened);
    const double middle = canvas.x(life.closed);
    text += bar_svg(from, y, middle - from, canvas.bar(), "use");
    if (life.released > life.closed) {
      text += bar_svg(middle, y, canvas.x(life.released) - middle, canvas.bar(), "wait");
    }
  }
  if (!canvas.has_lines) return text;
  const std::string label =
      '#' + std::to_string(life.number) +
      (life.choice ? " port " + std::to_string(life.choice->port) : std::string(" no port"));
  return text + fmt::format("<text x=\"{:.0f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n",
                            kLeft - 8, canvas.y(line, 0) + 10, svg_text(label));
}

/// A round number of microseconds that goes at most eight times into the whole.
std::int64_t tick_step(std::int64_t whole) {
  for (std::int64_t power = 1;; power *= 10) {
    for (const std::int64_t digit : {1, 2, 5}) {
      if (digit * power * 8 >= whole) return digit * power;
    }
  }
}

std::string axis_svg(const Canvas& canvas) {
  std::string text;
  const double bottom = kTop + canvas.height;
  const std::int64_t step = tick_step(canvas.end.count());
  for (std::int64_t at = 0; at <= canvas.end.count(); at += step) {
    const PortTime time = PortTime::microseconds(at);
    text += fmt::format(
        "<path class=\"axis\" d=\"M{0:.1f} {1:.1f}V{2:.1f}\"/>\n<text x=\"{0:.1f}\" y=\"{3:.1f}\" "
        "text-anchor=\"middle\">{4}</text>\n",
        canvas.x(time), kTop - 2, bottom + 4, bottom + 20, seconds_text(time));
  }
  if (canvas.has_lines) return text;
  for (const std::uint16_t port : {canvas.lowest, canvas.highest}) {
    text += fmt::format("<text x=\"{:.0f}\" y=\"{:.1f}\" text-anchor=\"end\">port {}</text>\n",
                        kLeft - 8, canvas.y(0, port) + 5, port);
  }
  return text;
}

std::string legend_svg() {
  const double y = 62;
  return bar_svg(kLeft, y, 24, 12, "use") +
         fmt::format("<text x=\"{:.0f}\" y=\"72\">in use</text>\n", kLeft + 30) +
         bar_svg(kLeft + 100, y, 24, 12, "wait") +
         fmt::format("<text x=\"{:.0f}\" y=\"72\">held after the end (TIME_WAIT)</text>\n",
                     kLeft + 130) +
         fmt::format("<path class=\"no\" d=\"M{:.0f} 64l8 8m0 -8l-8 8\"/>\n", kLeft + 360) +
         fmt::format("<text x=\"{:.0f}\" y=\"72\">no port left</text>\n", kLeft + 376);
}

}  // namespace

std::string simulation_svg(const PortPlan& plan, const PortSimulation& simulation) {
  const PortAlgorithmRow& row = port_algorithm_row(plan.algorithm);
  const std::span<const PortLife> lives = simulation.lives;
  const Canvas canvas(lives);
  const std::string title = "Client ports over time: " + std::string(row.title);
  const std::string verdict = simulation_verdict(plan, simulation);
  const std::string short_verdict = verdict.substr(0, verdict.find(": "));
  std::string text = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" "
      "height=\"{1:.0f}\" role=\"img\" aria-labelledby=\"t d\">\n<title id=\"t\">{2}</title>\n"
      "<desc id=\"d\">{3}. Ports {4}, {5} different ones chosen, at most {6} held at "
      "once.</desc>\n",
      kWidth, kTop + canvas.height + 32, svg_text(title), svg_text(verdict),
      svg_text(to_string(plan.settings.range)), simulation.distinct, simulation.most_held);
  text +=
      "<style>text{font:12px sans-serif;fill:#1f2937}.head{font-size:16px;font-weight:bold}"
      ".use{fill:#1d4ed8}.wait{fill:#93c5fd}.no{stroke:#b91c1c;stroke-width:2;fill:none}"
      ".axis{stroke:#d1d5db;fill:none}</style>\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
  text += fmt::format("<text class=\"head\" x=\"16\" y=\"26\">{}</text>\n", svg_text(title));
  text += fmt::format("<text x=\"16\" y=\"46\">{}</text>\n", svg_text(short_verdict));
  text += legend_svg() + axis_svg(canvas);
  for (std::size_t i = 0; i < lives.size(); ++i) text += life_svg(canvas, i, lives[i]);
  return text + "</svg>\n";
}

}  // namespace halfopen
