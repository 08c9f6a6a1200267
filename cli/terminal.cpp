// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "halfopen/report/number_text.hpp"

namespace halfopen::cli {
namespace {

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

int terminal_width(int descriptor) {
  constexpr int kPlain = 100;
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kPlain;
  return std::max(40, int{size.ws_col});
}

}  // namespace

Style style_for(int descriptor, Colour colour) {
  Style style;
  style.width = terminal_width(descriptor);
  if (colour == Colour::automatic) {
    style.colour = !is_set("NO_COLOR") && (isatty(descriptor) != 0 || is_set("CLICOLOR_FORCE"));
  } else {
    style.colour = colour == Colour::always;
  }
  return style;
}

bool write_out(std::string_view text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  return std::fflush(stdout) == 0 && written;
}

void write_error(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

Progress::Progress(std::string what, bool quiet)
    : what_(std::move(what)),
      shown_(!quiet && isatty(STDERR_FILENO) != 0),
      start_(std::chrono::steady_clock::now()),
      next_(start_ + std::chrono::seconds(1)) {}

Progress::~Progress() {
  if (drawn_) write_error("\r\x1b[K");
}

/// Work that is short, and what was told a moment ago, shows nothing.
bool Progress::is_due() {
  if (!shown_) return false;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return false;
  next_ = now + std::chrono::milliseconds(200);
  return true;
}

void Progress::draw(const std::string& text) {
  drawn_ = true;
  // Never more than a line: what is longer could not be drawn over.
  const auto width = static_cast<std::size_t>(terminal_width(STDERR_FILENO));
  write_error("\r\x1b[K" + text.substr(0, width - 1));
}

double Progress::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

void Progress::at(std::uint64_t done) {
  if (!is_due()) return;
  const auto rate = static_cast<std::uint64_t>(static_cast<double>(done) / seconds());
  draw(what_ + ": " + grouped(done) + " (" + grouped(rate) + " a second)");
}

void Progress::at_bytes(std::uint64_t done, std::uint64_t total, std::uint64_t records) {
  if (is_due()) draw(what_ + ' ' + bytes_progress(done, total, records, seconds()));
}

std::string bytes_progress(std::uint64_t done, std::uint64_t total, std::uint64_t records,
                           double seconds) {
  constexpr std::size_t kBar = 20;
  constexpr std::uint64_t kMega = 1'000'000;
  const auto a_second = [&](std::uint64_t count) {
    return static_cast<std::uint64_t>(static_cast<double>(count) / std::max(seconds, 1e-3));
  };
  std::string text;
  if (total != 0) {
    const std::uint64_t part = std::min(done, total);
    // Percent first: bytes times a hundred stay within their type.
    const std::uint64_t percent = part * 100 / total;
    const std::size_t filled = percent * kBar / 100;
    text += '[' + std::string(filled, '#') + std::string(kBar - filled, '-') + "] " +
            std::to_string(percent) + " %, ";
  }
  text += grouped(done / kMega) + (total != 0 ? " of " + grouped(total / kMega) : "") + " MB, " +
          grouped(a_second(done) / kMega) + " MB and " + grouped(a_second(records)) +
          " records a second";
  if (total > done && a_second(done) > 0) {
    text += ", " + grouped((total - done) / a_second(done) + 1) + " s left";
  }
  return text;
}

Steps::Steps(std::size_t count, bool quiet)
    : count_(count), shown_(!quiet), redrawn_(isatty(STDERR_FILENO) != 0) {}

Steps::~Steps() {
  if (shown_ && redrawn_) write_error("\r\x1b[K");
}

void Steps::next(const std::string& what) {
  ++position_;
  what_ = what;
  if (shown_) draw("");
}

void Steps::part(std::size_t position, std::size_t count) {
  if (!shown_ || !redrawn_) return;
  draw(" (" + std::to_string(position) + " of " + std::to_string(count) + ')');
}

void Steps::draw(const std::string& more) const {
  const std::string line =
      "call " + std::to_string(position_) + " of " + std::to_string(count_) + ": " + what_ + more;
  write_error(redrawn_ ? "\r\x1b[K" + line : line + '\n');
}

}  // namespace halfopen::cli
