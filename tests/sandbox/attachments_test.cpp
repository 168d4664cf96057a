// Props: kept whole, shown without integrations, in the shape a Mattermost server gives them.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/attachments.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace qm::sandbox {
namespace {

using nlohmann::json;

// What a bot sent, and what readers saw of it, byte for byte (platforms, T2b).
constexpr const char* sent =
    R"({"attachments":[{"fallback":"Request #42","color":"#2d81f7","title":"Request #42",)"
    R"("text":"create a topic orders-v2","fields":[{"short":true,"title":"Status",)"
    R"("value":"open"}],)"
    R"("actions":[{"id":"ack","type":"button","name":"Ack","style":"primary","integration":)"
    R"({"url":"http://127.0.0.1:18099/mm/action","context":{"request":42,"op":"ack"}}},)"
    R"({"id":"reassign","type":"select","name":"Reassign…","data_source":"users","integration":)"
    R"({"url":"http://127.0.0.1:18099/mm/action","context":{"request":42}}}]}],"from_bot":"true"})";
constexpr const char* seen =
    R"({"attachments":[{"id":0,"fallback":"Request #42","color":"#2d81f7","pretext":"",)"
    R"("author_name":"","author_link":"","author_icon":"","title":"Request #42","title_link":"",)"
    R"("text":"create a topic orders-v2","fields":[{"title":"Status","value":"open",)"
    R"("short":true}],"image_url":"","thumb_url":"","footer":"","footer_icon":"","ts":null,)"
    R"("actions":[{"id":"ack","type":"button","name":"Ack","style":"primary"},)"
    R"({"id":"reassign","type":"select","name":"Reassign…","data_source":"users"}]}],)"
    R"("from_bot":"true"})";

TEST(Attachments, ShownAsRecorded) {
    std::string kept = normal_props(json::parse(sent));
    EXPECT_EQ(go_text(shown_props(kept)), seen);
    EXPECT_TRUE(has_attachments(kept));
    EXPECT_NE(kept.find("127.0.0.1:18099"), kept.npos);
    EXPECT_EQ(normal_props(json::parse(kept)), kept);  // keeping it again changes nothing
}

TEST(Attachments, WhatWasShownHasLostItsIntegrations) {
    std::string written_back =
        normal_props(json::parse(go_text(shown_props(normal_props(json::parse(sent))))));
    EXPECT_FALSE(find_action(written_back, "ack"));
}

TEST(Attachments, ActionsAreFound) {
    std::string kept = normal_props(json::parse(sent));
    auto ack = find_action(kept, "ack");
    ASSERT_TRUE(ack);
    EXPECT_EQ(ack->url, "http://127.0.0.1:18099/mm/action");
    EXPECT_EQ(ack->type, "button");
    EXPECT_EQ(ack->context, R"({"op":"ack","request":42})");
    EXPECT_EQ(find_action(kept, "reassign")->data_source, "users");
    EXPECT_FALSE(find_action(kept, "gone"));
    EXPECT_FALSE(find_action("{}", "ack"));
}

TEST(Attachments, AnActionWithoutIdGetsOne) {
    std::string kept = normal_props(json::parse(
        R"({"attachments":[{"actions":[{"name":"A","integration":{"url":"http://x"}}]}]})"));
    json action = json::parse(kept)["attachments"][0]["actions"][0];
    EXPECT_EQ(action["id"].get<std::string>().size(), 26u);
}

TEST(Attachments, SealedForEphemeralPosts) {
    std::string kept = normal_props(json::parse(sent));
    std::string sealed_text;
    auto shown = shown_props(kept, [&](const std::string& text) {
        sealed_text = text;
        return std::string("SEALED");
    });
    auto action = shown["attachments"][0]["actions"][1];
    EXPECT_EQ(action["cookie"], "SEALED");
    EXPECT_FALSE(action.contains("integration"));
    auto back = read_integration(sealed_text);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->data_source, "users");
    EXPECT_EQ(back->url, "http://127.0.0.1:18099/mm/action");
}

TEST(Attachments, WhatIsNoneIsDropped) {
    for (const char* odd : {R"({"attachments":7})", R"({"attachments":"x"})", "[]", "3", "null"})
        EXPECT_EQ(normal_props(json::parse(odd)), "{}") << odd;
    EXPECT_EQ(normal_props(json::parse(R"({"attachments":[1,"x",null]})")),
              R"({"attachments":[]})");
    EXPECT_EQ(normal_props(json::parse(R"({"b":1,"a":{"z":1,"y":2}})")),
              R"({"a":{"y":2,"z":1},"b":1})");
}

TEST(JsonText, AsGoWritesIt) {
    EXPECT_EQ(go_text(json("<a> & b\u2028")), R"("\u003ca\u003e \u0026 b\u2028")");
    EXPECT_EQ(go_text(json("naïve “…”")), "\"naïve “…”\"");
    EXPECT_NO_THROW(go_text(json("\xff broken")));
}

TEST(JsonText, DepthIsBounded) {
    EXPECT_FALSE(read_json(std::string(64, '[') + std::string(64, ']')).is_discarded());
    EXPECT_TRUE(read_json(std::string(65, '[') + std::string(65, ']')).is_discarded());
    EXPECT_TRUE(read_json(std::string(60'000, '[')).is_discarded());
    EXPECT_FALSE(read_json(R"({"a":")" + std::string(100, '[') + R"("})").is_discarded());
}

TEST(SlackText, IsRewritten) {
    struct Case {
        const char *from, *to;
    };
    for (const Case& each : {
             Case{"see <http://x|y>", "see [y](http://x)"},
             Case{"<!channel> hi", "@channel hi"},
             Case{"<!here>", "@here"},
             Case{"a < b > c", "a < b > c"},
             Case{"<http://x>", "<http://x>"},
             Case{"<|y>", "<|y>"},
             Case{"<x|", "<x|"},
             Case{"", ""},
             Case{"<<a|b>", "<[b](a)"},
         })
        EXPECT_EQ(slack_text(each.from), each.to) << each.from;
}

}  // namespace
}  // namespace qm::sandbox
