// The adapter's state: one room, at most one live connection. Everything on one executor's thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "chat/backfill.hpp"
#include "chat/bell.hpp"
#include "chat/mattermost.hpp"
#include "chat/mattermost_directory.hpp"
#include "chat/mattermost_markup.hpp"
#include "chat/reconnect.hpp"
#include "net/websocket.hpp"

#include <deque>
#include <map>
#include <optional>
#include <random>

namespace qm::chat {

inline constexpr std::string_view token_mend =
    "put a good one into mattermost.token_file, which is read again each minute; a new variable "
    "needs a restart.";

struct Incoming {
    Frame frame;
    bool behind = false;
};

// One connection, from its hello to its end.
struct Live {
    explicit Live(const boost::asio::any_io_executor& executor)
        : arrived(executor),
          wanted_now(executor),
          pause(executor),
          answered(executor),
          again(executor),
          looked(executor),
          left(executor) {}

    std::unique_ptr<net::WebSocket> socket;
    std::string connection;
    std::int64_t last_seq = -1;
    bool resumes =
        false;  // the numbers of the connection before go on, if the server still has them
    bool greeted = false;
    bool over = false;
    Ending how = Ending::closed;
    std::string why;  // of the first that ended it

    std::deque<Incoming> queue;  // at most queue_max
    bool behind = true;          // until a back-fill is complete
    bool wanted = false;         // a back-fill
    std::int64_t ping = 0;       // the number of the last one
    std::int64_t pong = 0;
    int loops = 0;  // coroutines that still run

    Bell arrived;     // for the one that delivers
    Bell wanted_now;  // for the one that back-fills
    Bell pause;       // for the one that pings
    Bell answered;
    Bell again;   // for the one that back-fills, after a failure
    Bell looked;  // for the one that looks for what was never told
    Bell left;    // for the one that waits for the others
};

// Where a connection ended with nothing left to read: what comes after is told again, for a while.
struct LeftAt {
    std::string connection;
    std::int64_t last_seq = -1;
};

// Posts of one channel whose fate is not known, and what was seen of each.
struct Looking {
    std::vector<Post> posts;
    std::vector<SendOutcome> seen;  // as many as posts

    std::size_t missing() const;
    void compare(const std::vector<WirePost>& there, const UserId& us);
    void fail(const std::string& why);  // could not look: `later` for those not found yet
};

class MattermostRoom : public std::enable_shared_from_this<MattermostRoom> {
public:
    static constexpr std::size_t queue_max = 1'024;

    MattermostRoom(boost::asio::any_io_executor executor, MattermostOptions options,
                   std::unique_ptr<net::Https> https, Listener listener);

    boost::asio::awaitable<void> run();
    void renew_token();
    void stop();
    void rename(Names names);
    boost::asio::awaitable<SendOutcome> send(Post post);
    boost::asio::awaitable<std::vector<SendOutcome>> look(std::vector<Post> posts);
    boost::asio::awaitable<result<void>> open_form(std::string trigger, Form form, Event pressed);
    boost::asio::awaitable<void> resolve(Event& event);
    const Me& me() const { return me_; }
    std::string command_answer(const Message& message, const Event& event) const;
    std::string action_answer(const Message& message, const Event& event) const;

private:
    // mattermost.cpp: the life of connections
    boost::asio::awaitable<Ended> live_once();
    boost::asio::awaitable<result<void>> identify();
    boost::asio::awaitable<result<std::shared_ptr<Live>>> connect();
    boost::asio::awaitable<void> end(std::shared_ptr<Live> live);
    void start_loop(const std::shared_ptr<Live>& live, boost::asio::awaitable<void> loop);
    Ended ended_by(const Error& error);
    void note(std::string line) const;

    // mattermost_connection.cpp: one connection
    boost::asio::awaitable<void> read_frames(std::shared_ptr<Live> live);
    void take_frame(Live& live, Frame frame);
    void greet_resumed(Live& live);
    void want_backfill(Live& live);
    boost::asio::awaitable<void> ping(std::shared_ptr<Live> live);
    boost::asio::awaitable<void> drop(std::shared_ptr<Live> live, Ending how, std::string why);
    boost::asio::awaitable<void> deliver_frames(std::shared_ptr<Live> live);
    boost::asio::awaitable<void> deliver_joined(Live& live, Frame frame);
    // False: who wrote it could not be asked, so it must come again.
    boost::asio::awaitable<bool> deliver(WirePost post, Channel channel, bool behind,
                                         bool caught_up);

    // mattermost_changes.cpp: edits and deletions; false as for `deliver`
    boost::asio::awaitable<bool> deliver_change(WirePost post, bool deleted);
    boost::asio::awaitable<void> deliver_loss(PostId root);
    boost::asio::awaitable<result<void>> reread_threads(std::shared_ptr<Live> live);

    // mattermost_reaction.cpp
    boost::asio::awaitable<void> deliver_reaction(Frame frame);

    // mattermost_backfill.cpp
    boost::asio::awaitable<void> backfill(std::shared_ptr<Live> live);
    boost::asio::awaitable<result<void>> backfill_all(std::shared_ptr<Live> live);
    struct Reading {
        Channel channel;
        Backfill missed;
        std::deque<WirePost> posts;  // read, and not told
    };
    struct Merging {
        std::deque<Reading> readings;
        std::optional<Error> failure;  // of one of them, the last
    };
    // What these channels have that was not heard, in the order of time.
    boost::asio::awaitable<result<void>> read_missed(std::shared_ptr<Live> live,
                                                     std::vector<Channel> channels);
    boost::asio::awaitable<void> read_on(std::shared_ptr<Live> live, Merging& merging,
                                         Reading& reading);
    boost::asio::awaitable<void> tell_in_order(std::shared_ptr<Live> live, Merging& merging);
    boost::asio::awaitable<result<Answer>> get_patiently(std::string path);

    // mattermost_rounds.cpp: what the socket never told
    boost::asio::awaitable<void> make_rounds(std::shared_ptr<Live> live);
    boost::asio::awaitable<bool> is_over_it();
    boost::asio::awaitable<result<void>> look_at_some(std::shared_ptr<Live> live);

    // mattermost_believe.cpp: is a "no" meant?
    boost::asio::awaitable<bool> can_look(std::string channel, std::string root);
    boost::asio::awaitable<bool> is_clear(std::string path, bool healthy);
    boost::asio::awaitable<result<Answer>> get_surely(std::string path);
    boost::asio::awaitable<void> pause(std::chrono::milliseconds time);

    // mattermost_names.cpp: the configuration's names
    boost::asio::awaitable<result<void>> settle_names();
    boost::asio::awaitable<result<void>> find_team();
    boost::asio::awaitable<void> find_mentioned(Event& event);
    boost::asio::awaitable<result<void>> find_people(Event& found);
    boost::asio::awaitable<result<void>> find_channels(Event& found);
    boost::asio::awaitable<result<std::vector<WireChannel>>> own_channels();
    boost::asio::awaitable<void> settle_again();

    // mattermost_look.cpp
    boost::asio::awaitable<bool> look_in_channel(std::string channel, Looking& looking);
    boost::asio::awaitable<void> look_in_threads(Looking& looking);

    // mattermost_send.cpp
    boost::asio::awaitable<SendOutcome> send_once(Post post);
    boost::asio::awaitable<SendOutcome> create(Post post);
    boost::asio::awaitable<SendOutcome> edit(Post post);
    boost::asio::awaitable<SendOutcome> remove(Post post);
    boost::asio::awaitable<bool> join(std::string channel);
    // The channel of a direct message; `why` says what to do when there is none.
    boost::asio::awaitable<result<std::string>> place_of(const Post& post, SendOutcome& why);
    Binding binding(std::string channel, std::int64_t version) const;
    Rendered draw(const Message& message, const std::string& locale, const Zone& zone,
                  Instant now) const;

    boost::asio::any_io_executor executor_;
    MattermostOptions options_;
    Listener listener_;
    MattermostRest rest_;
    MattermostDirectory directory_;
    MattermostMarkup markup_;
    Recent<std::string> direct_;  // channels of direct messages, by the other's id
    std::mt19937 chance_;
    Me me_;
    std::string team_;  // its id; empty until it is found
    Names names_;
    bool named_ = false;
    bool stopping_ = false;
    std::uint64_t troubles_ = 0;              // those that a back-fill followed
    std::chrono::milliseconds shaken_at_{0};  // the last of those back-fills
    std::chrono::milliseconds round_at_{0};   // the last round's begin
    std::vector<Channel> round_;              // channels of this round that are left
    std::size_t at_once_ = 0;                 // of them
    std::chrono::seconds retry_after_{1};     // of the last 429
    Bell nap_;
    std::shared_ptr<Live> live_;
    std::optional<LeftAt> left_at_;
};

}  // namespace qm::chat
