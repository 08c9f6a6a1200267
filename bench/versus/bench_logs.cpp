// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstdlib>
#include <string>

#include "halfopen/flowlog/diagnose.hpp"
#include "halfopen/flowlog/log_reader.hpp"
#include "bench/timing.hpp"
#include "log_text.hpp"

using namespace halfopen;
using namespace halfopen::bench;

int main(int argc, char** argv) {
  const std::size_t rows = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 2'000'000;
  const std::string text = default_log(rows);
  const std::string other = other_log(text);
  std::printf("%zu rows, %zu bytes\n", rows, text.size());
  const auto feed = [](LogReader& reader, const std::string& all) {
    reader.begin_file("a");
    for (std::size_t i = 0; i < all.size(); i += 1U << 24U) {
      reader.feed(std::string_view(all).substr(i, 1U << 24U));
    }
    reader.end_file();
  };
  Contest contest;
  for (const SimdMethod m : {SimdMethod::avx512, SimdMethod::avx2}) {
    const std::string name = m == SimdMethod::avx512 ? " avx512" : " avx2";
    contest.add("rejects by port" + name, 1, [&, m] {
      ServiceTally tally;
      LogReader reader = LogReader::of_rejects(LogFormat::standard(), tally, m);
      feed(reader, text);
      do_not_optimize(tally.rejected);
    });
    contest.add("columns" + name, 1, [&, m] {
      std::uint64_t sum = 0;
      LogReader reader = LogReader::by_columns(
          LogFormat::standard(), [&](const FlowColumns& c) { sum += c.rows + c.source[0]; }, m);
      feed(reader, text);
      do_not_optimize(sum);
    });
    contest.add("columns, other order" + name, 1, [&, m] {
      std::uint64_t sum = 0;
      LogReader reader = LogReader::by_columns(
          LogFormat::standard(), [&](const FlowColumns& c) { sum += c.rows + c.source[0]; }, m);
      feed(reader, other);
      do_not_optimize(sum);
    });
  }
  contest.add("records", 1, [&] {
    std::uint64_t sum = 0;
    LogReader reader(LogFormat::standard(), [&](std::span<const FlowRecord> r) { sum += r.size(); });
    feed(reader, text);
    do_not_optimize(sum);
  });
  contest.add("diagnose", 1, [&] {
    Diagnoser diagnoser(nullptr, {});
    LogReader reader(LogFormat::standard(), [&](std::span<const FlowRecord> r) { diagnoser.take(r); });
    feed(reader, text);
    do_not_optimize(diagnoser.finish().interfaces);
  });
  if (argc > 3) return 0;
  contest.add("memory read", 1, [&] {
    std::uint64_t sum = 0;
    const auto* p = reinterpret_cast<const std::uint64_t*>(text.data());
    for (std::size_t i = 0; i < text.size() / 8; ++i) sum += p[i];
    do_not_optimize(sum);
  });
  for (const Timing& t : contest.run(argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 7)) {
    std::printf("%-32s %8.3f s  %6.2f GB/s  %6.1f Mrows/s\n", t.name.c_str(), t.seconds,
                static_cast<double>(text.size()) / t.seconds * 1e-9,
                static_cast<double>(rows) / t.seconds * 1e-6);
  }
}
