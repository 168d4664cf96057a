// /catalog diff: what changed between two releases of an entry.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/entry_text.hpp>

#include <map>

namespace qm {
namespace {

constexpr std::size_t each_max = 12;

struct Args {
    std::string kind;
    std::string name;
    std::string versions;
};

using ByName = std::map<std::string, const Variable*>;

ByName by_name(const std::vector<Variable>& variables) {
    ByName all;
    for (const Variable& variable : variables)
        all.emplace(variable.name, &variable);
    return all;
}

void names_line(const char* key, const std::vector<std::string>& names, Message& message) {
    if (!names.empty()) message.line(say(key, {{"names", Plain{joined(names, each_max)}}}));
}

void inputs(const Entry& from, const Entry& to, Message& message) {
    const ByName before = by_name(from.inputs);
    const ByName after = by_name(to.inputs);
    std::vector<std::string> added, required, removed;
    std::vector<std::pair<const Variable*, const Variable*>> changed;
    for (const auto& [name, variable] : after) {
        const auto old = before.find(name);
        const bool known = old != before.end();
        if (variable->required && !(known && old->second->required))
            required.push_back(name);
        else if (!known)
            added.push_back(name);
        else if (old->second->default_text != variable->default_text)
            changed.emplace_back(old->second, variable);
    }
    for (const auto& [name, variable] : before) {
        if (!after.contains(name)) removed.push_back(name);
    }
    names_line("diff.required", required, message);
    names_line("diff.removed", removed, message);
    names_line("diff.added", added, message);
    for (std::size_t i = 0; i < std::min(changed.size(), each_max); ++i) {
        const auto& [old, now] = changed[i];
        message.line(
            say("diff.changed", {{"name", Code{now->name}},
                                 {"before", Code{shortened(old->default_text.value_or("–"), 60)}},
                                 {"after", Code{shortened(now->default_text.value_or("–"), 60)}}}));
    }
    if (required.empty() && removed.empty() && added.empty() && changed.empty())
        message.line(say("diff.same_inputs"));
}

void lists(const std::vector<std::string>& before, const std::vector<std::string>& after,
           Message& message) {
    const auto missing_in = [](const std::vector<std::string>& from,
                               const std::vector<std::string>& in) {
        std::vector<std::string> found;
        for (const auto& word : from) {
            if (std::find(in.begin(), in.end(), word) == in.end()) found.push_back(word);
        }
        return found;
    };
    names_line("diff.needs", missing_in(after, before), message);
    names_line("diff.needs_not", missing_in(before, after), message);
}

const PastRelease* at_version(const std::vector<PastRelease>& releases, std::string version) {
    if (version.starts_with('v')) version.erase(0, 1);
    for (const PastRelease& release : releases) {
        if (release.entry.version == version) return &release;
    }
    return nullptr;
}

Reply which(const Entry& entry, const std::vector<PastRelease>& releases) {
    std::vector<std::string> versions;
    for (const PastRelease& release : releases)
        versions.push_back(release.entry.version);
    std::vector<Fill> fills = fills_of(entry);
    fills.push_back({"versions", Plain{joined(versions, each_max)}});
    return Reply::of(say(versions.empty() ? "diff.no_releases" : "diff.which", std::move(fills)));
}

void compare(const std::vector<PastRelease>& releases, const PastRelease& from,
             const PastRelease& to, Message& message) {
    message.line(say("diff.first", {{"name", Plain{to.entry.name}},
                                    {"from", Plain{from.entry.version}},
                                    {"to", Plain{to.entry.version}},
                                    {"from_at", At{from.at}},
                                    {"to_at", At{to.at}}}));
    inputs(from.entry, to.entry, message);
    lists(from.entry.dependencies, to.entry.dependencies, message);
    std::size_t shown = 0;
    for (const PastRelease& release : releases) {
        if (release.at > to.at || release.at <= from.at) continue;
        for (const std::string& change : release.changes) {
            if (++shown > each_max) return;
            message.line(say("diff.change", {{"text", Plain{change}}}));
        }
    }
}

// Versions are "1.0..2.0", or one that is compared with the newest, or none: the newest two.
result<Reply> run(const Args& args, Context& context) {
    const CatalogView& catalog = context.catalog();
    const auto entries = named(catalog, args.name, args.kind);
    if (entries.empty()) return no_such_entry(args.name, catalog.near(args.name));
    const auto releases = context.stores().releases(entries.front());
    if (releases.empty()) return which(entries.front(), releases);
    std::string versions = args.versions;
    if (const auto blank = versions.find(' '); blank != std::string::npos)
        versions.replace(blank, 1, "..");  // "1.0.0 2.0.0"
    const auto dots = versions.find("..");
    const PastRelease* to = &releases.front();
    const PastRelease* from = releases.size() > 1 ? &releases[1] : nullptr;
    if (!versions.empty()) from = at_version(releases, versions.substr(0, dots));
    if (dots != std::string::npos && dots + 2 < versions.size())
        to = at_version(releases, versions.substr(dots + 2));
    if (from == nullptr || to == nullptr || from == to) return which(entries.front(), releases);
    if (from->at > to->at) std::swap(from, to);
    Reply reply;
    compare(releases, *from, *to, reply.message);
    return reply;
}

}  // namespace

Command catalog_diff() {
    return command<Args>("catalog diff", "What changed between two releases")
        .lane(Lane::reads)
        .option("kind", &Args::kind, "which, where several kinds share the name")
        .word("name", &Args::name, "its name")
        .rest("versions", &Args::versions, "like 1.0.0..2.0.0; the newest two unless told")
        .optional()
        .example("/catalog diff postgres 1.0.0..1.1.0")
        .runs(run);
}

}  // namespace qm
