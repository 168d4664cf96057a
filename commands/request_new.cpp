// /req TEXT: makes a request.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/request_text.hpp>

namespace qm {
namespace {

struct Args {
    std::string text;
};

result<Reply> run(const Args& args, Context& context) {
    const auto request = context.requests().open(args.text);
    if (!request) return request.error();
    return recorded_reply(*request, context);
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
