// Searching as people meet it in chat: filters and complaints, marks, narrowing and paging by
// buttons, where to ask, why, and what is learned.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost_json.hpp"
#include "desk/learning.hpp"
#include "support/catalog_desk.hpp"

#include <algorithm>

namespace qm::desk {
namespace {

class Asking : public Catalog {
protected:
    void fill() {
        std::vector<Entry> all;
        for (int i = 1; i <= 7; ++i)
            all.push_back(
                entry("helm-chart", "redis-" + std::to_string(i), "1.0." + std::to_string(i)));
        all.push_back(entry("ansible-role", "redis", "1.2.0"));
        all.back().snippet = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj";
        all.push_back(entry("ansible-role", "redis-backup", "1.2.0"));
        all.back().description = "Backups of Redis, see https://redis.io and @redis";
        all.back().owner = "sre/dba";
        all.back().deprecated = true;
        all.push_back(entry("terraform-module", "vault-unseal", "2.0.0"));
        all.back().owner = "sre/dba";
        read(all);
    }
    static const chat::RenderedControl* control(const chat::Rendered& shown,
                                                const std::string& label) {
        const auto found =
            std::find_if(shown.controls.begin(), shown.controls.end(),
                         [&](const chat::RenderedControl& each) { return each.label == label; });
        return found == shown.controls.end() ? nullptr : &*found;
    }
    // Presses a button of an answer, or chooses from a menu by the beginning of a label.
    chat::Rendered press(const chat::Rendered& shown, const std::string& label,
                         const std::string& choice = "", const std::string& locale = "en") {
        const auto* found = control(shown, label);
        if (found == nullptr) return {"no " + label + " on: " + shown.text, {}};
        std::string command = found->command;
        for (const auto& each : found->choices) {
            if (!choice.empty() && each.label.starts_with(choice)) command += " " + each.value;
        }
        last = reply_to("pia", command, locale, EventKind::press);
        return rendered(last, locale);
    }
    chat::Rendered ask(const std::string& words, const std::string& locale = "en") {
        return rendered(reply_to("pia", words, locale), locale);
    }
    Reply last;
};

TEST_F(Asking, FiltersNarrowAndAreExplained) {
    fill();
    EXPECT_TRUE(has(says("pia", "catalog redis kind:role deprecated:no"), "**redis** · Ansible"));
    EXPECT_TRUE(has(says("pia", "catalog \"redis backup\""), "**redis-backup** · Ansible role"));
    EXPECT_TRUE(has(says("pia", "catalog team:dba"), "**redis-backup**")) << "filters alone";
    const auto wrong = ask("catalog redis kind:rol");
    EXPECT_TRUE(has(wrong.text, "There is no kind “rol”")) << wrong.text;
    EXPECT_TRUE(has(wrong.text, "Did you mean **role**?"));
    EXPECT_TRUE(has(press(wrong, "Search redis kind:role").text, "**redis** · Ansible role"));
    const std::string french = says("pia", "catalog redis équipe:sre-cor", "fr");
    EXPECT_TRUE(has(french, "Aucune entrée n'appartient à une équipe « sre-cor »")) << french;
    EXPECT_TRUE(has(french, "**sre-core**"));
    const auto none = ask("catalog redis kind:exporter");
    EXPECT_TRUE(has(none.text, "Without the filters there are 9.")) << none.text;
    EXPECT_TRUE(has(press(none, "Without filters").text, "**redis** · Ansible role"));
}

TEST_F(Asking, AMenuNarrowsAndButtonsTurnThePages) {
    fill();
    const auto shown = ask("catalog redis");
    ASSERT_LE(shown.controls.size(), 6u) << "no more than a person looks at";
    const auto* narrow = control(shown, "Narrow…");
    ASSERT_NE(narrow, nullptr);
    std::vector<std::string> labels;
    for (const auto& choice : narrow->choices)
        labels.push_back(choice.label);
    EXPECT_EQ(labels,
              (std::vector<std::string>{"Helm chart (7)", "Ansible role (2)", "Team sre-core (8)",
                                        "Team sre/dba (1)", "Without deprecated ones (8)"}));
    EXPECT_TRUE(has(press(shown, "Narrow…", "Ansible role").text, "**redis** · Ansible role"));
    EXPECT_TRUE(has(press(shown, "Narrow…", "Team sre/dba").text, "**redis**-backup"));
    EXPECT_FALSE(has(press(shown, "Narrow…", "Without deprecated").text, "deprecated"));
    const auto second = press(shown, "Next five");
    EXPECT_NE(control(second, "Five before"), nullptr) << second.text;
    EXPECT_EQ(control(second, "Next five"), nullptr);
    EXPECT_EQ(press(second, "Five before").text, shown.text);
    EXPECT_EQ(control(ask("catalog redis kind:role"), "Narrow…"), nullptr) << "two need no menu";
    EXPECT_NE(control(ask("catalog redis", "fr"), "Affiner…"), nullptr);
    std::vector<Entry> many;
    for (int i = 10; i < 24; ++i)
        many.push_back(entry("helm-chart", "memo-" + std::to_string(i), "1.0.0"));
    read(many);
    const auto first = ask("catalog memo kind:chart");
    EXPECT_TRUE(has(press(first, "Page…", "11–14 of 14").text, "Page 3 of 3.")) << first.text;
}

TEST_F(Asking, ALongSearchKeepsItsButtonsWithinThePlatformsBounds) {
    fill();
    std::string words = "redis";
    while (words.size() < 360)
        words += " -\"never said by anybody here\"";
    const auto shown = ask("catalog -- " + words);
    ASSERT_NE(control(shown, "Not what I wanted") == nullptr, shown.controls.empty());
    ASSERT_NE(control(shown, "Narrow…"), nullptr) << shown.text;
    chat::Binding binding;
    binding.secret = "secret";
    binding.action_url = "https://bot.example.org/mattermost/action";
    binding.channel = std::string(26, 'c');
    binding.now = 1'791'273'600;
    const std::string post = chat::write_create({"k", "c", "", "", shown}, binding);
    for (const auto& each : shown.controls)
        EXPECT_TRUE(has(post, "\"name\":\"" + each.label + "\"")) << each.label << " was dropped";
}

TEST_F(Asking, WhatWasMetIsBoldAndNothingElseComesAlive) {
    fill();
    const std::string shown = says("pia", "catalog redis sauvegarde -chart");
    EXPECT_TRUE(has(shown, "**redis-backup** · Ansible role")) << shown;
    EXPECT_TRUE(has(shown, "**Backups** of **Redis**, see `https://redis.io`")) << shown;
    EXPECT_FALSE(has(shown, "@redis")) << shown;
}

TEST_F(Asking, NothingFoundSaysWhereToAsk) {
    fill();
    Team data;
    data.id = TeamId("sre-data");
    data.name = "SRE Data";
    data.channel_name = "sre-data";
    data.owns = {"sre/dba"};
    setup.teams.push_back(data);
    const auto near = ask("catalog vlt unsealer old");
    EXPECT_TRUE(has(near.text, "Nearest: vault-unseal")) << near.text;
    EXPECT_TRUE(has(near.text, "Ask **SRE Data**, who answer for vault-unseal")) << near.text;
    press(near, "Ask SRE Data");
    ASSERT_EQ(last.form.size(), 1u);
    EXPECT_EQ(last.form[0].command, "req to-team sre-data");
    EXPECT_EQ(last.form[0].initial, "vlt unsealer old");
    reply_to("pia", last.form[0].command + " unseal it, please");
    const auto request = store::request(*db, RequestId("R1001"));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->team.value, "sre-data");
    EXPECT_EQ(request->text, "unseal it, please");
    const auto far = ask("catalog kafka", "fr");
    EXPECT_TRUE(has(far.text, "Demandez à **SRE Core**")) << far.text;
}

TEST_F(Asking, WhyTellsThePlaceAndTheRule) {
    fill();
    const std::string second = says("pia", "catalog why redis redis-backup");
    EXPECT_TRUE(has(second, "**redis-backup** (Ansible role) is number 2 of 9 for “redis”."))
        << second;
    EXPECT_TRUE(has(second, "· redis stands in its name."));
    EXPECT_TRUE(
        has(second, "Before it stands **redis** (Ansible role): what was asked is its name"))
        << second;
    const std::string first = says("pia", "catalog why redis redis", "fr");
    EXPECT_TRUE(has(first, "est le numéro 1 sur 9")) << first;
    EXPECT_TRUE(has(first, "Rien n'est devant.")) << first;
    const std::string dropped = says("pia", "catalog why redis kind:chart redis");
    EXPECT_TRUE(has(dropped, "is not among the 7 results")) << dropped;
    EXPECT_TRUE(has(dropped, "The filter `kind:chart` drops it.")) << dropped;
    const std::string lacks = says("pia", "catalog why kafka redis redis-2", "fr");
    EXPECT_TRUE(has(lacks, "On n'y trouve pas « kafka »") || has(lacks, "kafka ne s'y trouve pas"))
        << lacks;
    EXPECT_TRUE(has(says("pia", "catalog why redis nothing-like-it"), "There is no entry"));
    EXPECT_TRUE(has(says("pia", "catalog why redis"), "Write the search, then the name"));
    EXPECT_TRUE(has(says("pia", "catalog why redis kind:rol redis"), "“rol”"));
    const Reply mention =
        reply_to("pia", "catalog why redis redis-backup", "en", EventKind::message);
    EXPECT_TRUE(has(rendered(mention).text, "is number 2 of 9"));
}

TEST_F(Asking, WhatIsOpenedIsCountedWithoutAName) {
    fill();
    const auto shown = ask("catalog Redis kind:chart");
    press(shown, "Details…", "redis-3");
    press(shown, "Details…", "redis-3");
    const auto whole = press(ask("catalog redis"), "Whole snippet");
    EXPECT_TRUE(has(whole.text, "\ni\nj\n")) << whole.text;
    const auto known = learned(*db);
    const auto* times = known->of("redis");
    ASSERT_NE(times, nullptr);
    EXPECT_EQ(times->at("helm-chart/redis-3"), 2);
    EXPECT_EQ(times->at("ansible-role/redis"), 1);
    for (const auto& row : store::opened_habits(*db)) {
        EXPECT_EQ(row.words, "redis");
        EXPECT_EQ(row.day.size(), 10u) << "no time finer than a day";
    }
    index = index->knowing(known);
    EXPECT_TRUE(has(says("pia", "catalog redis kind:chart"), "**redis**-3 · Helm chart"))
        << "all of them are equal but for that";
}

TEST_F(Asking, NotWhatIWantedIsToldToThoseWhoFillTheStores) {
    fill();
    const auto answer = press(ask("catalog redis"), "Not what I wanted");
    EXPECT_TRUE(has(answer.text, "Noted, without your name")) << answer.text;
    EXPECT_TRUE(has(answer.text, "`/req to-team sre-core TEXT` asks SRE Core.")) << answer.text;
    for (int i = 0; i < 3; ++i)
        ask("catalog redis-5");
    const std::string missing = says("ann", "catalog missing");
    EXPECT_TRUE(has(missing, "**Not what was wanted**")) << missing;
    EXPECT_TRUE(has(missing, "first came ansible-role/redis")) << missing;
    EXPECT_TRUE(has(missing, "**Found, and nobody opened any of it**")) << missing;
    EXPECT_TRUE(has(missing, "**redis 5** · 3×")) << missing;
    EXPECT_FALSE(has(missing, "pia"));
    press(ask("catalog redis-5"), "Details…", "redis-5");
    EXPECT_FALSE(has(says("ann", "catalog missing"), "redis 5")) << "somebody opened it";
}

TEST_F(Asking, SecretsAreNotCountedAndTheTableIsBounded) {
    fill();
    for (const std::string words : {"redis glpat-abcdefghij0123456789", "redis password=hunter2x9Y",
                                    "redis a1b2c3d4e5f6a7b8c9d0e1f2"})
        reply_to("pia", "catalog show --asked=\"" + words + "\" -- redis-1");
    EXPECT_TRUE(store::opened_habits(*db).empty());
    for (int i = 0; i < 50; ++i)
        store::note_habit(*db, {"w" + std::to_string(i), "e", 0, "2026-10-05"}, "opened", 20);
    store::note_habit(*db, {"often", "e", 0, "2026-10-06"}, "opened", 20);
    store::note_habit(*db, {"often", "e", 0, "2026-10-06"}, "opened", 20);
    for (int i = 0; i < 50; ++i)
        store::note_habit(*db, {"x" + std::to_string(i), "e", 0, "2026-10-07"}, "opened", 20);
    const auto rows = store::opened_habits(*db);
    EXPECT_LE(rows.size(), 20u);
    EXPECT_TRUE(std::any_of(rows.begin(), rows.end(),
                            [](const auto& row) { return row.words == "often"; }));
}

}  // namespace
}  // namespace qm::desk
