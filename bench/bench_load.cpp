// SPDX-License-Identifier: Apache-2.0
// From the bytes of a large export to a checked snapshot, beside simdjson alone on the same bytes.
// usage: bench_load [MEGABYTES [ROUNDS]]
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "bare_simdjson.hpp"
#include "generate_export.hpp"
#include "halfopen/ingest/aws_describe.hpp"
#include "halfopen/vpc/snapshot.hpp"
#include "timing.hpp"

namespace {

using halfopen::bench::Timing;

struct Loaded {
  std::size_t acls = 0;
  std::size_t entries = 0;
  std::size_t diagnostics = 0;
};

Loaded load(const halfopen::SourceText& source) {
  halfopen::SnapshotDraft draft;
  halfopen::Diagnostics diagnostics;
  read_aws_describe(source, 1, draft, diagnostics);
  const auto snapshot = halfopen::Snapshot::build(std::move(draft), diagnostics);
  Loaded loaded{snapshot.acls().size(), 0, diagnostics.size()};
  for (const auto& acl : snapshot.acls()) {
    loaded.entries += acl.entries(halfopen::Direction::ingress).size();
    loaded.entries += acl.entries(halfopen::Direction::egress).size();
  }
  return loaded;
}

void fail_if(bool wrong, const char* what) {
  if (!wrong) return;
  std::fprintf(stderr, "bench_load: %s\n", what);
  std::exit(1);
}

std::size_t argument(int argc, char** argv, int index, std::size_t otherwise) {
  return argc > index ? std::strtoul(argv[index], nullptr, 10) : otherwise;
}

std::string rate(const Timing& timing, std::size_t bytes) {
  return std::to_string(
             static_cast<std::size_t>(static_cast<double>(bytes) / 1e6 / timing.seconds)) +
         " MB/s";
}

}  // namespace

int main(int argc, char** argv) {
  using namespace halfopen::bench;  // NOLINT(google-build-using-namespace): a program, not a header
  const std::size_t megabytes = argument(argc, argv, 1, 100);
  const halfopen::SourceText source("export.json", generate_export(megabytes * 1'000'000, 1));
  const std::string_view bytes = source.bytes();
  const Loaded loaded = load(source);
  fail_if(loaded.acls == 0 || loaded.diagnostics != 0, "the export is not read cleanly");
  fail_if(bare_dom(bytes, source.capacity()) == 0, "simdjson cannot parse the export");
  fail_if(bare_on_demand(bytes, source.capacity()) == 0, "simdjson cannot walk the export");

  Contest contest;
  contest.add("read_aws_describe + Snapshot::build", 1, [&] { do_not_optimize(load(source)); });
  contest.add("simdjson alone: DOM parse", 1,
              [&] { do_not_optimize(bare_dom(bytes, source.capacity())); });
  contest.add("simdjson alone: on-demand, every value", 1,
              [&] { do_not_optimize(bare_on_demand(bytes, source.capacity())); });
  const auto timings = contest.run(argument(argc, argv, 2, 7));

  print_title("load: an export of " + std::to_string(bytes.size() / 1'000'000) + " MB, " +
              std::to_string(loaded.acls) + " network ACLs, " + std::to_string(loaded.entries) +
              " entries");
  for (const Timing& timing : timings) print_timing(timing, rate(timing, bytes.size()));
  for (std::size_t peer = 1; peer < timings.size(); ++peer) {
    print_ratio("our time / " + timings[peer].name, ratio(timings[0], timings[peer]),
                {Aim::Kind::at_most, 2});
  }
  return 0;
}
