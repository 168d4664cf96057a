// /catalog sync: how the sources stand, and reading one of them now.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/entry_text.hpp>

namespace qm {
namespace {

constexpr std::size_t sources_max = 10;
constexpr std::size_t problems_max = 8;

struct Args {
    std::string source;
    std::string accept;
};

void state(const SourceState& source, Message& message) {
    std::vector<Fill> fills = {{"source", Plain{source.name}}, {"entries", source.entries}};
    if (source.synced) fills.push_back({"at", At{*source.synced}});
    message.line(say(source.synced ? "sync.source" : "sync.never", std::move(fills)));
    if (!source.error.empty())
        message.line(say("sync.error", {{"why", Plain{shortened(source.error, 200)}}}));
}

result<Reply> overview(Context& context) {
    const auto sources = context.stores().sources("");
    Reply reply;
    std::int64_t failing = 0;
    for (const SourceState& source : sources)
        failing += !source.error.empty();
    reply.message.line(say(
        "sync.all", {{"count", static_cast<std::int64_t>(sources.size())}, {"failing", failing}}));
    std::size_t shown = 0;
    for (const SourceState& source : sources) {
        if (source.error.empty() || ++shown > sources_max) continue;
        state(source, reply.message);
    }
    return reply;
}

result<Reply> run(const Args& args, Context& context) {
    if (!context.stores().may_look_inside()) return Reply::of(say("catalog.sre_only"));
    if (args.source.empty()) return overview(context);
    auto sources = context.stores().sources(args.source);
    const auto exact = std::find_if(sources.begin(), sources.end(), [&](const SourceState& each) {
        return each.name == args.source;
    });
    if (exact != sources.end()) sources = {*exact};
    if (sources.size() != 1) {
        std::vector<std::string> names;
        for (const SourceState& source : sources)
            names.push_back(source.name);
        return Reply::of(say(names.empty() ? "sync.no_such" : "sync.which",
                             {{"source", Plain{shortened(args.source, 80)}},
                              {"names", Plain{joined(names, sources_max)}}}));
    }
    const SourceState& source = sources.front();
    const bool accept = args.accept == "vanished";
    if (auto asked = context.stores().ask_sync(source.name, accept); !asked) return asked.error();
    Reply reply;
    reply.message.line(
        say(accept ? "sync.accepted" : "sync.asked", {{"source", Plain{source.name}}}));
    state(source, reply.message);
    for (std::size_t i = 0; i < std::min(source.problems.size(), problems_max); ++i) {
        const Problem& problem = source.problems[i];
        const std::string place =
            problem.path + (problem.line > 0 ? ":" + std::to_string(problem.line) : "");
        reply.message.line(
            say("show.problem", {{"path", Code{place}}, {"reason", Plain{problem.reason}}}));
    }
    return reply;
}

}  // namespace

Command catalog_sync() {
    return command<Args>("catalog sync", "How the sources stand; with a name, read it now")
        .lane(Lane::writes)
        .option("accept", &Args::accept, "believe that what is held back is gone")
        .choices({"vanished"})
        .word("source", &Args::source, "a source, or a part of its name")
        .optional()
        .example("/catalog sync")
        .example("/catalog sync sre/helm-charts")
        .runs(run);
}

}  // namespace qm
