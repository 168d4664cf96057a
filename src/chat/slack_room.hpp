// The adapter's state: two connections of Socket Mode, so that one is always there; a connection
// that Slack will end is replaced before it ends. Everything on one executor's thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "chat/bell.hpp"
#include "chat/reconnect.hpp"
#include "chat/slack.hpp"
#include "chat/slack_hooks.hpp"
#include "chat/slack_markup.hpp"
#include "chat/slack_rest.hpp"
#include "net/websocket.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

namespace qm::chat {

// One connection, from its hello to its end.
struct SlackLink {
    explicit SlackLink(const boost::asio::any_io_executor& executor) : changed(executor) {}

    std::unique_ptr<net::WebSocket> socket;
    bool greeted = false;
    bool leaving = false;  // Slack ends it soon, or we do: another is wanted first
    bool over = false;
    Ending how = Ending::closed;
    std::string why;
    std::chrono::milliseconds since{0};
    std::chrono::seconds life{0};  // about, as its hello said; 0: it did not
    Bell changed;
};

// What Slack tells is acknowledged once: by an envelope's id, or by the answer to its call. What
// never is, Slack tells again.
class SlackAck {
public:
    using Give = std::function<void(std::string_view payload)>;

    SlackAck(Give give, bool answers) : give_(std::move(give)), answers_(answers) {}
    void give(std::string_view payload = {}) {
        if (std::exchange(*given_, true)) return;
        give_(answers_ ? payload : std::string_view());
    }
    bool carries() const { return answers_ && !*given_; }

private:
    Give give_;
    bool answers_ = false;
    std::shared_ptr<bool> given_ = std::make_shared<bool>(false);  // of all copies
};

// A call over HTTP while it is handled.
struct SlackAsked {
    explicit SlackAsked(const boost::asio::any_io_executor& executor) : changed(executor) {}

    bool given = false;  // acknowledged, with `body`
    bool over = false;   // nothing more is done for it
    std::string body;
    Bell changed;
};

// What the rest of the program answers, which may take longer than Slack waits.
struct SlackWaiting {
    explicit SlackWaiting(const boost::asio::any_io_executor& executor) : bell(executor) {}
    Bell bell;
    bool done = false;
    Reply reply;
};

struct SlackKnown {
    Person person;
    bool is_bot = false;
    bool asked = true;      // false: nothing is known, and nobody could be asked
    bool nameless = false;  // Slack does not tell of them: called by their id
};

class SlackRoom : public std::enable_shared_from_this<SlackRoom> {
public:
    static constexpr int links = 2;
    static constexpr int handled_max = 256;  // envelopes at once; more wait in their socket
    static constexpr std::string_view token_mend =
        " Check slack.bot_token and the scopes of the manifest; a new token is read at a start.";

    SlackRoom(boost::asio::any_io_executor executor, SlackOptions options,
              std::unique_ptr<net::Https> https, Listener listener);

    boost::asio::awaitable<void> run();
    void stop();
    void rename(Names names);
    boost::asio::awaitable<SendOutcome> send(Post post);
    boost::asio::awaitable<std::vector<SendOutcome>> look(std::vector<Post> posts);
    boost::asio::awaitable<result<void>> open_form(std::string trigger, Form form, Event pressed);
    boost::asio::awaitable<SlackSaid> called(SlackCall call);

private:
    using Link = std::shared_ptr<SlackLink>;
    using Waiting = std::shared_ptr<SlackWaiting>;

    // slack.cpp: the life of connections
    boost::asio::awaitable<void> hold_link();
    boost::asio::awaitable<void> keep_link();
    boost::asio::awaitable<result<Link>> connect();
    boost::asio::awaitable<void> read(Link link);
    void take_sign(Link link, const SlackFrame& frame);
    void ended(Link link);
    boost::asio::awaitable<void> retire(Link link);
    boost::asio::awaitable<void> wait_after(Reconnect& reconnect, Ended ended);
    void start_loop(boost::asio::awaitable<void> loop);
    void note(std::string line) const;
    Ended ended_by(const Error& error, std::string_view mend);

    // slack_http.cpp: calls of Slack in place of connections to it
    bool by_http() const { return !options_.signing_secret.empty(); }
    boost::asio::awaitable<SlackSaid> answered(SlackFrame frame, SlackDoor door);
    boost::asio::awaitable<void> take_call(std::shared_ptr<SlackAsked> asked, SlackFrame frame,
                                           SlackAck ack);

    // slack_token.cpp: who we are, and whether the bot's token is good for anything
    boost::asio::awaitable<result<void>> identify();
    void hear_of_token(const SlackAnswer& answer);
    boost::asio::awaitable<void> watch_token();
    void show_up();

    // slack_names.cpp: the configuration's names
    bool awaits_names() const;
    boost::asio::awaitable<void> learn_mentioned(std::vector<std::string> usernames);
    boost::asio::awaitable<result<void>> settle_names();
    boost::asio::awaitable<result<void>> find_people(Event& found);
    boost::asio::awaitable<result<void>> find_channels(Event& found);
    boost::asio::awaitable<result<std::vector<SlackChannel>>> list_channels(std::string method);
    boost::asio::awaitable<void> settle_again();
    boost::asio::awaitable<SlackKnown> user(std::string id);
    boost::asio::awaitable<result<Channel>> channel(std::string id);
    Person keep(const SlackUser& user);
    Channel keep(const SlackChannel& channel);

    // slack_events.cpp: what happens in channels
    SlackAck ack_of(Link link, const SlackFrame& frame) const;
    boost::asio::awaitable<void> take(SlackFrame frame, SlackAck ack);
    bool is_repeated(const SlackFrame& frame);
    boost::asio::awaitable<bool> deliver(SlackMessage message, bool behind, bool caught_up);
    boost::asio::awaitable<bool> deliver_change(SlackMessage message);
    boost::asio::awaitable<result<SlackMessage>> message_at(SlackMessage place);
    Event words_to_ask(const SlackMessage& words, const SlackFrame& frame, const Channel& in);
    bool is_somebodys(const SlackMessage& words) const;
    boost::asio::awaitable<bool> deliver_ticket(SlackFrame frame);
    boost::asio::awaitable<void> take_shortcut(SlackFrame frame, SlackAck ack);
    boost::asio::awaitable<bool> deliver_joined(SlackFrame frame);
    boost::asio::awaitable<void> show_home(std::string user);

    // slack_actions.cpp: commands, presses, forms
    boost::asio::awaitable<void> take_slash(SlackFrame frame, SlackAck ack);
    boost::asio::awaitable<void> take_press(SlackFrame frame, SlackAck ack);
    boost::asio::awaitable<void> take_submit(SlackFrame frame, SlackAck ack);
    boost::asio::awaitable<void> finish_press(Waiting waiting, Event event, SlackFrame frame);
    boost::asio::awaitable<void> resolve(Event& event);
    boost::asio::awaitable<void> say_alone(const Reply& reply, const Event& event,
                                           const std::string& url);
    Waiting ask(Event event);
    boost::asio::awaitable<void> answer(Waiting waiting, Event event);
    boost::asio::awaitable<std::string> open_view(std::string trigger, std::string view,
                                                  const Form& form, const Event& event);
    std::string alone(const Message& message, const Event& event) const;

    // slack_catch_up.cpp
    boost::asio::awaitable<void> sweep();
    void bound_marks(std::vector<Mark>& marks) const;
    void show_state(const result<void>& caught_up);
    boost::asio::awaitable<void> backfill();
    struct Missed {
        SlackMessage message;
        bool of_thread = false;
    };
    boost::asio::awaitable<result<void>> backfill_all();
    boost::asio::awaitable<result<void>> tell_in_order(std::vector<Missed> held);
    boost::asio::awaitable<result<void>> read_page(class SlackBackfill& missed);
    boost::asio::awaitable<result<SlackAnswer>> ask_patiently(std::string method,
                                                              SlackFields fields);
    void want_backfill(bool hurry = true);

    // slack_send.cpp
    boost::asio::awaitable<result<std::string>> place_of(const Post& post, SendOutcome& why);
    boost::asio::awaitable<SendOutcome> create(Post post);
    Rendered draw(const Message& message, const std::string& locale, const Zone& zone,
                  Instant now) const;
    std::string bare(const Message& message, const Event& event) const;

    boost::asio::any_io_executor executor_;
    SlackOptions options_;
    Listener listener_;
    SlackRest rest_;
    mutable SlackNames names_;  // a mention is looked up while a message is drawn
    SlackMarkup markup_{names_};
    Recent<SlackUser> users_;
    Recent<SlackChannel> channels_;
    Recent<std::string> direct_;                // channels of direct messages, by the other's id
    Recent<bool> calls_;                        // by signature, true: done; by trigger
    std::map<std::string, std::string> alias_;  // id → the configuration's own word for them
    std::mt19937 chance_;
    std::string me_;  // our user's id; "" until the first connection
    std::string my_name_;
    Names wanted_names_;
    bool named_ = false;
    std::optional<std::chrono::milliseconds> unnamed_since_;  // they are being looked up
    bool settling_ = false;                                   // new ones, until they are known
    bool token_refused_ = false;
    bool watching_ = false;  // until it is not
    bool stopping_ = false;
    int up_ = 0;  // connections that are greeted and not over
    int loops_ = 0;
    int handled_ = 0;     // envelopes
    bool behind_ = true;  // until a back-fill is complete
    bool wanted_ = false;
    bool unhurried_ = false;     // nothing tells that anything was missed
    std::int64_t swept_ms_ = 0;  // when the newest complete back-fill began; 0: none was
    std::vector<std::weak_ptr<SlackLink>> open_;
    Bell room_;  // for a reader, when an envelope is done
    Bell wanted_now_;
    Bell again_;
    Bell nap_;
    Bell left_;
};

}  // namespace qm::chat
