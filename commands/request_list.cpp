// /req: my requests; for somebody of an SRE team, the team's open ones.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

constexpr std::size_t shown_max = 15;
constexpr int counted_max = 500;

struct Args {
    std::string whose;
    std::string id;
};

const char* key_of(RequestState state) {
    switch (state) {
        case RequestState::fresh:
            return "list.new";
        case RequestState::taken:
            return "list.taken";
        case RequestState::waiting:
            return "list.waiting";
        case RequestState::solved:
            return "list.solved";
        case RequestState::closed:
            return "list.closed";
    }
    return "list.new";
}

std::string shortened(const std::string& text) {
    const std::string line = text.substr(0, text.find('\n'));
    constexpr std::size_t most = 80;
    if (line.size() <= most) return line;
    std::size_t cut = most;
    while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xc0) == 0x80)
        --cut;
    return line.substr(0, cut) + "…";
}

// A list that is asked for by mention stands in a public thread: what was said in private, and
// what is nobody's business, does not.
bool is_hidden(const Request& request, Context& context) {
    const bool open_place = !context.channel().is_private() && context.overheard();
    return open_place &&
           (request.is_private || request.kind == "security" || request.kind == "access");
}

Text line_of(const Request& request, Context& context) {
    const Value words = is_hidden(request, context) ? Value(nested(say("list.hidden")))
                                                    : Value(Plain{shortened(request.text)});
    return say(key_of(request.state),
               {{"id", Plain{request.id.value}},
                {"kind", nested(say("kind." + request.kind))},
                {"product", Plain{request.product.empty() ? "–" : request.product}},
                {"due", At{request.news_due.value_or(request.reply_due)}},
                {"taker", Plain{context.rota().display(request.taken_by)}},
                {"text", words}});
}

result<Reply> run(const Args& args, Context& context) {
    if (!args.id.empty()) {
        const auto request = context.requests().named_or_here(args.id);
        if (!request) return request.error();
        return Reply::of(line_of(*request, context));
    }
    const Team* team = context.rota().team_of(context.caller().id);
    RequestFilter filter;
    filter.limit = counted_max;
    if (team != nullptr && args.whose != "mine") filter.team = team->id;
    const auto requests = context.requests().list(filter);
    if (requests.empty()) return Reply::of(say(filter.team ? "list.team_none" : "list.none"));
    Reply reply;
    reply.message.line(say(filter.team ? "list.team" : "list.mine",
                           {{"count", static_cast<std::int64_t>(requests.size())},
                            {"team", Plain{team != nullptr ? team->name : ""}}}));
    for (std::size_t i = 0; i < requests.size() && i < shown_max; ++i)
        reply.message.line(line_of(requests[i], context));
    if (requests.size() > shown_max)
        reply.message.line(
            say("list.more", {{"count", static_cast<std::int64_t>(requests.size() - shown_max)}}));
    return reply;
}

}  // namespace

Command request_list() {
    return command<Args>("req list", "Your open requests; for an SRE team, the team's")
        .by_default()
        .also({"my list", "my requests", "mes demandes", "ma liste"})
        .word("whose", &Args::whose, "mine, or team")
        .choices({"mine", "team"})
        .optional()
        .word("id", &Args::id, "one of them, like R1042")
        .optional()
        .example("/req")
        .example("/req R1042")
        .runs(run);
}

}  // namespace qm
