// A button: "not what I wanted". It is counted, without a name, and says where to ask.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/search_text.hpp>

namespace qm {
namespace {

struct Args {
    std::string asked;
    std::string name;  // of the first answer
};

result<Reply> run(const Args& args, Context& context) {
    Reply reply = Reply::of(say("unwanted.noted"));
    const auto entries = named(context.catalog(), args.name, "");
    ask_lines(args.asked, entries.empty() ? nullptr : &entries.front(), context, reply.message);
    return reply;
}

}  // namespace

Command catalog_unwanted() {
    return command<Args>("catalog unwanted", "Say that an answer is not what you wanted")
        .lane(Lane::index)
        .hidden()
        .option("asked", &Args::asked, "the search")
        .rest("name", &Args::name, "what came first")
        .runs(run);
}

}  // namespace qm
