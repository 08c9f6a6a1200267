// SPDX-License-Identifier: Apache-2.0
// A small HTTP server. The only door to the HTTP library: no other file sees it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "halfopen/base/result.hpp"
#include "halfopen/http/http_message.hpp"

namespace halfopen {

/// One request a connection: what was refused leaves no bytes behind that could be taken for a
/// request, and nobody holds a thread by being silent. A request has to arrive whole in time and in
/// so many bytes, head and body together, whatever its headers say.
class HttpServer {
 public:
  struct Settings {
    std::size_t threads = 12;
    std::chrono::milliseconds request_time{10'000};  ///< from the connection to the last byte
    std::size_t most_head_bytes = std::size_t{64} << 10;
    std::size_t most_body_bytes = 0;
    std::vector<std::pair<std::string, std::string>> headers;  ///< of every answer
  };

  /// Looks at the head of a request; an answer refuses it, and its body is not read.
  using Guard = std::function<std::optional<HttpAnswer>(const HttpHead&)>;
  using Handler = std::function<HttpAnswer(const HttpHead&, std::string_view body)>;

  /// Both are called from several threads at once.
  HttpServer(Settings settings, Guard guard, Handler handler);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Binds the port, 0 meaning any free one, and returns it. From then on connections are taken,
  /// and wait for run(). No other program may bind the same one.
  Result<std::uint16_t> listen(const std::string& address, std::uint16_t port);

  /// Serves until stop(). Requests at hand are answered first.
  void run();

  /// May be called from any thread.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace halfopen
