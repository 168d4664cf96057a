// The lines of the journal: one JSON object {"kind":…,"value":…} for each change.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/record_json.hpp"

#include <nlohmann/json.hpp>

namespace qm::sandbox {

using nlohmann::json;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Team, id, name, display, create_at)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(User, id, username, password, first_name, last_name,
                                                locale, timezone, role, roles, description,
                                                owner_id, bot, create_at, update_at, delete_at)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Session, token, id, user_id, description, access,
                                                create_at)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Member, user_id, joined_at, viewed_at)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Channel, id, name, display, type, header, purpose,
                                                creator_id, create_at, update_at, delete_at)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Reaction, user_id, post_id, emoji_name, create_at)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Post, id, user_id, channel_id, root_id, message,
                                                type, props, create_at, update_at, edit_at,
                                                delete_at, pinned, reactions)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Command, id, token, creator_id, trigger, url,
                                                method, hint, description, display_name, username,
                                                icon_url, autocomplete, create_at, update_at)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Joined, channel_id, member)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Left, channel_id, user_id)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SessionEnd, token)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(CommandEnd, id)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(WallTime, now)

namespace {

template <class Record>
std::string line(const char* kind, const Record& record) {
    json whole = {{"kind", kind}, {"value", record}};
    return whole.dump(-1, ' ', false, json::error_handler_t::replace);
}

template <class Record>
void take(World& world, const json& value) {
    world.put(value.get<Record>());
}

struct Reader {
    const char* kind;
    void (*take)(World&, const json&);
};

constexpr Reader readers[] = {
    {"team", take<Team>},
    {"user", take<User>},
    {"session", take<Session>},
    {"channel", take<Channel>},
    {"post", take<Post>},
    {"command", take<Command>},
    {"joined", take<Joined>},
    {"left", take<Left>},
    {"session_end", take<SessionEnd>},
    {"command_end", take<CommandEnd>},
    {"wall", take<WallTime>},
};

}  // namespace

std::string record_line(const Team& record) {
    return line("team", record);
}
std::string record_line(const User& record) {
    return line("user", record);
}
std::string record_line(const Session& record) {
    return line("session", record);
}
std::string record_line(const Channel& record) {
    return line("channel", record);
}
std::string record_line(const Post& record) {
    return line("post", record);
}
std::string record_line(const Command& record) {
    return line("command", record);
}
std::string record_line(const Joined& record) {
    return line("joined", record);
}
std::string record_line(const Left& record) {
    return line("left", record);
}
std::string record_line(const SessionEnd& record) {
    return line("session_end", record);
}
std::string record_line(const CommandEnd& record) {
    return line("command_end", record);
}
std::string record_line(const WallTime& record) {
    return line("wall", record);
}

bool read_record(std::string_view text, World& world) {
    json whole = json::parse(text, nullptr, false);
    if (!whole.is_object() || !whole.contains("value")) return false;
    const json& kind = whole["kind"];
    if (!kind.is_string()) return false;
    for (const Reader& reader : readers) {
        if (kind.get_ref<const std::string&>() != reader.kind) continue;
        try {
            reader.take(world, whole["value"]);
            return true;
        } catch (const json::exception&) {
            return false;
        }
    }
    return false;
}

std::vector<std::string> all_records(const World& world, std::int64_t now_ms) {
    std::vector<std::string> lines{record_line(world.team())};
    for (const User& user : world.users())
        lines.push_back(record_line(user));
    for (const Session& session : world.sessions())
        lines.push_back(record_line(session));
    for (const Channel& channel : world.channels()) {
        lines.push_back(record_line(channel));
        for (const auto& [id, member] : channel.members)
            lines.push_back(record_line(Joined{channel.id, member}));
    }
    for (const Command& command : world.commands())
        lines.push_back(record_line(command));
    for (const Post* post : world.posts())
        lines.push_back(record_line(*post));
    lines.push_back(record_line(WallTime{now_ms}));
    return lines;
}

}  // namespace qm::sandbox
