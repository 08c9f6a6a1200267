// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/snapshot_draft.hpp"

#include <iterator>
#include <utility>

namespace halfopen {
namespace {

template <class T>
void move_all(std::vector<T>& to, std::vector<T>& from) {
  if (to.empty()) {
    to.swap(from);
  } else {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  }
}

}  // namespace

void append(SnapshotDraft& draft, SnapshotDraft&& more) {
  move_all(draft.vpcs, more.vpcs);
  move_all(draft.subnets, more.subnets);
  move_all(draft.acls, more.acls);
  move_all(draft.associations, more.associations);
  append(draft.objects, std::move(more.objects));
  move_all(draft.not_judged, more.not_judged);
  move_all(draft.not_read, more.not_read);
  draft.acls_doubtful |= more.acls_doubtful;
  draft.acl_pages.add(more.acl_pages);
  draft.subnet_pages.add(more.subnet_pages);
}

}  // namespace halfopen
