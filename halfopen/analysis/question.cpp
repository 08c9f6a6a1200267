// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/question.hpp"

#include <utility>

namespace halfopen {

Result<std::vector<ClientProfile>> read_clients(std::span<const std::string> names) {
  std::vector<ClientProfile> clients;
  for (const std::string& name : names) {
    auto client = find_client_profile(name);
    if (!client) return fail("client: " + client.error().what, client.error().hint);
    clients.push_back(std::move(*client));
  }
  return clients;
}

Result<CheckQuestion> read_question(const Snapshot& snapshot, const QuestionWords& words) {
  CheckQuestion question;
  auto services = parse_services(words.port);
  if (!services) return fail("port: " + services.error().what, services.error().hint);
  question.services = std::move(*services);
  auto clients = read_clients(words.clients);
  if (!clients) return tl::unexpected<Error>(clients.error());
  question.clients = std::move(*clients);
  auto from = resolve_where(snapshot, words.from);
  if (!from) return fail("from: " + from.error().what, from.error().hint);
  auto to = resolve_where(snapshot, words.to);
  if (!to) return fail("to: " + to.error().what, to.error().hint);
  question.from = std::move(*from);
  question.to = std::move(*to);
  question.family = words.family;
  return question;
}

Result<std::uint32_t> find_acl(const Snapshot& snapshot, std::string_view text) {
  const std::string_view wanted = snapshot.id_of(text);
  const std::string name(text);
  std::vector<std::uint32_t> found;
  for (const bool by_name : {false, true}) {
    for (std::uint32_t i = 0; i < snapshot.acls().size() && found.size() < 2; ++i) {
      const NetworkAcl& acl = snapshot.acls()[i];
      if ((by_name ? acl.name() : acl.id()) == wanted) found.push_back(i);
    }
    if (!found.empty()) break;
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) return fail("acl: no loaded network ACL is called '" + name + "'");
  return fail("acl: several network ACLs are called '" + name + "'", "use an id");
}

Result<std::vector<std::uint32_t>> acls_meant(const Snapshot& snapshot, std::string_view text) {
  if (text.empty()) return std::vector<std::uint32_t>{};
  const auto acl = find_acl(snapshot, text);
  if (!acl) return tl::unexpected<Error>(acl.error());
  return std::vector<std::uint32_t>{*acl};
}

}  // namespace halfopen
