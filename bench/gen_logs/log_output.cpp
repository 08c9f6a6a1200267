// SPDX-License-Identifier: Apache-2.0
#include "log_output.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <utility>

namespace halfopen::bench {
namespace {

std::string padded(unsigned number, std::size_t digits) {
  const std::string text = std::to_string(number);
  return std::string(digits > text.size() ? digits - text.size() : 0, '0') + text;
}

/// …/AWSLogs/ACCOUNT/vpcflowlogs/REGION/YYYY/MM/DD/ACCOUNT_vpcflowlogs_REGION_ID_TIME_HASH.log
std::string s3_path(const std::string& folder, std::int64_t time, std::uint32_t number) {
  using namespace std::chrono;
  const sys_seconds at{seconds(time)};
  const auto day = floor<days>(at);
  const year_month_day date(day);
  const hh_mm_ss clock(at - day);
  const std::string year = padded(static_cast<unsigned>(static_cast<int>(date.year())), 4);
  const std::string month = padded(static_cast<unsigned>(date.month()), 2);
  const std::string of_month = padded(static_cast<unsigned>(date.day()), 2);
  return folder + "/AWSLogs/123456789012/vpcflowlogs/eu-west-1/" + year + '/' + month + '/' +
         of_month + "/123456789012_vpcflowlogs_eu-west-1_fl-0a1b2c3d_" + year + month + of_month +
         'T' + padded(static_cast<unsigned>(clock.hours().count()), 2) +
         padded(static_cast<unsigned>(clock.minutes().count()), 2) + "Z_" + padded(number, 8) +
         ".log";
}

}  // namespace

Result<LogOutput> LogOutput::open(LogOutputOptions options) {
  LogOutput output(std::move(options));
  if (!output.begin_file(0)) {
    return fail("the output cannot be written: " + std::string(std::strerror(errno)));
  }
  return output;
}

LogOutput::LogOutput(LogOutput&& other) noexcept
    : options_(std::move(other.options_)),
      file_(std::exchange(other.file_, nullptr)),
      gzip_(std::move(other.gzip_)),
      number_(other.number_) {}

LogOutput::~LogOutput() {
  if (file_ != nullptr && file_ != stdout) std::fclose(file_);
}

bool LogOutput::begin_file(std::uint32_t number) {
  number_ = number;
  std::string path = options_.path;
  if (options_.files > 0) {
    const std::int64_t time =
        options_.start + options_.duration * number / std::max<std::uint32_t>(options_.files, 1);
    path = s3_path(options_.path, time, number) + (options_.gzip ? ".gz" : "");
    std::error_code error;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  }
  file_ = path == "-" ? stdout : std::fopen(path.c_str(), "wb");
  if (file_ == nullptr) return false;
  if (options_.gzip) gzip_ = make_gzip_writer();
  return put(options_.header, false);
}

bool LogOutput::end_file() {
  bool good = put("", true);
  good = (file_ == stdout ? std::fflush(file_) : std::fclose(file_)) == 0 && good;
  file_ = nullptr;
  return good;
}

bool LogOutput::put(std::string_view text, bool last) {
  if (gzip_) {
    packed_.clear();
    gzip_->write(text, last, packed_);
    text = packed_;
  }
  return std::fwrite(text.data(), 1, text.size(), file_) == text.size();
}

bool LogOutput::write(std::string_view lines, std::int64_t time) {
  if (options_.files > 0) {
    const std::int64_t slice = std::max<std::int64_t>(options_.duration / options_.files, 1);
    const std::int64_t wanted = std::clamp<std::int64_t>((time - options_.start) / slice, 0,
                                                         std::int64_t{options_.files} - 1);
    while (number_ < wanted) {
      if (!end_file() || !begin_file(number_ + 1)) return false;
    }
  }
  return put(lines, false);
}

bool LogOutput::close() {
  // Files for times that the log did not reach have a header only.
  while (options_.files > 0 && number_ + 1 < options_.files) {
    if (!end_file() || !begin_file(number_ + 1)) return false;
  }
  return end_file();
}

}  // namespace halfopen::bench
