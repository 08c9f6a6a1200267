// SPDX-License-Identifier: Apache-2.0
// A whole real snapshot: every list is read, nothing of it is an error, and nothing is lost.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/unit/ingest/loaded.hpp"
#include "tests/unit/ingest/objects_text.hpp"

namespace halfopen {
namespace {

namespace fs = std::filesystem;
using tests::joined;
using tests::text_of;

/// As for the scripts in this folder: HALFOPEN_CONFORMANCE_DATA, or beside the project.
fs::path data_folder() {
  const char* named = std::getenv("HALFOPEN_CONFORMANCE_DATA");  // NOLINT(concurrency-mt-unsafe)
  if (named != nullptr && *named != '\0') return named;
  return fs::path(HALFOPEN_SOURCE_DIR).parent_path() / "shared" / "realdata";
}

Loader::Loaded load_folder(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& file : fs::recursive_directory_iterator(folder)) paths.push_back(file.path());
  std::sort(paths.begin(), paths.end());
  Loader loader;
  for (const fs::path& path : paths) {
    if (!fs::is_regular_file(path)) continue;
    std::ifstream stream(path, std::ios::binary);
    std::string bytes(std::istreambuf_iterator<char>(stream), {});
    loader.add(SourceText(path.filename().string(), std::move(bytes)), false);
  }
  return std::move(loader).finish();
}

template <class List>
const auto& with_id(const List& list, const std::string& id) {
  return *std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.id == id; });
}

TEST_CASE("the snapshot of a hybrid cloud is read as a whole") {
  const fs::path folder = data_folder() / "batfish+batfish/networks/hybrid-cloud-aws";
  if (!fs::is_directory(folder)) {
    MESSAGE("skipped: no conformance data; set HALFOPEN_CONFORMANCE_DATA");
    return;
  }
  const auto loaded = load_folder(folder);
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    CAPTURE(loaded.sources.place(diagnostic.origin) + " " + diagnostic.text);
    CHECK(diagnostic.severity == Severity::note);
  }
  const CloudObjects& objects = loaded.snapshot.objects();
  CHECK(loaded.snapshot.acls().size() == 4);
  CHECK(loaded.snapshot.subnets().size() == 10);
  CHECK(loaded.snapshot.vpcs().size() == 4);
  CHECK(objects.security_groups.size() == 11);
  CHECK(objects.route_tables.size() == 5);
  CHECK(objects.gateways.size() == 4);
  CHECK(objects.prefix_lists.size() == 2);
  CHECK(objects.interfaces.size() == 9);
  CHECK(objects.instances.size() == 4);
  for (const ObjectKind kind : {ObjectKind::nat_gateways, ObjectKind::vpc_peerings,
                                ObjectKind::vpc_endpoints, ObjectKind::instances}) {
    CHECK(objects.has_list(kind));
  }
  for (const std::string& kind : loaded.snapshot.not_judged()) {
    CHECK((kind != "RouteTables" && kind != "SecurityGroups" && kind != "Reservations"));
  }
  CHECK(objects.nat_gateways.empty());
  CHECK(objects.peerings.empty());
  CHECK(text_of(with_id(objects.route_tables, "rtb-f28e418b")) ==
        "10.0.0.0/16 local local\n0.0.0.0/0 NAT gateway nat-055c00735cace0ec4 blackhole\n");
  CHECK(with_id(objects.route_tables, "rtb-f28e418b").main);
  CHECK(joined(with_id(objects.route_tables, "rtb-7b73bf02").subnet_ids) == "subnet-62f14104");
  CHECK(with_id(objects.security_groups, "sg-331ad04e").rules.size() == 8);
  CHECK(with_id(objects.gateways, "vgw-81fd279f").vpc_ids.size() == 1);
  const auto& interface = with_id(objects.interfaces, "eni-707e5a5e");
  CHECK(text_of(interface) == "192.168.1.186*");
  CHECK((interface.name == "core_01-eth0" && !interface.from_instance));
}

}  // namespace
}  // namespace halfopen
