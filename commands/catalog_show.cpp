// /catalog show: the whole card of an entry.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

#include <algorithm>

namespace qm {
namespace {

constexpr std::size_t inputs_max = 8;
constexpr std::size_t list_max = 12;

struct Args {
    std::string name;
    std::string kind;
};

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (std::size_t i = 0; i < std::min(words.size(), list_max); ++i)
        all += (all.empty() ? "" : ", ") + words[i];
    return words.size() > list_max ? all + " …" : all;
}

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
        message.line(say(input.required ? "show.input_required" : "show.input",
                         {{"name", Code{input.name}},
                          {"default", Code{input.default_text.value_or("")}},
                          {"description", Plain{input.description.substr(0, 120)}}}));
    }
    if (inputs.size() > inputs_max)
        message.line(say("show.more_inputs",
                         {{"count", static_cast<std::int64_t>(inputs.size() - inputs_max)}}));
}

Message card(const Entry& entry) {
    Message message;
    const std::vector<Fill> fills = {
        {"name", Plain{entry.name}},
        {"kind", nested(say("entry_kind." + entry.kind))},
        {"version", Plain{entry.version.empty() ? "–" : entry.version}},
        {"owner", Plain{entry.owner.empty() ? "–" : entry.owner}}};
    message.line(say(entry.deprecated ? "catalog.first_deprecated" : "catalog.first", fills));
    optional_line(message, "show.description", entry.description);
    if (!entry.snippet.empty()) message.code(entry.snippet_language, entry.snippet);
    input_lines(entry, message);
    if (entry.port != 0) message.line(say("show.port", {{"port", std::int64_t{entry.port}}}));
    optional_line(message, "show.outputs", [&] {
        std::vector<std::string> names;
        for (const Variable& output : entry.outputs)
            names.push_back(output.name);
        return joined(names);
    }());
    optional_line(message, "show.dependencies", joined(entry.dependencies));
    optional_line(message, "show.platforms", joined(entry.platforms));
    optional_line(message, "show.licence", entry.licence);
    optional_line(message, "show.updated", entry.updated.substr(0, 10));
    optional_line(message, "show.where",
                  entry.path.empty() ? entry.repo : entry.repo + " / " + entry.path);
    for (const Problem& problem : entry.problems)
        message.line(
            say("show.problem", {{"path", Code{problem.path}}, {"reason", Plain{problem.reason}}}));
    return message;
}

result<Reply> run(const Args& args, Context& context) {
    auto entries = context.catalog().named(args.name);
    if (!args.kind.empty())
        std::erase_if(entries, [&](const Entry& entry) { return entry.kind != args.kind; });
    Reply reply;
    if (entries.empty()) {
        reply.message.line(say("catalog.no_such", {{"name", Plain{args.name.substr(0, 80)}}}));
        const auto near = context.catalog().near(args.name);
        if (!near.empty())
            reply.message.line(say("catalog.near", {{"names", Plain{joined(near)}}}));
        return reply;
    }
    reply.message = card(entries.front());
    if (entries.size() == 1) return reply;
    // The same name in several kinds: one family.
    Control menu{"kinds", say("button.same_name"), "catalog show", {}, false};
    for (std::size_t i = 1; i < std::min(entries.size(), list_max); ++i)
        menu.choices.push_back(
            {say("catalog.choice", {{"name", Plain{entries[i].name}},
                                    {"kind", nested(say("entry_kind." + entries[i].kind))}}),
             "--kind=" + entries[i].kind + " -- " + entries[i].name});
    reply.message.controls.push_back(std::move(menu));
    return reply;
}

}  // namespace

Command catalog_show() {
    return command<Args>("catalog show", "The whole card of an entry")
        .lane(Lane::index)
        .option("kind", &Args::kind, "which, where several kinds share the name")
        .rest("name", &Args::name, "its name")
        .example("/catalog show postgres-exporter")
        .runs(run);
}

}  // namespace qm
