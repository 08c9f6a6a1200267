// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/border_conversations.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace halfopen {
namespace {

std::int64_t first_of(std::span<const InterfaceView> views) {
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  for (const InterfaceView& view : views) first = std::min(first, view.first());
  return first;
}

std::int64_t last_of(std::span<const InterfaceView> views) {
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
  for (const InterfaceView& view : views) last = std::max(last, view.last());
  return last;
}

auto order(const ConversationKey& key) {
  return std::tuple(key.protocol.number, key.a, key.a_port, key.b, key.b_port);
}

void append(std::vector<InterfaceView>& views, const InterfaceView& more) {
  for (InterfaceView& view : views) {
    if (view.interface == more.interface) return add(view, more);
  }
  views.push_back(more);
}

}  // namespace

std::int64_t OpenConversation::first() const { return first_of(views); }
std::int64_t OpenConversation::last() const { return last_of(views); }

bool BorderConversations::is_inside(std::int64_t first, std::int64_t last, LogSpan span) const {
  const std::int64_t margin = limits_.window + kMostDelay;
  return first > span.first + margin && last < span.last - margin;
}

void BorderConversations::take(const ConversationKey& key, std::span<const InterfaceView> views,
                               LogSpan so_far) {
  if (is_inside(first_of(views), last_of(views), so_far)) return close_(key, views);
  kept_.push_back({key, {views.begin(), views.end()}});
  if (kept_.size() >= prune_at_) prune(so_far);
}

/// The end of the log has moved on since they were kept.
void BorderConversations::prune(LogSpan span) {
  const auto inside = std::stable_partition(
      kept_.begin(), kept_.end(),
      [&](const OpenConversation& open) { return !is_inside(open.first(), open.last(), span); });
  std::for_each(inside, kept_.end(),
                [&](const OpenConversation& open) { close_(open.key, open.views); });
  kept_.erase(inside, kept_.end());
  if (kept_.size() > limits_.most) {
    const auto half = kept_.begin() + static_cast<std::ptrdiff_t>(kept_.size() / 2);
    std::for_each(kept_.begin(), half,
                  [&](const OpenConversation& open) { close_(open.key, open.views); });
    closed_early_ += kept_.size() / 2;
    kept_.erase(kept_.begin(), half);
  }
  prune_at_ = std::max<std::size_t>(4096, 2 * kept_.size());
}

std::vector<OpenConversation> BorderConversations::finish(LogSpan whole) {
  prune(whole);
  std::sort(kept_.begin(), kept_.end(), [](const OpenConversation& x, const OpenConversation& y) {
    return std::tuple(order(x.key), x.first()) < std::tuple(order(y.key), y.first());
  });
  return std::exchange(kept_, {});
}

void join_parts(std::vector<OpenConversation> open, std::int64_t window,
                const ConversationTable::Close& close) {
  std::sort(open.begin(), open.end(), [](const OpenConversation& x, const OpenConversation& y) {
    return std::tuple(order(x.key), x.first()) < std::tuple(order(y.key), y.first());
  });
  for (std::size_t i = 0; i < open.size();) {
    OpenConversation& whole = open[i];
    std::int64_t last = whole.last();
    for (++i; i < open.size() && open[i].key == whole.key && open[i].first() - last <= window;
         ++i) {
      last = std::max(last, open[i].last());
      for (const InterfaceView& view : open[i].views) append(whole.views, view);
    }
    close(whole.key, whole.views);
  }
}

}  // namespace halfopen
