// SPDX-License-Identifier: Apache-2.0
// Options that several verbs share.
#pragma once

#include <string>
#include <vector>

#include "cli/verb_tree.hpp"

namespace halfopen::cli {

/// --format with these values, and colours.
void add_output(VerbHandle& verb, const std::vector<std::string>& formats = {"text", "json"});
/// --soft-fail.
void add_soft_fail(VerbHandle& verb);
/// --quiet.
void add_quiet(VerbHandle& verb);
/// --param and --params, of templates.
void add_parameters(VerbHandle& verb);
/// What is judged, with all that belongs to it.
void add_inputs(VerbHandle& verb, bool has_findings = true, bool required = true);
/// Two inputs, or one plan.
void add_sides(VerbHandle& verb, const std::string& label, const std::string& both);
/// --client.
void add_clients(VerbHandle& verb);
/// Two ends, services and clients.
void add_question_words(VerbHandle& verb);
/// --client-port.
void add_client_port(VerbHandle& verb);
/// Inputs, two ends, services and clients.
void add_question(VerbHandle& verb, const std::vector<std::string>& formats = {"text", "json"});
/// What a question lacks; empty if it is whole.
std::string wrong_question(const Options& options);
/// --baseline and --write-baseline.
void add_baseline(VerbHandle& verb);

}  // namespace halfopen::cli
