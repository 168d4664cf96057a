// From the configuration.
// SPDX-License-Identifier: Apache-2.0
#include "app/setup.hpp"

#include "embedded.hpp"

#include "core/seal.hpp"
#include "desk/desk.hpp"
#include "store/rows.hpp"

#include <filesystem>

namespace qm::app {
namespace {

constexpr int doubts_max = 10'000;  // lane_max of each of 600 places

std::string secret_of(store::Db& db, std::int64_t now_ms) {
    std::string secret = store::meta(db, "secret");
    if (!secret.empty()) return secret;
    secret = core::random_hex(32);
    store::set_meta(db, "secret", secret);
    store::set_meta(db, "first_start_ms", std::to_string(now_ms));
    return secret;
}

}  // namespace

std::shared_ptr<const desk::Setup> make_setup(const Config& config) {
    auto setup = std::make_shared<desk::Setup>();
    setup->teams = config.teams;
    setup->front_desk = config.front_desk;
    setup->asks = config.asks;
    setup->texts_kept = config.texts_kept;
    setup->commands = all_commands();
    for (const auto& [team, url] : config.follows)
        setup->follows.emplace_back(team);
    for (const AbsenceCalendar& one : config.absences)
        setup->absences.push_back({one.team, one.username});
    if (config.http.enabled) setup->calendar_url = config.http.public_url;
    const bool reached = config.http.enabled && !config.http.public_url.empty();
    setup->callbacks = config.slack.enabled || reached;
    return setup;
}

chat::Names names_of(const Config& config) {
    chat::Names names;
    for (const Team& team : config.teams) {
        names.channels.push_back(team.channel_name);
        for (const Member& member : team.members)
            names.usernames.push_back(member.person.username);
        for (const ProductTeam& product : team.products)
            names.channels.insert(names.channels.end(), product.channels.begin(),
                                  product.channels.end());
    }
    return names;
}

std::string database_in(const std::string& data) {
    return data + "/quartermaster.db";
}

std::vector<store::Migration> migrations_known() {
    std::vector<store::Migration> migrations;
    for (const embedded::File& file : embedded::migrations())
        migrations.push_back({file.path, file.bytes});
    return migrations;
}

std::unique_ptr<store::Db> open_data(const std::string& data) {
    std::error_code code;
    std::filesystem::create_directories(data, code);
    if (code)
        throw store::Error(store::Error::Kind::other,
                           "cannot make the data folder " + data + ": " + code.message());
    auto db = store::open_sqlite(database_in(data));
    store::migrate(*db, migrations_known());
    return db;
}

std::vector<chat::Mark> marks_of(store::Db& db) {
    std::vector<chat::Mark> marks;
    for (const store::Watermark& mark : store::watermarks(db))
        marks.push_back({mark.channel, mark.anchor, mark.anchor_ms});
    return marks;
}

void reread(Config& config, Config read) {
    config.teams = std::move(read.teams);
    config.follows = std::move(read.follows);
    config.absences = std::move(read.absences);
    config.front_desk = read.front_desk;
    config.asks = read.asks;
    config.texts_kept = read.texts_kept;
    config.catalog = std::move(read.catalog);
}

Opening open_desk(store::Db& db, const desk::Setup& setup, Instant now, std::int64_t now_ms) {
    Opening opening;
    opening.secret = secret_of(db, now_ms);
    opening.first_start_ms = std::stoll(store::meta(db, "first_start_ms"));
    std::int64_t newest_ms = 0;
    for (const store::Watermark& mark : store::watermarks(db))
        newest_ms = std::max(newest_ms, mark.last_ms);
    if (newest_ms > 0) opening.knows_until = from_unix(newest_ms / 1000);
    opening.restored = !store::meta(db, restored_name).empty();
    if (opening.restored) store::set_meta(db, restored_name, "");
    desk::Desk desk(db, setup);
    desk.start(now);
    if (opening.restored) desk.restored(now, opening.knows_until.value_or(now));
    opening.doubts = desk.in_doubt(now, doubts_max);
    return opening;
}

}  // namespace qm::app
