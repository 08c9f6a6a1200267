// SPDX-License-Identifier: Apache-2.0
#include "cli/port_questions.hpp"

#include <charconv>

#include "halfopen/ports/client_profile.hpp"

namespace halfopen::cli {
namespace {

constexpr std::uint32_t kMostConnections =
    100'000;                                       // seconds, for searches that look at every port
constexpr std::uint32_t kMostDestinations = 1000;  // 8 KB each
constexpr std::uint32_t kMostHosts = 100;

/// A whole number from `least` to `most`; the default where the text is empty.
Result<std::uint32_t> whole(std::string_view option, const std::string& text,
                            std::uint32_t otherwise, std::uint32_t least, std::uint32_t most) {
  if (text.empty()) return otherwise;
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool read = error == std::errc() && end == text.data() + text.size();
  if (!read || number < least || number > most) {
    return fail(std::string(option) + ": '" + text + "' is no number from " +
                std::to_string(least) + " to " + std::to_string(most));
  }
  return number;
}

/// A decimal number in units of 10^-digits. None if it is none, or has more than 12 whole digits.
std::optional<std::uint64_t> decimal_units(std::string_view text, std::size_t digits) {
  const std::size_t dot = text.find('.');
  const std::string_view before = text.substr(0, dot);
  std::string after(dot == std::string_view::npos ? "" : text.substr(dot + 1));
  if (before.empty() || before.size() > 12 || after.size() > digits) return std::nullopt;
  if (dot != std::string_view::npos && after.empty()) return std::nullopt;
  after.resize(digits, '0');
  const std::string all = std::string(before) + after;
  if (all.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  std::uint64_t number = 0;
  const auto read = std::from_chars(all.data(), all.data() + all.size(), number);
  if (read.ec != std::errc()) return std::nullopt;
  return number;
}

tl::unexpected<Error> of_option(std::string_view option, const Error& error) {
  return fail(std::string(option) + ": " + error.what, error.hint);
}

/// What both verbs say of TIME_WAIT.
struct AfterEnd {
  PortTime time_wait;
  std::optional<PortTime> reusable;
  bool client_closes = true;
};

Result<AfterEnd> after_end(const PortsOptions& options, const PortAlgorithmRow& row) {
  AfterEnd after;
  after.client_closes = options.closed_by != "server";
  after.time_wait = held_after(row, after.client_closes);
  const bool holds = after.time_wait > PortTime();
  if (!options.time_wait.empty()) {
    const auto time = parse_duration(options.time_wait);
    if (!time) return of_option("--time-wait", time.error());
    if (!holds) {
      return fail("--time-wait: nothing is held after the end",
                  "the server closes first, or UDP has no TIME_WAIT");
    }
    after.time_wait = *time;
  }
  if (options.tw_reuse) {
    if (row.algorithm != PortAlgorithm::linux_connect) {
      return fail("--tw-reuse is a setting of Linux's connect()");
    }
    if (after.time_wait > PortTime::seconds(1)) after.reusable = PortTime::seconds(1);
  }
  return after;
}

Result<PortSet> reserved_of(const PortsOptions& options, const PortAlgorithmRow& row) {
  if (row.algorithm == PortAlgorithm::linux_masquerade) {
    return fail("--reserved: a masquerade does not look at reserved ports");
  }
  auto reserved = parse_port_set(options.reserved);
  if (!reserved) return of_option("--reserved", reserved.error());
  return reserved;
}

/// An option that means nothing to the algorithm.
std::optional<Error> misplaced(const PortsOptions& options, PortAlgorithm algorithm) {
  const bool masquerade = algorithm == PortAlgorithm::linux_masquerade;
  const bool has_socket = algorithm == PortAlgorithm::linux_connect ||
                          algorithm == PortAlgorithm::linux_bind ||
                          algorithm == PortAlgorithm::linux_udp;
  if (!options.socket_range.empty() && !has_socket) {
    return Error{"--socket-range is an option of Linux's sockets",
                 "linux-connect, linux-bind, linux-udp"};
  }
  if ((options.fully_random || !options.source_port.empty()) && !masquerade) {
    return Error{"--source-port and --fully-random are for linux-masquerade", ""};
  }
  return std::nullopt;
}

/// --range, --reserved, --socket-range and the flags.
Result<PortSettings> settings_of(const PortsOptions& options, const PortAlgorithmRow& row) {
  PortSettings settings;
  settings.range = row.range;
  if (!options.range.empty()) {
    const auto range = parse_port_range(options.range);
    if (!range) return of_option("--range", range.error());
    if (row.algorithm == PortAlgorithm::linux_masquerade) {
      return fail("--range: a masquerade has no range; the source port's class decides");
    }
    settings.range = *range;
  }
  if (!options.reserved.empty()) {
    auto reserved = reserved_of(options, row);
    if (!reserved) return tl::unexpected<Error>(reserved.error());
    settings.reserved = std::move(*reserved);
  }
  if (const auto wrong = misplaced(options, row.algorithm)) return tl::unexpected<Error>(*wrong);
  if (!options.socket_range.empty()) {
    const auto range = parse_port_range(options.socket_range);
    if (!range) return of_option("--socket-range", range.error());
    settings.socket_range = *range;
  }
  settings.fully_random = options.fully_random;
  const auto seed = whole("--seed", options.seed, 1, 0, 4'294'967'295);
  if (!seed) return tl::unexpected<Error>(seed.error());
  settings.seed = *seed;
  return settings;
}

std::vector<IpAddress> outside_addresses(std::uint32_t count) {
  constexpr AddressBits kFirst = 0xcb007101;  // 203.0.113.1, RFC 5737
  std::vector<IpAddress> addresses;
  for (std::uint32_t i = 0; i < count; ++i) addresses.emplace_back(IpFamily::v4, kFirst + i);
  return addresses;
}

/// Whole numbers of a plan.
Result<PortPlan> with_numbers(PortPlan plan, const PortsOptions& options) {
  const bool translator = is_translator(plan.algorithm);
  const auto connections = whole("--connections", options.connections, 20, 1, kMostConnections);
  if (!connections) return tl::unexpected<Error>(connections.error());
  const auto targets = whole("--destinations", options.destinations, 1, 1, kMostDestinations);
  if (!targets) return tl::unexpected<Error>(targets.error());
  const auto hosts = whole("--hosts", options.hosts, translator ? 2 : 1, 1, kMostHosts);
  if (!hosts) return tl::unexpected<Error>(hosts.error());
  const auto addresses = whole("--addresses", options.addresses, 1, 1, 8);
  if (!addresses) return tl::unexpected<Error>(addresses.error());
  if (!options.source_port.empty()) {
    const auto port = parse_port(options.source_port);
    if (!port) return of_option("--source-port", port.error());
    plan.source_port = *port;
  }
  if (!translator && (!options.hosts.empty() || !options.addresses.empty())) {
    return fail("--hosts and --addresses are for translators",
                "linux-masquerade, nat-gateway, nlb");
  }
  plan.connections = *connections;
  plan.destinations = *targets;
  plan.clients = *hosts;
  if (translator) plan.settings.addresses = outside_addresses(*addresses);
  return plan;
}

/// Who is asked about: a profile, a range of one's own, or an algorithm.
Result<ExhaustionReport> subject_of(const std::string& client) {
  ExhaustionReport report;
  report.client = client;
  if (const auto algorithm = find_port_algorithm(client)) {
    report.question.algorithm = *algorithm;
    report.question.range = port_algorithm_row(*algorithm).range;
    return report;
  }
  const auto profile = find_client_profile(client);
  if (!profile) {
    return of_option(
        "--client",
        {profile.error().what, profile.error().hint + ", or an algorithm: nlb, "
                                                      "linux-bind, linux-udp, linux-masquerade"});
  }
  const auto algorithm = port_algorithm_of(*profile);
  report.algorithm_known = algorithm.has_value();
  report.question.algorithm = algorithm.value_or(PortAlgorithm::rfc6056_1);
  report.question.range = profile->range;
  return report;
}

Result<ExhaustionReport> with_pools(ExhaustionReport report, const PortsOptions& options) {
  const auto most = report.question.algorithm == PortAlgorithm::nat_gateway ? 8U : 1000U;
  const auto targets = whole("--destinations", options.destinations, 1, 1, kMostDestinations);
  if (!targets) return tl::unexpected<Error>(targets.error());
  const auto addresses = whole("--addresses", options.addresses, 1, 1, most);
  if (!addresses) return tl::unexpected<Error>(addresses.error());
  report.question.destinations = *targets;
  report.question.addresses = *addresses;
  if (!options.reserved.empty()) {
    auto reserved = reserved_of(options, port_algorithm_row(report.question.algorithm));
    if (!reserved) return tl::unexpected<Error>(reserved.error());
    report.question.reserved = std::move(*reserved);
  }
  if (!options.reply_ports.empty()) {
    auto open = parse_port_set(options.reply_ports);
    if (!open) return of_option("--reply-ports", open.error());
    report.question.reply_ports = std::move(*open);
  }
  return report;
}

}  // namespace

Result<PortTime> parse_duration(std::string_view text) {
  struct Unit {
    std::string_view name;
    std::uint64_t microseconds;
  };
  constexpr Unit kUnits[] = {
      {"ms", 1000}, {"s", 1'000'000}, {"m", 60'000'000}, {"h", 3'600'000'000}};
  constexpr std::uint64_t kMost = 7ULL * 24 * 3600 * 1'000'000;
  std::string_view number = text;
  std::uint64_t unit = 1'000'000;
  for (const Unit& known : kUnits) {
    if (!text.ends_with(known.name)) continue;
    number = text.substr(0, text.size() - known.name.size());
    unit = known.microseconds;
    break;
  }
  const auto millionths = decimal_units(number, 6);
  if (!millionths || *millionths / 1'000'000 > kMost / unit) {
    return fail("'" + std::string(text) + "' is no duration",
                "write 500ms, 0.5s, 2m or 1h, at most a week");
  }
  const std::uint64_t seconds = *millionths / 1'000'000;
  const std::uint64_t rest = *millionths % 1'000'000;
  return PortTime::microseconds(
      static_cast<std::int64_t>(seconds * unit + rest * unit / 1'000'000));
}

Result<PortRate> parse_rate(std::string_view text) {
  const auto rate = decimal_units(text, 3);
  if (!rate || *rate == 0 || *rate > 10'000'000'000) {
    return fail("'" + std::string(text) + "' is no rate",
                "write connections per second, such as 470 or 0.5");
  }
  return *rate;
}

Result<PortPlan> port_plan_of(const PortsOptions& options) {
  PortPlan plan;
  const auto algorithm = find_port_algorithm(options.algorithm);
  if (!algorithm) return of_option("--algorithm", algorithm.error());
  plan.algorithm = *algorithm;
  const PortAlgorithmRow& row = port_algorithm_row(*algorithm);
  auto settings = settings_of(options, row);
  if (!settings) return tl::unexpected<Error>(settings.error());
  plan.settings = std::move(*settings);
  const auto hold = parse_duration(options.hold.empty() ? "1s" : options.hold);
  if (!hold) return of_option("--hold", hold.error());
  plan.hold = *hold;
  if (!options.rate.empty()) {
    const auto rate = parse_rate(options.rate);
    if (!rate) return of_option("--rate", rate.error());
    plan.rate = *rate;
  }
  const auto after = after_end(options, row);
  if (!after) return tl::unexpected<Error>(after.error());
  plan.time_wait = after->time_wait;
  plan.reusable = after->reusable;
  return with_numbers(std::move(plan), options);
}

Result<ExhaustionReport> exhaustion_of(const PortsOptions& options) {
  auto subject = subject_of(options.client);
  if (!subject) return subject;
  auto report = with_pools(std::move(*subject), options);
  if (!report) return report;
  ExhaustionQuestion& question = report->question;
  const auto hold = parse_duration(options.hold.empty() ? "0s" : options.hold);
  if (!hold) return of_option("--hold", hold.error());
  question.hold = *hold;
  if (!options.rate.empty()) {
    const auto rate = parse_rate(options.rate);
    if (!rate) return of_option("--rate", rate.error());
    question.rate = *rate;
  }
  const auto after = after_end(options, port_algorithm_row(question.algorithm));
  if (!after) return tl::unexpected<Error>(after.error());
  question.time_wait = after->time_wait;
  question.reusable = after->reusable;
  report->client_closes = after->client_closes;
  return report;
}

}  // namespace halfopen::cli
