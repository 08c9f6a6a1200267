// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/log_reader.hpp"

#include <algorithm>
#include <utility>

#include "halfopen/flowlog/log_numbers.hpp"

namespace halfopen {
namespace {

constexpr std::size_t kBatch = 4096;
constexpr std::size_t kMostColumns = 128;
constexpr std::size_t kMostBadLines = 10;
/// Records have at most a few kilobytes; what is longer is not kept.
constexpr std::size_t kLongestLine = std::size_t{1} << 20U;
constexpr std::size_t kShown = 200;  ///< bytes of a bad line
std::int64_t seconds(std::uint64_t time) {
  const auto value = static_cast<std::int64_t>(time);
  return value >= kFirstMilliseconds ? value / 1000 : value;
}

bool is_absent(std::string_view text) { return text == "-"; }

}  // namespace

void LogCounts::add(const LogCounts& more) {
  lines += more.lines;
  records += more.records;
  no_data += more.no_data;
  skip_data += more.skip_data;
  bad += more.bad;
  incomplete += more.incomplete;
  headers += more.headers;
  bytes += more.bytes;
  cut = cut || more.cut;
}

LogReader::LogReader(LogFormat format, Take take, SimdMethod method)
    : standard_(format), format_(std::move(format)), plain_(method), take_(std::move(take)) {
  batch_.reserve(kBatch);
  use(format_);
}

LogReader LogReader::by_columns(LogFormat format, TakeColumns take, SimdMethod method) {
  LogReader reader(std::move(format), {}, method);
  reader.take_columns_ = std::move(take);
  reader.columns_ = std::make_unique<FlowColumns>();
  return reader;
}

LogReader LogReader::of_rejects(LogFormat format, ServiceTally& tally, SimdMethod method) {
  LogReader reader(std::move(format), {}, method);
  reader.tally_ = &tally;
  return reader;
}

void LogReader::use(LogFormat format) {
  format_ = std::move(format);
  complete_ = format_.missing().empty();
  at_ = RecordColumns::of(format_);
  plain_.use(format_);
}

void LogReader::begin_file(std::string name) {
  file_ = std::move(name);
  line_ = 0;
  rest_.clear();
  use(standard_);
}

void LogReader::feed(std::string_view piece) {
  counts_.bytes += piece.size();
  const std::size_t last = piece.rfind('\n');
  if (last == std::string_view::npos) {
    append_rest(piece);
    return;
  }
  std::string_view whole = piece.substr(0, last + 1);
  if (!rest_.empty()) {
    const std::size_t first = whole.find('\n') + 1;
    rest_.append(whole.substr(0, first));
    whole.remove_prefix(first);
    const std::string joined = std::exchange(rest_, {});
    read_lines(joined);
    flush();
  }
  if (!whole.empty()) {
    read_lines(whole);
    flush();
  }
  append_rest(piece.substr(last + 1));
}

/// Of a line that is too long as much is kept as shows that it is, even if a CR ends it.
void LogReader::append_rest(std::string_view piece) {
  rest_.append(piece.substr(0, kLongestLine + 2 - std::min(rest_.size(), kLongestLine + 2)));
}

void LogReader::end_file() {
  if (rest_.empty()) return;
  const std::uint64_t bad = counts_.bad;
  const std::string last = std::exchange(rest_, {}) + '\n';
  read_lines(last);
  flush();
  if (counts_.bad > bad) counts_.cut = true;
}

/// `block` is whole lines.
void LogReader::read_lines(std::string_view block) {
  plain_.begin_block(block);
  for (std::size_t begin = 0; begin < block.size();) {
    begin = read_plain(begin);
    if (batch_.size() >= kBatch || (columns_ && columns_->full())) {
      flush();
    } else if (begin < block.size()) {
      const std::size_t end = block.find('\n', begin);
      read_line(block.substr(begin, end - begin));
      begin = end + 1;
    }
  }
}

/// Records that were read and not yet told, or all of them if they are only counted.
std::size_t LogReader::held() const {
  if (tally_ != nullptr) return tally_->accepted + tally_->rejected;
  return columns_ ? columns_->rows : batch_.size();
}

/// As many plain lines as there are, or room for.
std::size_t LogReader::read_plain(std::size_t begin) {
  const std::size_t before = held();
  const std::size_t next = tally_ != nullptr ? plain_.read(begin, *tally_)
                           : columns_        ? plain_.read(begin, *columns_)
                                             : plain_.read(begin, batch_, kBatch);
  const std::size_t count = held() - before;
  line_ += count;
  counts_.lines += count;
  counts_.records += count;
  return next;
}

/// Cuts a line into fields_. False if they are not as many as there are columns.
bool LogReader::split(std::string_view line) {
  fields_.clear();
  for (std::size_t begin = 0;;) {
    const std::size_t end = line.find(' ', begin);
    fields_.push_back(line.substr(begin, end - begin));
    if (end == std::string_view::npos) break;
    if (fields_.size() == kMostColumns) return false;
    begin = end + 1;
  }
  return fields_.size() == format_.columns();
}

/// The careful way: one line without its LF.
void LogReader::read_line(std::string_view line) {
  ++line_;
  if (line.ends_with('\r')) line.remove_suffix(1);
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (line_ == 1 && line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  if (line.empty()) return;
  if (line.size() > kLongestLine) {
    ++counts_.lines;
    return note_bad(line, "a line of more than 1 MiB");
  }
  if (line[0] >= 'a' && line[0] <= 'z') {
    if (auto header = LogFormat::of_header(line)) {
      ++counts_.headers;
      use(std::move(*header));
      return;
    }
  }
  ++counts_.lines;
  if (!split(line)) {
    return note_bad(line, fields_.size() < format_.columns()
                              ? "fields are missing"
                              : "there are more fields than columns");
  }
  FlowRecord record;
  const char* why = nullptr;
  if (!fill(record, why)) return note_bad(line, why);
  if (record.status != FlowStatus::ok) {
    ++(record.status == FlowStatus::no_data ? counts_.no_data : counts_.skip_data);
    return;
  }
  ++counts_.records;
  if (complete_) {
    put(record);
  } else {
    ++counts_.incomplete;
  }
}

void LogReader::put(const FlowRecord& record) {
  if (tally_ != nullptr) {
    tally_->add(record);
  } else if (columns_) {
    columns_->add(record);
  } else {
    batch_.push_back(record);
  }
}

/// False, with the reason, for what is no record.
bool LogReader::fill(FlowRecord& record, const char*& why) const {
  const auto text = [&](std::uint16_t column) {
    return column == RecordColumns::kNone ? std::string_view("-") : fields_[column];
  };
  const auto number = [&](std::uint16_t column, std::uint64_t most, std::uint64_t& value) {
    value = 0;
    return is_absent(text(column)) || (read_number(text(column), value) && value <= most);
  };
  const std::string_view status = text(at_.status);
  if (status == "NODATA" || status == "SKIPDATA") {
    record.status = status == "NODATA" ? FlowStatus::no_data : FlowStatus::skip_data;
    return true;
  }
  if (status != "OK" && !is_absent(status)) return why = "an unknown log status", false;
  const std::string_view action = text(at_.action);
  if (action == "ACCEPT") {
    record.action = FlowAction::accept;
  } else if (action == "REJECT") {
    record.action = FlowAction::reject;
  } else if (at_.action != RecordColumns::kNone) {
    return why = "an unknown action", false;
  }
  const auto address = [&](std::uint16_t packet, std::uint16_t seen, IpAddress& value) {
    return (!is_absent(text(packet)) && read_address(text(packet), value)) ||
           read_address(text(seen), value);
  };
  const auto has = [](std::uint16_t packet, std::uint16_t seen) {
    return packet != RecordColumns::kNone || seen != RecordColumns::kNone;
  };
  const bool has_addresses =
      has(at_.source, at_.seen_source) && has(at_.destination, at_.seen_destination);
  if (has_addresses && (!address(at_.source, at_.seen_source, record.source) ||
                        !address(at_.destination, at_.seen_destination, record.destination))) {
    return why = "an address that is none", false;
  }
  if (record.source.family() != record.destination.family()) {
    return why = "addresses of two families", false;
  }
  std::uint64_t source_port = 0;
  std::uint64_t destination_port = 0;
  std::uint64_t protocol = 0;
  std::uint64_t start = 0;
  std::uint64_t end = 0;
  std::uint64_t flags = 0;
  if (!number(at_.source_port, 65535, source_port) ||
      !number(at_.destination_port, 65535, destination_port)) {
    return why = "a port that is none", false;
  }
  const bool no_protocol = at_.protocol != RecordColumns::kNone && is_absent(text(at_.protocol));
  if (no_protocol || !number(at_.protocol, 255, protocol)) {
    return why = "a protocol that is no number", false;
  }
  if (!number(at_.packets, kMostCounted, record.packets) ||
      !number(at_.bytes, kMostCounted, record.bytes) || !number(at_.start, kLatestTime, start) ||
      !number(at_.end, kLatestTime, end) || !number(at_.flags, 255, flags)) {
    return why = "a count or a time that is no number", false;
  }
  record.source_port = static_cast<std::uint16_t>(source_port);
  record.destination_port = static_cast<std::uint16_t>(destination_port);
  record.protocol = IpProtocol{static_cast<std::uint8_t>(protocol)};
  record.start = seconds(start);
  record.end = seconds(end);
  record.settle_times();
  record.has_flags = !is_absent(text(at_.flags));
  record.tcp_flags = static_cast<std::uint8_t>(flags);
  const std::string_view direction = text(at_.direction);
  record.direction = direction == "ingress"  ? FlowDirection::ingress
                     : direction == "egress" ? FlowDirection::egress
                                             : FlowDirection::unknown;
  if (!is_absent(text(at_.interface_id))) record.interface_id = text(at_.interface_id);
  if (!is_absent(text(at_.reason))) record.reject_reason = text(at_.reason);
  return true;
}

void LogReader::note_bad(std::string_view line, const char* why) {
  ++counts_.bad;
  if (bad_.size() >= kMostBadLines) return;
  bad_.push_back({file_, line_, std::string(line.substr(0, kShown)), why});
}

void LogReader::flush() {
  if (columns_) {
    if (columns_->rows + columns_->others.size() > 0) take_columns_(*columns_);
    columns_->clear();
  } else if (!batch_.empty()) {
    take_(batch_);
    batch_.clear();
  }
}

}  // namespace halfopen
