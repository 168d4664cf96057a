// Fills a new world from the seed, or adds what a kept one lacks.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/ids.hpp"
#include "sandbox/server.hpp"

#include <algorithm>

namespace qm::sandbox {

namespace {

Error invalid(std::string what) {
    return Error{errc::invalid, std::move(what)};
}

bool name_fits(std::string_view name) {
    return !name.empty() && name.size() <= 64 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == name.npos;
}

User user_of(const SeedUser& seed, std::int64_t at) {
    User user;
    user.id = new_id();
    user.username = seed.username;
    user.password = seed.password;
    std::size_t space = seed.display.find(' ');
    user.first_name = seed.display.substr(0, space);
    if (space != std::string::npos) user.last_name = seed.display.substr(space + 1);
    user.locale = seed.locale;
    user.timezone = seed.timezone;
    user.role = seed.role;
    user.bot = seed.bot;
    if (seed.admin) user.roles = "system_user system_admin";
    user.create_at = user.update_at = at;
    return user;
}

Channel channel_of(const SeedChannel& seed, std::int64_t at) {
    Channel channel;
    channel.id = new_id();
    channel.name = seed.name;
    channel.display = seed.display.empty() ? seed.name : seed.display;
    channel.type = seed.closed ? "P" : "O";
    channel.header = seed.header;
    channel.create_at = channel.update_at = at;
    return channel;
}

void sow_token(Server& server, const SeedUser& seed, std::int64_t at) {
    if (seed.token.empty() || server.world.session(seed.token) != nullptr) return;
    const User* user = server.world.user_named(seed.username);
    server.save(Session{seed.token, new_id(), user->id, "seed", true, at});
}

result<void> sow_users(Server& server, const Seed& seed, std::int64_t at) {
    if (seed.users.size() > World::users_max) return invalid("The seed has too many users.");
    for (const SeedUser& user : seed.users) {
        if (!name_fits(user.username))
            return invalid("Seed: '" + user.username + "' is no user name.");
        if (server.world.user_named(user.username) == nullptr) server.save(user_of(user, at));
        sow_token(server, user, at);
    }
    return {};
}

result<void> sow_channels(Server& server, const Seed& seed, std::int64_t at) {
    auto channels = seed.channels;
    bool has_square = std::ranges::any_of(
        channels, [](const SeedChannel& channel) { return channel.name == "town-square"; });
    if (!has_square) {
        SeedChannel square;
        square.name = "town-square";
        square.display = "Town Square";
        channels.insert(channels.begin(), square);
    }
    for (SeedChannel& seeded : channels) {
        if (!name_fits(seeded.name))
            return invalid("Seed: '" + seeded.name + "' is no channel name.");
        bool is_new = server.world.channel_named(seeded.name) == nullptr;
        if (is_new) server.save(channel_of(seeded, at));
        if (!is_new) continue;  // who left it later stays out
        const Channel& channel = *server.world.channel_named(seeded.name);
        if (seeded.name == "town-square") {
            seeded.members.clear();
            for (const User& user : server.world.users())
                seeded.members.push_back(user.username);
        }
        for (const std::string& member : seeded.members) {
            const User* user = server.world.user_named(member);
            if (user == nullptr)
                return invalid("Seed: channel " + seeded.name + " names the unknown user '" +
                               member + "'.");
            server.save(Joined{channel.id, {user->id, at, 0}});
        }
    }
    return {};
}

void sow_commands(Server& server, const Seed& seed, std::int64_t at) {
    for (const SeedCommand& seeded : seed.commands) {
        const Command* known = server.world.command_for(seeded.trigger);
        Command command = known ? *known : Command{};
        if (known == nullptr) {
            command.id = new_id();
            command.create_at = at;
            command.trigger = seeded.trigger;
            command.token = new_id();
        }
        command.update_at = at;
        command.url = seeded.url;
        if (!seeded.token.empty()) command.token = seeded.token;
        command.description = seeded.description;
        command.hint = seeded.hint;
        command.display_name = seeded.trigger;
        server.save(command);
    }
}

}  // namespace

result<void> sow(Server& server, const Seed& seed) {
    std::int64_t at = server.clock.now_ms();
    if (server.world.team().id.empty()) {
        if (!name_fits(seed.team_name))
            return invalid("Seed: '" + seed.team_name + "' is no team name.");
        server.save(Team{new_id(), seed.team_name, seed.team_display, at});
    }
    auto users = sow_users(server, seed, at);
    if (!users) return users.error();
    auto channels = sow_channels(server, seed, at);
    if (!channels) return channels.error();
    // Users who are new in a kept world join the square too.
    const Channel& square = *server.world.channel_named("town-square");
    for (const User& user : server.world.users())
        if (!square.has(user.id)) server.save(Joined{square.id, {user.id, at, 0}});
    sow_commands(server, seed, at);
    return {};
}

}  // namespace qm::sandbox
