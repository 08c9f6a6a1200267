// SPDX-License-Identifier: Apache-2.0
#include "halfopen/system/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace halfopen {
namespace {

/// A pipe whose ends no other program inherits.
class Pipe {
 public:
  Pipe() : open_(pipe2(ends_.data(), O_CLOEXEC) == 0) {}
  ~Pipe() {
    for (const int end : ends_) {
      if (end >= 0) close(end);
    }
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  bool is_open() const { return open_; }
  int reading() const { return ends_[0]; }
  int writing() const { return ends_[1]; }
  void close_writing() {
    close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  std::array<int, 2> ends_ = {-1, -1};
  bool open_;
};

/// What a child reads on stdin: a file in memory, which no reader can keep waiting.
class InputFile {
 public:
  explicit InputFile(std::string_view text) {
    if (text.empty()) return;
    file_ = memfd_create("halfopen-input", MFD_CLOEXEC);
    while (!text.empty() && file_ >= 0) {
      const ssize_t written = write(file_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) break;
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    whole_ = file_ >= 0 && text.empty() && lseek(file_, 0, SEEK_SET) == 0;
  }
  ~InputFile() {
    if (file_ >= 0) close(file_);
  }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  bool whole() const { return whole_; }
  int file() const { return file_; }  ///< -1: nothing to read

 private:
  int file_ = -1;
  bool whole_ = true;
};

/// What the child does with its streams before it becomes the program.
class Redirections {
 public:
  Redirections(const InputFile& input, const Pipe& out, const Pipe& error) {
    posix_spawn_file_actions_init(&actions_);
    if (input.file() < 0) {
      posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    } else {
      posix_spawn_file_actions_adddup2(&actions_, input.file(), STDIN_FILENO);
    }
    posix_spawn_file_actions_adddup2(&actions_, out.writing(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, error.writing(), STDERR_FILENO);
  }
  ~Redirections() { posix_spawn_file_actions_destroy(&actions_); }
  Redirections(const Redirections&) = delete;
  Redirections& operator=(const Redirections&) = delete;

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

std::vector<std::string> environment_with(const std::vector<Variable>& variables) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::string_view name = text.substr(0, text.find('='));
    const bool changed = std::any_of(variables.begin(), variables.end(),
                                     [&](const Variable& v) { return v.first == name; });
    if (!changed) all.emplace_back(text);
  }
  for (const auto& [name, value] : variables) {
    all.push_back(name);
    all.back().append("=").append(value);
  }
  return all;
}

/// The form that the operating system wants. Lives as long as `words`.
std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// Takes what there is to read. False at the end.
bool take(int descriptor, std::string& text) {
  std::array<char, 65536> chunk{};
  const ssize_t got = read(descriptor, chunk.data(), chunk.size());
  if (got > 0) text.append(chunk.data(), static_cast<std::size_t>(got));
  return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

/// Reads both streams side by side, so that neither makes the child wait for the other.
void read_both(const Pipe& out, const Pipe& error, ChildOutput& output) {
  std::array<pollfd, 2> streams = {{{out.reading(), POLLIN, 0}, {error.reading(), POLLIN, 0}}};
  while (streams[0].fd >= 0 || streams[1].fd >= 0) {
    if (poll(streams.data(), streams.size(), -1) < 0 && errno != EINTR) return;
    if (streams[0].revents != 0 && !take(out.reading(), output.out)) streams[0].fd = -1;
    if (streams[1].revents != 0 && !take(error.reading(), output.error)) streams[1].fd = -1;
    for (pollfd& stream : streams) stream.revents = 0;
  }
}

}  // namespace

Result<ChildOutput> run_child(const std::vector<std::string>& words,
                              const std::vector<Variable>& variables, std::string_view input) {
  const InputFile file(input);
  Pipe out;
  Pipe error;
  if (!file.whole() || !out.is_open() || !error.is_open()) return fail(std::strerror(errno));
  const Redirections redirections(file, out, error);
  std::vector<std::string> own_words = words;
  std::vector<std::string> own_environment = environment_with(variables);
  pid_t child = 0;
  const int problem =
      posix_spawnp(&child, words.front().c_str(), redirections.get(), nullptr,
                   pointers_to(own_words).data(), pointers_to(own_environment).data());
  if (problem != 0) return fail(std::strerror(problem));
  out.close_writing();
  error.close_writing();
  ChildOutput output;
  read_both(out, error, output);
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return fail(std::strerror(errno));
  }
  constexpr int kSignalled = 128;
  output.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : kSignalled + WTERMSIG(status);
  return output;
}

}  // namespace halfopen
