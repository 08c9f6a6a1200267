// SPDX-License-Identifier: Apache-2.0
#include "halfopen/http/session_pool.hpp"

#include <utility>

namespace halfopen {

SessionPool::SessionPool(const std::shared_ptr<const LoadedSources>& loaded, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) free_.push_back(std::make_unique<Session>(loaded));
}

SessionPool::Lease SessionPool::take() {
  std::unique_lock lock(mutex_);
  freed_.wait(lock, [&] { return !free_.empty(); });
  std::unique_ptr<Session> session = std::move(free_.back());
  free_.pop_back();
  return {*this, std::move(session)};
}

void SessionPool::give_back(std::unique_ptr<Session> session) {
  {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(session));
  }
  freed_.notify_one();
}

}  // namespace halfopen
