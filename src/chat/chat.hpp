// A chat platform as the rest of the program sees it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/event.hpp>
#include <quartermaster/post.hpp>
#include <quartermaster/result.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace qm::chat {

// Where back-fill of a channel starts; read from the store at each new connection.
struct Mark {
    ChannelId channel;
    PostId anchor;
    std::int64_t anchor_ms = 0;
};

// What the adapter calls; all on the loop's thread. `event` is accepted once it is queued; the
// queue is bounded, and waiting for a place is the adapter's back pressure.
struct Listener {
    std::function<boost::asio::awaitable<void>(Event)> event;
    // The same for a platform that waits for an acknowledgement: resumes once what must last is
    // committed.
    std::function<boost::asio::awaitable<void>(Event)> kept;
    // A command, a press or a form that came over the platform's own socket: resumes with the
    // answer to whom it came from, after the commit.
    std::function<boost::asio::awaitable<Reply>(Event)> answer;
    // A post that concerns nobody here: only how far the channel was read.
    std::function<void(Channel, PostId, std::int64_t at_ms, bool behind)> seen;
    std::function<boost::asio::awaitable<std::vector<Mark>>()> marks;
    // Roots of the open requests' threads: a history does not tell of words in old threads.
    std::function<boost::asio::awaitable<std::vector<PostId>>()> threads;
    // Who bore that name when they were last met; for a platform that calls people by their ids.
    std::function<boost::asio::awaitable<std::optional<Person>>(std::string username)> named;
    std::function<void(bool connected, std::string why)> state;
    std::function<void(std::string line)> note;  // one line for the log; holds no token, no text
    std::function<std::int64_t()> wall_ms;       // the wall clock, movable in the sandbox
};

// Names from the configuration that the platform must resolve.
struct Names {
    std::vector<std::string> usernames;
    std::vector<std::string> channels;
};

// How fast new posts may follow each other in one place: one each `every`, and after a rest up to
// `burst` at once. Edits are not counted.
struct Pace {
    std::chrono::milliseconds every{0};  // 0: the platform's answers alone slow us down
    int burst = 1;
    // Whether an edit that must wait says nothing of new posts: they are limited each for itself.
    bool apart = false;
};

class Chat {
public:
    virtual ~Chat() = default;
    virtual Pace pace() const { return {}; }
    // Connects, back-fills, reads, reconnects; returns after stop().
    virtual boost::asio::awaitable<void> run() = 0;
    virtual void stop() = 0;
    virtual void rename(Names names) = 0;  // a new configuration: resolve again

    virtual boost::asio::awaitable<SendOutcome> send(Post post) = 0;
    // Were they posted? All of one channel or one person; an outcome each, in their order: `sent`
    // with its id, `refused` when it can never be, `unknown` when it is not there, `later` when
    // nothing could be read. One look costs the same for many as for one.
    virtual boost::asio::awaitable<std::vector<SendOutcome>> look(std::vector<Post> posts) = 0;
    virtual boost::asio::awaitable<result<void>> open_form(std::string trigger, Form form,
                                                           Event pressed) = 0;
};

}  // namespace qm::chat
