// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "halfopen/flowlog/diagnose.hpp"
#include "halfopen/flowlog/diagnosis_part_text.hpp"
#include "tests/unit/analysis/world.hpp"

namespace halfopen {
namespace {

constexpr ConversationLimits kLimits = {300, 1'000'000};

struct Lines {
  std::vector<std::string> texts;
  std::vector<FlowRecord> records;  // interface ids are in `texts`
};

/// Few ends and ports over two days, so that connections end, go on and come again.
Lines random_log(unsigned seed, std::size_t count) {
  std::mt19937 dice(seed);
  const auto roll = [&](unsigned n) { return static_cast<unsigned>(dice() % n); };
  Lines log;
  log.texts = {"eni-1", "eni-2", "eni 3\t%"};
  std::int64_t now = 1'000'000;
  for (std::size_t i = 0; i < count; ++i) {
    now += roll(40);
    FlowRecord r;
    const bool v6 = roll(6) == 0;
    const std::uint32_t client = v6 ? 0x20U + roll(3) : 0x0a000100U + roll(3);
    const std::uint32_t server = v6 ? 0x10U : 0x0a000205U;
    const IpFamily family = v6 ? IpFamily::v6 : IpFamily::v4;
    r.source = IpAddress(family, client);
    r.destination = IpAddress(family, server);
    r.source_port = static_cast<std::uint16_t>(50000 + roll(3));
    r.destination_port = roll(4) == 0 ? 22 : 443;
    r.protocol = roll(8) == 0 ? kUdp : kTcp;
    if (roll(2) == 0) {
      std::swap(r.source, r.destination);
      std::swap(r.source_port, r.destination_port);
    }
    r.action = roll(3) == 0 ? FlowAction::reject : FlowAction::accept;
    if (roll(3) == 0) r.direction = roll(2) == 0 ? FlowDirection::ingress : FlowDirection::egress;
    r.packets = roll(5);
    r.bytes = roll(5000);
    r.tcp_flags = static_cast<std::uint8_t>(roll(4) == 0 ? 2 : 0);
    r.start = now;
    r.end = now + roll(60);
    r.interface_id = log.texts[roll(3)];
    if (roll(30) == 0) r.reject_reason = "BPA";
    log.records.push_back(r);
  }
  return log;
}

std::string told(const LogDiagnosis& diagnosis) {
  std::string text = std::to_string(diagnosis.span.first) + ' ' +
                     std::to_string(diagnosis.span.last) + ' ' +
                     std::to_string(diagnosis.interfaces) + ' ' +
                     std::to_string(diagnosis.conversations.explained) + ' ' +
                     std::to_string(diagnosis.conversations.late_rejects) + ' ' +
                     std::to_string(diagnosis.conversations.late_conversations) + '\n';
  for (const auto& [fate, count] : diagnosis.conversations.fates) {
    text += std::string(to_string(fate)) + ' ' + std::to_string(count) + '\n';
  }
  for (const FlowCause& cause : diagnosis.causes) {
    text += std::string(to_string(cause.fate)) + ' ' + std::string(to_string(cause.place)) + ' ' +
            cause.interface_id + ' ' + std::to_string(cause.server_port) + ' ' +
            std::string(to_string(cause.blame.kind)) + cause.blame.filter + cause.blame.rule + ' ' +
            std::to_string(cause.conversations) + ' ' + std::to_string(cause.packets) + ' ' +
            std::to_string(cause.bytes) + ' ' + std::to_string(cause.first) + ' ' +
            std::to_string(cause.last) + ' ' + to_string(cause.client) + ' ' +
            to_string(cause.server) + ' ' + std::to_string(cause.client_port);
    for (const auto& [name, count] : cause.clients()) text += ' ' + name + std::to_string(count);
    text += '\n';
  }
  return text;
}

std::string whole(const std::vector<FlowRecord>& records, CompiledSnapshot* model) {
  Diagnoser diagnoser(model, kLimits);
  diagnoser.take(records);
  return told(diagnoser.finish());
}

/// As a file would hold it.
DiagnosisPart part_of(std::span<const FlowRecord> records, CompiledSnapshot* model) {
  Diagnoser diagnoser(model, kLimits);
  diagnoser.keep_borders();
  diagnoser.take(records);
  LogCounts counts;
  counts.records = records.size();
  const std::string text = diagnosis_part_text(diagnoser.part(counts));
  auto part = read_diagnosis_part(text);
  REQUIRE_MESSAGE(part.has_value(), part.error().what);
  CHECK(diagnosis_part_text(*part) == text);
  return std::move(*part);
}

constexpr const char* kAccount =
    "acl: web\nvpc: vpc-1 10.0.0.0/16\nsubnet: subnet-web 10.0.2.0/24\n"
    "ingress 90 deny tcp 22 any\ningress 100 allow tcp 443 any\negress 100 allow tcp 443 any\n";

TEST_CASE("parts by time tell what the whole log tells") {
  tests::World world({kAccount});
  for (unsigned seed = 0; seed < 60; ++seed) {
    const Lines log = random_log(seed, 900);
    CompiledSnapshot* model = seed % 2 == 0 ? nullptr : &world.model();
    std::mt19937 dice(seed);
    for (const std::size_t cuts : {1U, 3U}) {
      std::vector<std::size_t> bounds = {0, log.records.size()};
      for (std::size_t i = 0; i < cuts; ++i) bounds.push_back(dice() % log.records.size());
      std::sort(bounds.begin(), bounds.end());
      std::vector<DiagnosisPart> parts;
      for (std::size_t i = 0; i + 1 < bounds.size(); ++i) {
        parts.push_back(
            part_of(std::span(log.records).subspan(bounds[i], bounds[i + 1] - bounds[i]), model));
      }
      std::shuffle(parts.begin(), parts.end(), dice);
      const auto merged = merge_parts(std::move(parts), model);
      REQUIRE(merged);
      CHECK(merged->counts.records == log.records.size());
      CHECK(merged->warnings.empty());
      CHECK(told(merged->diagnosis) == whole(log.records, model));
    }
  }
}

TEST_CASE("what stands far from the borders is judged in its part") {
  const Lines log = random_log(7, 2000);
  const DiagnosisPart part = part_of(log.records, nullptr);
  CHECK(part.ledger.rows().size() > 10);
  CHECK(part.borders.size() > 1);
  for (const OpenConversation& open : part.borders) {
    const bool near = open.first() <= part.span.first + kLimits.window + kMostDelay ||
                      open.last() >= part.span.last - kLimits.window - kMostDelay;
    CHECK(near);
  }
}

TEST_CASE("parts by interface: a connection that both saw is judged at both") {
  Lines log = random_log(3, 800);
  std::vector<FlowRecord> one;
  std::vector<FlowRecord> two;
  for (const FlowRecord& r : log.records) (r.interface_id == "eni-1" ? one : two).push_back(r);
  auto merged = merge_parts({part_of(one, nullptr), part_of(two, nullptr)}, nullptr);
  REQUIRE(merged);
  CHECK(merged->warnings.empty());
  CHECK(merged->diagnosis.interfaces == 3);
}

TEST_CASE("parts that overlap are told") {
  const Lines log = random_log(4, 500);
  std::vector<FlowRecord> even;
  std::vector<FlowRecord> odd;
  for (std::size_t i = 0; i < log.records.size(); ++i) {
    (i % 2 == 0 ? even : odd).push_back(log.records[i]);
  }
  const auto merged = merge_parts({part_of(even, nullptr), part_of(odd, nullptr)}, nullptr);
  REQUIRE(merged);
  CHECK(merged->warnings.size() == 1);
}

TEST_CASE("parts that do not fit together are refused") {
  tests::World world({kAccount});
  const Lines log = random_log(4, 50);
  const auto refused = [](std::vector<DiagnosisPart> parts, CompiledSnapshot* model) {
    return !merge_parts(std::move(parts), model).has_value();
  };
  CHECK(refused({part_of(log.records, nullptr)}, &world.model()));
  CHECK(refused({part_of(log.records, &world.model())}, nullptr));
  DiagnosisPart other = part_of(log.records, nullptr);
  other.window = 60;
  CHECK(refused({part_of(log.records, nullptr), std::move(other)}, nullptr));
  CHECK(merge_parts({part_of({}, nullptr), part_of({}, nullptr)}, nullptr).has_value());
}

TEST_CASE("a file that is cut or spoiled is refused, whatever byte it is") {
  const Lines log = random_log(5, 60);
  const std::string text = [&] {
    Diagnoser diagnoser(nullptr, kLimits);
    diagnoser.keep_borders();
    diagnoser.take(log.records);
    return diagnosis_part_text(diagnoser.part({}));
  }();
  REQUIRE(read_diagnosis_part(text));
  for (std::size_t i = 0; i < text.size(); ++i) {
    CHECK_FALSE(read_diagnosis_part(std::string_view(text).substr(0, i)));
  }
  CHECK_FALSE(read_diagnosis_part(text + "end\n"));
  CHECK_FALSE(read_diagnosis_part("halfopen-logs-diagnose-part\t2\nend\n"));
  CHECK_FALSE(read_diagnosis_part("version account-id\n"));
  std::mt19937 dice(1);
  for (int i = 0; i < 3000; ++i) {  // never a crash, whatever is in it
    std::string spoiled = text;
    spoiled[dice() % spoiled.size()] = static_cast<char>(dice() % 256);
    (void)read_diagnosis_part(spoiled);
  }
}

}  // namespace
}  // namespace halfopen
