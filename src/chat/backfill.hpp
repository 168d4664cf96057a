// Which posts of a channel were missed: says what to fetch, takes the answers, gives the posts in
// the order of time. Pure; the same machine for a first start and for a gap of a second.
// SPDX-License-Identifier: Apache-2.0
//
// Pages are never counted by offset: posts of the same millisecond have no order on the server,
// and a deletion moves what follows. The next page starts instead at the newest (oldest) post that
// is strictly earlier (later) than the last one got, so whole milliseconds overlap; ids make each
// post once.
#pragma once

#include "chat/mattermost_wire.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace qm::chat {

constexpr std::size_t backfill_page = 100;
constexpr int backfill_pages_max = 50;
constexpr std::int64_t backfill_age_max_ms = 7LL * 24 * 3600 * 1000;
constexpr std::int64_t backfill_overlap_ms = 5LL * 60 * 1000;

struct Fetch {
    enum class What {
        done,
        anchor,  // does the post `post` exist?
        after,   // the first page after `post`
        newest,  // the newest page
        before,  // the first page before `post`
    };
    What what = What::done;
    std::string post;
    int page = 0;  // > 0 only when a whole page is one millisecond
};

class Backfill {
public:
    // anchor "": none. `first_start_ms`: when the program first ran; posts from a minute before
    // concern it.
    Backfill(std::string anchor, std::int64_t anchor_ms, std::int64_t first_start_ms,
             std::int64_t now_ms);

    const Fetch& next() const { return next_; }
    void anchor(bool exists);          // the answer to `anchor`
    void page(std::vector<WirePost>);  // the answer to the others, in any order
    std::vector<WirePost> take();      // complete up to here, each once, earliest first
    bool done() const { return next_.what == Fetch::What::done; }
    bool cut() const { return cut_; }  // a bound was reached before the end

private:
    void begin_newest();
    void take_after(std::vector<WirePost> posts);
    void take_newest(std::vector<WirePost> posts);
    void finish_newest();

    Fetch next_;
    std::string anchor_;
    std::int64_t floor_ms_;
    int pages_ = 0;
    bool cut_ = false;
    std::set<std::string> got_;     // at most pages_max · page ids
    std::vector<WirePost> ready_;   // in order
    std::vector<WirePost> newest_;  // newest first, until the floor is reached
};

}  // namespace qm::chat
