// SPDX-License-Identifier: Apache-2.0
#include "halfopen/serve/session.hpp"

#include <algorithm>
#include <utility>

namespace halfopen {
namespace {

std::size_t bytes_of(const std::vector<NamedText>& texts) {
  std::size_t bytes = 0;
  for (const NamedText& input : texts) bytes += input.name.size() + input.text.size();
  return bytes;
}

}  // namespace

Session::Session() : Session(std::make_shared<const LoadedSources>(read_sources({}))) {}

Session::Session(std::shared_ptr<const LoadedSources> loaded)
    : loaded_(std::make_shared<Account>(std::move(loaded))) {}

std::shared_ptr<Account> Session::account(const std::vector<NamedText>& texts, PlanSide side) {
  const std::size_t bytes = bytes_of(texts);
  const auto known = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) {
    return kept.side == side && kept.bytes == bytes && kept.account->sources().texts == texts;
  });
  if (known != kept_.end()) {
    kept_.splice(kept_.begin(), kept_, known);
    return kept_.front().account;
  }
  auto sources = std::make_shared<const LoadedSources>(read_sources(texts, side));
  kept_.push_front({side, bytes, std::make_shared<Account>(std::move(sources))});
  forget_oldest();
  return kept_.front().account;
}

void Session::forget_oldest() {
  std::size_t bytes = 0;
  for (const Kept& kept : kept_) bytes += kept.bytes;
  while (kept_.size() > kMostKept || (kept_.size() > 1 && bytes > kMostKeptBytes)) {
    bytes -= kept_.back().bytes;
    kept_.pop_back();
  }
}

}  // namespace halfopen
