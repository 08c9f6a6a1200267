// SPDX-License-Identifier: Apache-2.0
// The engine as compiled for this machine, asked as the WebAssembly module is. A question on stdin
// is a line "VERB SIZE" and SIZE bytes of body; its answer on stdout a line "STATUS SIZE" and as
// many bytes. The verb `load` makes sources what is loaded. With any argument it prints the verbs
// instead.
#include <iostream>
#include <memory>
#include <string>

#include "halfopen/serve/api.hpp"
#include "halfopen/serve/api_request.hpp"
#include "halfopen/serve/session.hpp"

int main(int argc, char**) {
  using namespace halfopen;
  if (argc > 1) {
    for (const std::string_view verb : api_verbs()) std::cout << verb << '\n';
    return 0;
  }
  Session session;
  std::string verb;
  std::size_t size = 0;
  while (std::cin >> verb >> size && std::cin.get() == '\n') {
    std::string body(size, ' ');
    std::cin.read(body.data(), static_cast<std::streamsize>(size));
    ApiAnswer answer;
    if (verb == "load") {
      const auto request = read_api_request(body, 0);
      if (!request || !request->sources) return 1;
      session = Session(std::make_shared<const LoadedSources>(read_sources(*request->sources)));
      answer.json = "{}\n";
    } else {
      answer = respond(session, verb, body);
    }
    std::cout << answer.status << ' ' << answer.json.size() << '\n' << answer.json;
  }
  return 0;
}
