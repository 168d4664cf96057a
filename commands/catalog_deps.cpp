// /catalog deps: what an entry uses, and who uses it.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/entry_text.hpp>

namespace qm {
namespace {

constexpr std::size_t each_max = 20;

struct Args {
    std::string kind;
    std::string name;
};

void uses(const std::vector<Dependency>& dependencies, Message& message) {
    message.line(say("deps.uses", {{"count", static_cast<std::int64_t>(dependencies.size())}}));
    for (std::size_t i = 0; i < std::min(dependencies.size(), each_max); ++i) {
        const Dependency& one = dependencies[i];
        if (!one.entry) {
            message.line(say("deps.outside", {{"text", Plain{shortened(one.text, 120)}}}));
            continue;
        }
        std::vector<Fill> fills = fills_of(*one.entry);
        fills.push_back({"text", Plain{shortened(one.text, 120)}});
        message.line(say("deps.ours", std::move(fills)));
    }
    if (dependencies.size() > each_max)
        message.line(say("catalog.more",
                         {{"count", static_cast<std::int64_t>(dependencies.size() - each_max)}}));
}

void used_by(const std::vector<Entry>& users, Message& message) {
    message.line(say("deps.used_by", {{"count", static_cast<std::int64_t>(users.size())}}));
    for (std::size_t i = 0; i < std::min(users.size(), each_max); ++i)
        message.line(say("catalog.listed", fills_of(users[i])));
    if (users.size() > each_max)
        message.line(
            say("catalog.more", {{"count", static_cast<std::int64_t>(users.size() - each_max)}}));
}

result<Reply> run(const Args& args, Context& context) {
    const CatalogView& catalog = context.catalog();
    const auto entries = named(catalog, args.name, args.kind);
    if (entries.empty()) return no_such_entry(args.name, catalog.near(args.name));
    Reply reply;
    reply.message.line(first_line(entries.front()));
    uses(catalog.uses(entries.front()), reply.message);
    used_by(catalog.used_by(entries.front()), reply.message);
    if (entries.size() == 1) return reply;
    Control menu{"kinds", say("button.same_name"), "catalog deps", {}, false};
    for (std::size_t i = 1; i < std::min(entries.size(), each_max); ++i)
        menu.choices.push_back(details_of(entries[i]));
    reply.message.controls.push_back(std::move(menu));
    return reply;
}

}  // namespace

Command catalog_deps() {
    return command<Args>("catalog deps", "What an entry uses, and who uses it")
        .lane(Lane::index)
        .option("kind", &Args::kind, "which, where several kinds share the name")
        .rest("name", &Args::name, "its name")
        .example("/catalog deps postgres")
        .runs(run);
}

}  // namespace qm
