// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/port_ruler.hpp"

#include <algorithm>
#include <vector>

#include "halfopen/report/number_text.hpp"

namespace halfopen {
namespace {

constexpr std::size_t kMargin = 17;

/// Cells that divide 65,536 evenly, so that every cell stands for the same number of ports.
std::uint32_t cell_count(int width) { return width >= 100 ? 64 : 32; }

/// The names that share one range, as one bracket.
struct Bracket {
  std::string names;
  ProfileShare share;
};

std::vector<Bracket> brackets(std::span<const ProfileShare> profiles) {
  std::vector<Bracket> found;
  for (const ProfileShare& share : profiles) {
    const auto same = std::find_if(found.begin(), found.end(), [&](const Bracket& bracket) {
      return bracket.share.profile.range == share.profile.range;
    });
    if (same == found.end()) {
      found.push_back({share.profile.name, share});
    } else {
      same->names += ", " + share.profile.name;
    }
  }
  return found;
}

std::string scale(std::uint32_t cells) {
  std::string line = "0";
  for (const std::uint32_t quarter : {1U, 2U, 3U}) {
    line.resize(std::size_t{cells} / 4 * quarter, ' ');
    line += std::to_string(65536U / 4 * quarter);
  }
  const std::string last = "65535";
  line.resize(std::max(line.size() + 1, cells - last.size()), ' ');
  return line + last;
}

std::string bar(const ReplyLeg& reply, std::uint32_t cells) {
  std::string line;
  const std::uint32_t ports = 65536U / cells;
  for (std::uint32_t cell = 0; cell < cells; ++cell) {
    const PortRange range{static_cast<std::uint16_t>(cell * ports),
                          static_cast<std::uint16_t>(cell * ports + ports - 1)};
    const std::uint32_t open = count_within(reply.open, range);
    if (count_within(reply.unknown, range) != 0) {
      line += '?';
    } else if (open == ports) {
      line += '#';
    } else {
      line += open == 0 ? '.' : '+';
    }
  }
  return line;
}

std::string bracket_line(const PortRange& range, std::uint32_t cells) {
  const std::uint32_t ports = 65536U / cells;
  const std::uint32_t first = range.first / ports;
  const std::uint32_t last = range.last / ports;
  std::string line(cells, ' ');
  for (std::uint32_t cell = first; cell <= last; ++cell) line[cell] = '-';
  line[first] = '[';
  line[last] = first == last ? '|' : ']';
  return line;
}

}  // namespace

std::string port_ruler(const ReplyLeg& reply, std::span<const ProfileShare> profiles,
                       const Style& style) {
  const std::uint32_t cells = cell_count(style.width);
  const std::string margin(kMargin, ' ');
  std::string text = "  client ports   " + scale(cells) + '\n';
  text += margin + bar(reply, cells) + "  # open  . closed  + some";
  text += reply.unknown.empty() ? "\n" : "  ? unknown\n";
  for (const Bracket& bracket : brackets(profiles)) {
    const ProfileShare& share = bracket.share;
    std::string label = "  " + to_string(share.profile.range);
    label.resize(kMargin, ' ');
    const Tone tone = share.open == share.total ? Tone::good
                      : share.open == 0         ? Tone::bad
                                                : Tone::doubtful;
    std::string count = grouped(share.open) + " of " + grouped(share.total);
    if (share.unknown != 0) count += " (" + grouped(share.unknown) + " unknown)";
    if (share.open != 0 && share.open != share.total) {
      count += " (" + percent(share.open, share.total) + ')';
    }
    const std::string_view word = to_string(share.unknown != 0          ? Verdict::unknown
                                            : share.open == share.total ? Verdict::works
                                            : share.open == 0           ? Verdict::half_open
                                                                        : Verdict::partial);
    text += label;
    text += bracket_line(share.profile.range, cells);
    text += "  " + style.paint(word, tone) + ": " + count + "  " + bracket.names + '\n';
  }
  return text;
}

}  // namespace halfopen
