// Slack calls us over HTTP, in place of our two connections to it.
// SPDX-License-Identifier: Apache-2.0
#include "chat/slack_room.hpp"

#include <algorithm>

namespace qm::chat {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

// Says that nothing more is done for a call, however that ended.
class Over {
public:
    explicit Over(std::shared_ptr<SlackAsked> asked) : asked_(std::move(asked)) {}
    Over(const Over&) = delete;
    Over& operator=(const Over&) = delete;
    ~Over() {
        asked_->over = true;
        asked_->changed.ring();
    }

private:
    std::shared_ptr<SlackAsked> asked_;
};

SlackSaid not_kept(std::string why) {
    return {503, "", std::move(why)};
}

}  // namespace

asio::awaitable<SlackSaid> SlackRoom::called(SlackCall call) {
    const auto self = shared_from_this();
    const std::int64_t now = listener_.wall_ms() / 1000;
    auto frame = read_slack_call(call, options_.signing_secret, now);
    if (!frame) {
        const errc code = frame.error().code;
        const int status = code == errc::unauthorised ? 401 : code == errc::too_large ? 413 : 400;
        co_return SlackSaid{status, "", frame.error().what};
    }
    if (frame->kind == SlackKind::challenge)
        co_return SlackSaid{200, write_slack_challenge(frame->text), ""};
    if (me_.empty() || stopping_) co_return not_kept("The bot is not ready.");
    // The same bytes again, with nothing in them that another try of Slack's would have: they are
    // answered, to whoever sends them, with nothing.
    const auto before = calls_.find(call.signature, options_.steady());
    if (before.fresh && *before.value) co_return SlackSaid{};
    if (before.fresh || handled_ >= handled_max) co_return not_kept("It is in hand.");
    calls_.put(call.signature, false, options_.steady());
    SlackSaid said = co_await answered(std::move(*frame), call.door);
    if (said.status == 200)
        calls_.put(call.signature, true, options_.steady());
    else
        calls_.forget(call.signature);
    co_return said;
}

asio::awaitable<SlackSaid> SlackRoom::answered(SlackFrame frame, SlackDoor door) {
    const auto asked = std::make_shared<SlackAsked>(executor_);
    SlackAck::Give give = [asked](std::string_view payload) {
        asked->given = true;
        asked->body = payload;
        asked->changed.ring();
    };
    const bool person = door != SlackDoor::events;  // waits for an answer, and asks once
    SlackAck ack(std::move(give), person);
    start_loop(take_call(asked, std::move(frame), ack));
    const milliseconds until = options_.steady() + options_.timings.called;
    while (!asked->given && !asked->over && options_.steady() < until)
        co_await asked->changed.wait(until - options_.steady());
    // Nobody calls twice for a person: what is done for them is said at their address.
    if (!asked->given && !asked->over && person) ack.give();
    if (!asked->given) co_return not_kept("It could not be kept in time.");
    co_return SlackSaid{200, asked->body, ""};
}

asio::awaitable<void> SlackRoom::take_call(std::shared_ptr<SlackAsked> asked, SlackFrame frame,
                                           SlackAck ack) {
    const Over over(std::move(asked));
    co_await take(std::move(frame), std::move(ack));
}

}  // namespace qm::chat
