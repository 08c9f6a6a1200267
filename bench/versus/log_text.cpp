// SPDX-License-Identifier: Apache-2.0
#include "log_text.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <random>
#include <string_view>

namespace halfopen::bench {
namespace {

constexpr std::array<unsigned, 20> kServices = {22,   25,   53,   80,   110,  123,  143,
                                                389,  443,  445,  993,  1433, 3306, 3389,
                                                5432, 6379, 8080, 8443, 9200, 27017};

class LogWriter {
 public:
  explicit LogWriter(std::size_t rows) { text_.reserve(rows * 118); }

  void row(std::size_t at) {
    const bool reject = random_() % 11 == 0;
    const bool reply = random_() % 2 == 0;
    const unsigned service = kServices[random_() % (reject ? 20 : 6)];
    const auto client = static_cast<unsigned>(1024 + random_() % 64512);
    std::array<char, 24> interface{"eni-"};
    for (std::size_t i = 4; i < 21; ++i) interface[i] = "0123456789abcdef"[interface_digit(i)];
    text_ += "2 123456789012 ";
    text_.append(interface.data(), 21);
    address(reply ? host() : outside());
    address(reply ? outside() : host());
    number(reply ? service : client);
    number(reply ? client : service);
    number(std::array<unsigned, 8>{6, 6, 6, 6, 6, 6, 17, 17}[random_() % 8]);
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
  std::size_t interface_digit(std::size_t place) {
    if (place == 4) interface_ = random_() % 256;
    return (interface_ >> (place % 5)) & 15U;
  }
  std::uint32_t host() { return (10U << 24U) | static_cast<std::uint32_t>(random_() % 4096); }
  std::uint32_t outside() {
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
  std::size_t interface_ = 0;
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
  constexpr std::array<std::size_t, kColumns> kOrder = {12, 10, 3, 5, 4, 6, 7, 2, 8, 9, 11, 13, 0, 1};
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
