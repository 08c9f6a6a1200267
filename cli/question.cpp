// SPDX-License-Identifier: Apache-2.0
#include "cli/question.hpp"

#include <unistd.h>

#include <utility>

#include "cli/terminal.hpp"

namespace halfopen::cli {

int refuse(const Error& error) {
  write_error("halfopen: " + error.what + '\n');
  if (!error.hint.empty()) write_error("  mend: " + error.hint + '\n');
  return kCannot;
}

Inputs read_inputs(const Options& options, const std::vector<std::string>& paths) {
  Inputs inputs = load_inputs(options, paths);
  tell_diagnostics(options, inputs);
  return inputs;
}

void tell_diagnostics(const Options& options, const Inputs& inputs) {
  const bool elsewhere = options.format == Format::json && inputs.any_read;
  if (elsewhere || options.quiet) return;
  write_error(diagnostics_text(inputs.loaded, style_for(STDERR_FILENO, options.colour)));
}

Result<std::vector<ClientProfile>> clients_of(const Options& options) {
  std::vector<ClientProfile> clients;
  for (const std::string& name : options.clients) {
    auto client = find_client_profile(name);
    if (!client) return fail("--client: " + client.error().what, client.error().hint);
    clients.push_back(std::move(*client));
  }
  return clients;
}

Result<CheckQuestion> question_of(const Snapshot& snapshot, const Options& options) {
  CheckQuestion question;
  auto services = parse_services(options.services);
  if (!services) return fail("--port: " + services.error().what, services.error().hint);
  question.services = std::move(*services);
  auto clients = clients_of(options);
  if (!clients) return tl::unexpected<Error>(clients.error());
  question.clients = std::move(*clients);
  auto from = resolve_where(snapshot, options.from);
  if (!from) return fail("--from: " + from.error().what, from.error().hint);
  auto to = resolve_where(snapshot, options.to);
  if (!to) return fail("--to: " + to.error().what, to.error().hint);
  question.from = std::move(*from);
  question.to = std::move(*to);
  question.family = options.family;
  return question;
}

Result<std::vector<std::uint32_t>> acls_of(const Snapshot& snapshot, const Options& options) {
  std::vector<std::uint32_t> found;
  if (options.acl.empty()) return found;
  const std::string_view wanted = snapshot.id_of(options.acl);
  for (const bool by_name : {false, true}) {
    for (std::uint32_t i = 0; i < snapshot.acls().size() && found.size() < 2; ++i) {
      const NetworkAcl& acl = snapshot.acls()[i];
      if ((by_name ? acl.name() : acl.id()) == wanted) found.push_back(i);
    }
    if (!found.empty()) break;
  }
  if (found.size() == 1) return found;
  if (found.empty()) return fail("--acl: no loaded network ACL is called '" + options.acl + "'");
  return fail("--acl: several network ACLs are called '" + options.acl + "'", "use an id");
}

Result<std::uint32_t> only_acl_of(const Snapshot& snapshot, const Options& options) {
  const auto named = acls_of(snapshot, options);
  if (!named) return tl::unexpected<Error>(named.error());
  if (!named->empty()) return named->front();
  if (snapshot.acls().size() == 1) return 0;
  return fail(
      snapshot.acls().empty() ? "no network ACL is loaded" : "several network ACLs are loaded",
      "name one by --acl");
}

}  // namespace halfopen::cli
