// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/ports_report.hpp"

#include <fmt/core.h>

#include <vector>

#include "halfopen/ports/client_profile.hpp"
#include "halfopen/ports/port_class.hpp"
#include "halfopen/ports/service_port.hpp"
#include "halfopen/report/json_value.hpp"
#include "halfopen/report/number_text.hpp"

namespace halfopen {
namespace {

std::vector<const ServicePortRow*> services_at(std::uint16_t port) {
  std::vector<const ServicePortRow*> found;
  for (const ServicePortRow& row : service_port_rows()) {
    if (row.port == port && row.is_primary) found.push_back(&row);
  }
  return found;
}

std::vector<const ClientProfileRow*> profiles_with(std::uint16_t port) {
  std::vector<const ClientProfileRow*> found;
  for (const ClientProfileRow& row : client_profile_rows()) {
    if (row.range.contains(port)) found.push_back(&row);
  }
  return found;
}

std::string list_of(const auto& rows, const auto& text_of) {
  std::string text;
  for (const auto* row : rows) text += (text.empty() ? "" : ", ") + text_of(*row);
  return text.empty() ? "none" : text;
}

}  // namespace

std::string profiles_text(const Style& style) {
  std::string text = style.paint(fmt::format("{:<16}{:<14}{:>8}  {:<10}{}", "profile",
                                             "client ports", "count", "default", "who"),
                                 Tone::strong);
  text += '\n';
  for (const ClientProfileRow& row : client_profile_rows()) {
    text += fmt::format("{:<16}{:<14}{:>8}  {:<10}{}\n", row.name, to_string(row.range),
                        grouped(row.range.size()), row.is_default ? "yes" : "", row.title);
    text +=
        style.paint(fmt::format("{:<16}source: {} ({})", "", row.source, row.date), Tone::quiet) +
        '\n';
  }
  return text;
}

std::string profiles_json_text() {
  JsonValue list = JsonValue::array();
  for (const ClientProfileRow& row : client_profile_rows()) {
    JsonValue item = JsonValue::object();
    item.set("name", row.name).set("range", to_string(row.range));
    item.set("total", row.range.size()).set("default", row.is_default);
    item.set("title", row.title).set("source", row.source).set("date", row.date);
    list.push(std::move(item));
  }
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.ports-list/1").set("profiles", std::move(list));
  return document.dump() + '\n';
}

std::string classify_text(std::span<const std::uint16_t> ports, const Style& style) {
  std::string text;
  for (const std::uint16_t port : ports) {
    const PortClass kind = port_class(port);
    text += style.paint(fmt::format("port {}", port), Tone::strong);
    text += fmt::format("  {} port ({}, RFC 6335)\n", to_string(kind),
                        to_string(port_class_range(kind)));
    text += "  listens there:   " +
            list_of(services_at(port),
                    [](const ServicePortRow& row) {
                      return std::string(row.title) + " (" + to_string(row.protocol) + ')';
                    }) +
            '\n';
    text += "  client port of:  " +
            list_of(profiles_with(port),
                    [](const ClientProfileRow& row) {
                      return std::string(row.name) + ' ' + to_string(row.range);
                    }) +
            '\n';
  }
  return text;
}

std::string classify_json_text(std::span<const std::uint16_t> ports) {
  JsonValue list = JsonValue::array();
  for (const std::uint16_t port : ports) {
    JsonValue item = JsonValue::object();
    item.set("port", port).set("class", to_string(port_class(port)));
    JsonValue services = JsonValue::array();
    for (const ServicePortRow* row : services_at(port)) {
      JsonValue service = JsonValue::object();
      service.set("name", row->name).set("title", row->title);
      service.set("protocol", to_string(row->protocol));
      services.push(std::move(service));
    }
    JsonValue profiles = JsonValue::array();
    for (const ClientProfileRow* row : profiles_with(port)) profiles.push(row->name);
    item.set("services", std::move(services)).set("profiles", std::move(profiles));
    list.push(std::move(item));
  }
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.ports-classify/1").set("ports", std::move(list));
  return document.dump() + '\n';
}

}  // namespace halfopen
