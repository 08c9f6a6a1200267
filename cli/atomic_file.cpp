// SPDX-License-Identifier: Apache-2.0
#include "cli/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace halfopen::cli {
namespace {

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = write(descriptor, text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

}  // namespace

Result<bool> write_whole(const std::string& path, std::string_view text) {
  const std::filesystem::path goal(path);
  const std::string way = (goal.parent_path() / ('.' + goal.filename().string() + '.' +
                                                 std::to_string(getpid()) + ".part"))
                              .string();
  constexpr mode_t kReadable = 0666;  // less what umask takes away
  const int descriptor =
      open(way.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, kReadable);
  if (descriptor < 0) return fail(path + ": " + std::strerror(errno));
  // Without fsync a crash of the machine could leave the new name with no content.
  const bool written = write_all(descriptor, text) && fsync(descriptor) == 0;
  int problem = written ? 0 : errno;
  if (close(descriptor) != 0 && problem == 0) problem = errno;
  if (problem == 0 && std::rename(way.c_str(), path.c_str()) != 0) problem = errno;
  if (problem == 0) return true;
  unlink(way.c_str());
  return fail(path + ": " + std::strerror(problem));
}

}  // namespace halfopen::cli
