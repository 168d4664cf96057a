// The life of connections: two of them; each is replaced before Slack ends it.
// SPDX-License-Identifier: Apache-2.0
#include "chat/slack.hpp"

#include "chat/slack_room.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <exception>

namespace qm::chat {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t known_max = 5'000;
constexpr milliseconds step_wait{2'000};
constexpr milliseconds before_end{60'000};  // of the life that a hello promised
constexpr std::string_view app_token_mend =
    " Check slack.app_token (xapp-…, with connections:write), and that Socket Mode is on; a new "
    "token is read at a start.";

class SlackFacade final : public Slack {
public:
    explicit SlackFacade(std::shared_ptr<SlackRoom> room) : room_(std::move(room)) {}
    ~SlackFacade() override { room_->stop(); }

    asio::awaitable<void> run() override { return room_->run(); }
    void stop() override { room_->stop(); }
    void rename(Names names) override { room_->rename(std::move(names)); }
    asio::awaitable<SendOutcome> send(Post post) override { return room_->send(std::move(post)); }
    asio::awaitable<std::vector<SendOutcome>> look(std::vector<Post> posts) override {
        return room_->look(std::move(posts));
    }
    // One message a second and channel, short bursts allowed (platforms.md §1B.4).
    // Each method has its own limit.
    Pace pace() const override { return {milliseconds(1'000), 3, true}; }
    asio::awaitable<result<void>> open_form(std::string trigger, Form form,
                                            Event pressed) override {
        return room_->open_form(std::move(trigger), std::move(form), std::move(pressed));
    }
    asio::awaitable<SlackSaid> called(SlackCall call) override {
        return room_->called(std::move(call));
    }

private:
    std::shared_ptr<SlackRoom> room_;
};

}  // namespace

SlackRoom::SlackRoom(asio::any_io_executor executor, SlackOptions options,
                     std::unique_ptr<net::Https> https, Listener listener)
    : executor_(executor),
      options_(std::move(options)),
      listener_(std::move(listener)),
      rest_(executor, std::move(https), options_.bot_token, options_.app_token, options_.steady),
      users_(known_max, options_.timings.fresh),
      channels_(known_max, options_.timings.fresh),
      direct_(known_max, std::chrono::hours(24)),
      calls_(known_max, std::chrono::minutes(10)),
      chance_(std::random_device{}()),
      wanted_names_(options_.names),
      room_(executor),
      wanted_now_(executor),
      again_(executor),
      nap_(executor),
      left_(executor) {
    rest_.hear([this](const SlackAnswer& answer) { hear_of_token(answer); });
}

void SlackRoom::note(std::string line) const {
    listener_.note(rest_.redacted(std::move(line)));
}

Ended SlackRoom::ended_by(const Error& error, std::string_view mend) {
    Ended ended;
    ended.how = error.code == errc::unauthorised   ? Ending::unauthorised
                : error.code == errc::rate_limited ? Ending::rate_limited
                                                   : Ending::failed;
    std::string why = error.what;
    if (error.code == errc::unauthorised) why += mend;
    if (up_ == 0) listener_.state(false, rest_.redacted(std::move(why)));
    return ended;
}

void SlackRoom::start_loop(asio::awaitable<void> loop) {
    ++loops_;
    asio::co_spawn(executor_, std::move(loop),
                   [self = shared_from_this()](std::exception_ptr thrown) {
                       --self->loops_;
                       self->left_.ring();
                       if (thrown) self->note("A part of the Slack adapter ended by an exception.");
                   });
}

asio::awaitable<void> SlackRoom::wait_after(Reconnect& reconnect, Ended ended) {
    std::uniform_real_distribution<double> chance(0.0, 1.0);
    const auto delay = reconnect.next(ended, chance(chance_));
    const auto scaled = static_cast<double>(delay.count()) * options_.timings.reconnect_scale;
    if (!stopping_) co_await nap_.wait(milliseconds(static_cast<long>(scaled)));
}

asio::awaitable<void> SlackRoom::run() {
    const auto self = shared_from_this();
    Reconnect reconnect;
    while (!stopping_) {
        auto known = co_await identify();
        if (known && !named_) known = co_await settle_names();
        if (known) break;
        Ended ended = ended_by(known.error(), token_mend);
        co_await wait_after(reconnect, ended);
    }
    for (int i = 0; i < links && !stopping_ && !by_http(); ++i)
        start_loop(hold_link());
    if (!stopping_) start_loop(sweep());
    if (!stopping_) start_loop(backfill());
    while (loops_ > 0)
        co_await left_.wait(step_wait);
}

void SlackRoom::stop() {
    stopping_ = true;
    nap_.ring();
    wanted_now_.ring();
    again_.ring();
    room_.ring();
    for (const auto& each : open_) {
        if (const auto link = each.lock()) link->changed.ring();
    }
}

asio::awaitable<void> SlackRoom::hold_link() {
    while (!stopping_) {
        try {
            co_await keep_link();
        } catch (const std::exception& error) {
            note("A connection failed, connecting anew: " + std::string(error.what()));
        }
        if (!stopping_) co_await nap_.wait(step_wait);
    }
}

// One of the two: connects, and again before or after its end.
asio::awaitable<void> SlackRoom::keep_link() {
    Reconnect reconnect;
    Link before;
    while (!stopping_) {
        const auto made = co_await connect();
        if (!made) {
            Ended ended = ended_by(made.error(), app_token_mend);
            co_await wait_after(reconnect, ended);
            continue;
        }
        const Link link = *made;
        start_loop(read(link));
        co_await link->changed.wait(options_.timings.hello);
        if (link->greeted && before) {
            start_loop(retire(before));
            before.reset();
        }
        if (!link->greeted && !link->over) link->why = "Slack said no hello.";
        const auto end = link->life.count() > 0
                             ? std::max<milliseconds>(link->life - before_end, milliseconds(1'000))
                             : milliseconds(long_wait);
        const milliseconds until = options_.steady() + end;
        while (link->greeted && !link->over && !link->leaving && !stopping_) {
            if (options_.steady() >= until) link->leaving = true;
            if (!link->leaving) co_await link->changed.wait(std::min(end, long_wait));
        }
        if (link->greeted && link->leaving && !link->over && !stopping_) {
            before = link;  // still read until its successor is there
            continue;
        }
        Ended ended;
        ended.how = link->greeted || link->how == Ending::unauthorised ? link->how : Ending::failed;
        if (link->greeted) ended.healthy = options_.steady() - link->since;
        co_await retire(link);
        if (stopping_) break;
        want_backfill();
        co_await wait_after(reconnect, ended);
    }
    if (before) co_await retire(before);
}

asio::awaitable<result<std::shared_ptr<SlackLink>>> SlackRoom::connect() {
    const auto answer = co_await rest_.open_socket();
    if (!answer) co_return answer.error();
    if (!answer->ok()) co_return failed(*answer);
    std::string url = read_slack_text(answer->body, "url");
    net::Headers headers;
    net::WebSocketOptions wanted;
    wanted.idle_timeout = options_.timings.idle;
    wanted.connect_timeout = options_.timings.request;
    auto socket =
        co_await net::connect_websocket(std::move(url), std::move(headers), std::move(wanted));
    if (!socket) {
        // The address is a ticket: it must not stand in a log.
        co_return Error{socket.error().code, "Slack's socket could not be opened."};
    }
    auto link = std::make_shared<SlackLink>(executor_);
    link->socket = std::move(*socket);
    link->since = options_.steady();
    std::erase_if(open_, [](const auto& each) { return each.expired(); });
    open_.push_back(link);
    co_return link;
}

asio::awaitable<void> SlackRoom::read(Link link) {
    while (!link->over) {
        const auto text = co_await link->socket->read();
        if (!text) {
            if (link->why.empty()) link->why = text.error().what;
            break;
        }
        auto frame = read_slack_frame(*text);
        if (!frame) {
            note("A frame of Slack could not be read: " + frame.error().what);
            continue;
        }
        if (frame->kind == SlackKind::hello || frame->kind == SlackKind::disconnect) {
            take_sign(link, *frame);
            continue;
        }
        while (handled_ >= handled_max && !stopping_)
            co_await room_.wait(step_wait);
        SlackAck ack = ack_of(link, *frame);
        start_loop(take(std::move(*frame), std::move(ack)));
    }
    ended(link);
}

void SlackRoom::take_sign(Link link, const SlackFrame& frame) {
    if (frame.kind == SlackKind::hello) {
        if (link->greeted) return;
        link->greeted = true;
        link->life = frame.life;
        if (++up_ == 1) {
            show_up();
            want_backfill();
        }
        const int ours =
            static_cast<int>(std::count_if(open_.begin(), open_.end(), [](const auto& each) {
                const auto one = each.lock();
                return one && !one->over;
            }));
        // What Slack sends to a connection that nobody holds is lost.
        if (frame.connections > ours)
            note("Slack counts " + std::to_string(frame.connections) + " connections, here are " +
                 std::to_string(ours) + ": is this app running twice?");
    } else if (frame.reason == "warning" || frame.reason == "refresh_requested") {
        link->leaving = true;
    } else {
        link->why = "Slack ends the connection: " + frame.reason.substr(0, 40) + ".";
        link->how = Ending::failed;
        if (frame.reason == "link_disabled") {
            link->how = Ending::unauthorised;
            link->why = "Socket Mode is switched off for this app: switch it on in its settings.";
        }
        asio::co_spawn(executor_, retire(link), asio::detached);
    }
    link->changed.ring();
}

void SlackRoom::ended(Link link) {
    if (link->greeted && !link->over && --up_ == 0) {
        const std::string why = link->why.empty() ? "stopped" : link->why;
        listener_.state(false, rest_.redacted(why));
    }
    link->over = true;
    link->changed.ring();
}

// With a close frame: one that only vanishes is a ghost, which swallows what Slack sends it.
asio::awaitable<void> SlackRoom::retire(Link link) {
    if (link->over) co_return;
    if (link->leaving && !stopping_) co_await link->changed.wait(options_.timings.drain);
    co_await link->socket->close();
}

result<std::unique_ptr<Slack>> make_slack(asio::any_io_executor executor, SlackOptions options,
                                          Listener listener) {
    net::HttpsOptions wanted;
    wanted.request_timeout = options.timings.request;
    auto https = net::make_https(executor, options.api_url, wanted);
    if (!https) return https.error();
    auto room = std::make_shared<SlackRoom>(std::move(executor), std::move(options),
                                            std::move(*https), std::move(listener));
    return std::unique_ptr<Slack>(std::make_unique<SlackFacade>(std::move(room)));
}

}  // namespace qm::chat
