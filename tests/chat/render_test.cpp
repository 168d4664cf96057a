// Messages within the platform's bounds: whole blocks, safe cuts, labels, controls.
// SPDX-License-Identifier: Apache-2.0
#include "chat/render.hpp"

#include "chat/mattermost_markup.hpp"
#include "chat/support/reader.hpp"
#include "chat/utf8.hpp"

#include <gtest/gtest.h>

namespace qm::chat::test {
namespace {

struct Room {
    core::Texts texts;
    MattermostMarkup markup;
    Zone zone = "Europe/Paris";
    Room() {
        texts.add("en", {{"t", "{w}"}, {"item", "- {w}"}, {"take", "I take it"}, {"code", "{c}"}});
        texts.add("fr", {{"take", "Je prends"}});
    }
    Rendered draw(const Message& message, const char* locale = "en",
                  const RenderBounds& bounds = {}) const {
        return render(message, core::Saying{texts, markup, locale, zone, from_unix(0)}, bounds);
    }
};

Text words(std::string text) {
    return say("t", {{"w", Plain{std::move(text)}}});
}

TEST(Render, parts_blocks_that_would_swallow_the_next) {
    Message message;
    message.line(words("a")).line(words("b")).quote("q\nr").line(words("c")).code("yaml", "x: 1");
    message.line(say("item", {{"w", Plain{"one"}}})).line(say("item", {{"w", Plain{"two"}}}));
    message.line(words("d"));
    EXPECT_EQ(Room().draw(message).text,
              "a\nb\n> q\n> r\n\nc\n```yaml\nx: 1\n```\n- one\n- two\n\nd");
}

TEST(Render, cuts_between_blocks) {
    Room room;
    Message message;
    for (int i = 0; i < 30; ++i)
        message.quote(std::string(1'400, 'x'));
    const std::string text = room.draw(message).text;
    EXPECT_LE(count_points(text), 16'383u);
    EXPECT_GT(count_points(text), 14'500u);
    EXPECT_TRUE(text.ends_with("x\n…"));
    Message fits;
    fits.line(words(std::string(16'380, 'x')));
    EXPECT_EQ(count_points(room.draw(fits).text), 16'380u);
}

// A cut inside code must not let its inside come alive.
TEST(Render, cuts_a_long_block_safely) {
    Room room;
    const RenderBounds bounds{200, 20, 100, 75};
    for (std::size_t before = 0; before < 220; ++before) {
        const std::string inside = std::string(before, 'x') + " @all [a](http://b) " +
                                   std::string(300, 'y') + " https://evil.example/ @here";
        Message line;
        line.line(say("code", {{"c", Code{inside}}}));
        Message plain;
        plain.line(words(inside));
        Message snippet;
        snippet.code("sh", inside);
        for (const Message& message : {line, plain, snippet}) {
            const Rendered out = room.draw(message, "en", bounds);
            EXPECT_LE(count_points(out.text), 200u);
            EXPECT_TRUE(read_markdown(out.text).mentions.empty()) << out.text;
            EXPECT_TRUE(read_markdown(out.text).links.empty()) << out.text;
        }
    }
}

TEST(Render, counts_code_points) {
    Message message;
    message.line(words(std::string("𝄞") + std::string(10, 'x')));
    const Rendered out = Room().draw(message, "en", RenderBounds{14, 1, 1, 5});
    EXPECT_EQ(count_points(out.text), 11u);
}

TEST(Render, draws_controls_in_the_readers_language) {
    Message message;
    message.controls.push_back({"take-it!", say("take"), "req take R1", {}, true});
    message.controls.push_back({"é", say("t", {{"w", Plain{"*a*\n@all"}}}), "c", {}, false});
    message.controls.push_back({"more",
                                say("take"),
                                "c",
                                {{words(std::string(200, 'x')), "v"}, {words("b"), "w"}},
                                false});
    const Rendered out = Room().draw(message, "fr-CA");
    ASSERT_EQ(out.controls.size(), 3u);
    EXPECT_EQ(out.controls[0].id, "takeit");
    EXPECT_EQ(out.controls[0].label, "Je prends");
    EXPECT_TRUE(out.controls[0].primary);
    EXPECT_EQ(out.controls[1].id, "c1");
    EXPECT_EQ(out.controls[1].label, "*a* @all") << "labels are not Markdown";
    EXPECT_EQ(count_points(out.controls[2].choices[0].label), 75u);
    EXPECT_TRUE(out.text.empty());

    for (int i = 0; i < 50; ++i)
        message.controls.push_back({"b", say("take"), "c", {}, false});
    EXPECT_EQ(Room().draw(message).controls.size(), 20u);
}

TEST(Render, a_complaint_in_a_form_is_bare) {
    Room room;
    Message message;
    message.line(words("“a_b*” is no [DAY]")).line(words("try\nfriday")).quote("not shown");
    const core::Saying saying{room.texts, room.markup, "en", room.zone, from_unix(0)};
    EXPECT_EQ(render_bare(message, saying), "“a_b*” is no [DAY]\ntry friday");
    EXPECT_LE(count_points(render_bare(Message().line(words(std::string(900, 'x'))), saying)),
              500u);
}

TEST(Render, words_are_passed_on_alive_and_harmless) {
    Message message;
    message.line(say("t", {{"w", Words{"**see** `x_y` at https://a.example/@all\n- @channel"}}}));
    EXPECT_EQ(
        Room().draw(message).text,
        "\\*\\*see\\*\\* `x_y` at [https:\u200B//a.example/@\u200Ball](https://a.example/@all)\n"
        "\\- @​channel");
}

}  // namespace
}  // namespace qm::chat::test
