// SPDX-License-Identifier: Apache-2.0
#include <isa-l/igzip_lib.h>

#include <vector>

#include "log_output.hpp"

namespace halfopen::bench {
namespace {

class IsalWriter final : public GzipWriter {
 public:
  IsalWriter() : work_(ISAL_DEF_LVL1_DEFAULT), piece_(std::size_t{1} << 18U) {
    isal_deflate_init(&stream_);
    stream_.gzip_flag = IGZIP_GZIP;
    stream_.level = 1;
    stream_.level_buf = work_.data();
    stream_.level_buf_size = static_cast<std::uint32_t>(work_.size());
  }

  void write(std::string_view text, bool last, std::string& packed) override {
    // The library reads only, and asks for bytes that may be written.
    stream_.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
    stream_.avail_in = static_cast<std::uint32_t>(text.size());
    stream_.end_of_stream = last ? 1 : 0;
    do {
      stream_.next_out = piece_.data();
      stream_.avail_out = static_cast<std::uint32_t>(piece_.size());
      isal_deflate(&stream_);
      packed.append(reinterpret_cast<const char*>(piece_.data()),
                    piece_.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }

 private:
  isal_zstream stream_{};
  std::vector<std::uint8_t> work_;
  std::vector<std::uint8_t> piece_;
};

}  // namespace

std::unique_ptr<GzipWriter> make_gzip_writer() { return std::make_unique<IsalWriter>(); }

}  // namespace halfopen::bench
