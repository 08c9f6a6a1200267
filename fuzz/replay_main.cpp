// SPDX-License-Identifier: Apache-2.0
// Runs a fuzzer's body over files: the committed corpus as a test, or a reproducer in a debugger.
// usage: replay_NAME FILE|DIRECTORY…
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "ask_all.hpp"

namespace {

std::vector<std::filesystem::path> files_under(const std::filesystem::path& root) {
  if (!std::filesystem::is_directory(root)) return {root};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool replay(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    std::fprintf(stderr, "cannot read %s\n", file.c_str());
    return false;
  }
  const std::vector<char> bytes{std::istreambuf_iterator<char>(stream), {}};
  const std::vector<std::uint8_t> data(bytes.begin(), bytes.end());
  // The name goes out first: if the body aborts, it is the last line of the log.
  std::printf("%s\n", file.c_str());
  std::fflush(stdout);
  LLVMFuzzerTestOneInput(data.data(), data.size());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t count = 0;
  bool all_read = true;
  for (int i = 1; i < argc; ++i) {
    for (const auto& file : files_under(argv[i])) {
      all_read = replay(file) && all_read;
      ++count;
    }
  }
  std::printf("%zu files replayed\n", count);
  return all_read && count > 0 ? 0 : 1;  // an empty corpus is a mistake, not a success
}
