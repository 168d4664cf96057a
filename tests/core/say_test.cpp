// Sentences by language, filled through a markup that shows what went through it.
// SPDX-License-Identifier: Apache-2.0
#include "core/say.hpp"

#include "core/calendar.hpp"

#include <gtest/gtest.h>

namespace qm::core {
namespace {

using namespace std::chrono_literals;

class Shown : public Markup {
public:
    std::string plain(std::string_view text) const override { return wrap("plain", text); }
    std::string code(std::string_view text) const override { return wrap("code", text); }
    std::string quote(std::string_view text, bool) const override { return wrap("quote", text); }
    std::string snippet(std::string_view, std::string_view text) const override {
        return wrap("snippet", text);
    }
    std::string mention(std::string_view name) const override { return wrap("mention", name); }
    std::string channel(std::string_view name) const override { return wrap("channel", name); }
    std::string link(std::string_view url, std::string_view label) const override {
        return wrap("link " + std::string(url), label);
    }
    std::string post_link(std::string_view channel, std::string_view post,
                          std::string_view label) const override {
        return wrap("post " + std::string(channel) + " " + std::string(post), label);
    }

private:
    static std::string wrap(std::string_view what, std::string_view text) {
        return "<" + std::string(what) + ":" + std::string(text) + ">";
    }
};

class Say : public testing::Test {
protected:
    Say() {
        texts_.add("en", {{"hello", "Hello {who}, **{id}** until {when}."},
                          {"all", "{a}|{b}|{c}|{d}|{e}|{f}|{g}|{h}|{i}|{j}"},
                          {"outer", "({inner})"},
                          {"here", "here"},
                          {"braces", "{{who} {} { who}} {who"},
                          {"only-en", "English"}});
        texts_.add("fr", {{"hello", "Bonjour {who}, {when} : **{id}**."}, {"here", "ici"}});
    }
    std::string said(const Text& text, std::string_view locale = "en") const {
        return render(text, {texts_, shown_, locale, zone_, now_});
    }
    std::string bare(const Text& text) const {
        return render_bare(text, {texts_, shown_, "en", zone_, now_});
    }

    Texts texts_;
    Shown shown_;
    Zone zone_ = "Europe/Paris";
    Instant now_ = read_rfc3339("2026-10-06T08:00:00Z").value();
};

TEST_F(Say, fills_go_where_each_language_wants_them) {
    const Text text =
        say("hello", {{"who", Plain{"Ana {id}"}}, {"id", Code{"R1042"}}, {"when", At{now_ + 8h}}});
    EXPECT_EQ(said(text), "Hello <plain:Ana {id}>, **<code:R1042>** until 18:00.");
    EXPECT_EQ(said(text, "fr"), "Bonjour <plain:Ana {id}>, 18:00 : **<code:R1042>**.");
    EXPECT_EQ(said(text, "fr-CA"), said(text, "fr"));
    EXPECT_EQ(said(text, "de"), said(text, "en"));
}

TEST_F(Say, every_kind_of_value) {
    const Text text = say("all", {{"a", Plain{"a"}},
                                  {"b", Code{"b"}},
                                  {"c", Mention{"c"}},
                                  {"d", ChannelName{"d"}},
                                  {"e", Link{"https://e", "e"}},
                                  {"f", Day{read_date("2026-10-07").value()}},
                                  {"g", Lasting{130min}},
                                  {"h", PostLink{"ch", "p", "here"}},
                                  {"i", nested(say("outer", {{"inner", Plain{"x"}}}))},
                                  {"j", std::int64_t{-7}}});
    EXPECT_EQ(said(text),
              "<plain:a>|<code:b>|<mention:c>|<channel:d>|<link https://e:e>|Wed 7 Oct|"
              "2 h 10|<post ch p:here>|(<plain:x>)|-7");
    EXPECT_EQ(bare(text), "a|b|c|d|e|Wed 7 Oct|2 h 10|here|(x)|-7");
}

TEST_F(Say, marks_are_plain_where_there_is_no_bold) {
    const Text text = say("outer", {{"inner", Marked{{{"a ", false}, {"b", true}}}}});
    EXPECT_EQ(said(text), "(<plain:a b>)");
    EXPECT_EQ(bare(text), "(a b)");
}

TEST_F(Say, a_sentence_ends_with_one_full_stop) {
    texts_.add("fr", {{"shift.ends", "Jusqu'au {day}."}, {"shift.goes", "Le {day}... et après"}});
    const Date day{std::chrono::year{2026} / 11 / 12};
    EXPECT_EQ(said(say("shift.ends", {{"day", Day{day}}}), "fr"), "Jusqu'au jeu. 12 nov.");
    EXPECT_EQ(said(say("shift.goes", {{"day", Day{day}}}), "fr"), "Le jeu. 12 nov... et après");
}

TEST_F(Say, a_missing_fill_is_seen) {
    EXPECT_EQ(said(say("hello", {{"who", Plain{"Ana"}}})),
              "Hello <plain:Ana>, **{id}** until {when}.");
}

TEST_F(Say, braces_that_name_nothing_are_text) {
    EXPECT_EQ(said(say("braces", {{"who", Plain{"x"}}})), "{who} {} { who}} {who");
}

TEST_F(Say, unknown_keys_and_languages_fall_back) {
    EXPECT_EQ(said(say("only-en"), "fr"), "English");
    EXPECT_EQ(said(say("no.such.key"), "fr"), "no.such.key");
    EXPECT_TRUE(texts_.has("only-en"));
    EXPECT_FALSE(texts_.has("no.such.key"));
}

TEST_F(Say, nesting_ends) {
    Text text = say("here");
    for (int i = 0; i < 100; ++i)
        text = say("outer", {{"inner", nested(std::move(text))}});
    EXPECT_EQ(said(text), "((((((((()))))))))");
    EXPECT_EQ(said(say("outer", {{"inner", Nested{}}})), "()");
}

TEST_F(Say, languages_are_compared) {
    EXPECT_EQ(placeholders("Hello {who}, {{not} {id} {who}"),
              (std::vector<std::string>{"id", "who"}));
    Texts texts;
    texts.add("en", {{"same", "{a} {b}"}, {"gone", "x"}, {"other", "{a}"}});
    texts.add("fr", {{"same", "{b} {a}"}, {"more", "y"}, {"other", "{b}"}});
    EXPECT_EQ(texts.problems("fr"),
              (std::vector<std::string>{"missing: gone", "other placeholders than in en: other",
                                        "not in en: more"}));
    EXPECT_TRUE(texts.problems("en").empty());
    EXPECT_FALSE(texts.problems("de").empty());
}

TEST_F(Say, passes_words_on_with_their_lines_code_and_addresses) {
    const auto passed = [&](std::string_view text) {
        return pass_on(shown_, text);
    };
    EXPECT_EQ(passed("the role is `orders_ro` now"),
              "<plain:the role is> <code:orders_ro> <plain:now>");
    EXPECT_EQ(passed("see https://a.example/x?y=1, please"),
              "<plain:see> <link https://a.example/x?y=1:https://a.example/x?y=1><plain:, please>");
    EXPECT_EQ(passed("(http://a.example)."),
              "<plain:(><link http://a.example:http://a.example><plain:).>");
    EXPECT_EQ(passed("one\n\n  two"), "<plain:one>\n\n<plain:  two>");
    EXPECT_EQ(passed("```sh\nls -l\n@all\n```\nthen"), "\n<snippet:ls -l\n@all>\n<plain:then>");
    EXPECT_EQ(passed("run:\n```\na\n```"), "<plain:run:>\n<snippet:a>");
    EXPECT_EQ(passed("`a` `b`"), "<code:a> <code:b>");
    for (const char* odd : {"a ` b", "``", "```", "```\nopen", "https://", "xhttps://a.example"})
        EXPECT_EQ(passed(odd).find("<code"), std::string::npos) << odd;
    EXPECT_EQ(passed("").size(), 0u);
    EXPECT_EQ(bare(say("outer", {{"inner", Words{"`a`"}}})), "(`a`)");
}

}  // namespace
}  // namespace qm::core
