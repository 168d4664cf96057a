// /catalog missing: what people searched and did not find.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/entry_text.hpp>

namespace qm {
namespace {

constexpr int most = 15;

struct Args {};

// The words were typed by people to us alone, so only those who fill the stores read them.
result<Reply> run(const Args&, Context& context) {
    if (!context.stores().may_look_inside()) return Reply::of(say("catalog.sre_only"));
    const auto missing = context.stores().missing(most);
    if (missing.empty()) return Reply::of(say("missing.none"));
    Reply reply;
    reply.message.line(say("missing.first"));
    for (const Searched& search : missing)
        reply.message.line(say("missing.one", {{"words", Plain{shortened(search.words, 100)}},
                                               {"times", search.times},
                                               {"last", At{search.last}}}));
    return reply;
}

}  // namespace

Command catalog_missing() {
    return command<Args>("catalog missing", "What people searched and did not find")
        .lane(Lane::reads)
        .example("/catalog missing")
        .runs(run);
}

}  // namespace qm
