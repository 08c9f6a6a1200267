// SPDX-License-Identifier: Apache-2.0
// Sessions for several askers at once.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "halfopen/serve/session.hpp"

namespace halfopen {

/// A few sessions over the same loaded inputs. The one that was used last is given first, so that
/// somebody who asks alone always meets what the session remembers.
class SessionPool {
 public:
  SessionPool(const std::shared_ptr<const LoadedSources>& loaded, std::size_t count);

  /// A session of one's own until it goes back by itself.
  class Lease {
   public:
    Lease(SessionPool& pool, std::unique_ptr<Session> session)
        : pool_(pool), session_(std::move(session)) {}
    ~Lease() { pool_.give_back(std::move(session_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    Session& operator*() const { return *session_; }

   private:
    SessionPool& pool_;
    std::unique_ptr<Session> session_;
  };

  /// Waits until a session is free.
  Lease take();

 private:
  void give_back(std::unique_ptr<Session> session);

  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Session>> free_;
};

}  // namespace halfopen
