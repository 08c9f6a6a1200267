// SPDX-License-Identifier: Apache-2.0
#include "child_run.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>

namespace halfopen::bench {
namespace {

[[noreturn]] void become(const std::vector<std::string>& words, int out, bool one_core) {
  if (one_core) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(0, &set);
    sched_setaffinity(0, sizeof set, &set);
  }
  dup2(out, STDOUT_FILENO);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

}  // namespace

ChildRun run_child(const std::vector<std::string>& words, bool one_core) {
  ChildRun run;
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return run;
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) become(words, ends[1], one_core);
  close(ends[1]);
  std::array<char, 4096> piece{};
  for (ssize_t got = 0; (got = read(ends[0], piece.data(), piece.size())) > 0;) {
    run.output.append(piece.data(), static_cast<std::size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  rusage used{};
  if (child < 0 || wait4(child, &status, 0, &used) != child) return run;
  run.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  run.cpu_seconds = seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
  run.peak_megabytes = static_cast<double>(used.ru_maxrss) * 1024 * 1e-6;
  if (WIFEXITED(status) && WEXITSTATUS(status) != 127) run.exit_code = WEXITSTATUS(status);
  return run;
}

}  // namespace halfopen::bench
