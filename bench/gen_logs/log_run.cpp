// SPDX-License-Identifier: Apache-2.0
#include "log_run.hpp"

#include <algorithm>

namespace halfopen::bench {
namespace {

constexpr std::uint32_t kAll = 100'000;
constexpr std::size_t kBlock = std::size_t{1} << 20U;

std::size_t at(Leg leg) { return leg == Leg::request ? 0 : 1; }

/// Packets of window `index` of `count`: all of them add up.
std::uint64_t share_of_window(std::uint64_t packets, std::uint64_t index, std::uint64_t count) {
  return packets / count + (index < packets % count ? 1U : 0U);
}

}  // namespace

LogRun::LogRun(const LogRunOptions& options, const LogWorld& world, const TalkModel& model,
               TalkDraw& draw, const LineWriter& writer, LogOutput& output, TruthTable& truth)
    : options_(options),
      world_(world),
      model_(model),
      draw_(draw),
      writer_(writer),
      output_(output),
      truth_(truth),
      random_(options.seed ^ 0x6c6f67U),
      busy_(world.interfaces.size(), -1) {
  for (std::uint32_t i = 0; i < world.interfaces.size(); ++i) {
    told_.push_back(window_at(i, options.start));
  }
}

std::int64_t LogRun::window_at(std::uint32_t interface, std::int64_t time) const {
  const LogInterface& own = world_.interfaces[interface];
  return (time - own.phase) / own.window;
}

std::int64_t LogRun::window_end(std::uint32_t interface, std::int64_t window) const {
  const LogInterface& own = world_.interfaces[interface];
  return own.phase + (window + 1) * own.window - 1;
}

bool LogRun::is_skipped(std::uint32_t interface, std::int64_t window) const {
  const std::uint64_t hash =
      mixed(mixed(options_.seed + 77) ^
            mixed((std::uint64_t{interface} << 40U) ^ static_cast<std::uint64_t>(window)));
  return hash % kAll < options_.skipped;
}

void LogRun::put_event(const Event& event, std::int64_t time) {
  const auto minute =
      static_cast<std::size_t>(std::max<std::int64_t>(time - options_.start, 0) / 60);
  if (minutes_.size() <= minute) minutes_.resize(minute + 1);
  minutes_[minute].push_back(event);
  ++flows_[event.flow].waiting;
}

/// A window is written a minute or two after it ends.
void LogRun::put_window(std::uint32_t flow, std::uint8_t view, std::int64_t window) {
  const std::uint32_t interface = model_.talk(flows_[flow].drawn.talk).views[view].interface;
  Event event;
  event.flow = flow;
  event.view = view;
  event.window = window;
  put_event(event, window_end(interface, window) + 60 + 30 * random_.below(3));
}

void LogRun::begin(const DrawnTalk& drawn) {
  std::uint32_t number = 0;
  if (free_flows_.empty()) {
    number = static_cast<std::uint32_t>(flows_.size());
    flows_.emplace_back();
  } else {
    number = free_flows_.back();
    free_flows_.pop_back();
  }
  flows_[number] = {};
  flows_[number].drawn = drawn;
  const Talk& talk = model_.talk(drawn.talk);
  for (std::size_t i = 0; i < talk.steps.size() && i <= drawn.fate.dies_at; ++i) {
    const TalkStep& step = talk.steps[i];
    if (drawn.silent && step.leg == Leg::reply) continue;
    flows_[number].views[step.view].parts[at(step.leg)] =
        i == drawn.fate.dies_at ? Part::rejected : Part::accepted;
  }
  ++counts_.connections;
  const bool dies = !drawn.fate.works();
  counts_.half_open += dies && talk.steps[drawn.fate.dies_at].leg == Leg::reply ? 1U : 0U;
  ++flows_[number].waiting;  // until all of its first events are there
  for (std::uint8_t view = 0; view < talk.views.size(); ++view) {
    if (flows_[number].views[view].parts[0] == Part::none) continue;
    const std::uint32_t interface = talk.views[view].interface;
    const std::int64_t first = window_at(interface, std::max(drawn.start, options_.start));
    const auto windows = static_cast<std::uint64_t>(window_at(interface, drawn.end) - first + 1);
    const std::uint64_t each = std::max<std::uint64_t>(windows / drawn.stride, 1);
    for (const Leg leg : {Leg::request, Leg::reply}) {
      if (flows_[number].views[view].parts[at(leg)] == Part::none) continue;
      planned_ += std::min(each, leg == Leg::request ? drawn.request_packets : drawn.reply_packets);
    }
    put_window(number, view, first);
  }
  if (!dies && !drawn.silent && random_.below(100) < 3) add_late_reject(number);
  release(number);
}

/// Packets behind the end of a connection are rejected (VPC User Guide, flow log records, action).
void LogRun::add_late_reject(std::uint32_t number) {
  const Flow& flow = flows_[number];
  const Talk& talk = model_.talk(flow.drawn.talk);
  Event event;
  event.flow = number;
  event.view =
      static_cast<std::uint8_t>(random_.below(static_cast<std::uint32_t>(talk.views.size())));
  event.leg = random_.below(2) == 0 ? Leg::request : Leg::reply;
  LogLine line = line_of(flow, event.view, event.leg);
  line.start = flow.drawn.end + 1 + random_.below(240);
  line.end = line.start + random_.below(10);
  line.packets = 1 + random_.below(3);
  line.bytes = 40 * line.packets;
  line.rejected = true;
  constexpr std::uint8_t kFlags[] = {0, 1, 4};
  line.flags = kFlags[random_.below(3)];
  event.is_line = true;
  event.line = static_cast<std::uint32_t>(lines_.size());
  if (free_lines_.empty()) {
    lines_.push_back(line);
  } else {
    event.line = free_lines_.back();
    free_lines_.pop_back();
    lines_[event.line] = line;
  }
  put_event(event, line.end + 120);
}

LogLine LogRun::line_of(const Flow& flow, std::uint8_t number, Leg leg) const {
  const Talk& talk = model_.talk(flow.drawn.talk);
  const TalkView& view = talk.views[number];
  const TalkEnds& ends = flow.drawn.ends;
  LogLine line;
  line.interface = view.interface;
  line.protocol = talk.service.protocol;
  line.source = view.segment == 1 ? ends.nat : ends.client;
  line.source_port = view.segment == 1 ? ends.nat_port : ends.client_port;
  line.destination = ends.server;
  line.destination_port = ends.server_port;
  line.seen_source = line.source;
  // A NAT gateway sees itself where the packet names the far end (VPC User Guide, flow log record
  // examples, traffic through a NAT gateway).
  line.seen_destination = talk.nat_host && view.side == Side::server ? ends.nat : line.destination;
  if (leg == Leg::reply) {
    std::swap(line.source, line.destination);
    std::swap(line.seen_source, line.seen_destination);
    std::swap(line.source_port, line.destination_port);
  }
  line.egress = (view.side == Side::client) == (leg == Leg::request);
  return line;
}

std::uint8_t LogRun::flags_of(const Flow& flow, Leg leg, Part part, bool first, bool last) const {
  const bool talks = flow.drawn.fate.works() && !flow.drawn.silent && part == Part::accepted;
  const unsigned opening = leg == Leg::request ? 2 : 18;
  if (!talks) return static_cast<std::uint8_t>(opening);
  return static_cast<std::uint8_t>((first && !flow.drawn.begun_before ? opening : 0U) |
                                   (last ? 1U : 0U));
}

void LogRun::play_window(const Event& event, std::int64_t now) {
  const Talk& talk = model_.talk(flows_[event.flow].drawn.talk);
  const std::uint32_t interface = talk.views[event.view].interface;
  const DrawnTalk drawn = flows_[event.flow].drawn;
  const std::int64_t begin = window_at(interface, std::max(drawn.start, options_.start));
  const std::int64_t last = window_at(interface, drawn.end);
  const std::int64_t stride =
      world_.interfaces[interface].window == 60 ? std::int64_t{drawn.stride} : 1;
  const auto index = static_cast<std::uint64_t>((event.window - begin) / stride);
  const auto count = static_cast<std::uint64_t>((last - begin) / stride + 1);
  const bool skipped = is_skipped(interface, event.window);
  const std::int64_t from = event.window == begin ? std::max(drawn.start, options_.start)
                                                  : window_end(interface, event.window - 1) + 1;
  const std::int64_t to = std::min(drawn.end, window_end(interface, event.window));
  for (const Leg leg : {Leg::request, Leg::reply}) {
    const Part part = flows_[event.flow].views[event.view].parts[at(leg)];
    if (part == Part::none) continue;
    const bool request = leg == Leg::request;
    LogLine line = line_of(flows_[event.flow], event.view, leg);
    line.packets =
        share_of_window(request ? drawn.request_packets : drawn.reply_packets, index, count);
    if (line.packets == 0) continue;
    line.bytes = line.packets * (request ? drawn.request_size : drawn.reply_size);
    line.start = from;
    line.end = std::max(from, to);
    line.rejected = part == Part::rejected;
    line.flags = flags_of(flows_[event.flow], leg, part, index == 0, index + 1 == count);
    if (skipped || random_.below(kAll) < options_.lost) {
      ++counts_.lost;
      continue;
    }
    Event written = event;
    written.leg = leg;
    deliver(written, line, now);
  }
  if (event.window + stride <= last) put_window(event.flow, event.view, event.window + stride);
}

void LogRun::deliver(const Event& event, const LogLine& line, std::int64_t now) {
  if (random_.below(kAll) >= options_.late || options_.latest < 60) {
    write(event, line);
    return;
  }
  Event later = event;
  later.is_line = true;
  later.line = static_cast<std::uint32_t>(lines_.size());
  if (free_lines_.empty()) {
    lines_.push_back(line);
  } else {
    later.line = free_lines_.back();
    free_lines_.pop_back();
    lines_[later.line] = line;
  }
  put_event(later, now + 60 + random_.below(static_cast<std::uint32_t>(options_.latest)));
}

void LogRun::write(const Event& event, const LogLine& line) {
  if (is_full()) return;
  WrittenLeg& leg = flows_[event.flow].views[event.view].written[at(event.leg)];
  (line.rejected ? leg.rejected : leg.accepted) += line.packets;
  leg.bytes += line.bytes;
  leg.first = std::min(leg.first, line.start);
  leg.last = std::max(leg.last, line.end);
  leg.has_opening = leg.has_opening || (line.flags & 2U) != 0;
  leg.has_flags = leg.has_flags || line.flags != 0;
  busy_[line.interface] = std::max(busy_[line.interface], window_at(line.interface, line.start));
  ++counts_.lines;
  writer_.append(text_, line);
}

void LogRun::play(const Event& event, std::int64_t now) {
  if (!event.is_line) {
    play_window(event, now);
  } else {
    const LogLine line = lines_[event.line];
    free_lines_.push_back(event.line);
    write(event, line);
  }
  release(event.flow);
}

void LogRun::release(std::uint32_t number) {
  if (--flows_[number].waiting != 0) return;
  finish(flows_[number]);
  free_flows_.push_back(number);
}

TruthTable::Real LogRun::real_of(const Flow& flow, std::uint8_t number) const {
  const Talk& talk = model_.talk(flow.drawn.talk);
  const auto& parts = flow.views[number].parts;
  const bool asked = parts[0] == Part::accepted;
  const char* kind = parts[0] == Part::rejected            ? "denied"
                     : asked && parts[1] == Part::rejected ? "half-open"
                     : asked && parts[1] == Part::none     ? "unanswered"
                                                           : "works";
  TruthTable::Real real = {kind, {}, ""};
  if (real.kind == "works") {
    real.why = "records-lost";
    return real;
  }
  if (real.kind == "unanswered") {
    real.why = flow.drawn.silent ? "server-silent" : "dies-elsewhere";
    return real;
  }
  real.blame = model_.blames()[flow.drawn.fate.blame];
  if (talk.family == IpFamily::v6) real.why += "ipv6-";
  if (is_icmp(talk.service.protocol)) real.why += "echo-";
  if (talk.service.protocol == kUdp) real.why += "udp-";
  if (talk.service.scan) real.why += "scan-";
  real.why += real.kind == "denied" ? "request-" : "reply-";
  real.why += talk.nat_host && talk.views[number].segment == 1 ? "nat-"
              : talk.views[number].side == Side::server        ? "server-"
                                                               : "client-";
  real.why += real.blame.direction == Direction::ingress ? "inbound-" : "outbound-";
  real.why += real.blame.kind == "security-group" ? "group"
              : real.blame.rule == "*"            ? "default"
                                                  : "rule";
  if (real.kind == "half-open" && talk.works_for_some) real.why += "-partial";
  return real;
}

void LogRun::finish(const Flow& flow) {
  const Talk& talk = model_.talk(flow.drawn.talk);
  std::vector<TruthTable::Sight> sights;
  for (std::uint8_t i = 0; i < talk.views.size(); ++i) {
    const ViewState& state = flow.views[i];
    if (state.parts[0] == Part::none) continue;
    const LogLine request = line_of(flow, i, Leg::request);
    WrittenView view;
    view.interface = world_.interfaces[request.interface].id;
    view.side = talk.views[i].side;
    view.protocol = request.protocol;
    const bool packets = writer_.has(LogField::pkt_srcaddr);
    view.client = packets ? request.source : request.seen_source;
    view.server = packets ? request.destination : request.seen_destination;
    view.client_port = request.source_port;
    view.server_port = request.destination_port;
    view.request = state.written[0];
    view.reply = state.written[1];
    sights.push_back({std::move(view), real_of(flow, i)});
  }
  truth_.add(sights);
}

/// NODATA and SKIPDATA of windows that ended some minutes ago.
void LogRun::write_quiet_windows(std::int64_t now) {
  for (std::uint32_t i = 0; i < world_.interfaces.size(); ++i) {
    while (window_end(i, told_[i]) + 240 <= now && !is_full()) {
      const std::int64_t window = told_[i]++;
      const bool skipped = is_skipped(i, window);
      if (!skipped && busy_[i] >= window) continue;
      LogLine line;
      line.interface = i;
      line.status = skipped ? FlowStatus::skip_data : FlowStatus::no_data;
      line.end = window_end(i, window);
      line.start = line.end - world_.interfaces[i].window + 1;
      writer_.append(text_, line);
      counts_.skipped_windows += skipped ? 1U : 0U;
      ++counts_.lines;
    }
  }
}

void LogRun::begin_minute(std::int64_t minute) {
  const std::uint64_t minutes =
      std::max<std::uint64_t>(1, static_cast<std::uint64_t>(options_.duration) / 60);
  // So many lines are due at its end. Those of long connections come later.
  const std::uint64_t due = options_.lines * (static_cast<std::uint64_t>(minute) + 1) / minutes;
  if (minute == 0) {
    while (planned_ < due / 2) {
      const auto older = draw_.draw_older(options_.start);
      if (!older) break;
      begin(*older);
    }
  }
  while (planned_ < due) {
    const std::int64_t time = options_.start + 60 * minute + random_.below(60);
    const auto drawn = draw_.draw(time);
    // Where chance finds nothing, the next minute may.
    planned_ += drawn ? 0U : 1U;
    if (drawn) begin(*drawn);
  }
}

bool LogRun::run() {
  bool good = true;
  for (std::int64_t minute = 0; !is_full() && good; ++minute) {
    begin_minute(minute);
    const std::int64_t now = options_.start + 60 * minute;
    const auto number = static_cast<std::size_t>(minute);
    // Events of this minute may add more of them.
    for (std::size_t i = 0; number < minutes_.size() && i < minutes_[number].size(); ++i) {
      const Event event = minutes_[number][i];
      play(event, now);
      if (text_.size() > kBlock) {
        good = output_.write(text_, now) && good;
        text_.clear();
      }
    }
    if (number < minutes_.size()) std::vector<Event>().swap(minutes_[number]);
    write_quiet_windows(now);
    good = output_.write(text_, now) && good;
    text_.clear();
  }
  // What goes on when the log ends is in it as far as it was written.
  std::vector<bool> over(flows_.size());
  for (const std::uint32_t number : free_flows_) over[number] = true;
  for (std::uint32_t i = 0; i < flows_.size(); ++i) {
    if (!over[i]) finish(flows_[i]);
  }
  return output_.close() && good;
}

}  // namespace halfopen::bench
