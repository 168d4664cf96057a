// /catalog who: who knows a thing, by git's history.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/entry_text.hpp>

namespace qm {
namespace {

constexpr int most = 5;
constexpr std::size_t entries_max = 5;

struct Args {
    std::string words;
};

result<Reply> run(const Args& args, Context& context) {
    const auto experts = context.catalog().experts(args.words, most);
    const std::vector<Fill> asked = {{"words", Plain{shortened(args.words, 80)}}};
    if (experts.empty()) {
        Reply reply = Reply::of(say("catalog.who_none", asked));
        reply.message.line(say("catalog.ask"));
        return reply;
    }
    Reply reply;
    reply.message.line(say("catalog.who", asked));
    for (const Expert& expert : experts)
        reply.message.line(
            say("catalog.expert", {{"name", Plain{expert.name}},
                                   {"commits", std::int64_t{expert.commits}},
                                   {"last", Plain{expert.last.substr(0, 10)}},
                                   {"entries", Plain{joined(expert.entries, entries_max)}}}));
    return reply;
}

}  // namespace

Command catalog_who() {
    return command<Args>("catalog who", "Who knows it, by the last twelve months of git's history")
        .lane(Lane::index)
        .rest("words", &Args::words, "what")
        .example("/catalog who redis")
        .runs(run);
}

}  // namespace qm
