// What Mattermost posts to us: recorded calls, wrong tokens, and 10,000 forged seals.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost_hooks.hpp"
#include "chat/mattermost_seal.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <random>
#include <sstream>

namespace qm::chat::test {
namespace {

using nlohmann::json;

constexpr std::int64_t now_ms = 1'795'467'393'000;
const std::string secret = "a secret of the configuration";
const CommandTokens tokens{{"catalog", {"other", "commandtokenofthetriggerxx"}}, {"run", {"r"}}};

std::string recorded(const std::string& name) {
    std::ifstream file(std::string(QM_SOURCE_DIR) + "/tests/chat/payloads/mattermost/" + name);
    std::stringstream text;
    text << file.rdbuf();
    std::string out = text.str();
    while (out.ends_with('\n'))
        out.pop_back();
    return out;
}

TEST(Hooks, reads_the_recorded_command) {
    const auto call =
        read_command(recorded("command.txt"), "Token commandtokenofthetriggerxx", tokens, now_ms);
    ASSERT_TRUE(call) << call.error().what;
    EXPECT_EQ(call->event.kind, EventKind::slash);
    EXPECT_EQ(call->event.text, "catalog search prometheus exporter @bob ~ops");
    EXPECT_EQ(call->event.author.id.value, "acoed6p3dfb7xb51oeokc1qcxh");
    EXPECT_EQ(call->event.author.username, "alice");
    EXPECT_EQ(call->event.channel.id.value, "4o454rrfftycixezdsa3jrbnar");
    EXPECT_EQ(call->event.key, "mm:slash:" + call->trigger);
    EXPECT_EQ(call->event.at_ms, now_ms);
    EXPECT_TRUE(call->response_url.starts_with("http://127.0.0.1:8065/hooks/commands/"));
    EXPECT_TRUE(call->event.channel.is_private()) << "until it is resolved";
}

std::string form(const std::string& command, const std::string& text) {
    return "channel_id=chan1&command=%2F" + command + "&text=" + text +
           "&token=r&trigger_id=t1&user_id=user1&user_name=alice";
}

TEST(Hooks, refuses_commands_without_their_token) {
    const std::string body = form("run", "");
    EXPECT_TRUE(read_command(body, "Token r", tokens, now_ms));
    EXPECT_TRUE(read_command(body, "", tokens, now_ms)) << "the form's own token";
    for (const char* header :
         {"Token other", "Token ", "Token", "r", "Bearer r", "token r", "Token R", "Token r ",
          "Token rr", "Token commandtokenofthetriggerxx"}) {
        const auto call = read_command(body, header, tokens, now_ms);
        ASSERT_FALSE(call) << header;
        EXPECT_EQ(call.error().code, errc::unauthorised) << header;
        EXPECT_EQ(call.error().what.find("token r"), std::string::npos);
    }
    EXPECT_EQ(read_command(form("unknown", ""), "Token r", tokens, now_ms).error().code,
              errc::unauthorised);
    EXPECT_EQ(read_command("", "", tokens, now_ms).error().code, errc::unauthorised);
    const CommandTokens unset{{"run", {""}}};
    EXPECT_FALSE(read_command(body, "Token ", unset, now_ms)) << "an unset token opens nothing";
}

TEST(Hooks, reads_words_of_every_keyboard) {
    const auto text_of = [](const std::string& text) {
        const auto call = read_command(form("run", text), "Token r", tokens, now_ms);
        return call ? call->event.text : call.error().what;
    };
    EXPECT_EQ(text_of(""), "run");
    EXPECT_EQ(text_of("%C2%A0who%C2%A0is%E2%80%AFit++"), "run who is it");
    EXPECT_EQ(text_of("a%0D%0Ab"), "run a\nb");
    EXPECT_EQ(text_of("a%00%E2%80%AEb"), "run ab");
    EXPECT_EQ(text_of("%FF"), "run \uFFFD");
    EXPECT_EQ(read_command(form("run", std::string(270'000, 'x')), "Token r", tokens, now_ms)
                  .error()
                  .code,
              errc::too_large);
}

json press_body(const std::string& command, std::int64_t version, const std::string& channel) {
    json body = json::parse(recorded("press.json"));
    const std::int64_t expiry = now_ms / 1000 + 1'000;
    body["context"] = {{"c", command},
                       {"v", version},
                       {"ch", channel},
                       {"e", expiry},
                       {"s", seal_button(secret, command, version, channel, expiry)}};
    return body;
}

TEST(Hooks, reads_presses_and_menus) {
    const json body = press_body("req take R1042", 3, "4o454rrfftycixezdsa3jrbnar");
    const auto press = read_action(body.dump(), secret, now_ms);
    ASSERT_TRUE(press) << press.error().what;
    EXPECT_EQ(press->event.kind, EventKind::press);
    EXPECT_EQ(press->event.text, "req take R1042");
    EXPECT_EQ(press->event.version, 3);
    EXPECT_EQ(press->event.post.value, "fjy5fktyzjgrpfpcs7q6un73ar");
    EXPECT_TRUE(press->event.root.empty());
    EXPECT_TRUE(press->trigger.starts_with("MThjZG9l"));
    EXPECT_TRUE(press->event.key.starts_with("mm:press:fjy5fktyzjgrpfpcs7q6un73ar:"));
    EXPECT_TRUE(press->event.key.ends_with(":acoed6p3dfb7xb51oeokc1qcxh:3:"));

    json menu = body;
    menu["context"]["selected_option"] = " asker\u202E ";
    const auto chosen = read_action(menu.dump(), secret, now_ms);
    ASSERT_TRUE(chosen);
    EXPECT_EQ(chosen->event.text, "req take R1042 asker");
    EXPECT_NE(chosen->event.key, press->event.key);
    // The same button on another version of the request is another press.
    const auto later = read_action(press_body("req take R1042", 4, "").dump(), secret, now_ms);
    EXPECT_NE(later->event.key, press->event.key);
}

TEST(Hooks, refuses_old_foreign_and_moved_buttons) {
    const auto code_of = [](const json& body, std::int64_t at, const std::string& with) {
        const auto press = read_action(body.dump(), with, at);
        return press ? errc(0) : press.error().code;
    };
    const json body = press_body("req take R1", 1, "4o454rrfftycixezdsa3jrbnar");
    EXPECT_EQ(code_of(body, now_ms, secret), errc(0));
    EXPECT_EQ(code_of(body, now_ms + 1'001'000, secret), errc::unauthorised);
    EXPECT_EQ(code_of(body, now_ms, "another secret"), errc::unauthorised);
    EXPECT_EQ(code_of(body, now_ms, ""), errc::unauthorised);
    json moved = body;
    moved["channel_id"] = "another";
    EXPECT_EQ(code_of(moved, now_ms, secret), errc::unauthorised);
    EXPECT_FALSE(read_action(recorded("press.json"), secret, now_ms)) << "no context of ours";
    EXPECT_FALSE(read_action("", secret, now_ms));
}

Event pressed_event() {
    Event pressed;
    pressed.author.id = UserId("acoed6p3dfb7xb51oeokc1qcxh");
    pressed.channel.id = ChannelId("chan");
    pressed.post = PostId("post");
    return pressed;
}

std::string dialog_body(const std::string& state, const json& words) {
    json body = json::parse(recorded("dialog.json"));
    body["state"] = state;
    body["submission"] = {{"words", words}};
    return body.dump();
}

TEST(Hooks, reads_forms_of_their_presser_only) {
    const std::string state =
        dialog_state(secret, "req reply R1", pressed_event(), "nonce1", now_ms / 1000);
    const auto event = read_dialog(dialog_body(state, "on it\nnow"), secret, now_ms);
    ASSERT_TRUE(event) << event.error().what;
    EXPECT_EQ(event->kind, EventKind::press);
    EXPECT_EQ(event->key, "mm:dialog:nonce1");
    EXPECT_EQ(event->text, "req reply R1 on it\nnow");
    EXPECT_EQ(event->channel.id.value, "chan");
    EXPECT_EQ(event->post.value, "post");
    EXPECT_EQ(read_dialog(dialog_body(state, nullptr), secret, now_ms)->text, "req reply R1");

    json other = json::parse(dialog_body(state, "x"));
    other["user_id"] = "o5uii71ryfbqp89my84yhbj9co";
    EXPECT_EQ(read_dialog(other.dump(), secret, now_ms).error().code, errc::unauthorised);
    const std::int64_t day_later = now_ms + (form_life + 1) * 1000;
    EXPECT_EQ(read_dialog(dialog_body(state, "x"), secret, day_later).error().code,
              errc::unauthorised);
    EXPECT_FALSE(read_dialog(dialog_body(state, "x"), "other", now_ms));
    EXPECT_FALSE(read_dialog(recorded("dialog.json"), secret, now_ms)) << "a state not of ours";
    json cancelled = json::parse(recorded("dialog_cancelled.json"));
    cancelled["state"] = state;
    EXPECT_EQ(read_dialog(cancelled.dump(), secret, now_ms).error().code, errc::already_done);
}

// Each mutation changes one bit, or puts another byte, in, or out.
std::string mutated(std::string text, std::mt19937& chance) {
    const std::size_t at = chance() % text.size();
    switch (chance() % 4) {
        case 0:
            text[at] = static_cast<char>(text[at] ^ (1 << (chance() % 8)));
            break;
        case 1:
            text[at] = static_cast<char>(text[at] + 1 + chance() % 255);
            break;
        case 2:
            text.erase(at, 1);
            break;
        default:
            text.insert(at, 1, "0123456789abcdefR "[chance() % 18]);
    }
    return text;
}

TEST(Hooks, rejects_ten_thousand_forged_contexts) {
    std::mt19937 chance(20261123);
    json body = press_body("req take R1042", 12, "4o454rrfftycixezdsa3jrbnar");
    const json context = body["context"];
    int tried = 0;
    while (tried < 10'000) {
        const std::string forged = mutated(context.dump(), chance);
        const json value = json::parse(forged, nullptr, false);
        if (!value.is_discarded() && value == context) continue;  // only its spaces changed
        ++tried;
        json without = body;
        without["context"] = "CONTEXT";
        std::string text = without.dump();
        text.replace(text.find("\"CONTEXT\""), 9, forged);
        const auto press = read_action(text, secret, now_ms);
        ASSERT_FALSE(press) << forged;
    }
    ASSERT_TRUE(read_action(body.dump(), secret, now_ms));
}

TEST(Hooks, rejects_ten_thousand_forged_states) {
    std::mt19937 chance(20261124);
    const std::string state =
        dialog_state(secret, "req solve R1042", pressed_event(), "0123456789abcdef", now_ms / 1000);
    const json value = json::parse(state);
    int tried = 0;
    while (tried < 10'000) {
        const std::string forged = mutated(state, chance);
        const json other = json::parse(forged, nullptr, false);
        if (!other.is_discarded() && other == value) continue;
        ++tried;
        json body = json::parse(recorded("dialog.json"));
        body["submission"] = {{"words", "x"}};
        body["state"] = forged;
        const std::string text = body.dump(-1, ' ', false, json::error_handler_t::replace);
        ASSERT_FALSE(read_dialog(text, secret, now_ms)) << forged;
    }
}

// Fields cannot be shifted into each other.
TEST(Hooks, seals_each_field_in_its_place) {
    EXPECT_NE(seal_button("s", "a", 1, "1b", 2), seal_button("s", "a", 11, "b", 2));
    EXPECT_NE(seal_button("s", "ab", 1, "", 2), seal_button("s", "a", 1, "b", 2));
    DialogState form;
    form.command = "a";
    DialogState shifted;
    shifted.user = "a";
    EXPECT_NE(seal_form("s", form), seal_form("s", shifted));
}

}  // namespace
}  // namespace qm::chat::test
