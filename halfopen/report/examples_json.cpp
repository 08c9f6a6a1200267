// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/examples_json.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "halfopen/report/json_value.hpp"

namespace halfopen {
namespace {

struct ExampleQuestion {
  std::string_view from;
  std::string_view to;
  std::string_view port;
  std::vector<std::string_view> clients;
};

struct ExampleRow {
  std::string_view id;
  std::string_view title;
  std::string_view name;
  std::string_view text;
  ExampleQuestion question;
  std::optional<std::uint16_t> client_port;
};

std::vector<ExampleRow> example_rows() {
  return {
#include "example_rows.inc"
  };
}

/// A file of examples/.
struct ExampleText {
  std::string_view name;
  std::string_view text;
};

struct ExampleChange {
  std::string_view id;
  std::string_view title;
  ExampleText before;
  ExampleText after;
};

std::vector<ExampleChange> example_changes() {
  return {
#include "example_change_rows.inc"
  };
}

struct ExampleAccount {
  std::string_view id;
  std::string_view title;
  ExampleText source;
};

std::vector<ExampleAccount> example_accounts() {
  return {
#include "example_account_rows.inc"
  };
}

/// A list of one source, as requests bring them.
JsonValue sources_json(const ExampleText& file) {
  JsonValue source = JsonValue::object();
  source.set("name", file.name).set("text", file.text);
  JsonValue list = JsonValue::array();
  list.push(std::move(source));
  return list;
}

JsonValue changes_json() {
  JsonValue list = JsonValue::array();
  for (const ExampleChange& row : example_changes()) {
    JsonValue item = JsonValue::object();
    item.set("id", row.id).set("title", row.title);
    item.set("before", sources_json(row.before)).set("after", sources_json(row.after));
    list.push(std::move(item));
  }
  return list;
}

JsonValue accounts_json() {
  JsonValue list = JsonValue::array();
  for (const ExampleAccount& row : example_accounts()) {
    JsonValue item = JsonValue::object();
    item.set("id", row.id).set("title", row.title).set("sources", sources_json(row.source));
    list.push(std::move(item));
  }
  return list;
}

JsonValue question_json(const ExampleRow& row) {
  JsonValue question = JsonValue::object();
  question.set("from", row.question.from).set("to", row.question.to);
  question.set("port", row.question.port);
  JsonValue clients = JsonValue::array();
  for (const std::string_view name : row.question.clients) clients.push(name);
  question.set("clients", std::move(clients));
  if (row.client_port) question.set("client_port", *row.client_port);
  return question;
}

}  // namespace

std::string examples_json() {
  JsonValue list = JsonValue::array();
  for (const ExampleRow& row : example_rows()) {
    JsonValue item = JsonValue::object();
    item.set("id", row.id).set("title", row.title).set("name", row.name).set("text", row.text);
    item.set("question", question_json(row));
    list.push(std::move(item));
  }
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.examples/1").set("examples", std::move(list));
  document.set("changes", changes_json()).set("accounts", accounts_json());
  return document.dump() + '\n';
}

}  // namespace halfopen
