// What was missed on Slack: says what to fetch, takes the answers, gives the messages of a place
// in the order of time. Pure. Channels tell their history, but not of words in old threads: those
// of open requests are read for themselves.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "chat/chat.hpp"
#include "chat/slack_wire.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace qm::chat {

constexpr std::size_t slack_page = 200;
constexpr int slack_pages_max = 50;             // of one place
constexpr std::size_t slack_threads_max = 200;  // the first of those given

struct SlackFetch {
    std::string channel;
    std::string root;          // of a thread; "": the channel's history
    std::int64_t from_ms = 0;  // what is older was seen
    std::string cursor;        // "": the first page
};

class SlackBackfill {
public:
    struct Known {
        std::vector<std::string> channels;  // in which we are
        std::vector<Mark> marks;
        std::vector<PostId> threads;
        std::int64_t first_start_ms = 0;  // messages from a minute before concern us
        std::int64_t now_ms = 0;
    };
    explicit SlackBackfill(const Known& known);
    explicit SlackBackfill(SlackFetch place) : places_{std::move(place)} {}

    bool done() const { return places_.empty(); }
    const SlackFetch& next() const { return places_.front(); }
    // The answer, in any order; `cursor` of the next page, "": there is none.
    void page(std::vector<SlackMessage> messages, std::string cursor);
    void gone();  // it is not there any more, or not for us

    // Of a place that is complete, the earliest first, each once; else empty.
    std::vector<SlackMessage> take();
    bool took_thread() const { return took_thread_; }  // what `take` gave was a thread's
    bool cut() const { return cut_; }                  // a bound was reached before the end

private:
    void finish();

    std::deque<SlackFetch> places_;  // threads first: channels move the marks that both start from
    int pages_ = 0;
    bool cut_ = false;
    bool took_thread_ = false;
    std::vector<SlackMessage> got_;
    std::vector<SlackMessage> ready_;
};

}  // namespace qm::chat
