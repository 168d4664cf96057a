// Holidays out of files, and calendars of who is away, as the configuration names them.
// SPDX-License-Identifier: Apache-2.0
#include "app/config.hpp"
#include "core/calendar.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace qm::app {
namespace {

std::string no_variable(const std::string& name) {
    return name == "LEAVE" ? "https://hr.example.org/leave.ics?key=k" : "";
}

std::string calendar_text(const std::string& lines) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\n" + lines +
           "END:VEVENT\r\nEND:VCALENDAR\r\n";
}

result<std::string> known_file(const std::string& path) {
    if (path == "/etc/qm/company.ics")
        return calendar_text("DTSTART;VALUE=DATE:20261228\r\nDTEND;VALUE=DATE:20270101\r\n");
    if (path == "/etc/qm/broken.ics") return calendar_text("SUMMARY:x\r\n");
    if (path == "/etc/qm/text.ics") return std::string("closed in August\n");
    if (path == "/etc/qm/holidays/LU.yaml")
        return std::string(
            "rules:\n  - {name: National Day, month: 6, day: 23}\n  - {easter: 1}\n"
            "  - {month: 9, weekday: mon, nth: 1}\nonce: [2026-05-09]\n");
    if (path == "/etc/qm/holidays/DE.yaml") return std::string("rules: [{month: 2, day: 2}]\n");
    if (path == "/etc/qm/bad.yaml")
        return std::string(
            "rules:\n  - {month: 13, day: 1}\n  - {mnth: 1, day: 1}\n  - {month: 2, day: 30}\n"
            "  - {month: 2, weekday: lundi, nth: 1}\nonce: [soon]\non_weekend: never\n");
    if (path == "/etc/qm/worse.yaml") return std::string("rules: [}\n");
    if (path == "/etc/qm/list.yaml") return std::string("- 2026-12-24\n");
    return Error{errc::not_found, "it is not there, or may not be read"};
}

const Surroundings in_etc{no_variable, known_file, "/etc/qm"};

ConfigRead with(const std::string& team) {
    return read_config(
        "data: /data\nmattermost: {url: 'https://chat.example.org', team: acme, token_env: LEAVE}\n"
        "teams:\n  - id: core\n    channel: core\n    lead: alice\n" +
            team,
        in_etc);
}

ConfigRead with_holidays(const std::string& list) {
    return with("    members: [alice, bob]\n    holidays: " + list + "\n");
}

// "06-23 …" of 2026, or what is wrong.
std::string holidays_of(const std::string& list) {
    const ConfigRead read = with_holidays(list);
    std::string all;
    for (const ConfigProblem& problem : read.problems)
        all += (all.empty() ? "" : "\n") + std::to_string(problem.line) + ": " + problem.what;
    if (!all.empty()) return all;
    for (const Date date : read.config.teams.front().holidays) {
        const std::string day = core::iso_date(date);
        if (day.starts_with("2026")) all += (all.empty() ? "" : " ") + day.substr(5);
    }
    return all;
}

TEST(ConfigHolidays, MayBeACalendarOrAFileOfRules) {
    EXPECT_EQ(holidays_of("[none, ./company.ics]"), "12-28 12-29 12-30 12-31");
    EXPECT_EQ(holidays_of("[2026-12-24, company.ics]"), "12-24 12-28 12-29 12-30 12-31");
    EXPECT_EQ(holidays_of("[LU]"), "04-06 05-09 06-23 09-07") << "holidays/LU.yaml beside it";
    EXPECT_EQ(holidays_of("[holidays/LU.yaml]"), "04-06 05-09 06-23 09-07");
    EXPECT_EQ(holidays_of("DE"), "02-02") << "one's own goes before ours";
}

TEST(ConfigHolidays, ProblemsNameTheFileAndItsLine) {
    const std::string at = "8: teams[0].holidays: ";
    EXPECT_EQ(holidays_of("[gone.ics]"),
              at + "cannot read gone.ics: it is not there, or may not be read");
    EXPECT_EQ(holidays_of("[broken.ics]"),
              at + "broken.ics: line 3: this event has no start that reads");
    EXPECT_EQ(holidays_of("[text.ics]"),
              at + "text.ics: this is no calendar: it does not begin with BEGIN:VCALENDAR");
    EXPECT_EQ(holidays_of("[\"../etc/passwd\"]"),
              at + "\"../etc/passwd\" is no country, no date like 2026-12-24, and no .ics or .yaml "
                   "file");
    EXPECT_NE(holidays_of("[XX]").find("holidays/XX.yaml beside the configuration"),
              std::string::npos);
    EXPECT_NE(holidays_of("[worse.yaml]").find(at + "worse.yaml, line 1: this is no YAML"),
              std::string::npos);
    EXPECT_NE(holidays_of("[list.yaml]").find("list.yaml, line 1: the file must be a block"),
              std::string::npos);
    const std::string bad = holidays_of("[bad.yaml]");
    for (const std::string line :
         {"line 2: rule.month must be a whole number from 1 to 12",
          "line 3: rule has no key \"mnth\"; did you mean \"month\"?",
          "line 4: there is no such day in that month", "line 5: a rule's weekday is one of",
          "line 6: once lists dates", "line 7: on_weekend knows"})
        EXPECT_NE(bad.find(at + "bad.yaml, " + line), std::string::npos) << line << "\n" << bad;
    std::string many = "[";
    for (int i = 0; i < 21; ++i)
        many += "company.ics, ";
    EXPECT_NE(holidays_of(many + "FR]").find("20 files at most"), std::string::npos);
}

TEST(ConfigAbsences, OfATeamAndOfAMember) {
    const ConfigRead read = with(
        "    absences: {url_env: LEAVE}\n    members:\n      - alice\n"
        "      - {name: '@bob', absences: 'webcal://cal.example.org/bob.ics'}\n"
        "      - {name: carol, absences: company.ics}\n");
    for (const ConfigProblem& problem : read.problems)
        ADD_FAILURE() << problem.line << ": " << problem.what;
    ASSERT_EQ(read.config.absences.size(), 3u);
    EXPECT_EQ(read.config.absences[0].username, "");
    EXPECT_EQ(read.config.absences[0].address, "https://hr.example.org/leave.ics?key=k");
    EXPECT_EQ(read.config.absences[1].username, "bob");
    EXPECT_EQ(read.config.absences[1].address, "https://cal.example.org/bob.ics");
    EXPECT_EQ(read.config.absences[2].username, "carol");
    EXPECT_EQ(read.config.absences[2].address, "/etc/qm/company.ics");
    EXPECT_EQ(read.config.absences[2].team, TeamId("core"));
}

TEST(ConfigAbsences, ProblemsNameTheirPlace) {
    const std::vector<std::pair<std::string, std::string>> samples = {
        {"leave.txt", "teams[0].absences is the address of a calendar"},
        {"gone.ics", "teams[0].absences: cannot read /etc/qm/gone.ics"},
        {"broken.ics", "/etc/qm/broken.ics, line 3: this event has no start that reads"},
        {"{ulr: x}", "did you mean \"url\"?"},
        {"{url_env: NOTHING}", "NOTHING is not set"},
    };
    for (const auto& [value, what] : samples) {
        const ConfigRead read = with("    members: [alice]\n    absences: " + value + "\n");
        ASSERT_FALSE(read.problems.empty()) << value;
        EXPECT_NE(read.problems.front().what.find(what), std::string::npos)
            << read.problems.front().what;
        EXPECT_EQ(read.problems.front().line, 8) << value;
    }
}

// As the program reads it: the folder is that of the file.
TEST(ConfigHolidays, AreReadBesideTheConfiguration) {
    const auto folder = std::filesystem::temp_directory_path() / "qm_config_calendars";
    std::filesystem::create_directories(folder / "holidays");
    std::ofstream(folder / "holidays" / "LU.yaml") << "rules: [{month: 6, day: 23}]\n";
    std::ofstream(folder / "q.yaml")
        << "data: /data\nmattermost: {url: 'https://x', team: acme, token_file: "
        << (folder / "holidays" / "LU.yaml").string()
        << "}\nteams: [{id: core, channel: core, lead: alice, members: [alice], holidays: LU}]\n";
    const ConfigRead read = load_config((folder / "q.yaml").string());
    std::filesystem::remove_all(folder);
    ASSERT_TRUE(read.problems.empty()) << read.problems.front().what;
    EXPECT_EQ(read.config.teams.front().holidays.size(), 26u);
}

}  // namespace
}  // namespace qm::app
