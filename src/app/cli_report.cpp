// What a head of SRE needs after a month, what it was like before, and the log.
// SPDX-License-Identifier: Apache-2.0
#include "app/cli.hpp"
#include "app/cli_ask.hpp"
#include "core/calendar.hpp"
#include "core/csv.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>

namespace qm::app {
namespace {

using nlohmann::json;

struct Figure {
    const char* key;
    const char* name;
};

constexpr Figure figures[] = {
    {"from", "from"},
    {"until", "until"},
    {"requests", "requests"},
    {"solved", "solved"},
    {"closed_with_reason", "closed with a reason"},
    {"no_requests", "were no requests"},
    {"first_reply_p50_minutes", "first reply, half within (min)"},
    {"first_reply_p90_minutes", "first reply, 9 of 10 within (min)"},
    {"late", "first reply late"},
    {"unreplied_at_days_end", "without a reply at day's end"},
    {"unattended_minutes", "unattended (request-minutes)"},
    {"handed_over", "handed over"},
    {"moved", "moved to another team"},
    {"came_back", "came back"},
    {"reopened", "reopened"},
    {"bot_posts_a_request", "bot posts a request"},
    {"mentions_off_duty", "mentions of people off duty"},
};

std::string cell_of(const json& value) {  // nothing is known: empty
    if (value.is_null()) return "";
    if (value.is_string()) return value.get<std::string>();
    return value.dump();
}

// "2026-10-06T10:00:00+00:00": the day is enough for people.
std::string shown(const Figure& figure, const json& column) {
    std::string cell = cell_of(column.value(figure.key, json()));
    const std::string_view key = figure.key;
    if (key == "from" || key == "until") cell = cell.substr(0, 10);
    return cell.empty() ? "-" : cell;
}

std::string counted(const json& counts) {
    std::string all;
    for (const json& count : counts) {
        const std::string name = count.value("name", "");
        all += (all.empty() ? "" : "; ") + (name.empty() ? "-" : name) + " " +
               std::to_string(count.value("times", 0));
    }
    return all;
}

std::string or_none(std::string text) {
    return text.empty() ? "none" : text;
}

struct Column {
    std::string name;  // "sre-core", "sre-core before"
    json figures;
};

void print_table(const std::vector<Column>& columns) {
    std::printf("%-36s", "");
    for (const Column& column : columns)
        std::printf("  %20s", column.name.c_str());
    std::printf("\n");
    for (const Figure& figure : figures) {
        std::printf("%-36s", figure.name);
        for (const Column& column : columns)
            std::printf("  %20s", shown(figure, column.figures).c_str());
        std::printf("\n");
    }
    for (const Column& column : columns) {
        const auto said = [&](const char* key) {
            return or_none(counted(column.figures[key]));
        };
        std::printf("\n%s\n  kinds: %s\n  product teams: %s\n", column.name.c_str(),
                    said("kinds").c_str(), said("product_teams").c_str());
        std::printf("  words of three requests or more: %s\n", said("topics").c_str());
        if (column.figures.value("cut", false))
            std::printf("  only the newest 20,000 requests were counted\n");
    }
}

void print_csv(const std::vector<Column>& columns) {
    std::vector<std::string> head = {"team"};
    for (const Figure& figure : figures)
        head.emplace_back(figure.key);
    head.insert(head.end(), {"kinds", "product_teams", "topics"});
    std::string text = core::csv_line(head);
    for (const Column& column : columns) {
        std::vector<std::string> cells = {column.name};
        for (const Figure& figure : figures)
            cells.push_back(cell_of(column.figures.value(figure.key, json())));
        for (const char* counts : {"kinds", "product_teams", "topics"})
            cells.push_back(counted(column.figures[counts]));
        text += core::csv_line(cells);
    }
    std::fputs(text.c_str(), stdout);
}

// A team after the other, so that a running bot is held up for none of them long.
result<json> ask_each(const Config& config, const std::string& what,
                      const ReportArguments& arguments) {
    json all;
    for (const Team& team : config.teams) {
        const bool named = arguments.team.empty() || arguments.team == team.id.value ||
                           arguments.team == team.name;
        if (!named) continue;
        auto one =
            ask_bot(config, {{"do", what}, {"team", team.id.value}, {"weeks", arguments.weeks}});
        if (!one) return one.error();
        one->erase("ok");
        if (all.is_null())
            all = std::move(*one);
        else
            all["teams"].push_back((*one)["teams"][0]);
    }
    if (all.is_null())
        return Error{errc::not_found, "There is no SRE team \"" + arguments.team + "\""};
    return result<json>(boost::system::in_place_value, std::move(all));
}

void print_columns(const std::vector<Column>& columns, const std::string& format) {
    if (format == "csv")
        print_csv(columns);
    else
        print_table(columns);
}

}  // namespace

int cli_report(const ReportArguments& arguments) {
    const ConfigRead read = load_without_secrets(arguments.config);
    if (const int code = print_problems(arguments.config, read); code != 0) return code;
    auto answer = ask_each(read.config, "report", arguments);
    if (!answer) return complain(answer.error().what);
    if (arguments.format == "json") {
        std::printf("%s\n", answer->dump().c_str());
        return 0;
    }
    std::vector<Column> columns;
    for (json& team : (*answer)["teams"])
        columns.push_back({team.value("team", ""), team});
    print_columns(columns, arguments.format);
    if (arguments.format == "text")
        std::printf("\ncatalog searches: %d, without an answer: %d\n", answer->value("searches", 0),
                    answer->value("searches_without_answer", 0));
    return 0;
}

int cli_baseline(const ReportArguments& arguments) {
    const ConfigRead read = load_without_secrets(arguments.config);
    if (const int code = print_problems(arguments.config, read); code != 0) return code;
    auto answer = ask_each(read.config, "baseline", arguments);
    if (!answer) return complain(answer.error().what);
    if (arguments.format == "json") {
        std::printf("%s\n", answer->dump().c_str());
        return 0;
    }
    std::vector<Column> columns;
    for (json& team : (*answer)["teams"]) {
        const std::string name = team.value("team", "");
        if (team["before"].is_null()) {
            std::fprintf(stderr,
                         "%s was never quiet for a week: nothing to compare with. "
                         "mode: quiet records everything and says nothing.\n",
                         name.c_str());
            continue;
        }
        columns.push_back({name + " quiet", team["before"]});
        if (!team["since"].is_null()) columns.push_back({name + " live", team["since"]});
    }
    if (columns.empty()) return 1;
    print_columns(columns, arguments.format);
    return 0;
}

int cli_log_export(const ReportArguments& arguments) {
    const ConfigRead read = load_without_secrets(arguments.config);
    if (const int code = print_problems(arguments.config, read); code != 0) return code;
    json next = {{"at", 0}, {"event", ""}, {"seq", -1}};
    if (!arguments.since.empty()) {
        const auto date = core::read_date(arguments.since);
        if (!date) return complain(date.error().what);
        next["at"] = to_unix(core::to_instant(*date, {}, "UTC"));
    }
    const bool csv = arguments.format == "csv";
    if (csv) std::fputs(core::csv_line({"at", "what", "subject", "who"}).c_str(), stdout);
    for (;;) {
        json request = next;
        request["do"] = "log";
        const auto page = ask_bot(read.config, request);
        if (!page) return complain(page.error().what);
        const json& rows = (*page)["rows"];
        if (rows.empty()) return 0;
        for (const json& row : rows) {
            const std::string line =
                csv ? core::csv_line({row.value("at", ""), row.value("what", ""),
                                      row.value("subject", ""), row.value("who", "")})
                    : row.dump() + "\n";
            std::fputs(line.c_str(), stdout);
        }
        next = (*page)["next"];
    }
}

}  // namespace qm::app
