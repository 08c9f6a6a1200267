// SPDX-License-Identifier: Apache-2.0
#include "halfopen/http/http_server.hpp"

#include <arpa/inet.h>
#include <httplib.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <functional>
#include <utility>

#include "halfopen/report/api_error_json.hpp"

namespace halfopen {
namespace {

using Clock = std::chrono::steady_clock;

/// Waits until the socket is ready for `events`; false when the time is over.
bool wait_for(int socket, short events, Clock::time_point deadline) {
  while (true) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd one{socket, events, 0};
    const int ready = poll(&one, 1, static_cast<int>(std::max<std::int64_t>(left, 0)));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

/// When the connection that this thread answers was taken. Its time begins then, however long it
/// waited for a thread.
thread_local Clock::time_point accepted_at;

/// The library's threads, each told when its connection was taken.
class TimedQueue : public httplib::TaskQueue {
 public:
  explicit TimedQueue(std::size_t threads) : pool_(threads) {}
  void enqueue(std::function<void()> task) override {
    pool_.enqueue([task = std::move(task), now = Clock::now()] {
      accepted_at = now;
      task();
    });
  }
  void shutdown() override { pool_.shutdown(); }

 private:
  httplib::ThreadPool pool_;
};

/// The bytes of one connection. Reading ends at the deadline, or when more came than may.
class BoundedStream : public httplib::Stream {
 public:
  BoundedStream(int socket, Clock::time_point deadline, std::chrono::milliseconds write_time,
                std::size_t most)
      : socket_(socket), deadline_(deadline), write_time_(write_time), left_(most) {}

  bool is_readable() const override {
    return begin_ < end_ || wait_for(socket_, POLLIN, deadline_);
  }
  bool is_writable() const override { return true; }
  socket_t socket() const override { return socket_; }

  ssize_t read(char* into, std::size_t size) override {
    if (begin_ == end_ && !fill()) return at_end_ ? 0 : -1;
    const std::size_t count = std::min(size, end_ - begin_);
    std::memcpy(into, buffer_.data() + begin_, count);
    begin_ += count;
    return static_cast<ssize_t>(count);
  }

  ssize_t write(const char* bytes, std::size_t size) override {
    if (!wait_for(socket_, POLLOUT, Clock::now() + write_time_)) return -1;
    return send(socket_, bytes, size, MSG_NOSIGNAL);
  }

  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip.clear();  // nothing hangs on who asks
    port = 0;
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    ip.clear();
    port = 0;
  }

 private:
  bool fill() {
    const std::size_t room = std::min(buffer_.size(), left_);
    if (room == 0 || !wait_for(socket_, POLLIN, deadline_)) return false;
    const ssize_t got = recv(socket_, buffer_.data(), room, 0);
    at_end_ = got == 0;
    if (got <= 0) return false;
    begin_ = 0;
    end_ = static_cast<std::size_t>(got);
    left_ -= end_;
    return true;
  }

  int socket_;
  Clock::time_point deadline_;
  std::chrono::milliseconds write_time_;
  std::size_t left_;  ///< bytes that may still come
  std::array<char, 16384> buffer_{};
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool at_end_ = false;
};

/// Lets an answer arrive that was given before the request was read: closing a socket that holds
/// unread bytes takes the answer back. Reads on for a moment, and forgets what it reads.
void close_gently(int socket) {
  shutdown(socket, SHUT_WR);
  const auto deadline = Clock::now() + std::chrono::seconds(1);
  std::array<char, 65536> ignored{};
  std::size_t most = std::size_t{64} << 20;
  while (most > 0 && wait_for(socket, POLLIN, deadline)) {
    const ssize_t got = recv(socket, ignored.data(), ignored.size(), 0);
    if (got <= 0) break;
    most -= std::min(most, static_cast<std::size_t>(got));
  }
  close(socket);
}

std::vector<std::string> values_of(const httplib::Request& request, const char* name) {
  std::vector<std::string> values;
  for (auto [at, end] = request.headers.equal_range(name); at != end; ++at) {
    values.push_back(at->second);
  }
  return values;
}

/// A length that is no number, or told twice, is HttpHead::kNoLength.
std::optional<std::uint64_t> content_length(const httplib::Request& request) {
  const auto values = values_of(request, "Content-Length");
  if (values.empty()) return std::nullopt;
  const std::string& text = values.front();
  const bool digits = !text.empty() && std::all_of(text.begin(), text.end(),
                                                   [](char c) { return c >= '0' && c <= '9'; });
  if (values.size() != 1 || !digits) return HttpHead::kNoLength;
  return text.size() < 16 ? std::stoull(text) : HttpHead::kNoLength - 1;
}

HttpHead head_of(const httplib::Request& request) {
  HttpHead head;
  head.method = request.method;
  head.path = request.path;
  head.hosts = values_of(request, "Host");
  head.origins = values_of(request, "Origin");
  head.content_types = values_of(request, "Content-Type");
  head.content_encodings = values_of(request, "Content-Encoding");
  head.fetch_sites = values_of(request, "Sec-Fetch-Site");
  head.content_length = content_length(request);
  return head;
}

void fill(httplib::Response& response, HttpAnswer answer) {
  response.status = answer.status;
  for (const auto& [name, value] : answer.headers) response.set_header(name, value);
  response.set_content(std::move(answer.body), answer.type);
}

}  // namespace

/// One request a connection, read by BoundedStream.
class HttpServer::Impl : public httplib::Server {
 public:
  Impl(HttpServer::Settings settings, HttpServer::Guard guard, HttpServer::Handler handler)
      : settings_(std::move(settings)), guard_(std::move(guard)), handler_(std::move(handler)) {
    httplib::Headers always;
    for (const auto& [name, value] : settings_.headers) always.emplace(name, value);
    set_default_headers(std::move(always));
    set_tcp_nodelay(true);
    set_payload_max_length(settings_.most_body_bytes);
    // The library's own options let a second program take the same port.
    set_socket_options([](int socket) {
      const int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    });
    new_task_queue = [this] { return new TimedQueue(settings_.threads); };
    set_routes();
  }

 private:
  void set_routes() {
    set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      const HttpHead head = head_of(request);
      auto refusal = guard_(head);
      if (!refusal && head.method == "POST") return HandlerResponse::Unhandled;
      fill(response, refusal ? std::move(*refusal) : handler_(head, {}));
      return HandlerResponse::Handled;
    });
    Post("[^]*", [this](const httplib::Request& request, httplib::Response& response,
                        const httplib::ContentReader& read) { post(request, response, read); });
    set_error_handler([](const httplib::Request&, httplib::Response& response) {
      if (!response.body.empty()) return;
      response.set_content(api_error_json({"this request cannot be read", ""}), "application/json");
    });
    set_exception_handler(
        [](const httplib::Request&, httplib::Response& response, std::exception_ptr) {
          fill(response, {500, "application/json", api_error_json({"the answer failed", ""})});
        });
  }

  void post(const httplib::Request& request, httplib::Response& response,
            const httplib::ContentReader& read) {
    std::string body;
    bool too_large = false;
    const bool whole = read([&](const char* bytes, std::size_t count) {
      too_large = body.size() + count > settings_.most_body_bytes;
      if (!too_large) body.append(bytes, count);
      return !too_large;
    });
    if (whole) return fill(response, handler_(head_of(request), body));
    const HttpAnswer refusal =
        too_large ? HttpAnswer{413, "application/json",
                               api_error_json({"the request is too large", "send fewer inputs"})}
                  : HttpAnswer{400, "application/json",
                               api_error_json({"the request was cut off, or too slow", ""})};
    fill(response, refusal);
  }

  bool process_and_close_socket(int socket) override {
    BoundedStream stream(socket, accepted_at + settings_.request_time, settings_.request_time,
                         settings_.most_head_bytes + settings_.most_body_bytes);
    bool closed = false;
    const bool answered = process_request(stream, true, closed, [](httplib::Request& request) {
      request.ranges
          .clear();  // whole answers only, as they are: compressing costs more than it saves
      request.headers.erase("Range");
      request.headers.erase("Accept-Encoding");
    });
    close_gently(socket);
    return answered;
  }

  HttpServer::Settings settings_;
  HttpServer::Guard guard_;
  HttpServer::Handler handler_;
};

HttpServer::HttpServer(Settings settings, Guard guard, Handler handler)
    : impl_(std::make_unique<Impl>(std::move(settings), std::move(guard), std::move(handler))) {}
HttpServer::~HttpServer() = default;

Result<std::uint16_t> HttpServer::listen(const std::string& address, std::uint16_t port) {
  errno = 0;
  const int bound = port == 0                            ? impl_->bind_to_any_port(address)
                    : impl_->bind_to_port(address, port) ? port
                                                         : -1;
  if (bound > 0) return static_cast<std::uint16_t>(bound);
  const int reason = errno;
  const bool about_port = reason == EADDRINUSE || reason == EACCES;
  return fail("cannot listen at " + address + " port " + std::to_string(port) +
                  (reason != 0 ? std::string(": ") + std::strerror(reason) : std::string()),
              about_port ? "choose another by --port, or 0 for any free one"
                         : "give --listen an address of this machine");
}

void HttpServer::run() { impl_->listen_after_bind(); }
void HttpServer::stop() { impl_->stop(); }

}  // namespace halfopen
