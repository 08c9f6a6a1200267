// SPDX-License-Identifier: Apache-2.0
// The engine as compiled for this machine, asked as the WebAssembly module is. A question on stdin
// is a line "VERB SIZE" and SIZE bytes of body; its answer on stdout a line "STATUS SIZE" and as
// many bytes. The verb `load` makes sources what is loaded, `portable` gives a text as a page holds
// it. With any argument it prints the verbs instead.
#include <iostream>
#include <memory>
#include <string>

#include "halfopen/serve/api.hpp"
#include "halfopen/serve/api_request.hpp"
#include "halfopen/serve/portable_source.hpp"
#include "halfopen/serve/session.hpp"

namespace halfopen {
namespace {

ApiAnswer answer_to(Session& session, const std::string& verb, const std::string& body) {
  if (verb == "portable") return {200, portable_source({"text", body}).text};
  if (verb != "load") return respond(session, verb, body);
  const auto request = read_api_request(body, 0);
  if (!request || !request->sources) return {400, ""};
  session = Session(std::make_shared<const LoadedSources>(read_sources(*request->sources)));
  return {200, "{}\n"};
}

}  // namespace
}  // namespace halfopen

int main(int argc, char**) {
  if (argc > 1) {
    for (const std::string_view verb : halfopen::api_verbs()) std::cout << verb << '\n';
    return 0;
  }
  halfopen::Session session;
  std::string verb;
  std::size_t size = 0;
  while (std::cin >> verb >> size && std::cin.get() == '\n') {
    std::string body(size, ' ');
    std::cin.read(body.data(), static_cast<std::streamsize>(size));
    const halfopen::ApiAnswer answer = halfopen::answer_to(session, verb, body);
    std::cout << answer.status << ' ' << answer.json.size() << '\n' << answer.json;
  }
  return 0;
}
