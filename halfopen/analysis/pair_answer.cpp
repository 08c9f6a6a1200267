// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/pair_answer.hpp"

namespace halfopen {

PortSet ServiceSets::*ServiceSets::member(Verdict verdict) {
  switch (verdict) {
    case Verdict::works: return &ServiceSets::works;
    case Verdict::partial: return &ServiceSets::partial;
    case Verdict::half_open: return &ServiceSets::half_open;
    case Verdict::denied:
    case Verdict::no_route: return &ServiceSets::denied;
    case Verdict::unknown: break;
  }
  return &ServiceSets::unknown;
}

void AnswerJoin::add_ports(const PairAnswer& one, bool requests) {
  ServiceSets& services = all_.services;
  if (first_) {
    all_ = one;
  } else {
    all_.classes_differ = all_.classes_differ || !(services == one.services);
    services.works = services.works & one.services.works;
    services.half_open = services.half_open & one.services.half_open;
    services.denied = services.denied & one.services.denied;
    services.unknown = services.unknown | one.services.unknown;
    services.partial = PortSet(0, 65535) - services.works - services.half_open - services.denied -
                       services.unknown;
    // Where no request gets in, no reply is missed.
    if (requests && any_request_ && !(all_.replies == one.replies)) all_.classes_differ = true;
    if (requests) all_.replies = any_request_ ? all_.replies & one.replies : one.replies;
  }
  first_ = false;
  any_request_ = any_request_ || requests;
}

void AnswerJoin::add_echo(Verdict one) {
  if (one == Verdict::no_route) one = Verdict::denied;
  if (first_) {
    all_.echo = one;
  } else if (one != all_.echo) {
    all_.classes_differ = true;
    const bool sure = one != Verdict::unknown && all_.echo != Verdict::unknown;
    all_.echo = sure ? Verdict::partial : Verdict::unknown;
  }
  first_ = false;
}

}  // namespace halfopen
