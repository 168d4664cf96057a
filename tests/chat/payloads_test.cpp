// Every reader on every payload of both platforms, whole and broken: a reader may refuse, it never
// throws, and what it gives is text.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost_hooks.hpp"
#include "chat/mattermost_json.hpp"
#include "chat/slack_hooks.hpp"
#include "chat/slack_json.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <random>

namespace qm::chat::test {
namespace {

using nlohmann::json;

const std::string folder = std::string(QM_SOURCE_DIR) + "/tests/chat/payloads/";

std::string payload(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// By path, in an order that is the same everywhere.
std::map<std::string, std::string> payloads() {
    std::map<std::string, std::string> all;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
        if (file.is_regular_file() && file.path().extension() != ".md")
            all[file.path().string()] = payload(file.path());
    }
    return all;
}

void expect_text(std::string_view text) {
    const json value = std::string(text);
    EXPECT_NO_THROW((void)value.dump()) << "not UTF-8";  // strict: throws on a broken one
}

void expect_text(const SlackMessage& message) {
    for (const std::string& text :
         {message.channel, message.ts, message.user, message.thread, message.text, message.key})
        expect_text(text);
}

void expect_text(const SlackFrame& frame) {
    expect_text(frame.message);
    for (const std::string& text :
         {frame.envelope, frame.reason, frame.user, frame.user_name, frame.channel_name, frame.text,
          frame.action, frame.menu, frame.selected, frame.state, frame.words, frame.view})
        expect_text(text);
}

void read_as_mattermost(const std::string& text) {
    if (const auto frame = read_frame(text)) expect_text(frame->post.message);
    if (const auto post = read_post(text)) expect_text(post->message);
    if (const auto posts = read_posts(text)) {
        EXPECT_LE(posts->size(), text.size());
    }
    if (const auto users = read_users(text)) {
        EXPECT_LE(users->size(), text.size());
    }
    if (const auto channels = read_channels(text)) {
        EXPECT_LE(channels->size(), text.size());
    }
    if (const auto user = read_user(text)) expect_text(user->username);
    (void)read_channel(text);
    (void)read_id(text);
    (void)read_error_id(text);
    (void)read_health(text);
    if (const auto call = read_dialog_call(text)) expect_text(call->state);
    (void)read_dialog_state(text);
    EXPECT_FALSE(read_action(text, "another secret", 0)) << "nobody sealed it";
    EXPECT_FALSE(read_dialog(text, "another secret", 0)) << "nobody sealed it";
    EXPECT_FALSE(read_command(text, "", {}, 0)) << "there is no token";
}

void read_as_slack(const std::string& text) {
    if (const auto frame = read_slack_frame(text)) expect_text(*frame);
    for (const char* type : {"events_api", "slash_commands", "interactive", ""}) {
        if (const auto frame = read_slack_payload(type, text)) expect_text(*frame);
    }
    if (const auto frame = read_slack_command(text)) expect_text(*frame);
    if (const auto frame = read_slack_command("user_id=U1&text=" + text)) expect_text(*frame);
    for (const SlackDoor door : {SlackDoor::events, SlackDoor::commands, SlackDoor::actions})
        EXPECT_FALSE(read_slack_call({door, text, "1", "v0="}, "secret", 1)) << "nobody signed it";
    if (const auto reply = read_slack_reply(text)) expect_text(reply->error);
    if (const auto user = read_slack_user(text)) expect_text(user->display);
    if (const auto users = read_slack_users(text)) {
        EXPECT_LE(users->size(), text.size());
    }
    (void)read_slack_channel(text);
    (void)read_slack_channels(text);
    if (const auto messages = read_slack_messages(text, "C1")) {
        for (const SlackMessage& message : *messages)
            expect_text(message);
    }
    expect_text(read_slack_text(text, "url"));
    expect_text(read_slack_view(text));
    (void)read_slack_state(text);
}

// Bytes that no platform sends, or sends elsewhere.
std::string torn(std::string text, std::mt19937& chance) {
    const auto somewhere = [&] {
        return text.empty() ? 0 : chance() % text.size();
    };
    static const std::vector<std::string> strange = {"null",
                                                     "\"",
                                                     "\\",
                                                     "{",
                                                     "]",
                                                     "\\ud800",
                                                     "-1e999",
                                                     "99999999999999999999",
                                                     "\xff\xfe",
                                                     std::string(1, '\0'),
                                                     "\xe2\x80\xae",
                                                     std::string(3'000, '['),
                                                     std::string(70'000, 'x')};
    switch (chance() % 5) {
        case 0:
            if (!text.empty()) text[somewhere()] = static_cast<char>(chance() % 256);
            break;
        case 1:
            text.resize(somewhere());
            break;
        case 2:
            text.erase(somewhere(), chance() % 40);
            break;
        case 3:
            text.insert(somewhere(), text.substr(somewhere(), chance() % 200));
            break;
        default:
            text.insert(somewhere(), strange[chance() % strange.size()]);
    }
    return text;
}

// The same with a value that stands where another type is expected.
std::string turned(const std::string& text, std::mt19937& chance) {
    json value = json::parse(text, nullptr, false);
    if (!value.is_structured() || value.empty()) return torn(text, chance);
    static const std::vector<json> others = {nullptr,
                                             true,
                                             -1,
                                             1e300,
                                             "",
                                             "x",
                                             json::array(),
                                             json::object(),
                                             json::array({nullptr}),
                                             std::numeric_limits<std::uint64_t>::max(),
                                             std::string(20'000, 'y'),
                                             "\xf0\x9f\x8e\xab"};
    const json flat = value.flatten();
    auto place = flat.begin();
    std::advance(place, static_cast<std::ptrdiff_t>(chance() % flat.size()));
    json::json_pointer at(place.key());
    for (auto up = chance() % 3; up > 0 && !at.parent_pointer().empty(); --up)
        at = at.parent_pointer();
    value[at] = others[chance() % others.size()];
    return value.dump();
}

TEST(Payloads, survive_whatever_is_done_to_them) {
    // Of each payload; the same every time. ./dev fuzz does it longer.
    const char* asked = std::getenv("QM_ROUNDS");
    const int rounds = asked == nullptr ? 40 : std::stoi(asked);
    const auto all = payloads();
    ASSERT_GT(all.size(), 45u);
    std::mt19937 chance(20261126);
    for (const auto& [path, text] : all) {
        const auto read = path.find("/slack/") != path.npos ? read_as_slack : read_as_mattermost;
        ASSERT_NO_THROW(read(text)) << path;
        for (int i = 0; i < rounds; ++i) {
            std::string broken = i % 2 == 0 ? torn(text, chance) : turned(text, chance);
            if (i % 7 == 0) broken = torn(broken, chance);
            ASSERT_NO_THROW(read(broken)) << path << "\n" << broken.substr(0, 2'000);
        }
    }
}

TEST(Payloads, of_slack_are_what_their_names_say) {
    const std::map<std::string, SlackKind> kinds = {
        {"hello", SlackKind::hello},
        {"message", SlackKind::message},
        {"app_mention", SlackKind::message},
        {"message_words", SlackKind::message},
        {"message_reply", SlackKind::message},
        {"message_changed", SlackKind::changed},
        {"message_deleted", SlackKind::changed},
        {"slash", SlackKind::slash},
        {"press", SlackKind::press},
        {"menu", SlackKind::press},
        {"reaction_added", SlackKind::reaction},
        {"home_opened", SlackKind::home},
        {"submit", SlackKind::submit},
        {"view_closed", SlackKind::other},
        {"shortcut", SlackKind::shortcut},
        {"suggest", SlackKind::suggest},
        {"joined", SlackKind::joined},
        {"disconnect_warning", SlackKind::disconnect},
        {"disconnect_refresh_requested", SlackKind::disconnect},
        {"disconnect_link_disabled", SlackKind::disconnect},
    };
    const auto frame = [](const std::string& name) {
        return *read_slack_frame(payload(folder + "slack/" + name + ".json"));
    };
    for (const auto& [name, kind] : kinds)
        EXPECT_EQ(frame(name).kind, kind) << name;
    for (const auto& [path, text] : payloads()) {
        const auto name = std::filesystem::path(path).stem().string();
        if (path.find("/slack/") == path.npos || name.starts_with("answer_")) continue;
        EXPECT_TRUE(kinds.contains(name)) << name;
    }
    EXPECT_EQ(frame("message").message.text, "<@U0BOT> the deploy fails with error 502");
    EXPECT_EQ(frame("message_reply").message.thread, frame("message_words").message.ts);
    EXPECT_EQ(frame("message_changed").message.edited, "1795700223.000007");
    EXPECT_EQ(frame("message_changed").message.text, "since yesterday");
    EXPECT_TRUE(frame("message_deleted").message.gone);
    EXPECT_EQ(frame("message_deleted").message.ts, "1795700221.000002");
    EXPECT_EQ(frame("slash").text, "/catalog search redis");
    EXPECT_EQ(frame("press").text, "req take R1001 1");
    EXPECT_EQ(frame("menu").selected, "req keep R1001");
    EXPECT_EQ(frame("submit").words, "which one do you need?");
    EXPECT_EQ(read_slack_state(frame("submit").state)->command, "req reply R1001");
    EXPECT_EQ(frame("shortcut").message.user, "U03PIA");
    EXPECT_EQ(frame("reaction_added").emoji, "ticket");
    EXPECT_EQ(frame("disconnect_warning").reason, "warning");
    for (const char* name : {"message", "slash", "press", "submit", "joined"})
        EXPECT_FALSE(frame(name).envelope.empty()) << name;
    const auto no = read_slack_reply(payload(folder + "slack/answer_no.json"));
    EXPECT_EQ(no->error, "missing_scope");
    const auto user = read_slack_user(payload(folder + "slack/answer_user.json"));
    EXPECT_EQ(user->name, "bob");
}

}  // namespace
}  // namespace qm::chat::test
