// `run import`: a rota that is kept elsewhere, read here, applied by the bot.
// SPDX-License-Identifier: Apache-2.0
#include "app/cli.hpp"
#include "app/cli_ask.hpp"
#include "core/calendar.hpp"
#include "core/rota_file.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>

namespace qm::app {
namespace {

using nlohmann::json;

// One byte more than is read of it: then it is too large.
result<std::string> bytes_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return Error{errc::not_found, "cannot read " + path};
    std::string bytes(core::rota_file_max + 1, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (in.bad()) return Error{errc::invalid, path + " is no file"};
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return bytes;
}

core::RotaScope scope_from(const json& answer) {
    core::RotaScope scope;
    for (const auto& [username, display] : answer.at("people").items())
        scope.people.push_back({username, display.get<std::string>()});
    for (const json& day : answer.at("days")) {
        if (const auto date = core::read_date(day.get<std::string>())) scope.days.push_back(*date);
    }
    scope.zone = answer.at("zone").get<std::string>();
    scope.duty = {TimeOfDay{answer.at("duty_from").get<int>()},
                  TimeOfDay{answer.at("duty_until").get<int>()}};
    return scope;
}

int tell_problems(const std::string& file, const std::vector<core::RotaProblem>& problems) {
    for (const core::RotaProblem& problem : problems) {
        if (problem.line > 0)
            std::fprintf(stderr, "%s:%d: %s\n", file.c_str(), problem.line, problem.what.c_str());
        else
            std::fprintf(stderr, "%s: %s\n", file.c_str(), problem.what.c_str());
    }
    return complain("nothing was changed");
}

// What only the bot knows: who is away, what is over.
std::vector<core::RotaProblem> problems_in(const json& answer, const core::RotaRead& read) {
    std::vector<core::RotaProblem> problems;
    for (const json& one : answer.at("problems")) {
        const std::string day = one.value("day", "");
        const auto date = core::read_date(day);
        const auto from = date ? read.days.find(*date) : read.days.end();
        problems.push_back(
            {from == read.days.end() ? 0 : from->second.line, day + ": " + one.value("what", "")});
    }
    std::sort(problems.begin(), problems.end(),
              [](const auto& a, const auto& b) { return a.line < b.line; });
    return problems;
}

void print_moved(const json& moved, const ImportArguments& arguments, int left_out) {
    if (arguments.json) {
        std::printf("%s\n", moved.dump().c_str());
    } else {
        for (const json& one : moved)
            std::printf("%s  %s -> %s\n", one.value("day", "").c_str(),
                        one.value("before", "").c_str(), one.value("after", "").c_str());
    }
    if (left_out > 0)
        std::fprintf(stderr, "left out, because about no working day of the coming six weeks: %d\n",
                     left_out);
    if (moved.empty())
        std::fprintf(stderr, "nothing changes\n");
    else if (arguments.apply)
        std::fprintf(stderr, "days changed: %zu; whom it concerns is told\n", moved.size());
    else
        std::fprintf(stderr, "days that would change: %zu; --apply changes them\n", moved.size());
}

}  // namespace

int cli_import(const ImportArguments& arguments) {
    const ConfigRead config = load_without_secrets(arguments.config);
    if (const int code = print_problems(arguments.config, config); code != 0) return code;
    const auto bytes = bytes_of(arguments.file);
    if (!bytes) return complain(bytes.error().what);
    const auto scope = ask_bot(config.config, {{"do", "rota scope"}, {"team", arguments.team}});
    if (!scope) return complain(scope.error().what);
    const core::RotaScope known = scope_from(*scope);
    const core::RotaRead read = core::read_rota(*bytes, known);
    if (!read.problems.empty()) return tell_problems(arguments.file, read.problems);
    json days = json::object();
    for (const auto& [date, day] : read.days)
        days[core::iso_date(date)] = day.username;
    const auto answer = ask_bot(config.config, {{"do", "import"},
                                                {"team", scope->value("team", "")},
                                                {"days", std::move(days)},
                                                {"apply", arguments.apply}});
    if (!answer) return complain(answer.error().what);
    const auto problems = problems_in(*answer, read);
    if (!problems.empty()) return tell_problems(arguments.file, problems);
    print_moved(answer->at("moved"), arguments, read.left_out);
    return 0;
}

}  // namespace qm::app
