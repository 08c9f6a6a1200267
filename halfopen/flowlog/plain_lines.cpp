// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/plain_lines.hpp"

#include <algorithm>
#include <bit>

#include "halfopen/flowlog/plain_any.hpp"
#include "halfopen/flowlog/plain_row.hpp"
#include "halfopen/flowlog/plain_standard.hpp"

namespace halfopen {
namespace {

/// Vectors read that far beyond the end of a line.
constexpr std::size_t kBeyond = 64;

class RecordSink {
 public:
  RecordSink(std::vector<FlowRecord>& records, std::size_t most) : records_(records), most_(most) {}
  bool full() const { return records_.size() >= most_; }
  HALFOPEN_INLINE_AVX2 bool put(const char* text, const plain::Row& row) {
    const std::uint64_t flags = plain::number_of(text, row.flags);
    if (flags > 255) return false;
    FlowRecord& record = records_.emplace_back();
    record.source = IpAddress(IpFamily::v4, row.source);
    record.destination = IpAddress(IpFamily::v4, row.destination);
    record.source_port = row.source_port;
    record.destination_port = row.destination_port;
    record.protocol = IpProtocol{row.protocol};
    record.action = row.action;
    record.packets = plain::number_of(text, row.packets);
    record.bytes = plain::number_of(text, row.bytes);
    record.start = static_cast<std::int64_t>(plain::number_of(text, row.start));
    record.end = static_cast<std::int64_t>(plain::number_of(text, row.end));
    record.settle_times();
    record.has_flags = row.flags.length != 0;
    record.tcp_flags = static_cast<std::uint8_t>(flags);
    record.interface_id = {text + row.interface_id.begin, row.interface_id.length};
    if (row.interface_id.length == 0 || record.interface_id == "-") record.interface_id = {};
    if (row.direction.length != 0) {
      const std::string_view direction(text + row.direction.begin, row.direction.length);
      record.direction = direction == "ingress"  ? FlowDirection::ingress
                         : direction == "egress" ? FlowDirection::egress
                                                 : FlowDirection::unknown;
    }
    if (row.reason.length != 0 && !(row.reason.length == 1 && text[row.reason.begin] == '-')) {
      record.reject_reason = {text + row.reason.begin, row.reason.length};
    }
    return true;
  }

 private:
  std::vector<FlowRecord>& records_;
  std::size_t most_;
};

class ColumnSink {
 public:
  explicit ColumnSink(FlowColumns& columns) : columns_(columns) {}
  bool full() const { return columns_.full(); }
  HALFOPEN_INLINE_AVX2 bool put(const char* text, const plain::Row& row) {
    if (row.flags.length == 3 && plain::number_of(text, row.flags) > 255) return false;
    const std::size_t at = columns_.rows++;
    columns_.source[at] = row.source;
    columns_.destination[at] = row.destination;
    columns_.source_port[at] = row.source_port;
    columns_.destination_port[at] = row.destination_port;
    columns_.protocol[at] = row.protocol;
    columns_.action[at] = row.action;
    return true;
  }

 private:
  FlowColumns& columns_;
};

class TallySink {
 public:
  explicit TallySink(ServiceTally& tally) : tally_(tally) {}
  static bool full() { return false; }
  HALFOPEN_INLINE_AVX2 bool put(const char* text, const plain::Row& row) {
    if (row.flags.length == 3 && plain::number_of(text, row.flags) > 255) return false;
    if (row.action == FlowAction::reject) {
      tally_.reject(row.protocol, row.destination_port);
    } else {
      ++tally_.accepted;
    }
    return true;
  }

 private:
  ServiceTally& tally_;
};

#if defined(__x86_64__)
/// How far a walk over the masked lines came, as bytes from the masks' beginning.
struct Walk {
  std::size_t begin = 0;  ///< of the line at hand
  bool stopped = false;   ///< it is not plain, or the sink is full
};

/// From the line at `begin` to the last one that ends before `limit`.
template <class Sink>
HALFOPEN_TARGET_AVX2 Walk walk_any(const char* text, const TextMasks& masks,
                                   const RecordColumns& at, std::size_t columns, std::size_t begin,
                                   std::size_t limit, Sink& sink) {
  std::size_t word = begin / 64;
  std::uint64_t lines = masks.line[word] & ~plain::ones(begin % 64);
  for (;;) {
    while (lines == 0) {
      if (++word * 64 >= limit) return {begin, false};
      lines = masks.line[word];
    }
    const std::size_t end = 64 * word + static_cast<std::size_t>(std::countr_zero(lines));
    if (end >= limit) return {begin, false};
    lines &= lines - 1;
    plain::Row row;
    const bool is_plain = plain::read_any(text, masks, at, columns, begin, end, row);
    if (!is_plain || sink.full() || !sink.put(text, row)) return {begin, true};
    begin = end + 1;
  }
}

/// The same for the default columns, up to where the longest plain line might end behind `limit`.
/// Where a line ends is found without a loop: nothing for the processor to guess.
template <class Sink>
HALFOPEN_TARGET_AVX2 Walk walk_standard(const char* text, const TextMasks& masks, std::size_t begin,
                                        std::size_t limit, Sink& sink) {
  while (begin + plain::kLongest < limit) {
    const std::size_t end = plain::end_of_standard(masks, begin);
    plain::Row row;
    if (end == 0 || !plain::read_standard(text, masks, begin, end, row) || sink.full() ||
        !sink.put(text, row)) {
      return {begin, true};
    }
    begin = end + 1;
  }
  return {begin, false};
}

/// The same for lines that are only counted.
HALFOPEN_TARGET_AVX2 Walk walk_rejects(const char* text, const TextMasks& masks, std::size_t begin,
                                       std::size_t limit, ServiceTally& tally) {
  constexpr int kBlanks = 13;
  while (begin + plain::kLongest < limit) {
    const std::size_t end = plain::end_of_standard(masks, begin);
    if (end == 0 || plain::blanks_of_standard(masks, begin, end) != kBlanks) return {begin, true};
    const plain::Tail tail = plain::tail_of(text + end);
    if (tail == plain::Tail::accept) {
      ++tally.accepted;
    } else if (tail == plain::Tail::other || !plain::count_reject(text, masks, begin, tally)) {
      return {begin, true};
    }
    begin = end + 1;
  }
  return {begin, false};
}
#endif

}  // namespace

void PlainLines::use(const LogFormat& format) {
  masked_ = 0;
  at_ = RecordColumns::of(format);
  columns_ = format.columns();
  const bool fast =
      method_ != SimdMethod::scalar && columns_ <= plain::kMostColumns && format.missing().empty();
  static const LogFormat kStandard = LogFormat::standard();
  kind_ = !fast ? Kind::none : format == kStandard ? Kind::standard : Kind::any;
}

void PlainLines::begin_block(std::string_view block) {
  block_ = block;
  base_ = 0;
  masked_ = 0;
}

/// Masks whole words from the line's beginning on, from where the text is aligned, as vectors like.
/// False if too little is left.
bool PlainLines::mask_from(std::size_t begin) {
  const auto address = reinterpret_cast<std::uintptr_t>(block_.data()) + begin;
  const std::size_t before = address % 64;
  base_ = begin >= before ? begin - before : begin;
  const std::size_t words = std::min((block_.size() - base_) / 64, TextMasks::kWords);
  masked_ = 64 * words;
  if (words == 0) return false;
  mask_text(block_.data() + base_, words, masks_, method_, digits_);
  return true;
}

/// Walks on from one mask to the next until the walker stops or the block is at its end.
template <class Walker>
std::size_t PlainLines::walk_on(std::size_t begin, const Walker& walker) {
  while (kind_ != Kind::none && begin < block_.size()) {
    if (begin < base_ || begin >= base_ + masked_) {
      if (!mask_from(begin)) break;
    }
    // Of the last masks of a block, the lines whose end is too near to the block's are left out.
    const std::size_t rest = block_.size() - base_;
    const std::size_t limit = std::min(masked_, rest - std::min(kBeyond, rest));
    const auto done = walker(block_.data() + base_, begin - base_, limit);
    const bool moved = base_ + done.begin > begin;
    begin = base_ + done.begin;
    // Else the line goes on behind the masks: again from there, unless they began with it already.
    if (done.stopped || limit < masked_ || (!moved && begin - base_ < 64)) break;
    if (!mask_from(begin)) break;
  }
  return begin;
}

template <class Sink>
std::size_t PlainLines::read_into(std::size_t begin, Sink& sink) {
#if defined(__x86_64__)
  return walk_on(begin, [&](const char* text, std::size_t from, std::size_t limit) {
    return kind_ == Kind::standard ? walk_standard(text, masks_, from, limit, sink)
                                   : walk_any(text, masks_, at_, columns_, from, limit, sink);
  });
#else
  (void)sink;
  return begin;
#endif
}

std::size_t PlainLines::read(std::size_t begin, std::vector<FlowRecord>& records,
                             std::size_t most) {
  RecordSink sink(records, most);
  return read_into(begin, sink);
}

std::size_t PlainLines::read(std::size_t begin, FlowColumns& columns) {
  ColumnSink sink(columns);
  return read_into(begin, sink);
}

std::size_t PlainLines::read(std::size_t begin, ServiceTally& tally) {
#if defined(__x86_64__)
  if (kind_ == Kind::standard) {
    digits_ = false;
    return walk_on(begin, [&](const char* text, std::size_t from, std::size_t limit) {
      return walk_rejects(text, masks_, from, limit, tally);
    });
  }
#endif
  digits_ = true;
  TallySink sink(tally);
  return read_into(begin, sink);
}

}  // namespace halfopen
