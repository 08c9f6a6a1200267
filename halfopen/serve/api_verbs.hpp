// SPDX-License-Identifier: Apache-2.0
// The verbs of the API, one function each. One file a group.
#pragma once

#include <string>

#include "halfopen/base/result.hpp"
#include "halfopen/serve/api.hpp"
#include "halfopen/serve/api_request.hpp"

namespace halfopen::api {

/// A refusal (422) with what is wrong, and the inputs' diagnostics if `account` is told.
ApiAnswer refused(const Error& error, const Account* account = nullptr);

/// The answer, or the refusal with the diagnostics of what was asked about.
ApiAnswer answered(const Result<std::string>& json, const Account& account);

/// The inputs of the request, or what is loaded.
std::shared_ptr<Account> asked_account(Session& session, const ApiRequest& request);

/// The same; fails if nothing of it could be read.
Result<std::shared_ptr<Account>> read_account(Session& session, const ApiRequest& request);

// question_verbs.cpp
ApiAnswer check_verb(Session& session, const ApiRequest& request);
ApiAnswer explain_verb(Session& session, const ApiRequest& request);
ApiAnswer fix_verb(Session& session, const ApiRequest& request);

// account_verbs.cpp
ApiAnswer overview_verb(Session& session, const ApiRequest& request);
ApiAnswer examples_verb(Session& session, const ApiRequest& request);
ApiAnswer heatmap_verb(Session& session, const ApiRequest& request);
ApiAnswer matrix_verb(Session& session, const ApiRequest& request);

// acl_verbs.cpp
ApiAnswer lint_verb(Session& session, const ApiRequest& request);
ApiAnswer exposure_verb(Session& session, const ApiRequest& request);
ApiAnswer minimise_verb(Session& session, const ApiRequest& request);

// change_verbs.cpp
ApiAnswer diff_verb(Session& session, const ApiRequest& request);
ApiAnswer plan_apply_verb(Session& session, const ApiRequest& request);

// practice_verbs.cpp
ApiAnswer practice_verb(Session& session, const ApiRequest& request);
ApiAnswer broken_lab_verb(Session& session, const ApiRequest& request);
ApiAnswer judge_lab_verb(Session& session, const ApiRequest& request);

}  // namespace halfopen::api
