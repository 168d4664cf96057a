// /req TEXT: makes a request.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string text;
};

result<Reply> run(const Args& args, Context& context) {
    const auto request = context.requests().open(args.text);
    if (!request) return request.error();
    return Reply::of(say("request.recorded", {{"id", Plain{request->id.value}}}));
}

}  // namespace

Command request_new() {
    return command<Args>("req new", "Ask the SRE team that serves you")
        .lane(Lane::writes)
        .by_default()
        .rest("text", &Args::text, "what you need")
        .example("/req could you give payments access to the staging database?")
        .runs(run);
}

}  // namespace qm
