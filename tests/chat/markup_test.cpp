// Outside text as Mattermost shows it: hostile payloads through every way in, judged by a reader
// written apart (support/reader).
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost_markup.hpp"
#include "chat/support/reader.hpp"
#include "chat/utf8.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace qm::chat::test {
namespace {

const MattermostMarkup markup;

const std::vector<std::string> hostile{
    "@all",
    "@channel",
    "@here",
    "@ALL now",
    "hi @here!",
    "(@channel)",
    "x.@here",
    "x-@all",
    "x:@all",
    "_@here_",
    "**@channel**",
    "\\@all",
    "\\\\@all",
    "@@all",
    "@@@here",
    "é@here",
    "&#64;all",
    "&commat;here",
    "&amp;#64;all",
    "&#x40;channel",
    "@\tall",
    "@alice",
    "bob,@alice",
    "/@alice",
    "[@alice](http://x)",
    "<!channel>",
    "<!here|here>",
    "<!all>",
    "<@U123>",
    "<#C123|x>",
    "<http://evil.example|click>",
    "<https://evil.example>",
    "[a](http://evil.example)",
    "![a](http://evil.example/t.png)",
    "[a][b]",
    "[b]: http://evil.example",
    "http://evil.example",
    "see https://evil.example/x.",
    "(https://evil.example)",
    "ftp://evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "www.evil.example",
    "WWW.evil.example",
    "mailto:a@b.example",
    "tel:+33123",
    "javascript://%0aalert(1)",
    "`@all`",
    "``@all`",
    "`a` @all",
    "```\n@all\n```",
    "~~~\n@all\n~~~",
    "`\n@all\n`",
    "@all`x`",
    "\r@all",
    "\u2028@all",
    "a\u202E@all",
    "@\u200Ball",
    "@\uFEFFall",
    "@\u00ADall",
    "\u200D@all",
    "@\u0000all",
    "\xC3@all",
    "\xF0\x9F@here",
    "# title",
    "> quote",
    "- item",
    "* item",
    "1. item",
    "1) item",
    "---",
    "***",
    "===",
    "| a | b |\n|---|---|\n| @all | x |",
    "    @all",
    "\t@all",
    "https://a`@all`",
    "https://a/`@here",
    "x`https://a`@all",
    "https://@all",
    "www.@here",
    "a\\",
    "a`",
    "[",
    "![",
    "<",
    "&",
    "@",
    "foo@",
    "* * *",
    "_ _ _",
    "+ x",
    "[x]: @all",
    "~town-square",
};

TEST(Markup, summons_nobody_and_links_nowhere) {
    ASSERT_GE(hostile.size(), 60u);
    for (const std::string& text : hostile) {
        for (const std::string& out :
             {markup.plain(text), markup.quote(text, false), markup.quote(text, true),
              markup.code(text), markup.channel(text), markup.snippet("yaml", text)}) {
            const Seen seen = read_markdown(out);
            EXPECT_TRUE(seen.mentions.empty()) << text << " → " << out;
            EXPECT_TRUE(seen.links.empty()) << text << " → " << out;
        }
    }
}

TEST(Markup, says_nothing_in_blocks_of_its_own) {
    for (const std::string& text : hostile) {
        EXPECT_TRUE(read_markdown(markup.plain(text)).blocks.empty())
            << text << " → " << markup.plain(text);
        for (const std::string& block : read_markdown(markup.quote(text, false)).blocks)
            EXPECT_EQ(block, "quote") << text << " → " << markup.quote(text, false);
        const std::vector<std::string> fences = read_markdown(markup.snippet("", text)).blocks;
        const std::vector<std::string> one{"fence", "end"};
        EXPECT_EQ(fences, one) << text << " → " << markup.snippet("", text);
    }
}

// What a literal of ours and a value, or two values, make together.
TEST(Markup, stays_harmless_beside_other_text) {
    for (const std::string& text : hostile) {
        for (const char* after :
             {"all", "here: x", "!channel>", "#64;all", "](http://x)", "`@all`"}) {
            const std::string out = "It is " + markup.plain(text) + markup.plain(after);
            EXPECT_TRUE(read_markdown(out).mentions.empty()) << out;
            EXPECT_TRUE(read_markdown(out).links.empty()) << out;
        }
        const Seen seen = read_markdown(markup.plain(text) + "all");
        EXPECT_TRUE(seen.mentions.empty()) << text;
    }
}

std::string without_parting(std::string text) {
    for (const std::string part : {"\u200B", "\u00A0"}) {
        for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos;)
            text.replace(at, part.size(), part == "\u00A0" ? " " : "");
    }
    return text;
}

TEST(Markup, shows_what_was_typed) {
    for (const std::string& text : hostile) {
        const std::string typed = cleaned(text, Breaks::fold);
        if (typed.find_first_not_of(' ') == std::string::npos) continue;
        EXPECT_EQ(without_parting(read_markdown(markup.plain(text)).text), without_parting(typed))
            << markup.plain(text);
        const std::string code = without_parting(read_markdown(markup.code(text)).text);
        EXPECT_EQ(code, without_parting(typed)) << markup.code(text);
    }
}

TEST(Markup, bold_is_for_whole_words_and_escaping_stays) {
    EXPECT_EQ(markup.marked({{"redis", true}, {"-ha", false}}), "**redis**-ha");
    EXPECT_EQ(markup.marked({{"For ", false}, {"Redis", true}, {" *caches*", false}}),
              "For **Redis** \\*caches\\*");
    EXPECT_EQ(markup.marked({{"payments", true}, {"_ro @all", false}}),
              "**payments**\\_ro @\u200Ball");
    EXPECT_EQ(markup.marked({{" x", true}, {"*", true}}), "\u00A0x\\*") << "no word, no bold";
    EXPECT_EQ(markup.marked({}), "");
}

// Cut anywhere and marked anyhow, hostile words stay as harmless as they are in one piece.
TEST(Markup, marks_wake_nothing) {
    for (const std::string& text : hostile) {
        for (std::size_t cut = 1; cut < text.size(); ++cut) {
            if ((static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) continue;
            for (const bool first : {true, false}) {
                const std::string out =
                    markup.marked({{text.substr(0, cut), first}, {text.substr(cut), !first}});
                const Seen seen = read_markdown(out);
                EXPECT_TRUE(seen.mentions.empty()) << text << " → " << out;
                EXPECT_TRUE(seen.links.empty()) << text << " → " << out;
                EXPECT_TRUE(seen.blocks.empty()) << text << " → " << out;
            }
        }
    }
}

TEST(Markup, leaves_ordinary_words_alone) {
    for (const char* text : {"payments_ro on stg-db-3", "git@github.com:a/b.git", "redis@7.2",
                             "50% (half) of 3 + 4 = 7!", "It's 10:30; ok?", "arn:aws:iam::1:role/x",
                             "a < b && c > d", "100 €, naïve, 東京"})
        EXPECT_EQ(markup.plain(text), text);
}

TEST(Markup, quotes_within_bounds) {
    EXPECT_EQ(markup.quote("a\r\nb\n\n  c\n", false), "> a\n> b\n> \n> \u00A0\u00A0c");
    EXPECT_EQ(markup.quote(" \n \n", false), "");
    std::string lines;
    for (int i = 0; i < 40; ++i)
        lines += "line\n";
    const std::string quoted = markup.quote(lines, false);
    EXPECT_EQ(std::count(quoted.begin(), quoted.end(), '\n') + 1, 12);
    EXPECT_TRUE(quoted.ends_with(" …"));
    const std::string long_line = markup.quote(std::string(5'000, 'x'), false);
    EXPECT_EQ(count_points(long_line), 1'500u + 4u);
    EXPECT_EQ(markup.quote(std::string(1'500, 'x'), false), "> " + std::string(1'500, 'x'));
    const std::string whole = markup.quote(lines, true);
    EXPECT_EQ(std::count(whole.begin(), whole.end(), '\n') + 1, 40);
    EXPECT_EQ(markup.quote(std::string(4'000, 'x'), true), "> " + std::string(4'000, 'x'));
    std::string blank(4'000, '\n');
    for (std::size_t i = 0; i < blank.size(); i += 2)
        blank[i] = '*';
    EXPECT_LE(count_points(markup.quote(blank, true)), 10'010u) << "a post has room for it";
}

TEST(Markup, links_only_to_the_web) {
    EXPECT_EQ(markup.link("https://git.example/a_b", "a_b"), "[a_b](https://git.example/a_b)");
    EXPECT_EQ(markup.link("https://x/\"z", "w"), "[w](https://x/%22z)");
    EXPECT_EQ(markup.link("https://x/(y)*", "w"), "[w](https://x/%28y%29%2A)");
    for (const char* url :
         {"javascript:alert(1)", "ws://x", "file:///etc", "", "https://", "//x"}) {
        EXPECT_TRUE(read_markdown(markup.link(url, "label")).links.empty()) << url;
    }
    // A label never names another place than the link leads to.
    const Seen seen = read_markdown(markup.link("https://real.example/", "https://bank.example/"));
    EXPECT_EQ(seen.text.find("bank"), std::string::npos);
    const Seen label = read_markdown(markup.link("https://real.example/", "x](http://evil) @all"));
    EXPECT_EQ(label.links, std::vector<std::string>{"https://real.example/"});
    EXPECT_TRUE(label.mentions.empty());
}

TEST(Markup, summons_only_on_purpose) {
    EXPECT_EQ(markup.mention("bob.b-1_x"), "@bob.b-1_x");
    EXPECT_EQ(markup.channel("payments"), "~payments");
    EXPECT_TRUE(read_markdown(markup.mention("x @all")).mentions.empty());
    EXPECT_EQ(markup.post_link("c", "abc123", "thread"), "[thread](/_redirect/pl/abc123)");
    EXPECT_EQ(markup.post_link("c", "../x y", "thread"), "thread");
}

}  // namespace
}  // namespace qm::chat::test
