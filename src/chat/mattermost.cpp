// The life of connections: who we are, connect, run, end, wait, again.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost.hpp"

#include "chat/mattermost_hooks.hpp"
#include "chat/mattermost_json.hpp"
#include "chat/mattermost_room.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace qm::chat {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds end_wait{12'000};  // longer than any one request
constexpr milliseconds stop_wait{2'000};
constexpr std::size_t direct_max = 5'000;
constexpr std::size_t frame_max = 1u << 20;

class Facade final : public Mattermost {
public:
    explicit Facade(std::shared_ptr<MattermostRoom> room) : room_(std::move(room)) {}
    ~Facade() override { room_->stop(); }

    asio::awaitable<void> run() override { return room_->run(); }
    void stop() override { room_->stop(); }
    void rename(Names names) override { room_->rename(std::move(names)); }
    asio::awaitable<SendOutcome> send(Post post) override { return room_->send(std::move(post)); }
    asio::awaitable<std::vector<SendOutcome>> look(std::vector<Post> posts) override {
        return room_->look(std::move(posts));
    }
    asio::awaitable<result<void>> open_form(std::string trigger, Form form,
                                            Event pressed) override {
        return room_->open_form(std::move(trigger), std::move(form), std::move(pressed));
    }
    asio::awaitable<void> resolve(Event& event) override { return room_->resolve(event); }
    const Me& me() const override { return room_->me(); }
    std::string command_answer(const Message& message, const Event& event) const override {
        return room_->command_answer(message, event);
    }
    std::string action_answer(const Message& message, const Event& event) const override {
        return room_->action_answer(message, event);
    }

private:
    std::shared_ptr<MattermostRoom> room_;
};

std::string socket_url(const std::string& url) {
    const std::string base = url.ends_with('/') ? url.substr(0, url.size() - 1) : url;
    return "ws" + base.substr(4) + "/api/v4/websocket";  // http → ws, https → wss
}

// As the server makes them; it goes into an address.
bool is_connection_id(std::string_view id) {
    return id.size() == 26 && std::ranges::all_of(id, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
           });
}

}  // namespace

MattermostRoom::MattermostRoom(asio::any_io_executor executor, MattermostOptions options,
                               std::unique_ptr<net::Https> https, Listener listener)
    : executor_(std::move(executor)),
      options_(std::move(options)),
      listener_(std::move(listener)),
      rest_(std::move(https), options_.token),
      directory_(rest_, options_.steady, options_.timings.user_fresh),
      direct_(direct_max, std::chrono::hours(24)),
      chance_(std::random_device{}()),
      names_(options_.names),
      nap_(executor_) {}

void MattermostRoom::note(std::string line) const {
    listener_.note(rest_.redacted(std::move(line)));
}

Ended MattermostRoom::ended_by(const Error& error) {
    Ended ended;
    ended.how = error.code == errc::unauthorised   ? Ending::unauthorised
                : error.code == errc::rate_limited ? Ending::rate_limited
                                                   : Ending::failed;
    if (ended.how == Ending::rate_limited) ended.retry_after = retry_after_;
    const std::string mend = error.code == errc::unauthorised
                                 ? " The bot's token is refused: " + std::string(token_mend)
                                 : "";
    listener_.state(false, rest_.redacted(error.what + mend));
    return ended;
}

asio::awaitable<void> MattermostRoom::run() {
    const auto self = shared_from_this();
    constexpr int eager = 40;  // tries; nearly two minutes
    Reconnect reconnect(eager);
    while (!stopping_) {
        const Ended ended = co_await live_once();
        if (stopping_) break;
        std::uniform_real_distribution<double> chance(0.0, 1.0);
        const auto delay = reconnect.next(ended, chance(chance_));
        const auto scaled = static_cast<double>(delay.count()) * options_.timings.reconnect_scale;
        co_await nap_.wait(milliseconds(static_cast<long>(scaled)));
        if (ended.how == Ending::unauthorised) renew_token();
    }
}

// Whoever mends a refused token puts another into its file: that is enough.
void MattermostRoom::renew_token() {
    if (!options_.token_again) return;
    std::string token = options_.token_again();
    if (token.empty() || token == options_.token) return;
    options_.token = std::move(token);
    rest_.use(options_.token);
    note("There is another token; it is tried next.");
}

void MattermostRoom::stop() {
    stopping_ = true;
    nap_.ring();
    if (!live_ || live_->over) return;
    asio::co_spawn(executor_, drop(live_, Ending::closed, "stopped"), asio::detached);
}

asio::awaitable<result<void>> MattermostRoom::identify() {
    const auto answer = co_await rest_.get("/users/me");
    if (!answer) co_return answer.error();
    retry_after_ = answer->retry_after;
    if (!answer->ok()) co_return failed(*answer);
    const auto user = read_user(answer->body);
    if (!user) co_return user.error();
    me_.id = UserId(user->id);
    me_.username = user->username;
    co_return result<void>();
}

asio::awaitable<result<std::shared_ptr<Live>>> MattermostRoom::connect() {
    net::Headers headers;
    headers.emplace_back("Authorization", "Bearer " + options_.token);
    net::WebSocketOptions wanted;
    wanted.message_max = frame_max;
    wanted.idle_timeout = options_.timings.idle;
    wanted.connect_timeout = options_.timings.request;
    std::string url = socket_url(options_.url);
    const auto resumed = std::exchange(left_at_, std::nullopt);
    if (resumed)
        url += "?connection_id=" + resumed->connection +
               "&sequence_number=" + std::to_string(resumed->last_seq + 1);
    auto socket =
        co_await net::connect_websocket(std::move(url), std::move(headers), std::move(wanted));
    if (!socket) co_return socket.error();
    auto live = std::make_shared<Live>(executor_);
    live->socket = std::move(*socket);
    live->resumes = resumed.has_value();
    if (resumed) {
        live->connection = resumed->connection;
        live->last_seq = resumed->last_seq;
    }
    co_return live;
}

void MattermostRoom::start_loop(const std::shared_ptr<Live>& live, asio::awaitable<void> loop) {
    ++live->loops;
    asio::co_spawn(executor_, std::move(loop),
                   [self = shared_from_this(), live](std::exception_ptr thrown) {
                       --live->loops;
                       live->left.ring();
                       if (!thrown) return;
                       self->note("The chat's connection failed by an exception; connecting anew.");
                       auto ending = self->drop(live, Ending::failed, "an exception");
                       asio::co_spawn(self->executor_, std::move(ending), asio::detached);
                   });
}

asio::awaitable<Ended> MattermostRoom::live_once() {
    const auto known = co_await identify();
    if (!known) co_return ended_by(known.error());
    if (!named_) {
        const auto settled = co_await settle_names();
        if (!settled) co_return ended_by(settled.error());
    }
    if (stopping_) co_return Ended{};
    const auto live = co_await connect();
    if (!live) co_return ended_by(live.error());
    if (stopping_) co_return Ended{};
    live_ = *live;
    const milliseconds begun = options_.steady();
    start_loop(live_, ping(live_));
    start_loop(live_, deliver_frames(live_));
    start_loop(live_, backfill(live_));
    start_loop(live_, make_rounds(live_));
    co_await read_frames(live_);
    Ended ended;
    ended.how = live_->greeted ? live_->how : Ending::failed;
    if (live_->how == Ending::unauthorised) ended.how = Ending::unauthorised;
    if (live_->greeted) ended.healthy = options_.steady() - begun;
    listener_.state(false, rest_.redacted(live_->why));
    co_await end(live_);
    live_.reset();
    co_return ended;
}

// The others see `over` at their next step; a request on its way ends within its own bound.
asio::awaitable<void> MattermostRoom::end(std::shared_ptr<Live> live) {
    live->over = true;
    live->arrived.ring();
    live->wanted_now.ring();
    live->pause.ring();
    live->answered.ring();
    live->again.ring();
    live->looked.ring();
    co_await live->socket->close();
    const milliseconds until = options_.steady() + (stopping_ ? stop_wait : end_wait);
    while (live->loops > 0 && options_.steady() < until)
        co_await live->left.wait(stop_wait);
    // What was heard and not handled, or was to be read back, would not be told again.
    const bool whole = live->greeted && !live->behind && !live->wanted && live->queue.empty() &&
                       live->loops == 0 && live->how != Ending::unauthorised;
    if (whole && is_connection_id(live->connection))
        left_at_ = LeftAt{live->connection, live->last_seq};
    live->queue.clear();
}

std::string MattermostRoom::command_answer(const Message& message, const Event& event) const {
    const Rendered rendered = draw(message, event.author.locale, event.author.zone, event.at);
    return write_command_answer(rendered, binding(event.channel.id.value, event.version));
}

std::string MattermostRoom::action_answer(const Message& message, const Event& event) const {
    return write_action_answer(draw(message, event.author.locale, event.author.zone, event.at));
}

result<std::unique_ptr<Mattermost>> make_mattermost(asio::any_io_executor executor,
                                                    MattermostOptions options, Listener listener) {
    net::HttpsOptions wanted;
    wanted.request_timeout = options.timings.request;
    auto https = net::make_https(executor, options.url, wanted);
    if (!https) return https.error();
    auto room = std::make_shared<MattermostRoom>(std::move(executor), std::move(options),
                                                 std::move(*https), std::move(listener));
    return std::unique_ptr<Mattermost>(std::make_unique<Facade>(std::move(room)));
}

}  // namespace qm::chat
