// SPDX-License-Identifier: Apache-2.0
// Flow logs: how fast rejects are counted and records judged, beside a bare read, grep, mawk and,
// where they are installed (bench/versus/logs/), DuckDB and ClickHouse on the same files.
// usage: bench_logs [ROWS [ROUNDS]]
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "bench/timing.hpp"
#include "child_run.hpp"
#include "halfopen/acl/classifier.hpp"
#include "halfopen/flowlog/diagnose.hpp"
#include "halfopen/flowlog/inflate.hpp"
#include "halfopen/flowlog/log_reader.hpp"
#include "log_text.hpp"
#include "rule_sets.hpp"

using namespace halfopen;
using namespace halfopen::bench;

namespace {

namespace fs = std::filesystem;

/// Files of one run, gone with it.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "bench_logs-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string read_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(text).str();
}

/// The rules for the data bases, which know integers only.
std::string rules_json(const Rules& rules) {
  std::string text = "[";
  for (const HeaderRule& rule : rules) {
    const HeaderBox& box = rule.box;
    text += (text.size() == 1 ? "" : ",\n") + std::string("{\"first\": ") +
            std::to_string(static_cast<std::uint32_t>(box.source.first())) +
            ", \"last\": " + std::to_string(static_cast<std::uint32_t>(box.source.last())) +
            ", \"low\": " + std::to_string(box.selectors.first) +
            ", \"high\": " + std::to_string(box.selectors.last) +
            ", \"protocol\": " + std::to_string(box.protocol ? int{box.protocol->number} : -1) +
            ", \"allow\": " + std::to_string(rule.terminal) + "}";
  }
  return text + "]\n";
}

/// One question, asked of all engines: seconds by engine, and a number that must agree.
struct Answers {
  std::map<std::string, double> seconds;
  std::map<std::string, double> checks;
};

Rules bench_rules() { return network_acl_rules(40, 51); }

/// All files that are asked about. In a process of its own: what a program takes at its peak counts
/// from what its parent has.
void write_files(const Folder& folder, std::size_t rows) {
  const pid_t child = fork();
  if (child == 0) {
    const std::string standard = default_log(rows);
    write_file(folder / "default.log", standard);
    write_file(folder / "other.log", other_log(standard));
    write_file(folder / "rules.json", rules_json(bench_rules()));
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  run_child({"gzip", "-6", "-k", folder / "default.log"});
}

struct Bench {
  Bench(const Folder& files, std::size_t row_count)
      : folder(files),
        rows(row_count),
        standard(read_file(folder / "default.log")),
        other(read_file(folder / "other.log")),
        packed(read_file(folder / "default.log.gz")),
        acl(bench_rules(), ClassifierAnswer::terminal) {}

  double allowed(const FlowColumns& columns) {
    acl.classify(PacketColumns::crossing(Direction::ingress, columns.source.data(),
                                         columns.destination_port.data(), columns.protocol.data(),
                                         columns.rows),
                 verdicts.data());
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < columns.rows; ++i) sum += verdicts[i];
    return static_cast<double>(sum);
  }

  const Folder& folder;
  std::size_t rows;
  std::string standard;
  std::string other;
  std::string packed;
  Classifier acl;
  std::vector<std::uint32_t> verdicts = std::vector<std::uint32_t>(FlowColumns::kMost);
};

void feed(LogReader& reader, std::string_view text) {
  constexpr std::size_t kPiece = std::size_t{16} << 20U;
  reader.begin_file("log");
  for (; !text.empty(); text.remove_prefix(std::min(kPiece, text.size()))) {
    reader.feed(text.substr(0, kPiece));
  }
  reader.end_file();
}

double count_rejects(std::string_view text) {
  ServiceTally tally;
  LogReader reader = LogReader::of_rejects(LogFormat::standard(), tally);
  feed(reader, text);
  double sum = 0;
  for (const ServiceTally::Row& row : tally.rows()) {
    sum += static_cast<double>(row.records) * (row.port + 1);
  }
  return sum;
}

double judge(Bench& bench, std::string_view text) {
  double sum = 0;
  LogReader reader = LogReader::by_columns(
      LogFormat::standard(), [&](const FlowColumns& columns) { sum += bench.allowed(columns); });
  feed(reader, text);
  return sum;
}

double bare_read(std::string_view text) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, sizeof word);
    sum += word;
  }
  return static_cast<double>(sum);
}

double unpack(std::string_view packed) {
  std::uint64_t bytes = 0;
  const auto inflater = inflater_for(packed);
  for (; !packed.empty(); packed.remove_prefix(std::min<std::size_t>(1U << 18U, packed.size()))) {
    if (!inflater->feed(packed.substr(0, 1U << 18U),
                        [&](std::string_view text) { bytes += text.size(); })) {
      return 0;
    }
  }
  return static_cast<double>(bytes);
}

std::size_t diagnosed(std::string_view text) {
  Diagnoser diagnoser(nullptr, {});
  LogReader reader(LogFormat::standard(),
                   [&](std::span<const FlowRecord> records) { diagnoser.take(records); });
  feed(reader, text);
  return diagnoser.finish().causes.size();
}

/// What runs in this process, in turns. By question.
void ask_halfopen(Bench& bench, std::size_t rounds, std::map<std::string, Answers>& answers) {
  Contest contest;
  const auto add = [&](const std::string& question, std::function<double()> work) {
    double& check = answers[question].checks["halfopen"];
    contest.add(question, 1, [&check, work = std::move(work)] { check = work(); });
  };
  std::vector<FlowColumns> batches;
  LogReader reader = LogReader::by_columns(
      LogFormat::standard(), [&](const FlowColumns& columns) { batches.push_back(columns); });
  feed(reader, bench.standard);
  add("bare read", [&] { return bare_read(bench.standard); });
  add("rejects by port", [&] { return count_rejects(bench.standard); });
  add("six columns", [&] {
    double sum = 0;
    LogReader columns_of = LogReader::by_columns(
        LogFormat::standard(),
        [&](const FlowColumns& columns) { sum += static_cast<double>(columns.rows); });
    feed(columns_of, bench.standard);
    return sum;
  });
  add("verdict", [&] { return judge(bench, bench.standard); });
  add("verdict, other order", [&] { return judge(bench, bench.other); });
  add("verdict, columns in memory", [&] {
    double sum = 0;
    for (const FlowColumns& columns : batches) sum += bench.allowed(columns);
    return sum;
  });
  add("diagnose", [&] { return static_cast<double>(diagnosed(bench.standard)); });
  add("bare gunzip", [&] { return unpack(bench.packed); });
  for (const Timing& timing : contest.run(rounds)) {
    answers[timing.name].seconds["halfopen"] = timing.seconds;
  }
}

/// Other programs, and this one as a program: the fastest of the rounds.
void ask_programs(const Folder& folder, std::size_t rounds,
                  std::map<std::string, Answers>& answers) {
  const std::string text = folder / "default.log";
  const std::string halfopen =
      (fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "halfopen").string();
  struct Program {
    const char* question;
    const char* name;
    std::vector<std::string> words;
    bool wall;
    bool one_core;
  };
  const std::vector<Program> programs = {
      {"rejects by port", "grep -c", {"grep", "-c", "REJECT", text}, false, false},
      {"rejects by port",
       "mawk",
       {"mawk", "$13==\"REJECT\"{c[$7]++} END{print length(c)}", text},
       false,
       false},
      {"rejects by port",
       "halfopen (program)",
       {halfopen, "logs", "rejects", text, "--quiet"},
       false,
       false},
      {"diagnose",
       "halfopen (program)",
       {halfopen, "logs", "diagnose", text, "--quiet"},
       false,
       false},
      {"rejects by port, gzip, one core",
       "halfopen (program)",
       {halfopen, "logs", "rejects", text + ".gz", "--quiet"},
       true,
       true},
      {"rejects by port, gzip, two cores",
       "halfopen (program)",
       {halfopen, "logs", "rejects", text + ".gz", "--quiet"},
       true,
       false},
      {"diagnose, gzip, two cores",
       "halfopen (program)",
       {halfopen, "logs", "diagnose", text + ".gz", "--quiet"},
       true,
       false},
  };
  for (std::size_t round = 0; round < rounds; ++round) {
    for (const Program& program : programs) {
      const ChildRun run = run_child(program.words, program.one_core);
      if (run.exit_code < 0 || run.exit_code == 1) continue;
      double& seconds = answers[program.question].seconds[program.name];
      const double now = program.wall ? run.wall_seconds : run.cpu_seconds;
      seconds = seconds == 0 ? now : std::min(seconds, now);
      double& peak = answers["peak memory, MB"].seconds[program.question];
      if (std::string(program.name).starts_with("halfopen")) {
        peak = std::max(peak, run.peak_megabytes);
      }
    }
  }
}

void ask_data_bases(const Folder& folder, std::size_t rounds,
                    std::map<std::string, Answers>& answers) {
  const std::string script = std::string(HALFOPEN_PROJECT_ROOT) + "/bench/versus/logs/peers.mjs";
  if (!fs::exists(fs::path(script).parent_path() / "node_modules")) {
    std::printf("  DuckDB and ClickHouse are left out: run `npm ci` in bench/versus/logs first\n");
    return;
  }
  std::istringstream lines(
      run_child({"node", script, folder.path(), std::to_string(rounds)}).output);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    std::string engine, question, threads, seconds, check;
    for (std::string* cell : {&engine, &question, &threads, &seconds, &check}) {
      std::getline(cells, *cell, '\t');
    }
    if (question == "rejects by port, gzip") {
      question += threads == "1" ? ", one core" : ", two cores";
    } else if (threads != "1") {
      engine += ", " + threads + " threads";
    }
    answers[question].seconds[engine] = std::strtod(seconds.c_str(), nullptr);
    answers[question].checks[engine] = std::strtod(check.c_str(), nullptr);
  }
}

void print_question(const Bench& bench, const std::string& question, const Answers& answers) {
  print_title(question);
  for (const auto& [engine, seconds] : answers.seconds) {
    char rate[96];
    std::snprintf(rate, sizeof rate, "%6.2f GB/s  %7.2f M rows/s",
                  static_cast<double>(bench.standard.size()) / seconds * 1e-9,
                  static_cast<double>(bench.rows) / seconds * 1e-6);
    print_timing({engine, seconds}, rate);
  }
  for (const auto& [engine, check] : answers.checks) {
    if (check != answers.checks.begin()->second) {
      std::printf("  ANSWERS DIFFER: %s %.0f, %s %.0f\n", answers.checks.begin()->first.c_str(),
                  answers.checks.begin()->second, engine.c_str(), check);
    }
  }
}

/// `other` takes how many times as long as halfopen; nothing if one of them did not run.
void compare(const std::map<std::string, Answers>& all, const std::string& question,
             const std::string& other, double aim) {
  const auto found = all.find(question);
  if (found == all.end()) return;
  const auto& seconds = found->second.seconds;
  const auto own = seconds.find(seconds.contains("halfopen") ? "halfopen" : "halfopen (program)");
  const auto peer = seconds.find(other);
  if (own == seconds.end() || peer == seconds.end()) return;
  print_ratio(question + ", against " + other, peer->second / own->second,
              {aim == 0 ? Aim::Kind::none : Aim::Kind::at_least, aim});
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t rows = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 4'000'000;
  const std::size_t rounds = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 7;
  const Folder folder;
  write_files(folder, rows);
  std::map<std::string, Answers> answers;
  ask_programs(folder, std::min<std::size_t>(rounds, 5), answers);
  ask_data_bases(folder, std::min<std::size_t>(rounds, 3), answers);
  Bench bench(folder, rows);
  std::printf("flow logs: %zu records, %.0f MB, %.0f MB packed; kernels: %s\n", rows,
              static_cast<double>(bench.standard.size()) * 1e-6,
              static_cast<double>(bench.packed.size()) * 1e-6,
              best_simd_method() == SimdMethod::avx512 ? "AVX-512"
              : best_simd_method() == SimdMethod::avx2 ? "AVX2"
                                                       : "scalar");
  ask_halfopen(bench, rounds, answers);
  const Answers memory = answers["peak memory, MB"];
  answers.erase("peak memory, MB");
  for (const auto& [question, answer] : answers) print_question(bench, question, answer);
  print_title("ratios");
  compare(answers, "rejects by port", "DuckDB", 25);
  compare(answers, "rejects by port", "ClickHouse", 0);
  compare(answers, "rejects by port", "grep -c", 6);
  compare(answers, "rejects by port", "mawk", 30);
  for (const char* engine : {"DuckDB", "ClickHouse"}) {
    const bool aimed = std::string(engine) == "DuckDB";
    compare(answers, "verdict", engine, aimed ? 28 : 0);
    compare(answers, "verdict, other order", engine, aimed ? 12 : 0);
    compare(answers, "verdict, columns in memory", engine, aimed ? 20 : 0);
    compare(answers, "rejects by port, gzip, one core", engine, aimed ? 4.5 : 0);
    compare(answers, "rejects by port, gzip, two cores", engine, 0);
  }
  const double gunzip = answers["bare gunzip"].seconds["halfopen"];
  const double both = answers["rejects by port, gzip, two cores"].seconds["halfopen (program)"];
  if (both > 0)
    std::printf("  gzip on two cores, part of a bare gunzip's speed: %.2f (aim: 0.90)\n",
                gunzip / both);
  for (const auto& [question, peak] : memory.seconds) {
    if (peak > 0)
      std::printf("  peak memory, %s: %.0f MB (aim: at most 200)\n", question.c_str(), peak);
  }
}
