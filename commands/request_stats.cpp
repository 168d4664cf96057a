// /req stats: a team's figures. Two weeks at least: a day's would be those of a person.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

#include <charconv>

namespace qm {
namespace {

constexpr int days_least = 14;
constexpr int days_most = 730;

struct Args {
    std::string team;
    std::string since = "30d";
};

// "30d", "4w", "30"; 0 when it is none.
int days_of(const std::string& text) {
    int count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const std::string unit(end, text.data() + text.size());
    if (error != std::errc() || count <= 0 || count > days_most) return 0;
    if (unit == "w") return count * 7;
    return unit.empty() || unit == "d" || unit == "j" ? count : 0;
}

Value lasting(const std::optional<Minutes>& time) {
    if (!time) return Plain{"–"};
    return Lasting{*time};
}

void say_counts(const char* key, const std::vector<Count>& counts, bool kinds, Message& message) {
    for (const Count& count : counts) {
        const Value name = kinds ? Value(nested(say("kind." + count.name)))
                                 : Value(Plain{count.name.empty() ? "–" : count.name});
        message.line(say(key, {{"name", name}, {"count", std::int64_t{count.times}}}));
    }
}

result<Reply> run(const Args& args, Context& context) {
    RotaView& rota = context.rota();
    const Team* team = args.team.empty() ? nullptr : rota.team(args.team);
    if (const auto own = rota.my_team(""); args.team.empty() && own) team = *own;
    if (team == nullptr) return Reply::of(say("stats.which_team"));
    const int days = days_of(args.since);
    if (days < days_least || days > days_most)
        return Reply::of(say("stats.since", {{"least", std::int64_t{days_least}},
                                             {"most", std::int64_t{days_most}}}));
    const auto figures = context.requests().figures(*team, context.now() - std::chrono::days{days});
    if (!figures) return figures.error();
    Reply reply;
    Message& message = reply.message;
    message.line(say("stats.first", {{"team", Plain{team->name}},
                                     {"days", std::int64_t{days}},
                                     {"opened", std::int64_t{figures->opened}},
                                     {"solved", std::int64_t{figures->solved}},
                                     {"closed", std::int64_t{figures->closed}},
                                     {"dropped", std::int64_t{figures->not_requests}}}));
    message.line(say("stats.reply", {{"half", lasting(figures->reply_p50)},
                                     {"most", lasting(figures->reply_p90)},
                                     {"late", std::int64_t{figures->late}},
                                     {"unreplied", std::int64_t{figures->unreplied}}}));
    message.line(say("stats.moves", {{"reopened", std::int64_t{figures->reopened}},
                                     {"handed", std::int64_t{figures->handed_over}},
                                     {"moved", std::int64_t{figures->moved}},
                                     {"back", std::int64_t{figures->came_back}}}));
    say_counts("stats.kind", figures->kinds, true, message);
    say_counts("stats.product", figures->products, false, message);
    if (figures->cut) message.line(say("stats.cut"));
    return reply;
}

}  // namespace

Command request_stats() {
    return command<Args>("req stats", "A team's figures: counts and first replies, of no person")
        .word("team", &Args::team, "an SRE team; yours unless told")
        .optional()
        .option("since", &Args::since, "like 30d or 8w; two weeks at least")
        .example("/req stats")
        .example("/req stats sre-core --since 8w")
        .runs(run);
}

}  // namespace qm
