// /catalog list: every entry of a kind or an owner, twenty at a time.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/entry_text.hpp>

namespace qm {
namespace {

constexpr int page_size = 20;
constexpr int pages_max = 10'000;

struct Args {
    std::string kind;
    std::string owner;
    int page = 1;
};

result<Reply> run(const Args& args, Context& context) {
    Listing listing;
    listing.kind = args.kind;
    listing.owner = args.owner;
    listing.limit = page_size;
    listing.offset = page_size * (std::clamp(args.page, 1, pages_max) - 1);
    const Found found = context.catalog().list(listing);
    if (found.hits.empty()) return Reply::of(say("catalog.list_empty"));
    Reply reply;
    const auto last =
        static_cast<std::int64_t>(listing.offset) + static_cast<std::int64_t>(found.hits.size());
    reply.message.line(say("catalog.list", {{"from", std::int64_t{listing.offset + 1}},
                                            {"to", last},
                                            {"total", std::int64_t{found.total}}}));
    Control menu{"details", say("button.details"), "catalog show", {}, false};
    for (const Hit& hit : found.hits) {
        reply.message.line(say("catalog.listed", fills_of(hit.entry)));
        menu.choices.push_back(details_of(hit.entry));
    }
    reply.message.controls.push_back(std::move(menu));
    if (last < found.total) {
        std::string next = "catalog list --page=" + std::to_string(args.page + 1);
        if (!args.owner.empty()) next += " --owner=" + args.owner;
        if (!args.kind.empty()) next += " " + args.kind;
        reply.message.controls.push_back({"more", say("button.next"), std::move(next), {}, false});
    }
    return reply;
}

}  // namespace

Command catalog_list() {
    return command<Args>("catalog list", "Every entry, of a kind or of an owner")
        .lane(Lane::index)
        .option("owner", &Args::owner, "whose")
        .option("page", &Args::page, "which twenty")
        .word("kind", &Args::kind, "which kind: role, helm-chart …")
        .optional()
        .example("/catalog list helm-chart")
        .example("/catalog list --owner=sre/dba")
        .runs(run);
}

}  // namespace qm
