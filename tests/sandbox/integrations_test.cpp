// Slash commands, buttons and dialogs: what the integration gets, what its answer does (T3 to T5b).
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/support/town.hpp"

#include <gtest/gtest.h>

namespace qm::sandbox::test {
namespace {

json parsed(const json& event, const char* key = "post") {
    return json::parse(event["data"][key].get<std::string>());
}

// The fields of a form, in order, "name=value"; escapes stay.
std::vector<std::string> fields(const std::string& form) {
    std::vector<std::string> all;
    for (std::size_t at = 0; at < form.size();) {
        std::size_t end = std::min(form.find('&', at), form.size());
        all.push_back(form.substr(at, end - at));
        at = end + 1;
    }
    return all;
}

std::string field(const std::string& form, const std::string& name) {
    for (const std::string& each : fields(form))
        if (each.starts_with(name + "=")) return each.substr(name.size() + 1);
    return {};
}

std::string decoded(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i] == '+' ? ' ' : text[i];
            continue;
        }
        out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
        i += 2;
    }
    return out;
}

json run(Town& town, const std::string& token, const std::string& line, int status = 200,
         const std::string& root = {}) {
    json body = {{"channel_id", town.channel("payments")},
                 {"team_id", town.sandbox->team_id()},
                 {"command", line},
                 {"root_id", root}};
    return town.api(token, "POST", "/commands/execute", body, status);
}

TEST(Slash, IsSentAndAnsweredAsRecorded) {
    Town town;
    std::string alice = town.log_in("alice");
    auto ear = town.listen(alice);
    town.integration.answers(R"({"response_type":"ephemeral","text":"searching… <http://x|y>"})");
    json answer = run(town, alice, "/catalog search prometheus exporter @bob ~payments");
    ASSERT_EQ(town.integration.got.size(), 1u);
    const auto& got = town.integration.got[0];
    EXPECT_EQ(got.method + " " + got.path, "POST /slash");
    EXPECT_EQ(got.header("Authorization"), "Token command-token");
    EXPECT_EQ(got.header("User-Agent"), "Mattermost-Bot/1.1");
    EXPECT_EQ(got.header("Content-Type"), "application/x-www-form-urlencoded");
    std::vector<std::string> names;
    for (const std::string& each : fields(got.body))
        names.push_back(each.substr(0, each.find('=')));
    EXPECT_EQ(names,
              (std::vector<std::string>{"channel_id", "channel_mentions", "channel_mentions_ids",
                                        "channel_name", "command", "response_url", "team_domain",
                                        "team_id", "text", "token", "trigger_id", "user_id",
                                        "user_mentions", "user_mentions_ids", "user_name"}));
    EXPECT_EQ(field(got.body, "text"), "search+prometheus+exporter+%40bob+~payments");
    EXPECT_EQ(field(got.body, "command"), "%2Fcatalog");
    EXPECT_EQ(field(got.body, "user_mentions_ids"), town.user("bob"));
    json post = parsed(ear->event("ephemeral_message"));
    EXPECT_EQ(post["message"], "searching… [y](http://x)");
    EXPECT_EQ(post["type"], "system_ephemeral");
    EXPECT_EQ(post["props"], json({{"from_webhook", "true"}}));
    EXPECT_EQ(post["update_at"], 0);
    std::string trigger = answer["trigger_id"];
    EXPECT_EQ(trigger.size(), 26u);
    answer["trigger_id"] = "";
    EXPECT_EQ(answer, json::parse(R"({"response_type":"ephemeral","text":"searching… <http://x|y>",
        "username":"","channel_id":"","icon_url":"","type":"","props":null,"goto_location":"",
        "trigger_id":"","skip_slack_parsing":false,"attachments":null,"extra_responses":null})"));
    EXPECT_TRUE(town.call("GET", "/sandbox/posts").body().empty());  // kept nowhere
}

TEST(Slash, InChannelIsPostedAsTheUserAndInTheThread) {
    Town town;
    std::string alice = town.log_in("alice");
    std::string root = town.post(alice, "payments", "root")["id"];
    town.integration.answers(
        R"({"response_type":"in_channel","text":"for all","extra_responses":[{"text":"more"}]})");
    auto ear = town.listen(alice);
    run(town, alice, "/catalog x", 200, root);
    json post = parsed(ear->event("posted"));
    EXPECT_EQ(post["user_id"], town.user("alice"));
    EXPECT_EQ(post["root_id"], root);
    EXPECT_EQ(post["props"]["from_webhook"], "true");
    EXPECT_EQ(parsed(ear->event("ephemeral_message"))["message"], "more");
}

TEST(Slash, WhatTheUserSeesWhenItFails) {
    Town town;
    std::string alice = town.log_in("alice");
    std::string id = "api.command.execute_command.";
    EXPECT_EQ(run(town, alice, "/nothing", 404)["id"], id + "not_found.app_error");
    run(town, alice, "no slash", 400);
    run(town, town.log_in("bob"), "/catalog x", 403);  // no member of the channel
    town.integration.answers("");
    EXPECT_EQ(run(town, alice, "/catalog x", 500)["id"], id + "failed.app_error");
    town.integration.answers("[]");
    run(town, alice, "/catalog x", 500);
    town.integration.answers("{}");
    town.integration.answer.status = 503;
    EXPECT_EQ(run(town, alice, "/catalog x", 500)["id"], id + "failed_resp.app_error");
    std::string wide(16'384, 'x');
    town.integration.answers(json({{"response_type", "in_channel"}, {"text", wide}}).dump());
    EXPECT_EQ(run(town, alice, "/catalog x", 500)["id"], id + "create_post_failed.app_error");
    EXPECT_TRUE(town.sandbox->set_command_url("catalog", "http://127.0.0.1:1/"));
    EXPECT_EQ(run(town, alice, "/catalog x", 500)["id"], id + "failed.app_error");
    EXPECT_FALSE(town.sandbox->set_command_url("nothing", "http://127.0.0.1:1/"));
}

TEST(Slash, AnEmptyPlainAnswerIsSilent) {
    Town town;
    std::string alice = town.log_in("alice");
    town.integration.answer.headers = {{"Content-Type", "text/plain"}};
    town.integration.answer.body = "";
    auto ear = town.listen(alice);
    run(town, alice, "/catalog x");
    town.integration.answer.body = "just text";
    run(town, alice, "/catalog x");
    EXPECT_EQ(parsed(ear->event("ephemeral_message"))["message"], "just text");
    EXPECT_EQ(ear->count("ephemeral_message"), 1u);
}

TEST(Slash, LateAnswersFiveTimes) {
    std::chrono::milliseconds steady{1};
    Town town([&](Options& options) {
        options.steady = [&] {
            return steady;
        };
    });
    std::string alice = town.log_in("alice");
    auto ear = town.listen(alice);
    auto hook = [&] {
        run(town, alice, "/catalog x");
        std::string url = decoded(field(town.integration.got.back().body, "response_url"));
        EXPECT_TRUE(url.starts_with(town.sandbox->url() + "/hooks/commands/")) << url;
        return url.substr(town.sandbox->url().size());
    };
    std::string path = hook();
    net::Headers as_json = {{"Content-Type", "application/json"}};
    auto late = [&](const std::string& text) {
        return town.call("POST", path, json({{"text", text}}).dump(), "", as_json);
    };
    for (int i = 1; i <= 5; ++i) {
        Reply reply = late("late " + std::to_string(i));
        EXPECT_EQ(reply.status, 200);
        EXPECT_EQ(reply.text, "ok");
    }
    Reply sixth = late("late 6");
    EXPECT_EQ(sixth.status, 400);
    EXPECT_EQ(sixth.body()["id"], "app.command_webhook.try_use.invalid");
    EXPECT_EQ(parsed(ear->event("ephemeral_message"))["message"], "late 1");
    path = hook();
    steady += std::chrono::minutes(31);
    EXPECT_EQ(late("too late").status, 400);
    path = "/hooks/commands/" + std::string(26, 'a');
    EXPECT_EQ(late("nobody's").status, 404);
}

json card(const Town& town, const char* id = "ack") {
    json integration = {{"url", town.integration.url("/press")},
                        {"context", {{"op", "ack"}, {"request", 42}}}};
    json button = {{"id", id}, {"type", "button"}, {"name", "Ack"}, {"integration", integration}};
    json menu = {{"id", "menu"},
                 {"type", "select"},
                 {"name", "M"},
                 {"data_source", "users"},
                 {"integration", integration}};
    return {{"props", {{"attachments", {{{"text", "t"}, {"actions", {button, menu}}}}}}}};
}

TEST(Press, IsSentAndAnsweredAsRecorded) {
    Town town;
    std::string alice = town.log_in("alice");
    std::string id = town.post(Town::bot, "payments", "card", card(town))["id"];
    auto ear = town.listen(alice);
    town.integration.answers(
        R"({"update":{"message":"taken","props":{"attachments":[{"text":"gone"}]}},)"
        R"("ephemeral_text":"You own this now"})");
    json pressed = town.api(alice, "POST", "/posts/" + id + "/actions/ack", json::object());
    EXPECT_EQ(pressed["status"], "OK");
    EXPECT_EQ(pressed["trigger_id"].get<std::string>().size(), 26u);
    const auto& got = town.integration.got.at(0);
    EXPECT_EQ(got.header("Content-Type"), "application/json");
    json sent = json::parse(got.body);
    EXPECT_FALSE(sent["trigger_id"].get<std::string>().empty());
    sent.erase("trigger_id");
    EXPECT_EQ(sent, json({{"user_id", town.user("alice")},
                          {"user_name", "alice"},
                          {"channel_id", town.channel("payments")},
                          {"channel_name", "payments"},
                          {"team_id", town.sandbox->team_id()},
                          {"team_domain", "acme"},
                          {"post_id", id},
                          {"type", "button"},
                          {"data_source", ""},
                          {"context", {{"op", "ack"}, {"request", 42}}}}));
    EXPECT_TRUE(got.body.starts_with(R"({"user_id":)"));
    json edited = parsed(ear->event("post_edited"));
    EXPECT_EQ(edited["message"], "taken");
    EXPECT_FALSE(edited["props"].contains("from_bot"));
    json whisper = parsed(ear->event("ephemeral_message"));
    EXPECT_EQ(whisper["message"], "You own this now");
    EXPECT_EQ(whisper["root_id"], id);
    json gone = town.api(alice, "POST", "/posts/" + id + "/actions/ack", json::object(), 404);
    EXPECT_EQ(gone["id"], "api.post.do_action.action_id.app_error");
}

TEST(Press, MenusWhoMayAndWhatMayNot) {
    Town town;
    std::string alice = town.log_in("alice");
    std::string id = town.post(Town::bot, "payments", "card", card(town, "re-assign"))["id"];
    std::string actions = "/posts/" + id + "/actions/";
    town.api(alice, "POST", actions + "menu", {{"selected_option", town.user("bob")}});
    json sent = json::parse(town.integration.got.back().body);
    EXPECT_EQ(sent["type"], "select");
    EXPECT_EQ(sent["data_source"], "users");
    EXPECT_EQ(sent["context"]["selected_option"], town.user("bob"));
    town.api(town.log_in("bob"), "POST", actions + "menu", json::object(), 403);
    json odd = town.api(alice, "POST", actions + "re-assign", json::object(), 404);
    EXPECT_EQ(odd["id"], "api.context.404.app_error");  // an id with a dash has no route
    town.integration.answer.status = 500;
    EXPECT_EQ(town.api(alice, "POST", actions + "menu", json::object(), 400)["id"],
              "api.post.do_action.action_integration.app_error");
    town.integration.answers("no json");
    town.api(alice, "POST", actions + "menu", json::object(), 400);
    EXPECT_EQ(town.integration.got.size(), 3u);
}

TEST(Press, OfEphemeralPostsGoesByCookie) {
    Town town;
    std::string alice = town.log_in("alice");
    auto ear = town.listen(alice);
    json answer = {{"text", "pick"}, {"attachments", card(town)["props"]["attachments"]}};
    town.integration.answers(answer.dump());
    json shown = run(town, alice, "/catalog x");
    EXPECT_EQ(shown.dump().find("/press"), std::string::npos);
    json post = parsed(ear->event("ephemeral_message"));
    json action = post["props"]["attachments"][0]["actions"][0];
    EXPECT_FALSE(action.contains("integration"));
    std::string path = "/posts/" + post["id"].get<std::string>() + "/actions/ack";
    json cookie = {{"cookie", action["cookie"]}};
    town.integration.answers(R"({"ephemeral_text":"yes"})");
    town.api(alice, "POST", path, cookie);
    json sent = json::parse(town.integration.got.back().body);
    EXPECT_EQ(sent["context"]["op"], "ack");
    EXPECT_EQ(sent["post_id"], post["id"]);
    // Somebody else may replay it, in their own name.
    town.api(Town::bot, "POST", path, cookie);
    EXPECT_EQ(json::parse(town.integration.got.back().body)["user_name"], "quartermaster");
    // An update is refused, though the integration was called.
    town.integration.answers(R"({"update":{"message":"new"}})");
    town.api(alice, "POST", path, cookie, 404);
    EXPECT_EQ(town.integration.got.size(), 4u);
    std::string forged = cookie["cookie"];
    forged[3] = forged[3] == 'A' ? 'B' : 'A';
    town.api(alice, "POST", path, {{"cookie", forged}}, 404);
    town.api(alice, "POST", path, json::object(), 403);
    EXPECT_EQ(town.integration.got.size(), 4u);
}

TEST(Dialogs, OpenWithinThreeSecondsAndAreSubmitted) {
    std::chrono::milliseconds steady{7};
    Town town([&](Options& options) {
        options.steady = [&] {
            return steady;
        };
    });
    std::string alice = town.log_in("alice");
    auto ear = town.listen(alice);
    run(town, alice, "/catalog x");
    std::string trigger = decoded(field(town.integration.got.back().body, "trigger_id"));
    json open = {{"trigger_id", trigger},
                 {"url", town.integration.url("/dialog")},
                 {"dialog",
                  {{"callback_id", "add"},
                   {"title", "T"},
                   {"state", "s"},
                   {"elements", {{{"name", "n"}, {"type", "text"}}}}}}};
    steady += std::chrono::milliseconds(2'999);
    EXPECT_EQ(town.api("", "POST", "/actions/dialogs/open", open)["status"], "OK");
    json dialog = parsed(ear->event("open_dialog"), "dialog");
    EXPECT_EQ(dialog["trigger_id"].get<std::string>().size(), 26u);
    EXPECT_EQ(dialog["dialog"]["elements"][0],
              json::parse(R"({"display_name":"","name":"n","type":"text","subtype":"","default":"",
                "placeholder":"","help_text":"","optional":false,"min_length":0,"max_length":0,
                "data_source":"","options":null})"));
    steady += std::chrono::milliseconds(2);
    EXPECT_EQ(town.api("", "POST", "/actions/dialogs/open", open, 400)["id"],
              "interactive_message.decode_trigger_id.expired");
    open["trigger_id"] = "forged==";
    town.api("", "POST", "/actions/dialogs/open", open, 400);
    json submit = {{"url", dialog["url"]},
                   {"callback_id", "add"},
                   {"state", "s"},
                   {"user_id", town.user("bob")},
                   {"team_id", "x"},
                   {"channel_id", town.channel("payments")},
                   {"submission", {{"n", "v"}}}};
    town.integration.answers(R"({"errors":{"n":"lower case only"}})");
    json answer = town.api(alice, "POST", "/actions/dialogs/submit", submit);
    EXPECT_EQ(answer["errors"]["n"], "lower case only");
    json sent = json::parse(town.integration.got.back().body);
    EXPECT_EQ(sent["user_id"], town.user("alice"));  // of the session, not as said
    EXPECT_EQ(sent["type"], "dialog_submission");
    EXPECT_EQ(sent["cancelled"], false);
    town.integration.answers("");
    EXPECT_EQ(town.api(alice, "POST", "/actions/dialogs/submit", submit), json::object());
}

}  // namespace
}  // namespace qm::sandbox::test
