// The desk, its database, a platform and a clock.
// SPDX-License-Identifier: Apache-2.0
#include "company.hpp"

#include "embedded.hpp"
#include "named_catalog.hpp"

#include "app/texts.hpp"
#include "core/calendar.hpp"
#include "core/request.hpp"
#include "desk/rota.hpp"
#include "desk/route.hpp"
#include "store/migrate.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace qm::tests {
namespace {

constexpr int rounds_max = 200;  // of sending; more would be cards that are never fresh
constexpr std::string_view our_name = "@quartermaster";

}  // namespace

core::Texts all_texts() {
    auto texts = app::load_texts("");
    if (!texts) throw std::runtime_error(texts.error().what);
    return std::move(*texts);
}

Team a_team(const std::string& id, const std::vector<std::string>& usernames) {
    Team team;
    team.id = TeamId(id);
    team.name = team.channel_name = "sre-" + id;
    for (const std::string& username : usernames) {
        team.members.emplace_back();
        team.members.back().person.username = username;
    }
    team.members.front().lead = true;
    return team;
}

Company::Company() : texts_(all_texts()), db_(store::open_sqlite(":memory:")) {
    std::vector<store::Migration> migrations;
    for (const embedded::File& file : embedded::migrations())
        migrations.push_back({file.path, file.bytes});
    store::migrate(*db_, std::move(migrations));
    platform_ = std::make_unique<Platform>(texts_);
    store::set_meta(*db_, "secret", "of the tests");
    setup.commands = all_commands();
    setup.calendar_url = "https://qm.example";
}

void Company::start(Instant at) {
    now_ = at;
    Event event;
    event.kind = EventKind::directory;
    event.key = "mm:directory:" + std::to_string(to_unix(at));
    event.at = at;
    for (const Team& team : setup.teams) {
        for (const Member& member : team.members)
            event.people.push_back(person(member.person.username));
        event.channels.push_back(channel(team.channel_name));
    }
    deliver(event, "");
    desk().start(at);
}

void Company::advance(Instant to) {
    while (!down) {
        const auto next = desk().next_due();
        if (!next || *next > to) break;
        now_ = std::max(now_, *next);
        const std::size_t before = platform_->lines.size();
        store::Savepoint step(*db_, "event");
        auto posts = desk().run_due(now_, 100);
        step.keep();
        send(std::move(posts));
        settle_all();
        if (after_step) after_step();
        if (platform_->lines.size() == before) continue;
        const Zone& zone = setup.teams.front().zone;
        const core::LocalTime local = core::to_local(now_, zone);
        const std::string day = core::say_day(local.date, "en");
        const Instant midnight = core::to_instant(local.date, TimeOfDay{0}, zone);
        platform_->lines.insert(
            platform_->lines.begin() + static_cast<std::ptrdiff_t>(before),
            "    -- " + day + " " + core::say_time(now_, std::max(now_, midnight), zone, "en"));
    }
    now_ = to;
}

Person& Company::person(const std::string& username) {
    auto [at, is_new] = people.try_emplace(username);
    Person& one = at->second;
    if (one.id.empty()) {
        one.id = UserId(username);
        one.username = username;
        one.locale = one.locale.empty() ? "en" : one.locale;
        if (one.zone.empty()) one.zone = setup.teams.front().zone;
        if (one.display.empty()) {
            one.display = username;
            one.display[0] =
                static_cast<char>(std::toupper(static_cast<unsigned char>(username[0])));
        }
    }
    return one;
}

Channel Company::channel(const std::string& name) {
    if (name.starts_with("dm:")) return {ChannelId(name), "", "", ChannelType::direct};
    const auto found = channels.find(name);
    const ChannelType type = found == channels.end() ? ChannelType::open : found->second;
    Channel place{ChannelId("~" + name), name, name, type};
    place.reachable = !outside.contains(name);
    return place;
}

Event Company::event_of(const std::string& who, const std::string& where) {
    Event event;
    event.at = now_;
    event.at_ms = to_unix(now_) * 1000 + ++events;
    event.author = person(who);
    event.channel = channel(where);
    return event;
}

PostId Company::writes(const std::string& who, const std::string& where, const PostId& root,
                       const std::string& text) {
    Event event = event_of(who, where);
    event.kind = EventKind::message;
    event.post = platform_->new_post(event.channel.id, root);
    event.root = root;
    event.key = "mm:post:" + event.post.value;
    event.text = text;
    event.to_us = where.starts_with("dm:");
    if (text.starts_with(our_name)) {
        event.to_us = true;
        event.text =
            text.substr(std::min(text.find_first_not_of(" :,", our_name.size()), text.size()));
    }
    const PostId post = event.post;
    deliver(event, "");
    return post;
}

namespace {

// "~payments/1" of "~payments/1.2".
PostId root_of(const PostId& post) {
    const auto dot = post.value.rfind('.');
    return PostId(dot == std::string::npos ? "" : post.value.substr(0, dot));
}

}  // namespace

void Company::edits(const std::string& who, const std::string& where, const PostId& post,
                    const std::string& text) {
    Event event = event_of(who, where);
    event.kind = EventKind::changed;
    event.post = post;
    event.root = root_of(post);
    event.of = "mm:post:" + post.value;
    event.key = event.of + ":edit:" + std::to_string(event.at_ms);
    event.to_us = text.starts_with(our_name);
    event.text = event.to_us ? text.substr(text.find_first_not_of(" :,", our_name.size())) : text;
    deliver(event, "");
}

void Company::deletes(const std::string& who, const std::string& where, const PostId& post,
                      bool unseen) {
    Event event = event_of(who, where);
    event.kind = EventKind::gone;
    event.post = post;
    event.root = root_of(post);
    event.of = "mm:post:" + post.value;
    event.key = event.of + ":gone";
    platform_->remove(post);
    if (!unseen) deliver(event, "");
}

void Company::tickets(const std::string& who, const std::string& where, const PostId& root,
                      const std::string& whose, const std::string& text) {
    Event event = event_of(who, where);
    event.kind = EventKind::reaction;
    event.people = {person(whose)};
    event.post = platform_->new_post(event.channel.id, root);
    event.root = root;
    event.key = "mm:react:" + event.post.value;
    event.text = text;
    deliver(event, "");
}

void Company::uses_shortcut(const std::string& who, const std::string& where, const PostId& post,
                            const std::string& whose, const std::string& text) {
    Event event = event_of(who, where);
    event.kind = EventKind::reaction;
    if (whose != "somebody") event.people = {person(whose)};
    event.post = post.empty() ? platform_->new_post(event.channel.id, PostId()) : post;
    event.key = "slack:react:" + event.post.value + who + std::to_string(++triggers_);
    event.text = text;
    deliver(event, "");
}

void Company::types(const std::string& who, const std::string& where, const std::string& text) {
    Event event = event_of(who, where);
    event.kind = EventKind::slash;
    event.key = "mm:slash:" + std::to_string(++triggers_);
    event.text = text.substr(1);
    // As the chat does: whoever is named is known before the desk sees the event.
    for (auto& [username, one] : people) {
        if (text.find("@" + username) != std::string::npos)
            event.people.push_back(person(username));
    }
    deliver(event, "");
}

void Company::deliver(const Event& event, const std::string& form_words) {
    if (down) return;
    deliver_once(event, form_words, false);
    if (after_step) after_step();
    if (platform_->cut_before || platform_->cut_after) crash();
    if (!twice || down) return;
    const std::size_t before = platform_->lines.size();
    deliver_once(event, form_words, true);
    if (platform_->lines.size() != before) problems.push_back("twice was not once: " + event.key);
}

// As app/intake: what concerns nobody is only marked; reads are answered without a row.
void Company::deliver_once(const Event& event, const std::string& form_words, bool again) {
    const bool message = event.kind == EventKind::message;
    if (message && !event.to_us && !desk().is_request_thread(event.root))
        return desk().note_mark(event.channel, event.post, event.at_ms, false);
    const desk::Routed routed = desk::route(setup, event);
    const bool known = event.kind == EventKind::message || event.kind == EventKind::slash ||
                       event.kind == EventKind::press;
    if (known && routed.lane != Lane::writes) {
        if (again && desk().answered(event)) return;
        Reply reply =
            routed.lane == Lane::index
                ? desk::answer_from_index(setup, event, routed, NamedCatalog(entries), now_)
                : desk().read(event, routed, NamedCatalog(entries), now_);
        desk().note_answer(event, 0, now_);
        if (!message) return privately(event, reply, form_words);
        Post post;
        post.key = desk::answer_key(event);
        post.channel = event.channel.id;
        post.root = event.thread();
        post.locale = event.author.locale;
        post.zone = event.author.zone;
        post.now = now_;
        post.message = std::move(reply.message);
        check_mentions(post, platform_->send(post));
        return;
    }
    store::Savepoint step(*db_, "event");
    desk::Outcome outcome = desk().handle(event, NamedCatalog(entries), now_);
    step.keep();
    // A press that changed nothing is answered again; that is no change either.
    if (again && event.kind == EventKind::press && outcome.posts.empty()) return;
    if (again && outcome.first) problems.push_back("handled twice: " + event.key);
    // Under a ticket nothing is said; a shortcut is answered.
    const bool silent = event.kind == EventKind::reaction && event.key.starts_with("mm:");
    if (outcome.reply && !silent) privately(event, *outcome.reply, form_words);
    send(std::move(outcome.posts));
    settle_all();
}

void Company::send(std::vector<Post> posts) {
    for (const Post& post : posts) {
        const SendOutcome outcome = platform_->send(post);
        check_mentions(post, outcome);
        if (outcome.state == SendState::sent) budget.saw(*db_, post);
        if (platform_->cut_before || platform_->cut_after) continue;
        store::Savepoint step(*db_, "event");
        desk().settle(post, outcome, now_);
        step.keep();
    }
}

void Company::settle_all() {
    if (platform_->cut_before || platform_->cut_after) return;
    for (int round = 0; round < rounds_max; ++round) {
        std::vector<Post> posts;
        for (const store::Lane& lane : desk().waiting_lanes())
            std::ranges::move(desk().claim(now_, {{lane, 64}}), std::back_inserter(posts));
        std::ranges::move(desk().stale(now_, {}), std::back_inserter(posts));
        if (posts.empty()) return;
        send(std::move(posts));
    }
    problems.push_back("cards that are never fresh");
}

void Company::restart() {
    platform_->cut_before = platform_->cut_after = false;
    down = false;
    store::Savepoint step(*db_, "event");
    desk().start(now_);
    step.keep();
    for (const Post& post : desk().in_doubt(now_, 64)) {
        SendOutcome outcome = platform_->look(post);
        if (outcome.state != SendState::sent) outcome = platform_->send(post);
        desk().settle(post, outcome, now_);
    }
    settle_all();
    advance(now_);
}

std::vector<std::string> Company::take_lines() {
    return std::exchange(platform_->lines, {});
}

// A mention summons: only the one on duty, in duty hours; or the asker, in the asker's thread.
void Company::check_mentions(const Post& post, const SendOutcome& outcome) {
    if (post.kind == PostKind::remove) return;
    const Shown* shown = platform_->find(post.kind == PostKind::edit ? post.post : outcome.post);
    if (shown == nullptr) return;
    for (const std::string& name : mentions_in(shown->what.text)) {
        desk::Turn turn{*db_, setup, now_, "check", {}, 0};
        const auto side = shown->root.empty() ? std::nullopt : store::thread(*db_, shown->root);
        const auto request = side ? store::request(*db_, side->request) : std::nullopt;
        bool right = request && !side->card && request->asker.value == name;
        for (const Team& team : setup.teams) {
            if ("~" + team.channel_name != shown->channel.value) continue;
            right = right || (desk::duty_shift(turn, team, now_).username == name &&
                              core::in_duty_hours(team, now_));
        }
        if (!right) problems.push_back("@" + name + " is summoned by " + shown->what.text);
    }
}

desk::Attended Company::watch() {
    store::Savepoint step(*db_, "event");
    desk::Attended found = desk().watch_over(now_);
    step.keep();
    settle_all();
    return found;
}

void Company::check() {
    if (down) return;
    if (store::open_count(*db_) != 0) problems.push_back("something was never said");
    std::ranges::move(budget.broken(*db_), std::back_inserter(problems));
    for (const store::Row& row : db_->run(
             "select id from requests where state in ('new', 'taken', 'waiting') and not exists "
             "(select 1 from timers where name = 'remind/' || id)"))
        problems.push_back("nothing will remind of " + store::text(row[0]));
}

}  // namespace qm::tests
