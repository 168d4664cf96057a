// /catalog stats: how many there are of each kind, and what they lack.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {};

result<Reply> run(const Args&, Context& context) {
    Reply reply;
    KindCount all;
    for (const KindCount& count : context.catalog().stats()) {
        all.entries += count.entries;
        all.deprecated += count.deprecated;
        all.without_owner += count.without_owner;
        all.without_description += count.without_description;
        reply.message.line(
            say("catalog.count", {{"count", std::int64_t{count.entries}},
                                  {"kind", nested(say("entry_kind." + count.kind))}}));
    }
    reply.message.line(
        say("catalog.count_all", {{"count", std::int64_t{all.entries}},
                                  {"deprecated", std::int64_t{all.deprecated}},
                                  {"without_owner", std::int64_t{all.without_owner}},
                                  {"without_words", std::int64_t{all.without_description}}}));
    return reply;
}

}  // namespace

Command catalog_stats() {
    return command<Args>("catalog stats", "How many entries there are of each kind")
        .lane(Lane::index)
        .example("/catalog stats")
        .runs(run);
}

}  // namespace qm
