// The teams of the configuration: members, hours, holidays, rotation, whom they serve.
// SPDX-License-Identifier: Apache-2.0
#include "app/config_read.hpp"
#include "core/calendar.hpp"

#include <algorithm>
#include <set>

namespace qm::app {
namespace {

constexpr const char* days[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::size_t members_max = 100;
constexpr std::size_t teams_max = 200;

std::optional<std::size_t> day_of(const std::string& word) {
    for (std::size_t i = 0; i < std::size(days); ++i) {
        if (word == days[i]) return i;
    }
    return std::nullopt;
}

bool has_member(const Team& team, const std::string& username) {
    return std::any_of(team.members.begin(), team.members.end(),
                       [&](const Member& m) { return m.person.username == username; });
}

// A shift has the date on which it begins, and absences, "today" and calendars go by that: most of
// the duty hours that it serves have to be of that date.
void check_handover(const YAML::Node& node, const std::string& where, Reader& reader,
                    const Team& team) {
    const TimeOfDay latest = (team.duty.day.from + team.duty.day.until) / 2;
    if (team.handover <= latest) return;
    const std::string digits =
        std::to_string(10'000 + latest.count() / 60 * 100 + latest.count() % 60);
    reader.problem(node["handover"], where + ".handover leaves most of a day's duty hours to the " +
                                         "next date: hand over at " + digits.substr(1, 2) + ":" +
                                         digits.substr(3) + " at the latest, best in the morning");
}

void read_hours(const YAML::Node& node, const std::string& where, Reader& reader, Team& team) {
    team.zone = reader.text(node, "zone", where, false, team.zone);
    if (!core::known_zone(team.zone)) {
        reader.problem(node["zone"], where + ".zone \"" + team.zone +
                                         "\" is no time zone; write one like Europe/Paris");
        team.zone = "UTC";
    }
    team.handover = reader.time(node, "handover", where, team.handover);
    const YAML::Node duty = reader.child(node, "duty");
    if (reader.map(duty, where + ".duty", {"from", "until", "breaks"})) {
        team.duty.day.from = reader.time(duty, "from", where + ".duty", team.duty.day.from);
        team.duty.day.until = reader.time(duty, "until", where + ".duty", team.duty.day.until);
        if (team.duty.day.from >= team.duty.day.until)
            reader.problem(duty, where + ".duty must end after it begins");
        for (const YAML::Node& pause : reader.child(duty, "breaks")) {
            if (!reader.map(pause, where + ".duty.breaks", {"from", "until"})) continue;
            const Span span{reader.time(pause, "from", where, {}),
                            reader.time(pause, "until", where, {})};
            if (span.from < span.until)
                team.duty.breaks.push_back(span);
            else
                reader.problem(pause, where + ".duty.breaks must end after they begin");
        }
    }
    check_handover(node, where, reader, team);
    const auto working = reader.texts(node, "working_days", where);
    if (!working.empty()) team.working_days.fill(false);
    for (const std::string& word : working) {
        if (const auto day = day_of(word))
            team.working_days[*day] = true;
        else
            reader.problem(node["working_days"],
                           where + ".working_days knows mon tue wed thu fri sat sun");
    }
    if (std::none_of(team.working_days.begin(), team.working_days.end(), [](bool b) { return b; }))
        reader.problem(node, where + " needs at least one working day");
}

std::optional<Date> read_day(const YAML::Node& node, const char* key, const std::string& where,
                             Reader& reader) {
    const std::string text = reader.text(node, key, where, false);
    if (text.empty()) return std::nullopt;
    const auto date = core::read_date(text);
    if (date) return *date;
    reader.problem(node[key], where + "." + key + " must be a date like 2026-10-05");
    return std::nullopt;
}

// A name, or a block with a name and what is special about the member.
Member read_member(const YAML::Node& node, const std::string& where, Reader& reader) {
    Member member;
    std::string name;
    if (node.IsScalar()) {
        name = node.Scalar();
    } else if (reader.map(node, where,
                          {"name", "share", "joined", "left", "shadow_until", "absences"})) {
        name = reader.text(node, "name", where, true);
        member.share = static_cast<int>(reader.number(node, "share", where, 100, 0, 100));
        member.joined = read_day(node, "joined", where, reader);
        member.left = read_day(node, "left", where, reader);
        member.shadow_until = read_day(node, "shadow_until", where, reader);
        if (member.joined && member.left && *member.left <= *member.joined)
            reader.problem(node["left"], where + ".left must come after joined");
    }
    member.person.username = name.starts_with('@') ? name.substr(1) : name;
    return member;
}

void read_members(const YAML::Node& node, const std::string& where, Reader& reader, Team& team) {
    const YAML::Node members = reader.child(node, "members");
    if (members.IsScalar()) team.members.push_back(read_member(members, where, reader));
    if (members.IsDefined() && !members.IsScalar() && !members.IsSequence())
        reader.problem(members, where + ".members must be a list");
    for (std::size_t i = 0; members.IsSequence() && i < members.size() && i <= members_max; ++i) {
        Member member =
            read_member(members[i], where + ".members[" + std::to_string(i) + "]", reader);
        const std::string& username = member.person.username;
        if (username.empty()) continue;
        if (has_member(team, username)) {
            reader.problem(members, where + ".members names " + username + " twice");
            continue;
        }
        team.members.push_back(std::move(member));
    }
    const bool all_shadow = std::all_of(team.members.begin(), team.members.end(),
                                        [](const Member& one) { return one.shadow_until; });
    if (!team.members.empty() && all_shadow)
        reader.problem(members, where + ".members are all shadowing: nobody could be on duty");
    const bool none_serves = std::all_of(team.members.begin(), team.members.end(),
                                         [](const Member& one) { return one.share == 0; });
    if (!team.members.empty() && none_serves)
        reader.problem(members, where + ".members have no share: nobody could be on duty");
    if (team.members.empty() || team.members.size() > members_max)
        reader.problem(node, where + " needs 1 to 100 members: the user names of its engineers");
    for (const std::string& lead : reader.texts(node, "lead", where)) {
        bool found = false;
        for (Member& member : team.members) {
            if (member.person.username != lead) continue;
            member.lead = true;
            found = true;
        }
        if (!found) reader.problem(node["lead"], where + ".lead " + lead + " is no member");
    }
}

void read_rotation(const YAML::Node& node, const std::string& where, Reader& reader, Team& team) {
    const YAML::Node rotation = reader.child(node, "rotation");
    const std::string name = where + ".rotation";
    team.rotation.start = Date{std::chrono::days{20454}};  // 2026-01-01
    if (!reader.map(rotation, name,
                    {"mode", "backup", "start", "mon", "tue", "wed", "thu", "fri", "sat", "sun"}))
        return;
    const std::string mode = reader.text(rotation, "mode", name, false, "ledger");
    if (mode != "weekday" && mode != "round-robin" && mode != "ledger")
        reader.problem(rotation["mode"], name + ".mode knows ledger, weekday and round-robin");
    team.rotation.mode = mode == "weekday"       ? RotationMode::weekday
                         : mode == "round-robin" ? RotationMode::round_robin
                                                 : RotationMode::ledger;
    const std::string backup = reader.text(rotation, "backup", name, false, "no");
    if (backup != "yes" && backup != "no" && backup != "true" && backup != "false")
        reader.problem(rotation["backup"], name + ".backup must be yes or no");
    team.rotation.backup = backup == "yes" || backup == "true";
    const std::string start = reader.text(rotation, "start", name, false);
    if (const auto date = core::read_date(start))
        team.rotation.start = *date;
    else if (!start.empty())
        reader.problem(rotation["start"], name + ".start must be a date like 2026-10-05");
    for (std::size_t i = 0; i < std::size(days); ++i) {
        const std::string who = reader.text(rotation, days[i], name, false);
        if (who.empty()) continue;
        if (has_member(team, who))
            team.rotation.weekday_members[i] = who;
        else
            reader.problem(rotation[days[i]],
                           name + "." + days[i] + ": " + who + " is no member of the team");
    }
}

void read_products(const YAML::Node& node, const std::string& where, Reader& reader, Team& team) {
    const YAML::Node products = reader.child(node, "products");
    if (products.IsDefined() && !products.IsSequence()) {
        reader.problem(products, where + ".products must be a list");
        return;
    }
    for (const YAML::Node& item : products) {
        if (!reader.map(item, where + ".products", {"name", "channels", "members", "owns"}))
            continue;
        ProductTeam product;
        product.name = reader.text(item, "name", where + ".products", true);
        product.channels = reader.texts(item, "channels", where + ".products");
        product.members = reader.texts(item, "members", where + ".products");
        product.owns = reader.texts(item, "owns", where + ".products");
        team.products.push_back(std::move(product));
    }
}

Team read_team(const YAML::Node& node, const std::string& where, Reader& reader,
               const Surroundings& surroundings) {
    Team team;
    team.id = TeamId(reader.text(node, "id", where, true));
    if (team.id.value.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") !=
        std::string::npos)
        reader.problem(node["id"], where + ".id is made of a-z, 0-9 and -");
    team.name = reader.text(node, "name", where, false, team.id.value);
    team.duty_word = reader.text(node, "duty_word", where, false, team.duty_word);
    team.channel_name = reader.text(node, "channel", where, true);
    team.emergency = reader.text(node, "emergency", where, false);
    team.promise.first_reply =
        Minutes{reader.number(node, "first_reply_minutes", where, 60, 5, 10'000)};
    team.promise.security_first_reply =
        Minutes{reader.number(node, "security_first_reply_minutes", where, 30, 5, 10'000)};
    const std::string mode = reader.text(node, "mode", where, false, "live");
    if (mode != "off" && mode != "quiet" && mode != "live")
        reader.problem(node["mode"], where + ".mode knows off, quiet and live");
    team.mode = mode == "off" ? TeamMode::off : mode == "quiet" ? TeamMode::quiet : TeamMode::live;
    team.owns = reader.texts(node, "owns", where);
    read_hours(node, where, reader, team);
    read_holidays(node, where, reader, surroundings, team);
    read_members(node, where, reader, team);
    read_rotation(node, where, reader, team);
    read_products(node, where, reader, team);
    return team;
}

void check_names(const YAML::Node& node, const std::vector<Team>& teams, Reader& reader) {
    std::set<std::string> ids, channels;
    for (const Team& team : teams) {
        if (!ids.insert(team.id.value).second)
            reader.problem(node, "two teams have the id " + team.id.value);
        std::vector<std::string> names = {team.channel_name};
        for (const ProductTeam& product : team.products)
            names.insert(names.end(), product.channels.begin(), product.channels.end());
        for (const std::string& name : names) {
            if (!name.empty() && !channels.insert(name).second)
                reader.problem(node, "the channel " + name + " belongs to two teams");
        }
    }
}

}  // namespace

std::vector<Team> read_teams(const YAML::Node& node, Reader& reader,
                             const Surroundings& surroundings) {
    std::vector<Team> teams;
    if (!node.IsDefined() || !node.IsSequence() || node.size() == 0 || node.size() > teams_max) {
        reader.problem(node, "teams must be a list of 1 to 200 SRE teams");
        return teams;
    }
    for (const YAML::Node& item : node) {
        const std::string where = "teams[" + std::to_string(teams.size()) + "]";
        if (!reader.map(item, where,
                        {"id",
                         "name",
                         "channel",
                         "zone",
                         "handover",
                         "duty",
                         "working_days",
                         "holidays",
                         "members",
                         "lead",
                         "rotation",
                         "rota",
                         "absences",
                         "products",
                         "emergency",
                         "owns",
                         "duty_word",
                         "first_reply_minutes",
                         "security_first_reply_minutes",
                         "mode"}))
            continue;
        teams.push_back(read_team(item, where, reader, surroundings));
    }
    check_names(node, teams, reader);
    return teams;
}

}  // namespace qm::app
