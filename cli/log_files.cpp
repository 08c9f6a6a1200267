// SPDX-License-Identifier: Apache-2.0
#include "cli/log_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>

#include "halfopen/flowlog/inflate.hpp"

namespace halfopen::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = std::size_t{1} << 20U;
constexpr std::size_t kMostWaiting = 16;

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

/// Pieces of text on their way from the thread that unpacks to the one that reads.
class Channel {
 public:
  enum class Kind : std::uint8_t { begin, text, end, done };
  struct Item {
    Kind kind = Kind::done;
    std::string text;
    std::uint64_t read = 0;  ///< bytes of files so far
  };

  void put(Item item) {
    std::unique_lock<std::mutex> lock(mutex_);
    room_.wait(lock, [&] { return items_.size() < kMostWaiting; });
    items_.push_back(std::move(item));
    some_.notify_one();
  }
  Item take() {
    std::unique_lock<std::mutex> lock(mutex_);
    some_.wait(lock, [&] { return !items_.empty(); });
    Item item = std::move(items_.front());
    items_.pop_front();
    room_.notify_one();
    return item;
  }

 private:
  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable some_;
  std::deque<Item> items_;
};

/// Reads one file into the channel. Empty if all went well.
class FileUnpacker {
 public:
  FileUnpacker(Channel& channel, std::uint64_t& read) : channel_(channel), read_(read) {}

  std::string unpack(const std::string& path) {
    const int file = path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return std::string("cannot be opened: ") + std::strerror(errno);
    std::string problem = pass(file);
    if (file != STDIN_FILENO) close(file);
    return problem;
  }

 private:
  std::string pass(int file) {
    std::string piece(kPiece, '\0');
    std::unique_ptr<Inflater> inflater;
    const TakeText send = [&](std::string_view text) {
      channel_.put({Channel::Kind::text, std::string(text), read_});
    };
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
      read_ += got;
      const std::string_view bytes(piece.data(), got);
      if (first && bytes.starts_with("PAR1"))
        return "is Parquet, which is not read: export as text";
      if (first) inflater = inflater_for(bytes);
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

  Channel& channel_;
  std::uint64_t& read_;
};

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
  for (const std::string& path : found.files) {
    std::error_code error;
    const auto size = path == "-" ? 0 : fs::file_size(path, error);
    if (!error) found.bytes += size;
  }
  return found;
}

std::vector<std::string> read_log_files(const LogFiles& files, LogReader& reader,
                                        const std::function<void(std::uint64_t)>& progress) {
  Channel channel;
  std::vector<std::string> problems = files.problems;
  std::thread unpacking([&] {
    std::uint64_t read = 0;
    for (const std::string& path : files.files) {
      channel.put({Channel::Kind::begin, path == "-" ? "stdin" : path, read});
      const std::string problem = FileUnpacker(channel, read).unpack(path);
      channel.put({Channel::Kind::end, problem.empty() ? "" : path + ": " + problem, read});
    }
    channel.put({});
  });
  for (;;) {
    Channel::Item item = channel.take();
    if (item.kind == Channel::Kind::done) break;
    if (item.kind == Channel::Kind::begin) {
      reader.begin_file(std::move(item.text));
    } else if (item.kind == Channel::Kind::text) {
      reader.feed(item.text);
      progress(item.read);
    } else {
      reader.end_file();
      if (!item.text.empty()) problems.push_back(std::move(item.text));
    }
  }
  unpacking.join();
  return problems;
}

}  // namespace halfopen::cli
