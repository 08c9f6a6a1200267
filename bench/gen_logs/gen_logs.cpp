// SPDX-License-Identifier: Apache-2.0
// Flow logs of any size, as the hosts of a snapshot would write them, and the truth about them.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/ingest/load.hpp"
#include "log_run.hpp"

namespace {

using namespace halfopen;         // NOLINT(google-build-using-namespace): a program, not a header
using namespace halfopen::bench;  // NOLINT(google-build-using-namespace)
namespace fs = std::filesystem;

constexpr const char* kUsage =
    R"(usage: gen_logs INPUT... [--records N] [--seed S] [--out PATH] [--truth FILE]
  INPUT          what halfopen reads: files or folders; connections are those of its hosts
  --records N    lines, NODATA and SKIPDATA included (100000)
  --seed S       the same seed gives the same log (1)
  --half-open X  share of connections that are half-open (0.01)
  --denied X     share whose request is denied, scans from outside apart (0.03)
  --format-string F   columns as in halfopen logs, `default` or `v5` (all of versions 2 to 5)
  --duration S   seconds in which the records are written (21600)
  --out PATH     a file, or `-` (stdout)
  --files N      N files below the folder PATH, in the layout of S3
  --gzip         packed
  --no-header    without the line of field names
  --lost X       share of records that are missing (0.001)
  --skipped X    share of an interface's windows that are SKIPDATA (0.002)
  --late X       share of records that come minutes late (0.02)
  --latest S     how late at most (900)
  --truth FILE   CSV: the rows of `logs diagnose --format csv`, and what else is known
Left out: load balancers, NAT64, and ways between VPCs with filters of their own. Exits with 1 if
something cannot be read or written.
)";

struct Arguments {
  std::vector<std::string> inputs;
  LogRunOptions run;
  TalkShares shares;
  LogOutputOptions output;
  std::string format = "default";
  std::string truth;
  bool header = true;
};

std::uint32_t share_of(const char* text) {
  return static_cast<std::uint32_t>(std::strtod(text, nullptr) * 100'000 + 0.5);
}

/// False for an option that is not known or lacks its value.
bool read_option(Arguments& arguments, std::string_view name, const char* value) {
  const auto number = [&] { return std::strtoull(value, nullptr, 10); };
  const auto is = [&](std::string_view wanted) { return name == wanted; };
  if (value == nullptr) return false;
  if (is("--records"))
    arguments.run.lines = number();
  else if (is("--seed"))
    arguments.run.seed = number();
  else if (is("--duration"))
    arguments.run.duration = static_cast<std::int64_t>(number());
  else if (is("--latest"))
    arguments.run.latest = static_cast<std::int64_t>(number());
  else if (is("--files"))
    arguments.output.files = static_cast<std::uint32_t>(number());
  else if (is("--half-open"))
    arguments.shares.half_open = share_of(value);
  else if (is("--denied"))
    arguments.shares.denied = share_of(value);
  else if (is("--lost"))
    arguments.run.lost = share_of(value);
  else if (is("--skipped"))
    arguments.run.skipped = share_of(value);
  else if (is("--late"))
    arguments.run.late = share_of(value);
  else if (is("--format-string"))
    arguments.format = value;
  else if (is("--out"))
    arguments.output.path = value;
  else if (is("--truth"))
    arguments.truth = value;
  else
    return false;
  return true;
}

std::optional<Arguments> read_arguments(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--gzip") {
      arguments.output.gzip = true;
    } else if (word == "--no-header") {
      arguments.header = false;
    } else if (word.starts_with("--")) {
      if (!read_option(arguments, word, i + 1 < argc ? argv[i + 1] : nullptr)) return std::nullopt;
      ++i;
    } else {
      arguments.inputs.emplace_back(word);
    }
  }
  if (arguments.inputs.empty() || arguments.run.lines == 0) return std::nullopt;
  return arguments;
}

Loader::Loaded load(const std::vector<std::string>& inputs, bool& any) {
  Loader loader;
  const auto add = [&](const std::string& path, bool listed) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return loader.add_unreadable(path, "cannot be opened");
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    loader.add(SourceText(path, std::move(bytes)), listed);
  };
  for (const std::string& input : inputs) {
    if (!fs::is_directory(input)) {
      add(input, true);
      continue;
    }
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(input)) {
      if (entry.is_regular_file()) files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end());
    for (const std::string& file : files) add(file, false);
  }
  any = loader.any_read();
  return std::move(loader).finish();
}

int refuse(const std::string& why) {
  std::fprintf(stderr, "gen_logs: %s\n", why.c_str());
  return 1;
}

int generate(Arguments arguments, const Snapshot& snapshot) {
  const auto world = make_log_world(snapshot, arguments.run.seed);
  if (!world) return refuse(world.error().what);
  TalkModel model(snapshot, *world, arguments.run.seed + 1);
  if (model.working().empty()) return refuse("no connection of this snapshot works");
  if (model.half_open().empty()) {
    std::fprintf(stderr, "gen_logs: no connection of this snapshot is half-open\n");
  }
  const auto writer = LineWriter::make(arguments.format, world->interfaces);
  if (!writer) return refuse(writer.error().what);
  TalkDraw draw(model, snapshot, *world, arguments.shares, !writer->has(LogField::pkt_srcaddr),
                arguments.run.lines / 4, arguments.run.seed + 2);
  arguments.output.start = arguments.run.start;
  arguments.output.duration = arguments.run.duration;
  if (arguments.header) arguments.output.header = writer->header();
  auto output = LogOutput::open(arguments.output);
  if (!output) return refuse(output.error().what);
  TruthTable truth(writer->has(LogField::tcp_flags));
  LogRun run(arguments.run, *world, model, draw, *writer, *output, truth);
  if (!run.run()) return refuse("the log cannot be written");
  if (!arguments.truth.empty()) {
    std::ofstream file(arguments.truth, std::ios::binary);
    file << truth.csv();
    if (!file.flush()) return refuse("the truth cannot be written");
  }
  const LogRunCounts& counts = run.counts();
  std::fprintf(stderr,
               "%llu lines, %llu connections (%llu half-open), %llu records lost, %llu windows "
               "skipped\n",
               static_cast<unsigned long long>(counts.lines),
               static_cast<unsigned long long>(counts.connections),
               static_cast<unsigned long long>(counts.half_open),
               static_cast<unsigned long long>(counts.lost),
               static_cast<unsigned long long>(counts.skipped_windows));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = read_arguments(argc, argv);
  if (!arguments) {
    std::fputs(kUsage, stderr);
    return 1;
  }
  bool any = false;
  const Loader::Loaded loaded = load(arguments->inputs, any);
  if (!any) return refuse("no input was understood");
  return generate(*arguments, loaded.snapshot);
}
