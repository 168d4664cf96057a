// /catalog show: the whole card of an entry.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/entry_text.hpp>

namespace qm {
namespace {

constexpr std::size_t inputs_max = 8;
constexpr std::size_t list_max = 12;
constexpr std::size_t people_max = 3;
constexpr std::size_t input_words_max = 120;

struct Args {
    std::string name;
    std::string kind;
    std::string asked;
};

void optional_line(Message& message, const char* key, const std::string& value) {
    if (!value.empty()) message.line(say(key, {{"value", Plain{value}}}));
}

void input_lines(const Entry& entry, Message& message) {
    std::vector<const Variable*> inputs;
    for (const Variable& input : entry.inputs)
        inputs.push_back(&input);
    std::stable_sort(inputs.begin(), inputs.end(), [](const Variable* a, const Variable* b) {
        return a->required > b->required;
    });
    if (inputs.empty()) return;
    message.line(say("show.inputs", {{"count", static_cast<std::int64_t>(inputs.size())}}));
    for (std::size_t i = 0; i < std::min(inputs.size(), inputs_max); ++i) {
        const Variable& input = *inputs[i];
        message.line(
            say(input.required ? "show.input_required" : "show.input",
                {{"name", Code{input.name}},
                 {"default", Code{shortened(input.default_text.value_or(""), input_words_max)}},
                 {"description", Plain{shortened(input.description, input_words_max)}}}));
    }
    if (inputs.size() > inputs_max)
        message.line(say("show.more_inputs",
                         {{"count", static_cast<std::int64_t>(inputs.size() - inputs_max)}}));
}

// Who answers for it now: the SRE team's engineer on duty, by name and without a summons.
void duty_line(const Entry& entry, Context& context, Message& message) {
    const Team* team = context.stores().answering(entry);
    if (team == nullptr) return;
    RotaView& rota = context.rota();
    const auto shift = rota.on_duty(*team, context.now());
    if (!shift || !rota.is_there(*shift)) return;
    const bool now = rota.in_duty_hours(*team, context.now());
    message.line(say(now ? "show.duty" : "show.duty_later",
                     {{"team", Plain{team->name}},
                      {"name", Plain{rota.display(shift->username)}},
                      {"until", At{rota.duty_end(*team, context.now())}}}));
}

void version_lines(const Entry& entry, const CatalogView& catalog, Message& message) {
    if (!entry.releases.empty()) {
        const Release& last = entry.releases.front();
        message.line(say("show.release", {{"version", Plain{last.version}},
                                          {"day", Plain{or_dash(last.at.substr(0, 10))}}}));
    }
    family_line(catalog.family(entry), message);
}

void relation_lines(const Entry& entry, const CatalogView& catalog, Message& message) {
    optional_line(message, "show.dependencies", joined(entry.dependencies, list_max));
    const auto users = catalog.used_by(entry);
    if (users.empty()) return;
    std::vector<std::string> names;
    for (const Entry& user : users)
        names.push_back(user.name);
    message.line(say("show.used_by", {{"count", static_cast<std::int64_t>(users.size())},
                                      {"names", Plain{joined(names, list_max)}}}));
}

void history_lines(const Entry& entry, Message& message) {
    optional_line(message, "show.updated", entry.updated.substr(0, 10));
    std::vector<std::string> people;
    for (const Author& author : entry.authors)
        people.push_back(author.name);
    optional_line(message, "show.people", joined(people, people_max));
}

void place_lines(const Entry& entry, Message& message) {
    optional_line(message, "show.where",
                  entry.path.empty() ? entry.repo : entry.repo + " / " + entry.path);
    if (!entry.url.empty())
        message.line(
            say(entry.readme_path.empty() ? "show.page" : "show.readme",
                {{"link",
                  Link{entry.url, entry.readme_path.empty() ? entry.repo : entry.readme_path}}}));
    for (const Problem& problem : entry.problems)
        message.line(
            say("show.problem", {{"path", Code{problem.path}}, {"reason", Plain{problem.reason}}}));
}

Message card(const Entry& entry, Context& context) {
    Message message;
    message.line(first_line(entry));
    if (!entry.successor.empty())
        message.line(say("catalog.successor", {{"name", Plain{entry.successor}}}));
    optional_line(message, "show.description", entry.description);
    if (entry.tombstone) return message;
    duty_line(entry, context, message);
    if (!entry.snippet.empty()) message.code(entry.snippet_language, entry.snippet);
    input_lines(entry, message);
    if (entry.port != 0) message.line(say("show.port", {{"port", std::int64_t{entry.port}}}));
    std::vector<std::string> outputs;
    for (const Variable& output : entry.outputs)
        outputs.push_back(output.name);
    optional_line(message, "show.outputs", joined(outputs, list_max));
    version_lines(entry, context.catalog(), message);
    relation_lines(entry, context.catalog(), message);
    optional_line(message, "show.platforms", joined(entry.platforms, list_max));
    optional_line(message, "show.licence", entry.licence);
    history_lines(entry, message);
    place_lines(entry, message);
    return message;
}

result<Reply> run(const Args& args, Context& context) {
    const auto entries = named(context.catalog(), args.name, args.kind);
    if (entries.empty()) return no_such_entry(args.name, context.catalog().near(args.name));
    Reply reply;
    reply.found = static_cast<int>(entries.size());
    reply.message = card(entries.front(), context);
    if (entries.size() == 1) return reply;
    Control menu{"kinds", say("button.same_name"), "catalog show", {}, false};
    for (std::size_t i = 1; i < std::min(entries.size(), list_max); ++i)
        menu.choices.push_back(details_of(entries[i]));
    reply.message.controls.push_back(std::move(menu));
    return reply;
}

}  // namespace

Command catalog_show() {
    return command<Args>("catalog show", "The whole card of an entry")
        .lane(Lane::reads)
        .option("kind", &Args::kind, "which, where several kinds share the name")
        .option("asked", &Args::asked, "the search that it was found by: buttons say it")
        .rest("name", &Args::name, "its name")
        .example("/catalog show postgres-exporter")
        .runs(run);
}

}  // namespace qm
