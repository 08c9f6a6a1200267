// SPDX-License-Identifier: Apache-2.0
#include "cli/log_files.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <thread>

#include "cli/terminal.hpp"
#include "cli/text_channel.hpp"
#include "halfopen/flowlog/inflate.hpp"

namespace halfopen::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = std::size_t{256} << 10U;
/// What of a plain file is in memory at once: enough that mapping it costs nothing, and little
/// beside the rest.
constexpr std::size_t kMapped = std::size_t{4} << 20U;

/// YYYYMMDDTHHmmZ in a file's name; empty if there is none.
std::string time_in_name(const std::string& path) {
  const std::string name = fs::path(path).filename().string();
  constexpr std::string_view kPattern =
      "dddddddd"
      "Tdddd"
      "Z";
  for (std::size_t i = 0; i + kPattern.size() <= name.size(); ++i) {
    const bool fits = std::equal(
        kPattern.begin(), kPattern.end(), name.begin() + static_cast<std::ptrdiff_t>(i),
        [](char want, char got) { return want == 'd' ? got >= '0' && got <= '9' : want == got; });
    if (fits) return name.substr(i, kPattern.size());
  }
  return "";
}

void add_folder(const std::string& path, LogFiles& found) {
  std::error_code error;
  fs::recursive_directory_iterator it(path, fs::directory_options::skip_permission_denied, error);
  for (const fs::recursive_directory_iterator end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    if (it->path().filename().string().starts_with('.')) {
      if (it->is_directory(ignored)) it.disable_recursion_pending();
    } else if (it->is_regular_file(ignored)) {
      found.files.push_back(it->path().string());
    }
  }
  if (error) found.problems.push_back(path + ": " + error.message());
}

/// Reads one file into the channel. Empty if all went well.
class FileUnpacker {
 public:
  FileUnpacker(TextChannel& channel, std::uint64_t& read) : channel_(channel), read_(read) {}

  std::string unpack(const std::string& path) {
    const int file = path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return std::string("cannot be opened: ") + std::strerror(errno);
    handed_over_ = false;
    std::string problem = pass(file);
    if (file != STDIN_FILENO && !handed_over_) close(file);
    return problem;
  }

 private:
  std::string pass(int file) {
    std::string piece(kPiece, '\0');
    std::unique_ptr<Inflater> inflater;
    const TakeText send = [&](std::string_view text) { channel_.put_text(text, read_); };
    for (bool first = true;; first = false) {
      // The first bytes tell what the file is; a pipe may give them one by one.
      std::size_t got = 0;
      do {
        const ssize_t some = read(file, piece.data() + got, piece.size() - got);
        if (some < 0 && errno == EINTR) continue;
        if (some < 0) return std::string("cannot be read: ") + std::strerror(errno);
        if (some == 0) break;
        got += static_cast<std::size_t>(some);
      } while (first && got < 4);
      if (got == 0) break;
      const std::string_view bytes(piece.data(), got);
      if (first && bytes.starts_with("PAR1"))
        return "is Parquet: ask an engine that reads it, with the SQL of `halfopen logs sql`";
      if (first) inflater = inflater_for(bytes);
      if (first && !inflater && hand_over(file)) return "";
      read_ += got;
      if (!inflater) {
        send(bytes);
        continue;
      }
      if (auto fed = inflater->feed(bytes, send); !fed) return fed.error().what;
    }
    if (!inflater) return "";
    auto whole = inflater->finish();
    return whole ? "" : whole.error().what;
  }

  /// A plain file on disk goes to the reader as a whole.
  bool hand_over(int file) {
    struct stat about {};
    if (file == STDIN_FILENO || fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) return false;
    handed_over_ = true;
    channel_.put({TextChannel::Kind::plain, "", read_, file});
    read_ += static_cast<std::uint64_t>(about.st_size);
    return true;
  }

  TextChannel& channel_;
  std::uint64_t& read_;
  bool handed_over_ = false;
};

/// Feeds a file from memory that is mapped window by window: without a copy, and so that no more of
/// it counts as the program's. Empty if all went well. (If another program cuts the file short
/// while a window is read, the system ends this one; windows are read in milliseconds.)
std::string feed_plain(int file, std::uint64_t before, LogReader& reader,
                       const std::function<void(std::uint64_t)>& progress) {
  for (std::uint64_t at = 0;;) {
    struct stat about {};
    if (fstat(file, &about) != 0) return std::string("cannot be read: ") + std::strerror(errno);
    const auto size = static_cast<std::uint64_t>(about.st_size);
    if (at >= size) return "";
    const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(kMapped, size - at));
    void* window =
        mmap(nullptr, length, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, static_cast<off_t>(at));
    if (window == MAP_FAILED) return std::string("cannot be mapped: ") + std::strerror(errno);
    reader.feed(std::string_view(static_cast<const char*>(window), length));
    munmap(window, length);
    at += length;
    progress(before + at);
  }
}

}  // namespace

LogFiles find_log_files(const std::vector<std::string>& paths) {
  LogFiles found;
  for (const std::string& path : paths) {
    std::error_code error;
    if (path != "-" && fs::is_directory(path, error)) {
      LogFiles inside;
      add_folder(path, inside);
      std::sort(inside.files.begin(), inside.files.end(),
                [](const std::string& a, const std::string& b) {
                  return std::pair(time_in_name(a), a) < std::pair(time_in_name(b), b);
                });
      found.files.insert(found.files.end(), inside.files.begin(), inside.files.end());
      found.problems.insert(found.problems.end(), inside.problems.begin(), inside.problems.end());
      if (inside.files.empty() && inside.problems.empty()) {
        found.problems.push_back(path + ": the folder has no files");
      }
    } else {
      found.files.push_back(path);
    }
  }
  // Several folders are one log if the names tell the times of all their files.
  const bool all_told = std::none_of(found.files.begin(), found.files.end(),
                                     [](const auto& path) { return time_in_name(path).empty(); });
  if (all_told) {
    std::stable_sort(found.files.begin(), found.files.end(),
                     [](const std::string& a, const std::string& b) {
                       return time_in_name(a) < time_in_name(b);
                     });
  }
  for (const std::string& path : found.files) {
    std::error_code error;
    const auto size = path == "-" ? 0 : fs::file_size(path, error);
    if (!error) found.bytes += size;
  }
  return found;
}

std::vector<std::string> read_log_files(const LogFiles& files, LogReader& reader,
                                        const std::function<void(std::uint64_t)>& progress) {
  TextChannel channel;
  std::vector<std::string> problems = files.problems;
  std::thread unpacking([&] {
    std::uint64_t read = 0;
    for (const std::string& path : files.files) {
      channel.put({TextChannel::Kind::begin, path == "-" ? "stdin" : path, read});
      const std::string problem = FileUnpacker(channel, read).unpack(path);
      channel.put({TextChannel::Kind::end, problem.empty() ? "" : path + ": " + problem, read});
    }
    channel.put({});
  });
  std::string file;
  for (;;) {
    TextChannel::Item item = channel.take();
    if (item.kind == TextChannel::Kind::done) break;
    switch (item.kind) {
      case TextChannel::Kind::begin:
        file = item.text;
        reader.begin_file(std::move(item.text));
        break;
      case TextChannel::Kind::text:
        reader.feed(item.text);
        channel.give_back(std::move(item.text));
        progress(item.read);
        break;
      case TextChannel::Kind::plain: {
        const std::string problem = feed_plain(item.file, item.read, reader, progress);
        if (!problem.empty()) problems.push_back(file + ": " + problem);
        close(item.file);
        break;
      }
      case TextChannel::Kind::end:
        reader.end_file();
        if (!item.text.empty()) problems.push_back(std::move(item.text));
        break;
      case TextChannel::Kind::done: break;
    }
  }
  unpacking.join();
  return problems;
}

std::vector<std::string> read_log_files(const LogFiles& files, LogReader& reader, bool quiet) {
  Progress progress("read", quiet);
  return read_log_files(files, reader, [&](std::uint64_t done) {
    progress.at_bytes(done, files.bytes, reader.counts().records);
  });
}

}  // namespace halfopen::cli
