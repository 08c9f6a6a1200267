// SPDX-License-Identifier: Apache-2.0
// Verbs to learn with. They need no account.
#include "halfopen/practice/broken_lab.hpp"
#include "halfopen/report/practice_json.hpp"
#include "halfopen/serve/api_verbs.hpp"

namespace halfopen::api {

ApiAnswer practice_verb(Session&, const ApiRequest& request) {
  PracticeRequest wanted;
  wanted.seed = request.seed.value_or(wanted.seed);
  wanted.count = request.count.value_or(wanted.count);
  if (request.level) wanted.level = static_cast<int>(*request.level);
  if (!request.topic.empty()) {
    wanted.topic = parse_practice_topic(request.topic);
    if (!wanted.topic) return refused({"there is no topic '" + request.topic + "'", ""});
  }
  const auto json = practice_json(wanted);
  return json ? ApiAnswer{200, *json} : refused(json.error());
}

ApiAnswer broken_lab_verb(Session&, const ApiRequest& request) {
  return {200, broken_lab_json(broken_lab(request.seed.value_or(1)))};
}

ApiAnswer judge_lab_verb(Session& session, const ApiRequest& request) {
  if (!request.sources) return refused({"a repair is judged from `sources`", "send the lab's"});
  const auto account = read_account(session, request);
  if (!account) return refused(account.error(), asked_account(session, request).get());
  const BrokenLab lab = broken_lab(request.seed.value_or(1));
  const Loader::Loaded& loaded = (*account)->loaded();
  const LabJudgement judgement = judge_lab(lab, loaded.snapshot, loaded.diagnostics);
  return {200, judge_lab_json(lab, judgement, loaded.sources, loaded.diagnostics)};
}

}  // namespace halfopen::api
