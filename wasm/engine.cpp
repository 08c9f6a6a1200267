// SPDX-License-Identifier: Apache-2.0
// The engine as a WebAssembly module: questions and answers as bytes in its memory. Whoever asks
// takes room() for what it passes, writes there, and calls load() or answer(), which take it; then
// answer_text() and answer_size() tell where the answer stands, until the next call. One asker.
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "halfopen/report/api_error_json.hpp"
#include "halfopen/serve/api.hpp"
#include "halfopen/serve/api_request.hpp"
#include "halfopen/serve/session.hpp"

namespace halfopen::wasm {
namespace {

struct FreeRoom {
  void operator()(char* bytes) const { std::free(bytes); }
};

/// What the asker wrote.
class Passed {
 public:
  Passed(char* bytes, std::size_t size) : bytes_(bytes), size_(size) {}
  std::string_view text() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char, FreeRoom> bytes_;
  std::size_t size_;
};

struct Engine {
  Session session;
  ApiAnswer answer;
};

Engine& engine() {
  static Engine one;
  return one;
}

}  // namespace
}  // namespace halfopen::wasm

#define HALFOPEN_EXPORT(name) extern "C" __attribute__((export_name(#name)))

/// Room for `size` bytes; null if there is none.
HALFOPEN_EXPORT(room) char* halfopen_room(std::size_t size) {
  return static_cast<char*>(std::malloc(size == 0 ? 1 : size));
}

/// {"sources": [{"name", "text"}]} becomes what is loaded. Returns a status as of the API; what is
/// wrong with the sources themselves is among the diagnostics of the answers.
HALFOPEN_EXPORT(load) int halfopen_load(char* body, std::size_t size) {
  using namespace halfopen;
  const wasm::Passed passed(body, size);
  wasm::Engine& engine = wasm::engine();
  auto request = read_api_request(passed.text(), 0);
  if (!request) {
    engine.answer = {400, api_error_json(request.error())};
  } else {
    auto sources = read_sources(std::move(request->sources).value_or(std::vector<NamedText>()));
    engine.session = Session(std::make_shared<const LoadedSources>(std::move(sources)));
    engine.answer = {200, "{}\n"};
  }
  return engine.answer.status;
}

/// Answers one question (halfopen/serve/api.hpp). Returns the status.
HALFOPEN_EXPORT(answer)
int halfopen_answer(char* verb, std::size_t verb_size, char* body, std::size_t body_size) {
  using namespace halfopen;
  const wasm::Passed verb_passed(verb, verb_size);
  const wasm::Passed body_passed(body, body_size);
  wasm::Engine& engine = wasm::engine();
  engine.answer = respond(engine.session, verb_passed.text(), body_passed.text());
  return engine.answer.status;
}

HALFOPEN_EXPORT(answer_text) const char* halfopen_answer_text() {
  return halfopen::wasm::engine().answer.json.data();
}

HALFOPEN_EXPORT(answer_size) std::size_t halfopen_answer_size() {
  return halfopen::wasm::engine().answer.json.size();
}
