// A small company with stores: what people are answered, over rows and an index, rendered.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/catalog_sync.hpp"
#include "app/setup.hpp"
#include "app/texts.hpp"
#include "chat/mattermost_markup.hpp"
#include "chat/render.hpp"
#include "desk/desk.hpp"
#include "desk/synced.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

namespace qm::desk {

inline constexpr Instant tuesday = from_unix(1'791'273'600);  // 2026-10-06 10:00 Europe/Paris

inline Entry entry(const std::string& kind, const std::string& name, const std::string& version) {
    Entry made;
    made.kind = kind;
    made.name = name;
    made.repo = "sre/stores";
    made.path = kind + "/" + name;
    made.version = version;
    made.owner = "sre-core";
    made.description = "Keeps " + name + " running";
    made.updated = "2026-09-01T08:00:00Z";
    return made;
}

class Catalog : public testing::Test {
protected:
    Catalog() : folder_(testing::TempDir() + "qm-catalog-" + std::to_string(::getpid())) {
        std::filesystem::remove_all(folder_);
        db = app::open_data(folder_);
        Team core;
        core.id = TeamId("sre-core");
        core.name = "SRE Core";
        core.channel_name = "sre-core";
        for (const std::string name : {"ann", "bob"}) {
            core.members.emplace_back();
            core.members.back().person.id = UserId(name);
            core.members.back().person.username = name;
        }
        core.products.push_back({"payments", {"payments"}, {"pia"}, {}});
        setup.teams = {core};
        for (const Member& member : core.members)
            store::save_person(*db, member.person);
        setup.front_desk = core.id;
        setup.commands = all_commands();
        auto loaded = app::load_texts("");
        texts = *loaded;
    }
    ~Catalog() override {
        db.reset();
        std::filesystem::remove_all(folder_);
    }

    void read(std::vector<Entry> entries, const std::string& visibility = "internal",
              Instant now = tuesday, const std::string& source = "sre/stores") {
        Synced what;
        what.source = source;
        what.visibility = visibility;
        what.head = what.stamp = "x";
        what.read.entries = std::move(entries);
        what.read.problems = {{"charts/broken/Chart.yaml", 3, "is no YAML"}};
        synced(*db, what, now);
        index = app::build_index(app::entries_for_index(*db, setup.teams), "");
    }

    // What somebody gets for "/WORDS", or for a press (then it is what the button carries).
    Reply reply_to(const std::string& who, const std::string& words,
                   const std::string& locale = "en", EventKind kind = EventKind::slash) {
        Event event;
        event.kind = kind;
        event.key = "slash:" + std::to_string(++asked_);
        event.author.id = UserId(who);
        event.author.username = event.author.display = who;
        event.author.locale = locale;
        event.channel.id = ChannelId("payments");
        event.channel.name = "payments";
        event.text = words;
        event.to_us = kind == EventKind::message;
        const Routed routed = route(setup, event);
        Desk desk(*db, setup);
        Reply reply;
        if (routed.lane == Lane::index) {
            reply = answer_from_index(setup, event, routed, *index, tuesday);
            desk.note_answer(event, reply.found, tuesday);
        } else if (routed.lane == Lane::reads) {
            reply = desk.read(event, routed, *index, tuesday);
            desk.note_answer(event, reply.found, tuesday);
        } else {
            Outcome outcome = desk.handle(event, *index, tuesday);
            reply = outcome.reply.value_or(Reply());
            wanted = outcome.sources_wanted;
        }
        return reply;
    }
    chat::Rendered rendered(const Reply& reply, const std::string& locale = "en") const {
        static const chat::MattermostMarkup markup;
        const core::Saying saying{texts, markup, locale, "Europe/Paris", tuesday};
        return chat::render(reply.message, saying);
    }
    std::string says(const std::string& who, const std::string& words,
                     const std::string& locale = "en") {
        return rendered(reply_to(who, words, locale), locale).text;
    }
    static bool has(const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    }

    desk::Setup setup;
    core::Texts texts;
    std::unique_ptr<store::Db> db;
    std::shared_ptr<const catalog::Index> index;
    std::vector<std::string> wanted;

private:
    std::string folder_;
    int asked_ = 0;
};

}  // namespace qm::desk
