// SPDX-License-Identifier: Apache-2.0
// Pieces of text on their way from the thread that unpacks to the one that reads.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halfopen::cli {

/// A queue of bounded length. The room of pieces that were read is used again.
class TextChannel {
 public:
  enum class Kind : std::uint8_t {
    begin,  ///< a file; its name
    text,   ///< a piece of it
    plain,  ///< all of it, from `file`, which the taker closes
    end,    ///< what went wrong with it, or nothing
    done,   ///< no more files
  };
  struct Item {
    Kind kind = Kind::done;
    std::string text;
    std::uint64_t read = 0;  ///< bytes of files before it, or with it if they were unpacked
    int file = -1;
  };

  void put(Item item) {
    std::unique_lock<std::mutex> lock(mutex_);
    room_.wait(lock, [&] { return items_.size() < kMostWaiting; });
    items_.push_back(std::move(item));
    some_.notify_one();
  }
  void put_text(std::string_view text, std::uint64_t read) {
    std::string room = take_room();
    room.assign(text);
    put({Kind::text, std::move(room), read});
  }
  Item take() {
    std::unique_lock<std::mutex> lock(mutex_);
    some_.wait(lock, [&] { return !items_.empty(); });
    Item item = std::move(items_.front());
    items_.pop_front();
    room_.notify_one();
    return item;
  }
  /// The room of a text that was read.
  void give_back(std::string room) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (rooms_.size() < kMostWaiting) rooms_.push_back(std::move(room));
  }

 private:
  static constexpr std::size_t kMostWaiting = 16;

  std::string take_room() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (rooms_.empty()) return {};
    std::string room = std::move(rooms_.back());
    rooms_.pop_back();
    return room;
  }

  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable some_;
  std::deque<Item> items_;
  std::vector<std::string> rooms_;
};

}  // namespace halfopen::cli
