// SPDX-License-Identifier: Apache-2.0
#include "cli/question.hpp"

#include <unistd.h>

#include <utility>

#include "cli/terminal.hpp"
#include "halfopen/analysis/question.hpp"

namespace halfopen::cli {
namespace {

/// Errors begin with the part that is wrong, which is an option here.
template <class T>
Result<T> as_option(Result<T> result) {
  if (!result) result.error().what.insert(0, "--");
  return result;
}

}  // namespace

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
  return as_option(read_clients(options.clients));
}

Result<CheckQuestion> question_of(const Snapshot& snapshot, const Options& options) {
  return as_option(read_question(
      snapshot, {options.from, options.to, options.services, options.clients, options.family}));
}

Result<std::vector<std::uint32_t>> acls_of(const Snapshot& snapshot, const Options& options) {
  return as_option(acls_meant(snapshot, options.acl));
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
