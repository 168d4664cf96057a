// `run who` and `run plan`: the rota as text, JSON, CSV or a calendar.
// SPDX-License-Identifier: Apache-2.0
#include "app/cli.hpp"
#include "app/cli_ask.hpp"
#include "app/terminal_markup.hpp"
#include "core/csv.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <set>

namespace qm::app {
namespace {

using nlohmann::json;

int print_text(const json& shifts) {
    for (const json& shift : shifts) {
        const std::string backup = shift.value("backup", "");
        std::printf("%-16s %s  %-20s %s%s\n", shift.value("team", "").c_str(),
                    shift.value("day", "").c_str(), shift.value("username", "").c_str(),
                    shift.value("name", "").c_str(),
                    backup.empty() ? "" : (", backup " + backup).c_str());
    }
    return 0;
}

int print_csv(const json& shifts) {
    std::set<std::string> teams;
    for (const json& shift : shifts)
        teams.insert(shift.value("team", ""));
    if (teams.size() > 1) return complain("Which team? A CSV file has no column for it: --team");
    std::string text = core::csv_line({"date", "person", "backup", "shadow", "origin"});
    for (const json& shift : shifts)
        text += core::csv_line({shift.value("day", ""), shift.value("username", ""),
                                shift.value("backup", ""), shift.value("shadow", ""),
                                shift.value("origin", "")});
    std::fputs(text.c_str(), stdout);
    return 0;
}

int print_shifts(const json& shifts, const std::string& format) {
    if (format == "csv") return print_csv(shifts);
    if (format == "text") return print_text(shifts);
    std::printf("%s\n", shifts.dump().c_str());
    return 0;
}

json about_days(const RotaArguments& arguments, const char* what) {
    json request = {{"do", what}, {"team", arguments.team}, {"days", arguments.days}};
    if (arguments.weeks > 0) request["weeks"] = arguments.weeks;
    return request;
}

}  // namespace

int cli_who(const RotaArguments& arguments) {
    const ConfigRead read = load_without_secrets(arguments.config);
    if (const int code = print_problems(arguments.config, read); code != 0) return code;
    const auto answer = ask_bot(read.config, {{"do", "who"}, {"team", arguments.team}});
    if (!answer) return complain(answer.error().what);
    return print_shifts((*answer)["shifts"], arguments.format);
}

int cli_plan(const RotaArguments& arguments) {
    const ConfigRead read = load_without_secrets(arguments.config);
    if (const int code = print_problems(arguments.config, read); code != 0) return code;
    if (arguments.format == "ics") {
        json request = about_days(arguments, "plan as calendar");
        request["locale"] = terminal_locale();
        const auto answer = ask_bot(read.config, request);
        if (!answer) return complain(answer.error().what);
        std::fputs(answer->value("ics", "").c_str(), stdout);
        return 0;
    }
    const auto answer = ask_bot(read.config, about_days(arguments, "plan"));
    if (!answer) return complain(answer.error().what);
    return print_shifts((*answer)["shifts"], arguments.format);
}

}  // namespace qm::app
