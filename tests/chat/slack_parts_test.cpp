// Slack's blocks, payloads and mrkdwn, by themselves.
// SPDX-License-Identifier: Apache-2.0
#include "chat/slack_errors.hpp"
#include "chat/slack_json.hpp"
#include "chat/slack_markup.hpp"
#include "chat/slack_rest.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace qm::chat {
namespace {

using nlohmann::json;

TEST(SlackBlocks, stay_within_their_limits) {
    SlackBody body;
    body.channel = "C1CHAN";
    body.rendered.text = "```\n" + std::string(9'000, 'x') + "\n```\n";
    for (int i = 0; i < 400; ++i)
        body.rendered.text += "line " + std::to_string(i) + " of many, with some words\n";
    for (int i = 0; i < 40; ++i)
        body.rendered.controls.push_back({"c" + std::to_string(i), "Label", "req take R1", {}, {}});
    const json post = json::parse(write_slack_post(body));
    EXPECT_LE(post["blocks"].size(), 50u);
    EXPECT_LE(post["text"].get<std::string>().size(), 4'000u);
    for (const json& block : post["blocks"]) {
        if (block["type"] == "section") {
            const std::string text = block["text"]["text"];
            EXPECT_LE(text.size(), 3'000u);
        } else {
            EXPECT_LE(block["elements"].size(), 25u);
        }
    }
}

TEST(SlackBlocks, show_the_whole_of_a_long_line) {
    SlackBody body;
    body.channel = "C1CHAN";
    for (int i = 0; i < 1'000; ++i)
        body.rendered.text += "é" + std::to_string(10'000 + i);
    std::string shown;
    const json post = json::parse(write_slack_post(body));
    for (const json& block : post["blocks"])
        shown += block["text"]["text"].get<std::string>();
    EXPECT_EQ(shown, body.rendered.text);
}

std::vector<std::string> sections_of(const std::string& text) {
    SlackBody body;
    body.channel = "C1CHAN";
    body.rendered.text = text;
    std::vector<std::string> sections;
    const json post = json::parse(write_slack_post(body));
    for (const json& block : post["blocks"])
        sections.push_back(block["text"]["text"]);
    return sections;
}

std::string repeated(std::string_view word, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i)
        out += word;
    return out;
}

TEST(SlackBlocks, a_quote_that_is_cut_stays_one) {
    const auto sections = sections_of("line\n> " + std::string(3'900, 'x') + "\nafter");
    ASSERT_EQ(sections.size(), 3u);
    EXPECT_EQ(sections[0], "line");
    EXPECT_TRUE(sections[1].starts_with("> x"));
    EXPECT_TRUE(sections[2].starts_with("> x")) << sections[2];
    EXPECT_TRUE(sections[2].ends_with("x\nafter"));
    for (const std::string& section : sections)
        EXPECT_LE(section.size(), 3'000u);
    EXPECT_EQ(std::ranges::count(sections[1], 'x') + std::ranges::count(sections[2], 'x'), 3'900);
}

TEST(SlackBlocks, nothing_is_cut_inside_an_escape_or_a_link) {
    for (const char* escape : {"&lt;", "&gt;", "&amp;"}) {
        for (const char* before : {"", "a", "ab", "abc", "abcd"}) {
            const std::string text = before + repeated(escape, 3'900);
            std::string shown;
            for (const std::string& section : sections_of(text)) {
                EXPECT_TRUE(section.ends_with(escape)) << section.substr(section.size() - 8);
                shown += section;
            }
            EXPECT_EQ(shown, text);
            SlackBody body;
            body.rendered.text = text;
            const std::string top = json::parse(write_slack_post(body))["text"];
            EXPECT_TRUE(top.ends_with(std::string(escape) + "…")) << top.substr(top.size() - 9);
        }
    }
    const std::string link = "<https://a.example/of/some/length|its words>";
    for (std::size_t before = 2'850; before < 2'900; ++before) {
        const auto sections = sections_of(std::string(before, 'x') + link + " after");
        EXPECT_TRUE(std::ranges::any_of(sections, [&](const std::string& section) {
            return section.find(link) != std::string::npos;
        })) << before;
    }
    for (std::size_t length = 2'880; length < 2'910; ++length) {
        std::string shown;
        for (const std::string& section : sections_of(std::string(length, 'x')))
            shown += section;
        EXPECT_EQ(shown.size(), length) << "no line break is put in";
    }
    const auto endless = sections_of("<" + std::string(9'000, 'x'));
    EXPECT_GE(endless.size(), 4u) << "what is no link in any reach is cut where it must be";
}

TEST(SlackReader, knows_whom_an_error_is_about) {
    const auto code = [](const std::string& error) {
        SlackAnswer answer;
        answer.status = 200;
        answer.reply.error = error;
        return failed(answer).code;
    };
    for (const char* error :
         {"not_authed", "invalid_auth", "account_inactive", "token_revoked", "token_expired",
          "not_allowed_token_type", "org_login_required", "two_factor_setup_required"}) {
        EXPECT_EQ(code(error), errc::unauthorised) << error;
        EXPECT_TRUE(refuses_slack_token(error)) << error;
    }
    for (const char* error : {"missing_scope", "no_permission", "ekm_access_denied",
                              "team_access_not_granted", "accesslimited", "link_disabled"}) {
        EXPECT_EQ(code(error), errc::unauthorised) << error;
        EXPECT_FALSE(refuses_slack_token(error)) << error << " is about one call";
    }
    for (const char* error :
         {"access_denied", "restricted_action", "restricted_action_read_only_channel",
          "not_in_channel", "is_archived"})
        EXPECT_EQ(code(error), errc::not_allowed) << error;
    EXPECT_EQ(code("rate_limited"), errc::rate_limited);
    EXPECT_EQ(code("channel_not_found"), errc::not_found);
    EXPECT_EQ(code("fatal_error"), errc::unavailable);
    EXPECT_EQ(code("invalid_blocks"), errc::invalid);
}

TEST(SlackReader, takes_whatever_comes) {
    for (const char* text : {"", "[]", "{}", "{\"type\":1}", "{\"type\":\"events_api\"}",
                             "{\"type\":\"events_api\",\"payload\":[]}",
                             "{\"type\":\"interactive\",\"payload\":{\"type\":\"block_actions\","
                             "\"actions\":[3]}}",
                             "{\"type\":\"hello\",\"num_connections\":-9e99}"}) {
        const auto frame = read_slack_frame(text);
        const SlackKind kind = frame ? frame->kind : SlackKind::other;
        EXPECT_TRUE(kind == SlackKind::other || kind == SlackKind::hello) << text;
    }
    EXPECT_EQ(slack_place("C1:1.2").ts, "1.2");
    EXPECT_EQ(slack_place("c1:1.2").ts, "");
    EXPECT_EQ(slack_place("C1:1.2.3").ts, "");
    EXPECT_EQ(slack_ms("1800000000.123456"), 1'800'000'000'123);
}

TEST(SlackMarkup, calls_nobody_and_dresses_nothing) {
    SlackNames names;
    names.keep_user("U1BOB", "bob");
    names.keep_channel("C1CHAN", "open");
    const SlackMarkup markup(names);
    EXPECT_EQ(markup.mention("bob"), "<@U1BOB>");
    EXPECT_EQ(markup.mention("eve"), "eve");
    EXPECT_EQ(markup.channel("open"), "<#C1CHAN>");
    EXPECT_EQ(markup.plain("<!here> foo_bar_baz"), "&lt;!here&gt; foo_bar_baz");
    EXPECT_EQ(markup.plain("*x*"), "\u200b*x\u200b*");
    EXPECT_EQ(markup.code("a`b<c"), "`a'b&lt;c`");
    EXPECT_EQ(markup.sentence("**{a}** & <b>"), "*{a}* &amp; &lt;b&gt;");
    EXPECT_EQ(markup.link("https://a.example/?x=1&y=2", "A|B>"),
              "<https://a.example/?x=1&amp;y=2|A|B&gt;>");
    EXPECT_EQ(
        slack_words("<@U1BOB> in <#C1CHAN|x>, <!channel> <https://a.example|a> &lt;b&gt;", names),
        "@bob in ~open, @channel a (https://a.example) <b>");
}

TEST(SlackMarkup, keeps_the_address_under_words_of_its_own) {
    SlackNames names;
    for (const auto& [written, read] : std::map<std::string, std::string>{
             {"see <https://g.example/d/abc?x=1&amp;y=2|this dashboard>!",
              "see this dashboard (https://g.example/d/abc?x=1&y=2)!"},
             {"<http://db1.example.com|db1.example.com>", "db1.example.com"},
             {"<http://db1.example.com/|db1.example.com>", "db1.example.com"},
             {"<https://a.example/x?p=1&amp;q|https://a.example/x?p=1&amp;q>",
              "https://a.example/x?p=1&q"},
             {"<https://a.example/|A.example>", "A.example"},
             {"<https://a.example.evil.example|a.example>",
              "a.example (https://a.example.evil.example)"},
             {"<mailto:bob@a.example|bob@a.example>", "bob@a.example"},
             {"<mailto:bob@a.example|write to Bob>", "write to Bob (bob@a.example)"},
             {"<tel:+3312345|+3312345>", "+3312345"},
             {"<https://a.example>", "https://a.example"},
             {"<https://a.example|>", "https://a.example"},
             {"<!date^1|now> <!subteam^S1|@sre> <#C9|ops> <@U9|zoe>", "now @sre ~ops @zoe"}})
        EXPECT_EQ(slack_words(written, names), read) << written;
}

}  // namespace
}  // namespace qm::chat
