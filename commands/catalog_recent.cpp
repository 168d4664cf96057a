// /catalog recent: what came, what changed, what went.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/entry_text.hpp>

namespace qm {
namespace {

constexpr int each = 5;

struct Args {
    std::string kind;
};

void part(Context& context, const Args& args, Order order, bool tombstones, const char* title,
          Message& message) {
    Listing listing;
    listing.kind = args.kind;
    listing.order = order;
    listing.tombstones = tombstones;
    listing.limit = each;
    const Found found = context.catalog().list(listing);
    if (found.hits.empty()) return;
    message.line(say(title));
    for (const Hit& hit : found.hits) {
        std::vector<Fill> fills = fills_of(hit.entry);
        const std::string& at = tombstones                 ? hit.entry.gone_at
                                : order == Order::by_added ? hit.entry.added
                                                           : hit.entry.updated;
        fills.push_back({"at", Plain{or_dash(at.substr(0, 10))}});
        message.line(
            say(hit.entry.successor.empty() ? "catalog.recent" : "catalog.recent_moved", [&] {
                fills.push_back({"successor", Plain{hit.entry.successor}});
                return fills;
            }()));
    }
}

result<Reply> run(const Args& args, Context& context) {
    Reply reply;
    part(context, args, Order::by_added, false, "catalog.recent_new", reply.message);
    part(context, args, Order::by_change, false, "catalog.recent_changed", reply.message);
    part(context, args, Order::by_change, true, "catalog.recent_gone", reply.message);
    if (reply.message.blocks.empty()) return Reply::of(say("catalog.list_empty"));
    return reply;
}

}  // namespace

Command catalog_recent() {
    return command<Args>("catalog recent", "What came, what changed and what went")
        .lane(Lane::index)
        .word("kind", &Args::kind, "only this kind")
        .optional()
        .example("/catalog recent")
        .runs(run);
}

}  // namespace qm
