// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/zstandard.hpp"

#include <zstd.h>

#include <vector>

namespace halfopen {
namespace {

class ZstandardInflater final : public Inflater {
 public:
  ZstandardInflater() : stream_(ZSTD_createDStream()), piece_(ZSTD_DStreamOutSize()) {}
  ~ZstandardInflater() override { ZSTD_freeDStream(stream_); }
  ZstandardInflater(const ZstandardInflater&) = delete;
  ZstandardInflater& operator=(const ZstandardInflater&) = delete;

  Result<bool> feed(std::string_view bytes, const TakeText& take) override {
    ZSTD_inBuffer in = {bytes.data(), bytes.size(), 0};
    bool full = false;
    while (in.pos < in.size || full) {
      ZSTD_outBuffer out = {piece_.data(), piece_.size(), 0};
      const std::size_t result = ZSTD_decompressStream(stream_, &out, &in);
      if (ZSTD_isError(result) != 0) return fail("the zstd data is broken");
      if (out.pos > 0) take(std::string_view(piece_.data(), out.pos));
      in_frame_ = result != 0;
      full = in_frame_ && out.pos == out.size;  // asked again, a whole frame wants another
    }
    return true;
  }

  Result<bool> finish() override {
    if (in_frame_) return fail("the zstd data ends too early");
    return true;
  }

 private:
  ZSTD_DStream* stream_;
  std::vector<char> piece_;
  bool in_frame_ = true;
};

}  // namespace

std::unique_ptr<Inflater> make_zstandard_inflater() {
  return std::make_unique<ZstandardInflater>();
}

}  // namespace halfopen
