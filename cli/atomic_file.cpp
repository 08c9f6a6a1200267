// SPDX-License-Identifier: Apache-2.0
#include "cli/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>

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

/// 0, or why it failed, as in errno.
int write_and_close(int descriptor, std::string_view text) {
  if (descriptor < 0) return errno;
  int problem = write_all(descriptor, text) ? 0 : errno;
  if (close(descriptor) != 0 && problem == 0) problem = errno;
  return problem;
}

/// What the path leads to, links followed; nothing if there is none.
std::optional<struct stat> status_of(const std::string& path) {
  struct stat status = {};
  return stat(path.c_str(), &status) == 0 ? std::optional(status) : std::nullopt;
}

/// The standard output or error, if that is what the path leads to.
std::optional<int> stream_of(const struct stat& status) {
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat own = {};
    if (fstat(stream, &own) != 0) continue;
    if (own.st_dev == status.st_dev && own.st_ino == status.st_ino) return stream;
  }
  return std::nullopt;
}

bool is_link(const std::filesystem::path& path) {
  std::error_code problem;
  return std::filesystem::is_symlink(std::filesystem::symlink_status(path, problem));
}

/// What is to be replaced: the end of a chain of links, whether it exists or not.
std::filesystem::path target_of(std::filesystem::path path, int& problem) {
  constexpr int kMostLinks = 40;
  for (int i = 0; is_link(path); ++i) {
    std::error_code error;
    const auto next = std::filesystem::read_symlink(path, error);
    if (error || i == kMostLinks) {
      problem = error ? error.value() : ELOOP;
      return path;
    }
    path = path.parent_path() / next;  // an absolute one takes the place of all
  }
  return path;
}

/// Writes a file beside the goal and gives it the goal's name; 0, or why it failed.
int replace(const std::filesystem::path& goal, const std::optional<struct stat>& old,
            std::string_view text) {
  const std::string way = (goal.parent_path() / ('.' + goal.filename().string() + '.' +
                                                 std::to_string(getpid()) + ".part"))
                              .string();
  constexpr mode_t kReadable = 0666;  // less what umask takes away
  constexpr mode_t kPermissions = 0777;
  const mode_t mode = old ? old->st_mode & kPermissions : kReadable;
  const int descriptor =
      open(way.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode);
  if (descriptor < 0) return errno;
  // Without fsync a crash of the machine could leave the new name with no content.
  const bool written = (!old || fchmod(descriptor, mode) == 0) && write_all(descriptor, text) &&
                       fsync(descriptor) == 0;
  int problem = written ? 0 : errno;
  if (close(descriptor) != 0 && problem == 0) problem = errno;
  if (problem == 0 && std::rename(way.c_str(), goal.c_str()) != 0) problem = errno;
  if (problem != 0) unlink(way.c_str());
  return problem;
}

int put(const std::string& path, std::string_view text) {
  const auto old = status_of(path);
  const bool regular = old && S_ISREG(old->st_mode);
  // A replaced file would not be the one that the program's own output goes to.
  if (old && (!regular || is_link(path))) {
    if (const auto stream = stream_of(*old)) return write_all(*stream, text) ? 0 : errno;
  }
  if (old && !regular) return write_and_close(open(path.c_str(), O_WRONLY | O_CLOEXEC), text);
  int problem = 0;
  const std::filesystem::path goal = target_of(path, problem);
  return problem != 0 ? problem : replace(goal, old, text);
}

}  // namespace

Result<bool> write_whole(const std::string& path, std::string_view text) {
  const int problem = put(path, text);
  if (problem == 0) return true;
  return fail(path + ": " + std::strerror(problem));
}

}  // namespace halfopen::cli
