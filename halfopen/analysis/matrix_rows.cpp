// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/matrix_rows.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "halfopen/analysis/exposure.hpp"

namespace halfopen {
namespace {

constexpr Verdict kPortVerdicts[] = {Verdict::works, Verdict::partial, Verdict::half_open,
                                     Verdict::denied, Verdict::unknown};

/// The ports asked for in one protocol; nothing: the protocol is not asked for.
std::optional<PortSet> asked_ports(const MatrixFilter& filter, PairProtocol protocol) {
  if (filter.services.empty()) return PortSet(0, 65535);
  std::optional<PortSet> ports;
  for (const ServiceSpec& spec : filter.services) {
    const bool echo = spec.protocol == kIcmp || spec.protocol == kIcmpV6;
    const bool same = protocol == PairProtocol::echo
                          ? echo
                          : spec.protocol == protocol_of(protocol, IpFamily::v4);
    if (!same) continue;
    const PortSet one = spec.port ? PortSet(*spec.port, *spec.port) : PortSet(0, 65535);
    ports = ports ? *ports | one : one;
  }
  return ports;
}

/// Builds rows and drops those that were not asked for.
class RowMaker {
 public:
  RowMaker(Matrix& matrix, const MatrixFilter& filter) : matrix_(matrix), filter_(filter) {
    for (const PairProtocol protocol : kPairProtocols) {
      asked_.push_back(asked_ports(filter, protocol));
    }
    for (const ClientProfile& client : matrix.clients()) {
      clients_ = clients_ | port_set(client.range);
    }
  }

  bool wants(std::size_t from, std::size_t to) const {
    if (filter_.places.empty()) return true;
    const auto named = [&](std::size_t end) {
      const auto& places = filter_.places;
      return std::find(places.begin(), places.end(), matrix_.ends()[end].location) != places.end();
    };
    return named(from) || named(to);
  }

  /// The rows between two representatives.
  void add(std::size_t from, std::size_t to, const std::vector<std::size_t>& froms,
           const std::vector<std::size_t>& tos) {
    for (const PairProtocol protocol : kPairProtocols) {
      const auto& asked = asked_[static_cast<std::size_t>(protocol)];
      if (!asked) continue;
      MatrixRow row;
      row.protocol = protocol;
      row.answer = matrix_.answer(from, to, protocol);
      if (!(protocol == PairProtocol::echo ? keeps_echo(row) : keeps_ports(row, *asked))) continue;
      ++result_.found;
      if (result_.rows.size() >= filter_.limit && !filter_.half_open) continue;
      row.from = froms;
      row.to = tos;
      if (row.answer.classes_differ) row.classes = classes(from, to, protocol, *asked);
      result_.rows.push_back(std::move(row));
    }
  }

  MatrixRows take() {
    if (filter_.half_open) {
      std::stable_sort(result_.rows.begin(), result_.rows.end(),
                       [](const MatrixRow& a, const MatrixRow& b) { return a.lost > b.lost; });
      if (result_.rows.size() > filter_.limit) result_.rows.resize(filter_.limit);
    }
    return std::move(result_);
  }

 private:
  bool has_verdict(Verdict verdict) const {
    const auto& wanted = filter_.verdicts;
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), verdict) != wanted.end();
  }

  std::vector<ClassAnswer> classes(std::size_t from, std::size_t to, PairProtocol protocol,
                                   const PortSet& asked) {
    std::vector<ClassAnswer> all = matrix_.class_answers(from, to, protocol);
    for (ClassAnswer& one : all) {
      for (const Verdict verdict : kPortVerdicts) {
        PortSet& ports = one.answer.services.of(verdict);
        ports = ports & asked;
      }
    }
    return all;
  }

  bool keeps_echo(MatrixRow& row) const {
    const Verdict verdict = row.answer.echo;
    const bool lost = verdict == Verdict::half_open || verdict == Verdict::partial;
    if (lost) row.lost = count(clients_);
    return has_verdict(verdict) && (!filter_.half_open || lost);
  }

  bool keeps_ports(MatrixRow& row, const PortSet& asked) const {
    ServiceSets& sets = row.answer.services;
    bool wanted = false;
    for (const Verdict verdict : kPortVerdicts) {
      PortSet& ports = sets.of(verdict);
      ports = ports & asked;
      const bool lost = verdict == Verdict::half_open || verdict == Verdict::partial;
      wanted = wanted || (!ports.empty() && has_verdict(verdict) && (!filter_.half_open || lost));
    }
    row.reply_range =
        reply_ranges(sets.works) | reply_ranges(sets.partial) | reply_ranges(sets.half_open);
    row.lost = count(clients_ - row.answer.replies);
    return wanted && !(filter_.half_open && row.lost == 0);
  }

  Matrix& matrix_;
  const MatrixFilter& filter_;
  std::vector<std::optional<PortSet>> asked_;
  PortSet clients_;
  MatrixRows result_;
};

}  // namespace

PortSet reply_ranges(const PortSet& ports) {
  PortSet wide;
  for (const auto& run : ports.intervals()) {
    if (is_reply_range({run.first, run.last})) wide.append(run.first, run.last);
  }
  return wide;
}

Result<std::vector<ServiceSpec>> read_matrix_services(std::string_view text) {
  if (text.empty()) return std::vector<ServiceSpec>{};
  auto services = parse_services(text);
  if (!services) return fail("port: " + services.error().what, services.error().hint);
  for (const ServiceSpec& service : *services) {
    if (filters_ports(service.protocol)) continue;
    if (service.protocol == kIcmp && service.icmp == "echo") continue;  // in either family
    return fail("port: a matrix is made for tcp, udp and icmp/echo",
                "ask `halfopen check` about other protocols and messages");
  }
  return services;
}

MatrixRows pair_rows(Matrix& matrix, const MatrixFilter& filter) {
  RowMaker rows(matrix, filter);
  for (std::size_t from = 0; from < matrix.ends().size(); ++from) {
    for (std::size_t to = 0; to < matrix.ends().size(); ++to) {
      if (matrix.is_pair(from, to) && rows.wants(from, to)) rows.add(from, to, {from}, {to});
    }
  }
  return rows.take();
}

MatrixRows group_rows(Matrix& matrix, const MatrixFilter& filter) {
  // In the order of their first members; a place that was asked for is not hidden in a group.
  std::map<std::tuple<std::uint64_t, IpFamily, bool, bool>, std::vector<std::size_t>> by_key;
  for (std::size_t end = 0; end < matrix.ends().size(); ++end) {
    const Endpoint& place = matrix.ends()[end];
    const auto& wanted = filter.places;
    const bool named = std::find(wanted.begin(), wanted.end(), place.location) != wanted.end();
    const bool outside = place.location.kind == Location::Kind::outside;
    by_key[{matrix.group(end), place.addresses.family, outside, named}].push_back(end);
  }
  std::vector<std::vector<std::size_t>> groups;
  groups.reserve(by_key.size());
  for (auto& [key, members] : by_key) groups.push_back(std::move(members));
  std::sort(groups.begin(), groups.end());
  RowMaker rows(matrix, filter);
  for (const auto& from : groups) {
    for (const auto& to : groups) {
      const bool same = &from == &to;
      if (same && from.size() < 2) continue;
      const std::size_t server = same ? to[1] : to[0];
      if (matrix.is_pair(from[0], server) && rows.wants(from[0], server)) {
        rows.add(from[0], server, from, to);
      }
    }
  }
  return rows.take();
}

}  // namespace halfopen
