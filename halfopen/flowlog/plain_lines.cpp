// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/plain_lines.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "halfopen/flowlog/digits.hpp"
#include "halfopen/flowlog/dotted_pair.hpp"

// What stands in the loops over lines: one function in the end.
#if defined(__x86_64__)
#define HALFOPEN_AVX2 HALFOPEN_TARGET_AVX2 __attribute__((always_inline)) inline
#else
#define HALFOPEN_AVX2 inline
#endif

namespace halfopen {
namespace {

/// Vectors read that far beyond the end of a line.
constexpr std::size_t kBeyond = 64;
constexpr std::size_t kMostPlainColumns = 128;

/// A field within the masked text.
struct Field {
  std::size_t begin = 0;
  std::size_t length = 0;
};

/// What a sink takes. Fields of length 0 are not told by the log.
struct PlainRow {
  std::uint32_t source = 0;
  std::uint32_t destination = 0;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint8_t protocol = 0;
  FlowAction action = FlowAction::none;
  Field packets, bytes, start, end, interface_id, flags, direction, reason;
};

HALFOPEN_AVX2 std::uint64_t number(const char* text, Field field) {
  return field.length == 0
             ? 0
             : sixteen_digits(text + field.begin, static_cast<unsigned>(field.length));
}

class RecordSink {
 public:
  RecordSink(std::vector<FlowRecord>& records, std::size_t most) : records_(records), most_(most) {}
  bool full() const { return records_.size() >= most_; }
  HALFOPEN_AVX2 bool put(const char* text, const PlainRow& row) {
    const std::uint64_t flags = number(text, row.flags);
    if (flags > 255) return false;
    FlowRecord& record = records_.emplace_back();
    record.source = IpAddress(IpFamily::v4, row.source);
    record.destination = IpAddress(IpFamily::v4, row.destination);
    record.source_port = row.source_port;
    record.destination_port = row.destination_port;
    record.protocol = IpProtocol{row.protocol};
    record.action = row.action;
    record.packets = number(text, row.packets);
    record.bytes = number(text, row.bytes);
    record.start = static_cast<std::int64_t>(number(text, row.start));
    record.end = static_cast<std::int64_t>(number(text, row.end));
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
  HALFOPEN_AVX2 bool put(const char* text, const PlainRow& row) {
    if (row.flags.length == 3 && number(text, row.flags) > 255) return false;
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
  HALFOPEN_AVX2 bool put(const char* text, const PlainRow& row) {
    if (row.flags.length == 3 && number(text, row.flags) > 255) return false;
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
constexpr std::uint64_t ones(std::size_t count) { return (std::uint64_t{1} << count) - 1; }

template <class Word>
Word load(const char* text) {
  Word word = 0;
  std::memcpy(&word, text, sizeof word);
  return word;
}
/// Eight bytes as they are loaded.
constexpr std::uint64_t word_of(const char (&text)[9]) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    word |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
  }
  return word;
}

/// Ports and protocol, whose bytes are digits. False for what is out of range.
HALFOPEN_AVX2 bool put_services(const char* text, Field source, Field destination, Field protocol,
                                PlainRow& row) {
  if (source.length - 1 > 4 || destination.length - 1 > 4 || protocol.length - 1 > 2) return false;
  const auto at = [&](Field field) {
    return eight_digits(text + field.begin, static_cast<unsigned>(field.length));
  };
  const std::uint32_t from = at(source);
  const std::uint32_t to = at(destination);
  const std::uint32_t number =
      protocol.length == 1 ? static_cast<std::uint32_t>(text[protocol.begin] - '0') : at(protocol);
  row.source_port = static_cast<std::uint16_t>(from);
  row.destination_port = static_cast<std::uint16_t>(to);
  row.protocol = static_cast<std::uint8_t>(number);
  return from <= 65535 && to <= 65535 && number <= 255;
}

/// What stands at the end of a line of the default columns.
enum class Tail : std::uint8_t { accept, reject, other };

HALFOPEN_AVX2 Tail tail_of(const char* line_end) {
  if (load<std::uint16_t>(line_end - 2) != ('O' | ('K' << 8))) return Tail::other;
  const auto action = load<std::uint64_t>(line_end - 10);
  return action == word_of(" ACCEPT ")   ? Tail::accept
         : action == word_of(" REJECT ") ? Tail::reject
                                         : Tail::other;
}

/// The version and the account of the default columns have 15 bytes with their blanks, and an
/// interface id has 12 at least.
constexpr std::size_t kAccountEnd = 14;
constexpr std::size_t kMiddle = 27;

HALFOPEN_AVX2 bool has_usual_head(const TextMasks& masks, std::size_t begin) {
  const std::uint64_t head = TextMasks::window(masks.blank, begin) & ones(kMiddle);
  return head == (2U | (std::uint64_t{1} << kAccountEnd));
}

/// A line of the default columns, from `begin` to its LF at `end`. Its fields are found from both
/// sides: one window of bits behind the account shows where six fields end; the action, the status
/// and two times of ten digits have a fixed distance to the end.
HALFOPEN_AVX2 bool read_standard(const char* text, const TextMasks& masks, std::size_t begin,
                                 std::size_t end, PlainRow& row) {
  constexpr std::size_t kTail = 56;  ///< bytes before the line's end in the second window
  if (end - begin < kMiddle + kTail || !has_usual_head(masks, begin)) return false;
  const Tail tail_kind = tail_of(text + end);
  if (tail_kind == Tail::other) return false;
  row.action = tail_kind == Tail::accept ? FlowAction::accept : FlowAction::reject;

  // Six fields: interface, addresses, ports, protocol.
  std::uint64_t blanks = TextMasks::window(masks.blank, begin + kMiddle) & ones(57);
  if (std::popcount(blanks) < 6) return false;
  std::array<std::size_t, 6> ends{};
  for (std::size_t& each : ends) {
    each = begin + kMiddle + static_cast<std::size_t>(std::countr_zero(blanks));
    blanks &= blanks - 1;
  }
  const auto field = [&](std::size_t i) {
    return Field{ends[i - 1] + 1, ends[i] - ends[i - 1] - 1};
  };
  row.interface_id = {begin + kAccountEnd + 1, ends[0] - begin - kAccountEnd - 1};
  const std::size_t numbers = ends[5] - ends[2];
  if (numbers > 15) return false;  // never: three short fields
  const std::uint64_t digit_or_blank =
      TextMasks::window(masks.digit, ends[2]) | TextMasks::window(masks.blank, ends[2]);
  if ((digit_or_blank & ones(numbers)) != ones(numbers)) return false;

  // Counts and times: from the protocol's end to the action, five blanks and digits.
  const std::size_t tail = end - kTail;
  if (ends[5] < tail) return false;
  const std::size_t first = ends[5] - tail;
  constexpr std::size_t kBytesEnd = kTail - 32;
  constexpr std::size_t kStartEnd = kTail - 21;
  constexpr std::size_t kEndEnd = kTail - 10;
  if (first + 4 > kBytesEnd) return false;
  const std::uint64_t region = ones(kEndEnd + 1) & ~ones(first);
  const std::uint64_t gaps = TextMasks::window(masks.blank, tail) & region;
  const std::uint64_t inner = gaps & (gaps - 1);
  const auto second = static_cast<std::size_t>(std::countr_zero(inner));
  const auto bit = [](std::size_t at) { return std::uint64_t{1} << at; };
  if (inner != (bit(second) | bit(kBytesEnd) | bit(kStartEnd) | bit(kEndEnd))) return false;
  if (second == first + 1 || second + 1 >= kBytesEnd) return false;
  if (((TextMasks::window(masks.digit, tail) | gaps) & region) != region) return false;
  row.packets = {tail + first + 1, second - first - 1};
  row.bytes = {tail + second + 1, kBytesEnd - second - 1};
  if (row.packets.length > 15 || row.bytes.length > 15) return false;
  row.start = {tail + kBytesEnd + 1, 10};
  row.end = {tail + kStartEnd + 1, 10};

  if (!put_services(text, field(3), field(4), field(5), row)) return false;
  const Field source = field(1);
  const Field destination = field(2);
  return read_dotted_pair(text + source.begin, source.length, text + destination.begin,
                          destination.length, row.source, row.destination);
}

/// Counts a rejected line of the default columns, of which only the service is looked at.
HALFOPEN_AVX2 bool count_reject(const char* text, const TextMasks& masks, std::size_t begin,
                                ServiceTally& tally) {
  if (!has_usual_head(masks, begin)) return false;
  std::uint64_t blanks = TextMasks::window(masks.blank, begin + kMiddle) & ones(57);
  if (std::popcount(blanks) < 6) return false;
  for (int i = 0; i < 3; ++i) blanks &= blanks - 1;
  const auto next = [&] {
    const std::size_t at = begin + kMiddle + static_cast<std::size_t>(std::countr_zero(blanks));
    blanks &= blanks - 1;
    return at;
  };
  const std::size_t source_end = next();
  const std::size_t port_end = next();
  const std::size_t protocol_end = next();
  const std::size_t port_length = port_end - source_end - 1;
  const std::size_t protocol_length = protocol_end - port_end - 1;
  if (port_length - 1 > 4 || protocol_length - 1 > 2) return false;
  const std::uint64_t digits = TextMasks::window(masks.digit, source_end + 1);
  const std::uint64_t wanted =
      ones(protocol_end - source_end - 1) & ~(std::uint64_t{1} << port_length);
  const std::uint32_t port =
      eight_digits(text + source_end + 1, static_cast<unsigned>(port_length));
  const std::uint32_t protocol =
      eight_digits(text + port_end + 1, static_cast<unsigned>(protocol_length));
  if ((digits & wanted) != wanted || port > 65535 || protocol > 255) return false;
  tally.reject(static_cast<std::uint8_t>(protocol), static_cast<std::uint16_t>(port));
  return true;
}

/// Where the fields of a line end; what stands before the first one comes first.
class FieldEnds {
 public:
  /// False if there are not exactly so many columns.
  HALFOPEN_AVX2 bool find(const TextMasks& masks, std::size_t begin, std::size_t end,
                          std::size_t columns) {
    std::size_t count = 1;
    ends_[0] = begin - 1;  // wraps around for 0, and back again
    for (std::size_t word = begin / 64; word <= end / 64; ++word) {
      std::uint64_t blanks = masks.blank[word];
      if (word == begin / 64) blanks &= ~ones(begin % 64);
      if (word == end / 64) blanks &= ones(end % 64);
      const auto some = static_cast<std::size_t>(std::popcount(blanks));
      if (count + some > columns) return false;
      for (std::size_t written = 0; written < some; written += 8) {
        for (std::size_t k = 0; k < 8; ++k) {
          ends_[count + written + k] =
              64 * word + static_cast<std::size_t>(std::countr_zero(blanks));
          blanks &= blanks - 1;
        }
      }
      count += some;
    }
    ends_[count] = end;
    return count == columns;
  }
  Field operator[](std::size_t column) const {
    return {ends_[column] + 1, ends_[column + 1] - ends_[column] - 1};
  }

 private:
  std::array<std::size_t, kMostPlainColumns + 16> ends_;
};

/// Digits only, at most so many.
HALFOPEN_AVX2 bool is_number(const TextMasks& masks, Field field, std::size_t most) {
  if (field.length - 1 >= most) return false;
  const std::uint64_t all = ones(field.length);
  return (TextMasks::window(masks.digit, field.begin) & all) == all;
}

/// The field of a column that the log may lack; false if it is there and is not of the plain kind.
HALFOPEN_AVX2 bool take_number(const TextMasks& masks, const FieldEnds& fields,
                               std::uint16_t column, std::size_t most, Field& field) {
  if (column == RecordColumns::kNone) return true;
  field = fields[column];
  return is_number(masks, field, most);
}

HALFOPEN_AVX2 bool take_action(const char* text, Field action, Field status, bool has_status,
                               PlainRow& row) {
  if (action.length != 6) return false;
  const std::uint64_t word = load<std::uint64_t>(text + action.begin) & ones(48);
  const bool accept = word == word_of("ACCEPT\0\0");
  if (!accept && word != word_of("REJECT\0\0")) return false;
  row.action = accept ? FlowAction::accept : FlowAction::reject;
  return !has_status ||
         (status.length == 2 && text[status.begin] == 'O' && text[status.begin + 1] == 'K');
}

/// A line of any columns.
HALFOPEN_AVX2 bool read_any(const char* text, const TextMasks& masks, const RecordColumns& at,
                            std::size_t columns, std::size_t begin, std::size_t end,
                            PlainRow& row) {
  constexpr std::uint16_t kNone = RecordColumns::kNone;
  FieldEnds fields;
  if (end == begin || text[end - 1] == '\r' || !fields.find(masks, begin, end, columns)) {
    return false;
  }
  const bool has_status = at.status != kNone;
  if (!take_action(text, fields[at.action], has_status ? fields[at.status] : Field{}, has_status,
                   row)) {
    return false;
  }
  const Field source = fields[at.source != kNone ? at.source : at.seen_source];
  const Field destination = fields[at.destination != kNone ? at.destination : at.seen_destination];
  const Field source_port = fields[at.source_port];
  const Field destination_port = fields[at.destination_port];
  const Field protocol = fields[at.protocol];
  if (!is_number(masks, source_port, 5) || !is_number(masks, destination_port, 5) ||
      !is_number(masks, protocol, 3) ||
      !put_services(text, source_port, destination_port, protocol, row)) {
    return false;
  }
  // Times of eleven digits and less are seconds, whatever they are.
  if (!take_number(masks, fields, at.packets, 15, row.packets) ||
      !take_number(masks, fields, at.bytes, 15, row.bytes) ||
      !take_number(masks, fields, at.start, 11, row.start) ||
      !take_number(masks, fields, at.end, 11, row.end)) {
    return false;
  }
  const bool no_flags =
      at.flags == kNone || (fields[at.flags].length == 1 && text[fields[at.flags].begin] == '-');
  if (!no_flags && !take_number(masks, fields, at.flags, 3, row.flags)) return false;
  if (at.interface_id != kNone) row.interface_id = fields[at.interface_id];
  if (at.direction != kNone) row.direction = fields[at.direction];
  if (at.reason != kNone) row.reason = fields[at.reason];
  return read_dotted_pair(text + source.begin, source.length, text + destination.begin,
                          destination.length, row.source, row.destination);
}

/// How far a walk over the masked lines came, as bytes from the masks' beginning.
struct Walk {
  std::size_t begin = 0;  ///< of the line at hand
  bool stopped = false;   ///< it is not plain, or the sink is full
};

/// From the line at `begin` to the last one that ends before `limit`.
template <bool kStandard, class Sink>
HALFOPEN_TARGET_AVX2 Walk walk(const char* text, const TextMasks& masks, const RecordColumns& at,
                               std::size_t columns, std::size_t begin, std::size_t limit,
                               Sink& sink) {
  std::size_t word = begin / 64;
  std::uint64_t lines = masks.line[word] & ~ones(begin % 64);
  for (;;) {
    while (lines == 0) {
      if (++word * 64 >= limit) return {begin, false};
      lines = masks.line[word];
    }
    const std::size_t end = 64 * word + static_cast<std::size_t>(std::countr_zero(lines));
    if (end >= limit) return {begin, false};
    lines &= lines - 1;
    PlainRow row;
    const bool plain = kStandard ? read_standard(text, masks, begin, end, row)
                                 : read_any(text, masks, at, columns, begin, end, row);
    if (!plain || sink.full() || !sink.put(text, row)) return {begin, true};
    begin = end + 1;
  }
}

/// The same for lines of the default columns that are only counted. How many blanks stand before a
/// place is counted along with the words, so that the number of fields costs nothing.
HALFOPEN_TARGET_AVX2 Walk walk_rejects(const char* text, const TextMasks& masks, std::size_t begin,
                                       std::size_t limit, ServiceTally& tally) {
  constexpr int kBlanks = 13;
  std::size_t word = begin / 64;
  std::uint64_t lines = masks.line[word] & ~ones(begin % 64);
  int before = 0;  // blanks in whole words
  int at_begin = std::popcount(masks.blank[word] & ones(begin % 64));
  for (;;) {
    while (lines == 0) {
      before += std::popcount(masks.blank[word]);
      if (++word * 64 >= limit) return {begin, false};
      lines = masks.line[word];
    }
    const auto bit = static_cast<std::size_t>(std::countr_zero(lines));
    const std::size_t end = 64 * word + bit;
    if (end >= limit) return {begin, false};
    lines &= lines - 1;
    const int at_end = before + std::popcount(masks.blank[word] & ones(bit));
    if (at_end - at_begin != kBlanks) return {begin, true};
    at_begin = at_end;
    const Tail tail = tail_of(text + end);
    if (tail == Tail::accept) {
      ++tally.accepted;
    } else if (tail == Tail::other || !count_reject(text, masks, begin, tally)) {
      return {begin, true};
    }
    begin = end + 1;
  }
}
#endif

}  // namespace

void PlainLines::use(const LogFormat& format) {
  at_ = RecordColumns::of(format);
  columns_ = format.columns();
  const bool fast =
      method_ != SimdMethod::scalar && columns_ <= kMostPlainColumns && format.missing().empty();
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
  mask_text(block_.data() + base_, words, masks_, method_);
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
    return kind_ == Kind::standard ? walk<true>(text, masks_, at_, columns_, from, limit, sink)
                                   : walk<false>(text, masks_, at_, columns_, from, limit, sink);
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
    return walk_on(begin, [&](const char* text, std::size_t from, std::size_t limit) {
      return walk_rejects(text, masks_, from, limit, tally);
    });
  }
#endif
  TallySink sink(tally);
  return read_into(begin, sink);
}

}  // namespace halfopen
#undef HALFOPEN_AVX2
