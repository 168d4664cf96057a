// The HTTP listener's forms: a "no" stays in the form with the words, all else closes it.
// SPDX-License-Identifier: Apache-2.0
#include "app/http_door.hpp"
#include "app/texts.hpp"
#include "net/https.hpp"
#include "net/support/loop.hpp"

#include <gtest/gtest.h>

namespace qm::app {
namespace {

namespace asio = boost::asio;

constexpr std::string_view person = "w4o3hk9oe7d7ubnbbnrqxcb3iw";
constexpr std::string_view place = "q8z3mkh4wfdjzgjcyzzobrwaco";

const std::string closes = "{}";

// A form sent with these words; gives the body of the answer.
std::string sent(asio::io_context& loop, net::Https& client, std::int64_t now,
                 const std::string& words) {
    Event pressed;
    pressed.author.id = UserId(std::string(person));
    pressed.channel.id = ChannelId(std::string(place));
    std::string state = chat::dialog_state("seal", "req reply R1001", pressed, "nonce", now);
    for (std::size_t at = 0; (at = state.find('"', at)) != state.npos; at += 2)
        state.insert(at, 1, '\\');
    net::HttpRequest post;
    post.method = "POST";
    post.target = "/mattermost/dialog";
    post.headers = {{"Content-Type", "application/json"}};
    post.body = "{\"user_id\":\"" + std::string(person) + "\",\"channel_id\":\"" +
                std::string(place) + "\",\"state\":\"" + state + "\",\"submission\":{\"words\":\"" +
                words + "\"},\"cancelled\":false}";
    std::string body = "no answer";
    net::test::run(loop, [&]() -> asio::awaitable<void> {
        auto response = co_await client.send(post);
        if (response && response->status == 200) body = response->body;
    });
    return body;
}

TEST(Door, AFormStaysOpenWithANoAndClosesElse) {
    asio::io_context loop{1};
    const core::Texts texts = load_texts("").value();
    const Clock clock;
    Reply reply;
    std::vector<std::string> heard;
    DoorWires wires;
    wires.push_token = [] {
        return std::string();
    };
    wires.resolve = [](Event& event) -> asio::awaitable<void> {
        event.author.locale = "fr";
        co_return;
    };
    wires.answer = [&](Event event) -> asio::awaitable<Reply> {
        heard.push_back(event.text);
        co_return reply;
    };
    HttpDoor door({"127.0.0.1", 0, {}, "seal"}, texts, clock, std::move(wires));
    ASSERT_TRUE(door.listen(loop.get_executor()));
    auto client =
        net::make_https(loop.get_executor(), "http://127.0.0.1:" + std::to_string(door.port()));
    ASSERT_TRUE(client);
    const std::int64_t now = clock.wall_ms() / 1000;

    EXPECT_EQ(sent(loop, **client, now, "which one?"), closes);
    reply = Reply::of(say("request.details_added", {{"id", Plain{"R1001"}}}));
    EXPECT_EQ(sent(loop, **client, now, "a thank-you has no place in it"), closes);
    reply = Reply::of(say("no.over", {{"id", Plain{"R1001"}}}));
    reply.refusal = true;
    const std::string no = sent(loop, **client, now, "too late");
    EXPECT_TRUE(no.starts_with("{\"error\":\"R1001 est")) << no;
    EXPECT_EQ(no.find("**"), no.npos);  // a form shows no markup
    EXPECT_NE(sent(loop, **client, now - 100'000, "late").find("This form is too old"), no.npos);
    EXPECT_EQ(heard, (std::vector<std::string>{"req reply R1001 which one?",
                                               "req reply R1001 a thank-you has no place in it",
                                               "req reply R1001 too late"}));
    door.stop();
}

// Mattermost shows whoever presses its own "integration error" unless it is told words.
TEST(Door, AButtonOfAnotherSecretIsAnsweredInWords) {
    asio::io_context loop{1};
    const core::Texts texts = load_texts("").value();
    const Clock clock;
    int heard = 0;
    DoorWires wires;
    wires.push_token = [] {
        return std::string();
    };
    wires.resolve = [](Event&) -> asio::awaitable<void> {
        co_return;
    };
    wires.answer = [&](Event) -> asio::awaitable<Reply> {
        ++heard;
        co_return Reply{};
    };
    wires.action_answer = [](const Message& message, const Event&) {
        return "said " + std::get<Line>(message.blocks.front()).text.key;
    };
    HttpDoor door({"127.0.0.1", 0, {}, "seal"}, texts, clock, std::move(wires));
    ASSERT_TRUE(door.listen(loop.get_executor()));
    auto client =
        net::make_https(loop.get_executor(), "http://127.0.0.1:" + std::to_string(door.port()));
    ASSERT_TRUE(client);
    net::HttpRequest post;
    post.method = "POST";
    post.target = "/mattermost/action";
    post.headers = {{"Content-Type", "application/json"}};
    post.body = "{\"user_id\":\"" + std::string(person) + "\",\"channel_id\":\"" +
                std::string(place) +
                "\",\"post_id\":\"p\",\"trigger_id\":\"t\",\"context\":{\"c\":\"req take R1001\","
                "\"v\":1,\"ch\":\"" +
                std::string(place) + "\",\"e\":99999999999,\"s\":\"00\"}}";
    std::string body;
    net::test::run(loop, [&]() -> asio::awaitable<void> {
        auto response = co_await client.value()->send(post);
        if (response && response->status == 200) body = response->body;
    });
    EXPECT_EQ(body, "said error.old_button");
    EXPECT_EQ(heard, 0);
    door.stop();
}

}  // namespace
}  // namespace qm::app
