// Key-set paging over create_at, forwards from an anchor or backwards to a floor.
// SPDX-License-Identifier: Apache-2.0
#include "chat/backfill.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace qm::chat {

namespace {

constexpr std::int64_t first_start_margin_ms = 60'000;
// Of the pages; the others are kept for the newest posts, which matter more than the middle.
constexpr int forward_pages_max = backfill_pages_max * 4 / 5;

bool earlier(const WirePost& a, const WirePost& b) {
    return a.create_at < b.create_at;
}

}  // namespace

Backfill::Backfill(std::string anchor, std::int64_t anchor_ms, std::int64_t first_start_ms,
                   std::int64_t now_ms)
    : anchor_(std::move(anchor)) {
    const std::int64_t oldest = now_ms - backfill_age_max_ms;
    const bool marked = anchor_ms > 0;
    const std::int64_t wanted =
        marked ? anchor_ms - backfill_overlap_ms : first_start_ms - first_start_margin_ms;
    floor_ms_ = std::max(wanted, oldest);
    if (!anchor_.empty() && anchor_ms >= oldest)
        next_ = Fetch{Fetch::What::anchor, anchor_, 0};
    else
        begin_newest();
}

void Backfill::begin_newest() {
    next_ = Fetch{Fetch::What::newest, "", 0};
}

void Backfill::anchor(bool exists) {
    if (next_.what != Fetch::What::anchor) return;
    if (exists)
        next_ = Fetch{Fetch::What::after, anchor_, 0};
    else
        begin_newest();
}

void Backfill::page(std::vector<WirePost> posts) {
    if (done() || next_.what == Fetch::What::anchor) return;
    ++pages_;
    std::stable_sort(posts.begin(), posts.end(), earlier);
    if (next_.what == Fetch::What::after)
        take_after(std::move(posts));
    else
        take_newest(std::move(posts));
}

void Backfill::take_after(std::vector<WirePost> posts) {
    const bool full = posts.size() >= backfill_page;
    Fetch following{Fetch::What::after, next_.post, next_.page + 1};
    for (auto at = posts.rbegin(); at != posts.rend(); ++at) {
        if (at->create_at == posts.back().create_at) continue;
        following = Fetch{Fetch::What::after, at->id, 0};
        break;
    }
    const std::int64_t last_ms = posts.empty() ? 0 : posts.back().create_at;
    for (WirePost& post : posts) {
        if (got_.insert(post.id).second) ready_.push_back(std::move(post));
    }
    next_ = full ? following : Fetch{};
    if (!full || pages_ < forward_pages_max) return;
    floor_ms_ = last_ms;
    begin_newest();
}

void Backfill::take_newest(std::vector<WirePost> posts) {
    const bool full = posts.size() >= backfill_page;
    const bool reached = !posts.empty() && posts.front().create_at < floor_ms_;
    // Inside one millisecond only the count of pages goes on, from where this one was asked.
    Fetch following{next_.what, next_.post, next_.page + 1};
    for (const WirePost& post : posts) {
        if (post.create_at == posts.front().create_at) continue;
        following = Fetch{Fetch::What::before, post.id, 0};
        break;
    }
    for (WirePost& post : posts) {
        if (post.create_at >= floor_ms_ && got_.insert(post.id).second)
            newest_.push_back(std::move(post));
    }
    cut_ = full && !reached && pages_ >= backfill_pages_max;
    next_ = full && !reached && !cut_ ? following : Fetch{};
    if (done()) finish_newest();
}

void Backfill::finish_newest() {
    std::stable_sort(newest_.begin(), newest_.end(), earlier);
    ready_.insert(ready_.end(), std::make_move_iterator(newest_.begin()),
                  std::make_move_iterator(newest_.end()));
    newest_.clear();
}

std::vector<WirePost> Backfill::take() {
    return std::exchange(ready_, {});
}

}  // namespace qm::chat
