// SPDX-License-Identifier: Apache-2.0
// The input as a flow log, plain and unpacked. In what pieces it comes and how it is scanned must
// not matter, and what is counted must add up.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ask_all.hpp"
#include "halfopen/flowlog/diagnose.hpp"
#include "halfopen/flowlog/inflate.hpp"
#include "halfopen/report/logs_report.hpp"

namespace halfopen::fuzz {
namespace {

constexpr std::size_t kMostText = std::size_t{4} << 20U;
constexpr ConversationLimits kLimits = {600, 64};

/// One piece, or pieces of up to `piece` bytes.
template <class Take>
void each_piece(std::string_view text, std::size_t piece, Picker& picker, const Take& take) {
  while (!text.empty()) {
    const std::size_t size = piece == 0 ? text.size() : 1 + picker.below(piece);
    take(text.substr(0, size));
    text.remove_prefix(std::min(size, text.size()));
  }
}

struct Unpacked {
  std::string text;
  bool whole = true;
};

/// None for what is not compressed. Broken bytes may tell less text in other pieces.
std::optional<Unpacked> unpack(std::string_view bytes, std::size_t piece, Picker& picker) {
  const auto inflater = inflater_for(bytes);
  if (!inflater) return std::nullopt;
  Unpacked result;
  each_piece(bytes, piece, picker, [&](std::string_view some) {
    if (!result.whole || result.text.size() > kMostText) return;
    result.whole = inflater
                       ->feed(some,
                              [&](std::string_view text) {
                                if (result.text.size() <= kMostText) result.text += text;
                              })
                       .has_value();
  });
  if (result.whole) result.whole = inflater->finish().has_value();
  return result;
}

/// All that the program would say, and what must hold for any input.
std::string told(std::string_view text, std::size_t piece, SimdMethod method, Picker& picker) {
  Diagnoser diagnoser(nullptr, kLimits);
  std::uint64_t taken = 0;
  LogReader reader(
      LogFormat::standard(),
      [&](std::span<const FlowRecord> records) {
        taken += records.size();
        diagnoser.take(records);
      },
      method);
  reader.begin_file("input");
  each_piece(text, piece, picker, [&](std::string_view some) { reader.feed(some); });
  reader.end_file();
  const LogCounts& counts = reader.counts();
  require(counts.bytes == text.size(), "bytes of a flow log are lost");
  require(counts.lines == counts.records + counts.no_data + counts.skip_data + counts.bad,
          "the lines of a flow log do not add up");
  require(taken + counts.incomplete == counts.records, "records of a flow log are lost");
  require(reader.bad_lines().size() <= counts.bad, "more bad lines than were counted");
  const LogDiagnosis diagnosis = diagnoser.finish();
  std::uint64_t judged = 0;
  std::uint64_t caused = 0;
  for (const auto& [fate, count] : diagnosis.conversations.fates) {
    judged += count;
    if (fate != FlowFate::works && fate != FlowFate::reply_only) caused += count;
  }
  caused -= diagnosis.conversations.explained;
  for (const FlowCause& cause : diagnosis.causes) caused -= cause.conversations;
  require(judged <= taken, "more connections than records");
  require(caused == 0, "the connections of the causes do not add up");
  const LogReport report = {counts, reader.bad_lines(), {}, false, false, ""};
  return logs_diagnosis_json(diagnosis, report) + logs_diagnosis_csv(diagnosis) +
         logs_diagnosis_text(diagnosis, report, 20, {}) + logs_problems_text(report);
}

void feed_whole(LogReader& reader, std::string_view text) {
  reader.begin_file("input");
  reader.feed(text);
  reader.end_file();
}

/// What the columns hold, in one number, and the counts beside them.
std::uint64_t column_hash(std::string_view text, SimdMethod method, LogCounts& counts) {
  std::uint64_t hash = 0;
  const auto mix = [&](std::uint64_t value) { hash = (hash ^ value) * 0x9e3779b97f4a7c15U; };
  LogReader reader = LogReader::by_columns(
      LogFormat::standard(),
      [&](const FlowColumns& columns) {
        for (std::size_t i = 0; i < columns.rows; ++i) {
          mix((std::uint64_t{columns.source[i]} << 32U) | columns.destination[i]);
          mix((std::uint64_t{columns.source_port[i]} << 16U) | columns.destination_port[i]);
          mix((std::uint64_t{columns.protocol[i]} << 8U) |
              static_cast<std::uint64_t>(columns.action[i]));
        }
      },
      method);
  feed_whole(reader, text);
  counts = reader.counts();
  return hash;
}

/// Columns by vectors are those of the careful way; and a line that is only counted is counted
/// once.
void ask_columns(std::string_view text) {
  LogCounts careful;
  const std::uint64_t hash = column_hash(text, SimdMethod::scalar, careful);
  for (const SimdMethod method : {SimdMethod::avx2, SimdMethod::avx512}) {
    if (!has_simd_method(method)) continue;
    LogCounts counts;
    require(column_hash(text, method, counts) == hash && counts == careful,
            "the columns of a flow log hang on how it is scanned");
    ServiceTally tally;
    LogReader reader = LogReader::of_rejects(LogFormat::standard(), tally, method);
    feed_whole(reader, text);
    require(reader.counts().lines == careful.lines && reader.counts().headers == careful.headers,
            "lines that are only counted are lost");
    require(
        reader.counts().records >= careful.records &&
            tally.accepted + tally.rejected == reader.counts().records - reader.counts().incomplete,
        "records that are only counted are lost");
  }
}

void ask(std::string_view text, Picker& picker) {
  ask_columns(text);
  const std::string whole = told(text, 0, SimdMethod::scalar, picker);
  for (const SimdMethod method : {SimdMethod::avx2, SimdMethod::avx512}) {
    if (!has_simd_method(method)) continue;
    require(told(text, 0, method, picker) == whole, "two ways to scan tell different things");
  }
  require(told(text, 1 + picker.below(300), best_simd_method(), picker) == whole,
          "the pieces of a flow log matter");
}

}  // namespace
}  // namespace halfopen::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace halfopen::fuzz;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Picker picker(bytes);
  const auto whole = unpack(bytes, 0, picker);
  if (whole) {
    const auto pieces = unpack(bytes, 40, picker);
    require(pieces->whole == whole->whole || whole->text.size() > kMostText,
            "the pieces of a compressed file matter");
    require(!whole->whole || pieces->text == whole->text || whole->text.size() > kMostText,
            "the text of a compressed file hangs on its pieces");
  }
  ask(whole ? std::string_view(whole->text) : bytes, picker);
  return 0;
}
