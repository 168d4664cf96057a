// Calls of Slack: what is let in, and every bit that shuts the door.
// SPDX-License-Identifier: Apache-2.0
#include "chat/slack_hooks.hpp"

#include <gtest/gtest.h>

#include <random>

namespace qm::chat {
namespace {

// The example of Slack's own documentation.
const std::string secret = "8f742231b10e8888abcd99yyyzzz85a5";
constexpr std::int64_t second = 1'531'420'618;
const std::string body =
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&"
    "channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&"
    "response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F"
    "96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

SlackCall example() {
    return {SlackDoor::commands, body, std::to_string(second),
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"};
}

errc code_of(const result<SlackFrame>& frame) {
    return frame ? errc{} : frame.error().code;
}

TEST(SlackCalls, TheDocumentedExampleIsLetIn) {
    EXPECT_EQ(slack_signature(secret, std::to_string(second), body), example().signature);
    const auto frame = read_slack_call(example(), secret, second);
    ASSERT_TRUE(frame) << frame.error().what;
    EXPECT_EQ(frame->kind, SlackKind::slash);
    EXPECT_EQ(frame->user, "U2CERLKJA");
    EXPECT_EQ(frame->text, "/webhook-collect");
    EXPECT_EQ(frame->message.channel, "G8PSS9T3V");
    EXPECT_EQ(frame->response_url,
              "https://hooks.slack.com/commands/T1DC2JH3J/397700885554/96rGlfmibIGlgcZRskXaIFfN");
}

TEST(SlackCalls, AnAgeOfFiveMinutesIsTheMostEitherWay) {
    for (const std::int64_t off : {0, 300, -300})
        EXPECT_TRUE(read_slack_call(example(), secret, second + off)) << off;
    for (const std::int64_t off : {301, -301, 86'400})
        EXPECT_EQ(code_of(read_slack_call(example(), secret, second + off)), errc::unauthorised)
            << off;
}

TEST(SlackCalls, ASecondThatIsNoneShutsTheDoor) {
    for (const char* stamp : {"", "0", "-1531420618", "+1531420618", " 1531420618", "1531420618 ",
                              "1e9", "1531420618.0", "99999999999999999999999", "0x5b47a6ca"}) {
        SlackCall call = example();
        call.timestamp = stamp;
        call.signature = slack_signature(secret, stamp, body);
        EXPECT_EQ(code_of(read_slack_call(call, secret, second)), errc::unauthorised) << stamp;
    }
}

TEST(SlackCalls, AnySingleBitShutsTheDoor) {
    std::mt19937 chance(20'261'126);
    for (int i = 0; i < 10'000; ++i) {
        SlackCall call = example();
        std::string key = secret;
        std::string* parts[] = {&call.body, &call.signature, &call.timestamp, &key};
        std::string& part = *parts[static_cast<std::size_t>(i) % 4];
        char& byte = part[chance() % part.size()];
        byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1u << (chance() % 8)));
        ASSERT_EQ(code_of(read_slack_call(call, key, second)), errc::unauthorised) << part;
    }
}

TEST(SlackCalls, WhatIsNotSignedIsNotRead) {
    for (const char* signature :
         {"", "v0=", "v1=a2114d57b48eac39b9ad189dd8316235", "a2114d57b48e"}) {
        SlackCall call = example();
        call.signature = signature;
        EXPECT_EQ(code_of(read_slack_call(call, secret, second)), errc::unauthorised) << signature;
    }
    SlackCall unset = example();
    unset.signature = slack_signature("", unset.timestamp, unset.body);
    EXPECT_EQ(code_of(read_slack_call(unset, "", second)), errc::unauthorised)
        << "a secret that was never set opens no door";
}

TEST(SlackCalls, SignedRubbishIsRefusedOrIgnored) {
    const std::string stamp = std::to_string(second);
    const auto read = [&](SlackDoor door, std::string bytes) {
        std::string signature = slack_signature(secret, stamp, bytes);
        return read_slack_call({door, std::move(bytes), stamp, std::move(signature)}, secret,
                               second);
    };
    const std::string gzip("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\x56\x4a\x00\xff", 15);
    for (const SlackDoor door : {SlackDoor::events, SlackDoor::actions}) {
        EXPECT_EQ(code_of(read(door, gzip)), errc::invalid);
        EXPECT_EQ(code_of(read(door, "")), errc::invalid);
    }
    EXPECT_EQ(read(SlackDoor::commands, gzip)->kind, SlackKind::other);
    EXPECT_EQ(read(SlackDoor::commands, "ssl_check=1&token=x")->kind, SlackKind::other);
    EXPECT_EQ(code_of(read(SlackDoor::events, std::string(slack_call_max + 1, ' '))),
              errc::too_large);
    EXPECT_EQ(read(SlackDoor::commands, "command=%2Freq&text=%ff%00x&user_id=U1BOB")->text,
              "/req \xef\xbf\xbdx");
}

TEST(SlackCalls, AnEventAndAPressAreReadAsFromASocket) {
    const std::string stamp = std::to_string(second);
    std::string event = R"({"type":"url_verification","challenge":"3eZbrw1aB"})";
    std::string signature = slack_signature(secret, stamp, event);
    const auto asked =
        read_slack_call({SlackDoor::events, event, stamp, signature}, secret, second);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->kind, SlackKind::challenge);
    EXPECT_EQ(write_slack_challenge(asked->text), R"({"challenge":"3eZbrw1aB"})");
    const std::string press =
        "payload=%7B%22type%22%3A%22block_actions%22%2C%22user%22%3A%7B%22id%22%3A%22U1BOB%22%7D%2C"
        "%22actions%22%3A%5B%7B%22action_id%22%3A%22take%22%2C%22value%22%3A%227%7Creq+take+R1%22"
        "%7D%5D%7D";
    signature = slack_signature(secret, stamp, press);
    const auto pressed =
        read_slack_call({SlackDoor::actions, press, stamp, signature}, secret, second);
    ASSERT_TRUE(pressed);
    EXPECT_EQ(pressed->kind, SlackKind::press);
    EXPECT_EQ(pressed->text, "7|req take R1");
}

}  // namespace
}  // namespace qm::chat
