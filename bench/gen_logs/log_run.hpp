// SPDX-License-Identifier: Apache-2.0
// The life of a log: connections begin, interfaces write what they saw window by window, records
// come late or never.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "log_line.hpp"
#include "log_output.hpp"
#include "talk_draw.hpp"
#include "truth_table.hpp"

namespace halfopen::bench {

struct LogRunOptions {
  std::uint64_t lines = 100'000;  ///< NODATA and SKIPDATA are lines, too
  std::uint64_t seed = 1;
  std::int64_t start = 1767225600;  ///< 2026-01-01T00:00:00Z
  std::int64_t duration = 21600;    ///< seconds in which about that many lines come
  std::uint32_t lost = 100;         ///< single records, of a hundred thousand
  std::uint32_t skipped = 200;      ///< whole windows of an interface, of a hundred thousand
  std::uint32_t late = 2000;        ///< records that come minutes later, of a hundred thousand
  std::int64_t latest = 900;        ///< seconds that they are late at most
};

struct LogRunCounts {
  std::uint64_t lines = 0;
  std::uint64_t connections = 0;
  std::uint64_t half_open = 0;
  std::uint64_t lost = 0;
  std::uint64_t skipped_windows = 0;
};

class LogRun {
 public:
  LogRun(const LogRunOptions& options, const LogWorld& world, const TalkModel& model,
         TalkDraw& draw, const LineWriter& writer, LogOutput& output, TruthTable& truth);

  /// False if the output cannot be written.
  bool run();
  const LogRunCounts& counts() const { return counts_; }

 private:
  enum class Part : std::uint8_t { none, accepted, rejected };
  struct ViewState {
    std::array<Part, 2> parts{};  ///< by leg
    std::array<WrittenLeg, 2> written{};
  };
  struct Flow {
    DrawnTalk drawn;
    std::array<ViewState, 3> views;
    std::uint32_t waiting = 0;  ///< events to come; it is over without any
  };
  /// A window of a view, or a line that is on its way.
  struct Event {
    std::uint32_t flow = 0;
    std::uint8_t view = 0;
    Leg leg = Leg::request;
    bool is_line = false;
    std::int64_t window = 0;
    std::uint32_t line = 0;  ///< into lines_
  };

  void begin(const DrawnTalk& drawn);
  void begin_minute(std::int64_t minute);
  void add_late_reject(std::uint32_t flow);
  void put_event(const Event& event, std::int64_t time);
  void put_window(std::uint32_t flow, std::uint8_t view, std::int64_t window);
  void play(const Event& event, std::int64_t now);
  void play_window(const Event& event, std::int64_t now);
  LogLine line_of(const Flow& flow, std::uint8_t view, Leg leg) const;
  std::uint8_t flags_of(const Flow& flow, Leg leg, Part part, bool first, bool last) const;
  void deliver(const Event& event, const LogLine& line, std::int64_t now);
  void write(const Event& event, const LogLine& line);
  void write_quiet_windows(std::int64_t now);
  void release(std::uint32_t flow);
  void finish(const Flow& flow);
  TruthTable::Real real_of(const Flow& flow, std::uint8_t view) const;
  bool is_skipped(std::uint32_t interface, std::int64_t window) const;
  bool is_full() const { return counts_.lines >= options_.lines; }
  std::int64_t window_at(std::uint32_t interface, std::int64_t time) const;
  std::int64_t window_end(std::uint32_t interface, std::int64_t window) const;

  LogRunOptions options_;
  const LogWorld& world_;
  const TalkModel& model_;
  TalkDraw& draw_;
  const LineWriter& writer_;
  LogOutput& output_;
  TruthTable& truth_;
  PortRandom random_;
  LogRunCounts counts_;
  std::uint64_t planned_ = 0;  ///< lines of the connections that have begun, about
  std::vector<Flow> flows_;
  std::vector<std::uint32_t> free_flows_;
  std::vector<LogLine> lines_;  ///< late ones
  std::vector<std::uint32_t> free_lines_;
  std::vector<std::vector<Event>> minutes_;  ///< from the start of the log
  std::vector<std::int64_t> busy_;           ///< by interface: the last window with a record
  std::vector<std::int64_t> told_;           ///< by interface: up to which window all is told
  std::string text_;
};

}  // namespace halfopen::bench
