// A button: the whole snippet of an entry, to be copied.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/entry_text.hpp>

namespace qm {
namespace {

struct Args {
    std::string asked;
    std::string name;
};

result<Reply> run(const Args& args, Context& context) {
    const auto entries = named(context.catalog(), args.name, "");
    if (entries.empty()) return no_such_entry(args.name, context.catalog().near(args.name));
    Reply reply;
    reply.message.line(first_line(entries.front()));
    if (entries.front().snippet.empty())
        reply.message.line(say("catalog.no_snippet"));
    else
        reply.message.code(entries.front().snippet_language, entries.front().snippet);
    return reply;
}

}  // namespace

Command catalog_snippet() {
    return command<Args>("catalog snippet", "The whole snippet of an entry")
        .lane(Lane::index)
        .hidden()
        .option("asked", &Args::asked, "the search that it was found by")
        .rest("name", &Args::name, "its name")
        .runs(run);
}

}  // namespace qm
