// /catalog similar: who else has such a thing.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/entry_text.hpp>

namespace qm {
namespace {

constexpr int most = 8;

struct Args {
    std::string kind;
    std::string name;
};

result<Reply> run(const Args& args, Context& context) {
    const CatalogView& catalog = context.catalog();
    const auto entries = named(catalog, args.name, args.kind);
    if (entries.empty()) return no_such_entry(args.name, catalog.near(args.name));
    auto alike = catalog.similar(entries.front(), most);
    // The same thing in one's own other kinds is on its card.
    for (const Entry& own : catalog.family(entries.front()))
        std::erase_if(alike, [&](const Entry& entry) {
            return entry.owner == entries.front().owner && entry.kind == own.kind &&
                   entry.name == own.name && entry.repo == own.repo;
        });
    if (alike.empty()) return Reply::of(say("catalog.similar_none", fills_of(entries.front())));
    Reply reply;
    reply.message.line(say("catalog.similar", fills_of(entries.front())));
    Control menu{"details", say("button.details"), "catalog show", {}, false};
    for (const Entry& entry : alike) {
        reply.message.line(say("catalog.similar_one", fills_of(entry)));
        menu.choices.push_back(details_of(entry));
    }
    reply.message.controls.push_back(std::move(menu));
    return reply;
}

}  // namespace

Command catalog_similar() {
    return command<Args>("catalog similar", "Others that do the same, before you make one more")
        .lane(Lane::index)
        .option("kind", &Args::kind, "which, where several kinds share the name")
        .rest("name", &Args::name, "its name")
        .example("/catalog similar redis")
        .runs(run);
}

}  // namespace qm
