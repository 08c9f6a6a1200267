// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/gzip.hpp"

#include <isa-l/igzip_lib.h>

#include <vector>

namespace halfopen {
namespace {

constexpr std::size_t kPiece = std::size_t{256} << 10U;

class GzipInflater final : public Inflater {
 public:
  GzipInflater() : piece_(kPiece) { begin_member(); }

  Result<bool> feed(std::string_view bytes, const TakeText& take) override {
    // The library reads only, and asks for bytes that may be written.
    state_.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(bytes.data()));
    state_.avail_in = static_cast<std::uint32_t>(bytes.size());
    bool full = false;  // more may wait behind a full piece
    while (state_.avail_in > 0 || full) {
      if (!in_member_) begin_member_again();
      state_.next_out = reinterpret_cast<std::uint8_t*>(piece_.data());
      state_.avail_out = static_cast<std::uint32_t>(piece_.size());
      const int result = isal_inflate(&state_);
      if (result != ISAL_DECOMP_OK && result != ISAL_END_INPUT) {
        return fail("the gzip data is broken");
      }
      const std::size_t got = piece_.size() - state_.avail_out;
      if (got > 0) take(std::string_view(piece_.data(), got));
      in_member_ = state_.block_state != ISAL_BLOCK_FINISH;
      full = in_member_ && state_.avail_out == 0;
    }
    return true;
  }

  Result<bool> finish() override {
    if (in_member_) return fail("the gzip data ends too early");
    return true;
  }

 private:
  void begin_member() {
    isal_inflate_init(&state_);
    state_.crc_flag = ISAL_GZIP;
    in_member_ = true;
  }
  void begin_member_again() {
    std::uint8_t* next = state_.next_in;
    const std::uint32_t left = state_.avail_in;
    begin_member();
    state_.next_in = next;
    state_.avail_in = left;
  }

  inflate_state state_{};
  std::vector<char> piece_;
  bool in_member_ = true;
};

}  // namespace

std::unique_ptr<Inflater> make_gzip_inflater() { return std::make_unique<GzipInflater>(); }

}  // namespace halfopen
