// rota: and absences: of a team: the calendars that it follows, and those of who is away.
// SPDX-License-Identifier: Apache-2.0
#include "app/config_read.hpp"
#include "core/leave.hpp"

namespace qm::app {
namespace {

constexpr std::size_t absence_calendars_max = 500;

// An address as it stands there, or a block that tells where the secret is.
std::string address_of(const YAML::Node& parent, const std::string& where, Reader& reader,
                       const Surroundings& surroundings) {
    const YAML::Node node = reader.child(parent, "absences");
    if (!node.IsDefined()) return "";
    if (node.IsScalar()) return node.Scalar();
    if (!reader.map(node, where, {"url", "url_env", "url_file"})) return "";
    std::string url = reader.text(node, "url", where, false);
    return url.empty() ? secret(node, "url", where, true, reader, surroundings) : url;
}

void read_one(const YAML::Node& parent, const std::string& where, Reader& reader,
              const Surroundings& surroundings, AbsenceCalendar calendar, Config& config) {
    std::string& address = calendar.address;
    address = address_of(parent, where, reader, surroundings);
    if (address.empty()) return;
    const YAML::Node node = parent["absences"];
    if (address.starts_with("webcal://")) address.replace(0, 6, "https");
    if (!address.starts_with("https://") && !address.starts_with("http://")) {
        if (!address.ends_with(".ics"))
            return reader.problem(node, where +
                                            " is the address of a calendar (https://, http:// "
                                            "or webcal://) or the path of an .ics file");
        address = beside(surroundings, address);
        const auto text = surroundings.file(address);
        if (!text)
            return reader.problem(node,
                                  where + ": cannot read " + address + ": " + text.error().what);
        for (const core::RotaProblem& problem : core::read_leave(*text, {}, "").problems) {
            const std::string line =
                problem.line > 0 ? ", line " + std::to_string(problem.line) : "";
            return reader.problem(node, where + ": " + address + line + ": " + problem.what);
        }
    }
    if (config.absences.size() >= absence_calendars_max)
        return reader.problem(node, "absences: 500 calendars at most");
    config.absences.push_back(std::move(calendar));
}

}  // namespace

void read_follows(const YAML::Node& teams, Reader& reader, const Surroundings& surroundings,
                  Config& config) {
    if (!teams.IsDefined() || !teams.IsSequence()) return;
    for (std::size_t i = 0; i < teams.size(); ++i) {
        if (!teams[i].IsMap()) continue;
        const std::string where = "teams[" + std::to_string(i) + "].rota";
        const YAML::Node rota = reader.child(teams[i], "rota");
        if (!reader.map(rota, where, {"follow", "follow_env", "follow_file"})) continue;
        std::string url = reader.text(rota, "follow", where, false);
        if (url.empty()) url = secret(rota, "follow", where, true, reader, surroundings);
        if (url.empty()) continue;
        if (url.starts_with("webcal://")) url.replace(0, 6, "https");
        if (!url.starts_with("https://") && !url.starts_with("http://"))
            reader.problem(rota, where + ".follow must begin with https://, http:// or webcal://");
        else
            config.follows[reader.text(teams[i], "id", where, false)] = url;
    }
}

void read_absences(const YAML::Node& teams, Reader& reader, const Surroundings& surroundings,
                   Config& config) {
    if (!teams.IsDefined() || !teams.IsSequence()) return;
    for (std::size_t i = 0; i < teams.size(); ++i) {
        if (!teams[i].IsMap()) continue;
        const std::string where = "teams[" + std::to_string(i) + "]";
        const TeamId team(reader.child(teams[i], "id").IsScalar() ? teams[i]["id"].Scalar() : "");
        read_one(teams[i], where + ".absences", reader, surroundings, {team, "", ""}, config);
        const YAML::Node members = reader.child(teams[i], "members");
        for (std::size_t m = 0; members.IsSequence() && m < members.size(); ++m) {
            const YAML::Node name = reader.child(members[m], "name");
            if (!name.IsDefined() || !name.IsScalar()) continue;
            std::string username = name.Scalar();
            if (username.starts_with('@')) username.erase(0, 1);
            read_one(members[m], where + ".members[" + std::to_string(m) + "].absences", reader,
                     surroundings, {team, username, ""}, config);
        }
    }
}

}  // namespace qm::app
