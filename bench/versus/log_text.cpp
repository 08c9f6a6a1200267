// SPDX-License-Identifier: Apache-2.0
#include "log_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

namespace halfopen::bench {
namespace {

constexpr std::array<unsigned, 20> kServices = {22,   25,   53,   80,   110,  123,  143,
                                                389,  443,  445,  993,  1433, 3306, 3389,
                                                5432, 6379, 8080, 8443, 9200, 27017};

/// One connection, of which records are still to come.
struct Talk {
  std::uint32_t client = 0;
  std::uint32_t server = 0;
  unsigned client_port = 0;
  unsigned server_port = 0;
  unsigned protocol = 6;
  std::size_t interface = 0;
  bool request_rejected = false;
  bool reply_rejected = false;
  unsigned records = 0;
};

class LogWriter {
 public:
  explicit LogWriter(std::size_t rows) : talks_(std::min<std::size_t>(rows, 20'000)) {
    text_.reserve(rows * 118);
  }

  void row(std::size_t at) {
    Talk& talk = talks_[random_() % talks_.size()];
    if (talk.records == 0) begin(talk);
    --talk.records;
    const bool reply = !talk.request_rejected && talk.records % 2 == 0;
    const bool reject = reply ? talk.reply_rejected : talk.request_rejected;
    std::array<char, 22> interface { "eni-0" };
    for (std::size_t i = 5; i < 21; ++i) {
      interface[i] = "0123456789abcdef"[(talk.interface * (2 * i + 1) >> (i % 7)) & 15U];
    }
    text_ += "2 123456789012 ";
    text_.append(interface.data(), 21);
    address(reply ? talk.server : talk.client);
    address(reply ? talk.client : talk.server);
    number(reply ? talk.server_port : talk.client_port);
    number(reply ? talk.client_port : talk.server_port);
    number(talk.protocol);
    const auto packets = 1 + random_() % (random_() % 4 == 0 ? 5000 : 40);
    number(packets);
    number(packets * (40 + random_() % 1400));
    const auto start = 1'750'000'000 + at / 2000;
    number(start);
    number(start + 60);
    text_ += reject ? " REJECT OK\n" : " ACCEPT OK\n";
  }
  std::string take() { return std::move(text_); }

 private:
  void begin(Talk& talk) {
    talk.interface = random_() % 256;
    talk.server = (10U << 24U) | static_cast<std::uint32_t>(talk.interface);
    talk.client = client();
    talk.request_rejected = random_() % 9 == 0;
    talk.reply_rejected = random_() % 100 == 0;
    talk.server_port = kServices[random_() % (talk.request_rejected ? 20 : 6)];
    talk.client_port = static_cast<unsigned>(1024 + random_() % 64512);
    talk.protocol = talk.server_port == 53 || talk.server_port == 123 ? 17 : 6;
    talk.records = 8;
  }
  std::uint32_t client() {
    return (random_() % 3 == 0) ? (172U << 24U) | (16U << 16U) | (random_() % 65536)
                                : static_cast<std::uint32_t>(random_() % 0xdfffffffU);
  }
  void address(std::uint32_t bits) {
    char before = ' ';
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
      text_ += before;
      digits((bits >> shift) & 255U);
      before = '.';
    }
  }
  void number(std::uint64_t value) {
    text_ += ' ';
    digits(value);
  }
  void digits(std::uint64_t value) {
    std::array<char, 20> room{};
    const auto end = std::to_chars(room.data(), room.data() + room.size(), value);
    text_.append(room.data(), end.ptr);
  }

  std::mt19937 random_{11};  // NOLINT: the same log in every run
  std::vector<Talk> talks_;
  std::string text_;
};

}  // namespace

std::string default_log(std::size_t rows) {
  LogWriter writer(rows);
  for (std::size_t i = 0; i < rows; ++i) writer.row(i);
  return writer.take();
}

std::string other_log(const std::string& standard) {
  constexpr std::size_t kColumns = 14;
  constexpr std::array<std::size_t, kColumns> kOrder = {12, 10, 3, 5,  4,  6, 7,
                                                        2,  8,  9, 11, 13, 0, 1};
  std::string text =
      "action start srcaddr srcport dstaddr dstport protocol interface-id packets bytes end "
      "log-status version account-id\n";
  text.reserve(text.size() + standard.size());
  const std::string_view all = standard;
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = all.find('\n', begin);
    std::array<std::string_view, kColumns> fields;
    std::size_t at = begin;
    for (std::string_view& field : fields) {
      const std::size_t stop = std::min(all.find(' ', at), end);
      field = all.substr(at, stop - at);
      at = stop + 1;
    }
    for (std::size_t i = 0; i < kColumns; ++i) {
      if (i > 0) text += ' ';
      text += fields[kOrder[i]];
    }
    text += '\n';
    begin = end + 1;
  }
  return text;
}

}  // namespace halfopen::bench
