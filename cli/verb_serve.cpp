// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <future>
#include <thread>
#include <utility>

#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/http/http_server.hpp"
#include "halfopen/http/page_site.hpp"
#include "halfopen/http/request_guard.hpp"
#include "halfopen/http/session_pool.hpp"
#include "halfopen/net/ip_address.hpp"
#include "halfopen/page/page_files.hpp"
#include "halfopen/serve/api.hpp"
#include "halfopen/system/browser.hpp"
#include "halfopen/system/privileges.hpp"

namespace halfopen::cli {
namespace {

constexpr std::size_t kSessions = 3;
constexpr std::size_t kMostKeptText = std::size_t{64} << 20;

/// What is loaded, with the texts if they are not too large: what a plan changes is read once more
/// together with it.
std::shared_ptr<const LoadedSources> load_account(const Options& options) {
  std::vector<NamedText> texts;
  Inputs inputs = load_inputs(options, options.inputs, texts);
  tell_diagnostics(options, inputs);
  std::size_t bytes = 0;
  for (const NamedText& input : texts) bytes += input.text.size();
  if (bytes > kMostKeptText || !options.parameters.empty() || !options.parameter_files.empty()) {
    texts.clear();
  }
  return std::make_shared<const LoadedSources>(
      LoadedSources{std::move(inputs.loaded), inputs.any_read, inputs.has_plan, std::move(texts)});
}

/// "http://127.0.0.1:7171/". Where every address is listened at, this machine's own is told.
std::string url_of(const std::string& listen, std::uint16_t port) {
  std::string host = listen;
  if (listen == "0.0.0.0") host = "127.0.0.1";
  if (listen == "::") host = "::1";
  if (host.find(':') != std::string::npos) host = '[' + host + ']';
  return "http://" + host + ':' + std::to_string(port) + '/';
}

/// "[::1]" is ::1: in URLs it stands in brackets.
std::string without_brackets(const std::string& text) {
  const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
  return bracketed ? text.substr(1, text.size() - 2) : text;
}

/// An address, or a name with at least one letter: "0", "*" and nothing mean something else to
/// every system.
bool is_host(const std::string& text) {
  if (parse_ip_address(text)) return true;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const bool known = std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
  return known && std::any_of(text.begin(), text.end(), is_letter);
}

/// SIGINT and SIGTERM wait until they are asked for; to be blocked before any thread starts.
class EndSignals {
 public:
  EndSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }
  void wait() const {
    int which = 0;
    sigwait(&signals_, &which);
  }
  /// The next one ends the process at once.
  void let_through() const { pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr); }

 private:
  sigset_t signals_{};
};

/// Serves until a signal comes. False if the server ended by itself.
bool serve_until_signal(HttpServer& server, const EndSignals& signals) {
  std::atomic<bool> stopping = false;
  const pthread_t waiting = pthread_self();
  std::promise<void> ended;
  std::future<void> end = ended.get_future();
  std::thread serving([&] {
    server.run();
    if (!stopping) pthread_kill(waiting, SIGTERM);
    ended.set_value();
  });
  signals.wait();
  const bool by_itself = end.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  stopping = true;
  signals.let_through();
  server.stop();
  // Long answers are not waited for: nothing is written, so nothing is lost.
  if (end.wait_for(std::chrono::seconds(2)) != std::future_status::ready) _exit(kClean);
  serving.join();
  return !by_itself;
}

int serve(const Options& options, const std::shared_ptr<const LoadedSources>& account) {
  const EndSignals signals;
  const HostRule hosts(options.serve.listen);
  SessionPool sessions(account, kSessions);
  PageSite site(sessions, !options.serve.api_only);
  HttpServer::Settings settings;
  settings.most_body_bytes = kMostRequestBytes;
  settings.headers = safety_headers();
  HttpServer server(
      std::move(settings), [&](const HttpHead& head) { return refusal_of(head, hosts); },
      [&](const HttpHead& head, std::string_view body) { return site.answer(head, body); });
  const auto port = server.listen(options.serve.listen, options.serve.port);
  if (!port) return refuse(port.error());
  const std::string url = url_of(options.serve.listen, *port);
  if (options.serve.open && !show_in_browser(url)) {
    write_error(
        "halfopen: no browser was started (as root, or without xdg-open); open the address "
        "below yourself\n");
  }
  const std::string kept = give_up_privileges();
  if (!kept.empty()) write_error("halfopen: privileges are kept: " + kept + '\n');
  if (!write_out(url + '\n')) return refuse({"the output cannot be written", ""});
  if (!options.quiet) write_error("halfopen: serving; Ctrl-C ends it\n");
  if (serve_until_signal(server, signals)) return kClean;
  return refuse({"the server ended by itself", ""});
}

}  // namespace

int run_serve(const Options& told) {
  Options options = told;
  options.serve.listen = without_brackets(told.serve.listen);
  if (!is_host(options.serve.listen)) {
    return refuse({"--listen: '" + told.serve.listen + "' is no address and no name",
                   "give an address such as 127.0.0.1, ::1 or 0.0.0.0, and the port by --port"});
  }
  if (page_files().empty() && !options.serve.api_only) {
    return refuse({"this build has no page", "build it with `make page`, or give --api-only"});
  }
  const auto account = load_account(options);
  if (!options.inputs.empty() && !account->any_read) return refuse({"no input could be read", ""});
  return serve(options, account);
}

}  // namespace halfopen::cli
