// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/practice_json.hpp"

#include <utility>

#include "halfopen/practice/practice_table.hpp"
#include "halfopen/practice/practice_words.hpp"
#include "halfopen/report/diagnostic_text.hpp"
#include "halfopen/report/json_value.hpp"

namespace halfopen {
namespace {

JsonValue whole(std::uint64_t number) { return static_cast<std::int64_t>(number); }

std::string text_of(std::string_view text) { return std::string(text); }

JsonValue list_json(const PracticeAcl& acl, Direction direction) {
  JsonValue rows = JsonValue::array();
  for (const std::vector<std::string>& cells : table_rows(acl, direction)) {
    JsonValue row = JsonValue::object();
    row.set("rule", cells[0]).set("type", cells[1]).set("protocol", cells[2]);
    row.set("ports", cells[3]).set("cidr", cells[4]);
    row.set("action", cells[5] == "ALLOW" ? "allow" : "deny");
    rows.push(std::move(row));
  }
  return rows;
}

JsonValue acls_json(const PracticeScene& scene) {
  JsonValue acls = JsonValue::array();
  for (std::size_t i = 0; i < scene.acls.size(); ++i) {
    JsonValue subnets = JsonValue::array();
    for (const PracticeSubnet& subnet : scene.subnets) {
      if (subnet.acl == i) subnets.push(subnet.id);
    }
    JsonValue acl = JsonValue::object();
    acl.set("id", scene.acls[i].id).set("subnets", std::move(subnets));
    acl.set("inbound", list_json(scene.acls[i], Direction::ingress));
    acl.set("outbound", list_json(scene.acls[i], Direction::egress));
    acls.push(std::move(acl));
  }
  return acls;
}

JsonValue source_json(const std::string& name, const std::string& text) {
  JsonValue source = JsonValue::object();
  source.set("name", name).set("text", text);
  return source;
}

JsonValue sources_json(const PracticeScene& scene) {
  JsonValue sources = JsonValue::array();
  for (std::size_t i = 0; i < scene.acls.size(); ++i) {
    sources.push(source_json(scene.acls[i].id + ".txt", rule_table(scene, i)));
  }
  return sources;
}

/// The members of a question to `check`.
JsonValue asked_json(const PracticeProbe& probe) {
  JsonValue asked = JsonValue::object();
  asked.set("from", to_string(probe.client.address)).set("to", to_string(probe.server.address));
  asked.set("port", to_string(probe.service));
  JsonValue clients = JsonValue::array();
  clients.push(probe.profile.name);
  asked.set("clients", std::move(clients));
  return asked;
}

JsonValue option_json(const PracticeOption& option) {
  JsonValue item = JsonValue::object();
  item.set("text", option.text).set("right", option.right);
  item.set("explanation", option.explanation);
  if (!option.misconception.empty()) item.set("misconception", option.misconception);
  return item;
}

JsonValue question_json(const PracticeQuestion& question) {
  JsonValue item = JsonValue::object();
  item.set("id", std::to_string(question.seed) + '-' + std::to_string(question.index));
  item.set("topic", text_of(to_string(question.topic)));
  item.set("topic_title", text_of(words::topic_title(question.topic)));
  item.set("level", question.level).set("kind", question.kind);
  item.set("setting", words::guards(question.scene)).set("story", question.story);
  item.set("text", question.text).set("acls", acls_json(question.scene));
  // Routes are no part of rule tables, so a scene with a gateway cannot be asked again from them.
  if (!question.scene.nat) {
    JsonValue again = JsonValue::object();
    again.set("sources", sources_json(question.scene));
    again.set("question", asked_json(question.scene.probes.front()));
    item.set("ask", std::move(again));
  }
  JsonValue options = JsonValue::array();
  for (const PracticeOption& option : question.options) options.push(option_json(option));
  item.set("options", std::move(options));
  item.set("answer", whole(question.right_option())).set("lesson", question.lesson);
  return item;
}

JsonValue goals_json(const BrokenLab& lab, const LabJudgement& judgement) {
  JsonValue goals = JsonValue::array();
  for (const LabGoal& goal : judgement.goals) {
    JsonValue item = JsonValue::object();
    item.set("label", goal.probe->label).set("text", words::goal(lab.broken, *goal.probe));
    item.set("question", asked_json(*goal.probe));
    item.set("expect", goal.probe->must_work ? "works" : "denied");
    item.set("verdict", text_of(to_string(goal.fact.verdict)));
    item.set("reached", goal.reached).set("reason", goal.reason);
    goals.push(std::move(item));
  }
  return goals;
}

}  // namespace

std::string practice_json(const PracticeRequest& request,
                          const std::vector<PracticeQuestion>& questions) {
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.practice/1").set("seed", whole(request.seed));
  if (request.level) document.set("level", *request.level);
  if (request.topic) document.set("topic", text_of(to_string(*request.topic)));
  JsonValue topics = JsonValue::array();
  for (const PracticeTopic topic : kPracticeTopics) {
    JsonValue item = JsonValue::object();
    item.set("id", text_of(to_string(topic))).set("title", text_of(words::topic_title(topic)));
    topics.push(std::move(item));
  }
  document.set("topics", std::move(topics));
  JsonValue items = JsonValue::array();
  for (const PracticeQuestion& question : questions) items.push(question_json(question));
  document.set("questions", std::move(items));
  return document.dump() + '\n';
}

Result<std::string> practice_json(const PracticeRequest& request) {
  return practice_questions(request).map([&](const std::vector<PracticeQuestion>& questions) {
    return practice_json(request, questions);
  });
}

std::string broken_lab_json(const BrokenLab& lab) {
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.broken-lab/1").set("seed", whole(lab.seed));
  document.set("setting", words::guards(lab.broken)).set("story", lab.story);
  document.set("sources", sources_json(lab.broken)).set("acls", acls_json(lab.broken));
  document.set("goals", goals_json(lab, judge_lab(lab, snapshot_of(lab.broken))));
  document.set("hints", texts_json(lab.hints));
  return document.dump() + '\n';
}

std::string judge_lab_json(const BrokenLab& lab, const LabJudgement& judgement,
                           const SourceNames& sources, const Diagnostics& diagnostics) {
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.judge-lab/1").set("seed", whole(lab.seed));
  document.set("repaired", judgement.repaired()).set("goals", goals_json(lab, judgement));
  document.set("problems", texts_json(judgement.problems));
  document.set("diagnostics", diagnostics_json(diagnostics, sources));
  return document.dump() + '\n';
}

}  // namespace halfopen
