// SPDX-License-Identifier: Apache-2.0
#include "product_pairs.hpp"

#include <cmath>
#include <deque>
#include <string>
#include <utility>

#include "acl_product.hpp"
#include "bench/sample_acl.hpp"
#include "bench/timing.hpp"
#include "engine_buddy.hpp"
#include "halfopen/acl/header_rules.hpp"
#include "rule_pairs.hpp"

namespace halfopen::bench {
namespace {

/// An ACL with that list in both directions.
NetworkAcl acl_of(const Rules& rules) {
  std::vector<NetworkAclEntry> rows;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    RuleNumber number = 100;
    for (const HeaderRule& rule : rules) {
      NetworkAclEntry row;
      row.number = number++;
      row.direction = direction;
      row.action = rule.terminal != 0 ? RuleAction::allow : RuleAction::deny;
      if (rule.box.protocol) row.protocol = rule.box.protocol->number;
      row.ports = rule.box.selectors;
      row.cidr = rule.box.source;
      rows.push_back(row);
    }
  }
  Diagnostics diagnostics;
  NetworkAcl acl({"acl-pairs", "", "vpc-1", false, {}}, std::move(rows), diagnostics);
  return acl;
}

/// The lists in both forms.
struct Lists {
  std::deque<NetworkAcl> acls;  // compiled ACLs hold references
  PortSetPool pool;
  std::vector<AclProduct> requests;
  std::vector<AclProduct> failing_replies;
  std::vector<bdd> request_sets;
  std::vector<bdd> reply_sets;
};

void fill(Lists& lists, std::size_t count, std::size_t rules) {
  BuddyHeaders headers(kNetworkAclOrder);
  constexpr double kNever = 1e9;
  for (std::uint32_t i = 0; i < count; ++i) {
    const NetworkAcl& request = lists.acls.emplace_back(acl_of(network_acl_rules(rules, 1000 + i)));
    lists.requests.emplace_back(CompiledAcl(request), Direction::ingress, RuleAction::allow,
                                lists.pool);
    const auto asked = header_rules(request.entries(Direction::ingress));
    lists.request_sets.push_back(*headers.allowed(asked, kNever));
    const NetworkAcl& reply = lists.acls.emplace_back(acl_of(network_acl_rules(rules, 9000 + i)));
    lists.failing_replies.emplace_back(CompiledAcl(reply), Direction::egress, RuleAction::deny,
                                       lists.pool);
    const auto replied = swapped_ends(header_rules(reply.entries(Direction::egress)));
    lists.reply_sets.push_back(*headers.allowed(replied, kNever));
  }
}

double count_headers(const std::vector<ProductBox>& boxes, const PortSetPool& pool) {
  double sum = 0;
  for (const ProductBox& box : boxes) {
    const double protocols = box.protocol_class + 1 == AclProduct::kClasses ? 253 : 1;
    sum += protocols * (double{1} + box.last - box.first) * count(pool.at(box.server_ports)) *
           count(pool.at(box.client_ports));
  }
  return sum * 4294967296.0;  // the other end's address is free
}

void compare_counts(const Lists& lists) {
  std::vector<ProductBox> boxes;
  for (std::size_t i = 0; i < lists.requests.size(); ++i) {
    for (std::size_t j = 0; j < lists.requests.size(); ++j) {
      half_open_product(lists.requests[i], lists.failing_replies[j], boxes);
      const double ours = count_headers(boxes, lists.pool);
      const double theirs = bdd_satcount(lists.request_sets[i] - lists.reply_sets[j]);
      if (std::fabs(ours - theirs) > 1e-9 * theirs) give_up("the half-open sets differ");
    }
  }
}

void run(const Lists& lists, std::size_t rules) {
  const std::size_t count = lists.requests.size();
  std::vector<ProductBox> boxes;
  std::size_t box_count = 0;
  Contest contest;
  contest.add("product form", 1, [&] {
    box_count = 0;
    for (const AclProduct& request : lists.requests) {
      for (const AclProduct& reply : lists.failing_replies) {
        half_open_product(request, reply, boxes);
        box_count += boxes.size();
      }
    }
  });
  contest.add("BuDDy, warm", 1, [&] {
    for (const bdd& request : lists.request_sets) {
      for (const bdd& reply : lists.reply_sets) do_not_optimize(request - reply);
    }
  });
  auto timings = contest.run(5);
  for (Timing& timing : timings) timing.seconds /= static_cast<double>(count * count);
  print_title("pairs: half-open sets of " + std::to_string(count * count) + " pairs of ACLs of " +
              std::to_string(rules) + " rules, " + std::to_string(box_count / (count * count)) +
              " boxes a pair; times of one pair");
  for (const Timing& timing : timings) print_timing(timing);
  print_ratio("BuDDy / product form", ratio(timings[1], timings[0]), {Aim::Kind::at_least, 80});
  print_ratio("product form, ns", timings[0].seconds * 1e9, {Aim::Kind::at_most, 500});
}

}  // namespace

void compare_pairs(std::size_t count, std::size_t rules) {
  restart_buddy(4'000'000);
  {
    Lists lists;
    fill(lists, count, rules);
    compare_counts(lists);
    run(lists, rules);
  }
  bdd_done();
}

}  // namespace halfopen::bench
