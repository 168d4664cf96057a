// What can be set in a Helm chart: values.yaml with its comments, values.schema.json, and the
// values that templates refuse to do without.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/chart_values.hpp"

#include "catalog/commented.hpp"
#include "catalog/json_read.hpp"
#include "catalog/paths.hpp"
#include "catalog/read.hpp"
#include "catalog/text.hpp"

#include <algorithm>
#include <cctype>

namespace qm::catalog {
namespace {

constexpr std::size_t templates_max = 300;

const Value& value_at(const Value& root, std::string_view path) {
    const Value* value = &root;
    while (!path.empty()) {
        const auto dot = path.find('.');
        value = &value->at(path.substr(0, dot));
        if (dot == path.npos) break;
        path.remove_prefix(dot + 1);
    }
    return *value;
}

// A default that says nothing: null, "", or no value at all.
bool is_blank(const Value& value) {
    return value.type == Value::Type::none || (value.is_scalar() && value.text.empty());
}

Variable* find(std::vector<Variable>& inputs, std::string_view name) {
    const auto found = std::find_if(inputs.begin(), inputs.end(),
                                    [&](const Variable& input) { return input.name == name; });
    return found == inputs.end() ? nullptr : &*found;
}

Variable& find_or_add(std::vector<Variable>& inputs, std::string_view name) {
    if (auto* found = find(inputs, name)) return *found;
    return inputs.emplace_back(Variable{std::string(name), {}, std::nullopt, false, {}});
}

std::string schema_type(const Value& schema) {
    const auto type = schema.str("type");
    if (type == "object") return "dict";
    if (type == "array") return "list";
    if (type == "boolean") return "bool";
    if (type == "integer") return "number";
    return type;
}

// Types and descriptions of the schema; what it requires and no default gives is mandatory.
void add_schema(const Value& schema, const Value& values, std::vector<Variable>& inputs) {
    for (const auto& property : schema.at("properties").members) {
        if (inputs.size() >= inputs_max) return;
        if (property.key == "global") continue;
        auto& input = find_or_add(inputs, property.key);
        if (const auto type = schema_type(property.value); !type.empty()) input.type = type;
        if (input.description.empty())
            input.description = one_line(property.value.str("description"));
    }
    for (const auto& name : schema.at("required").strings())
        if (auto* input = find(inputs, name); input && is_blank(value_at(values, name)))
            input->required = true;
}

void add_required(const Tree& tree, std::string_view dir, const Value& values,
                  std::vector<Variable>& inputs) {
    std::size_t seen = 0;
    for (const auto& path : under(tree, in_dir(dir, "templates"))) {
        if (++seen > templates_max) return;
        if (ignored(path.substr(dir.size()))) continue;
        for (const auto& name : required_values(bytes_at(tree, path))) {
            if (!is_blank(value_at(values, name)) || inputs.size() >= inputs_max) continue;
            find_or_add(inputs, name).required = true;
        }
    }
}

// The first word of an action and its place; empty at the end of the text.
struct Action {
    std::string_view inside;
    std::size_t end = 0;
};

Action next_action(std::string_view text, std::size_t from) {
    const auto open = text.find("{{", from);
    if (open == text.npos) return {};
    const auto close = text.find("}}", open);
    if (close == text.npos) return {};
    auto inside = text.substr(open + 2, close - open - 2);
    while (inside.starts_with('-') || inside.starts_with(' '))
        inside.remove_prefix(1);
    return {inside, close + 2};
}

// Every `required "…" .Values.path` of one action.
void collect(std::string_view inside, std::vector<std::string>& out) {
    for (auto at = inside.find("required "); at != inside.npos;
         at = inside.find("required ", at + 1)) {
        auto rest = trim(inside.substr(at + 9));
        if (rest.empty() || (rest.front() != '"' && rest.front() != '`')) continue;
        const auto quote = rest.find(rest.front(), 1);
        if (quote == rest.npos) continue;
        rest = trim(rest.substr(quote + 1));
        if (!rest.starts_with(".Values.")) continue;
        rest.remove_prefix(8);
        std::size_t end = 0;
        while (end < rest.size() && (std::isalnum(static_cast<unsigned char>(rest[end])) ||
                                     rest[end] == '_' || rest[end] == '.' || rest[end] == '-'))
            ++end;
        if (end > 0) add_once(out, rest.substr(0, end), 100);
    }
}

}  // namespace

std::vector<Variable> chart_values(const Tree& tree, std::string_view dir,
                                   std::vector<Problem>& problems) {
    std::vector<Variable> inputs;
    const auto path = in_dir(dir, "values.yaml");
    const auto file = yaml_at(tree, path, problems);
    auto keys = commented_keys(bytes_at(tree, path));
    // Of a chart with more values than are kept, the deep ones go.
    const auto top = static_cast<std::size_t>(std::count_if(
        keys.begin(), keys.end(), [](const CommentedKey& key) { return key.depth == 0; }));
    auto deep = inputs_max - std::min(inputs_max, top);
    for (auto& key : keys) {
        if (inputs.size() >= inputs_max) break;
        if (key.depth > 0 && (!key.documented || deep == 0)) continue;
        if (find(inputs, key.path)) continue;
        if (key.depth > 0) --deep;
        const auto& value = value_at(file.root(), key.path);
        inputs.push_back({std::move(key.path), type_of(value), std::move(key.text), false,
                          one_line(key.comment)});
        if (inputs.back().default_text->empty()) inputs.back().default_text.reset();
    }
    const auto schema_path = in_dir(dir, "values.schema.json");
    if (const auto schema = read_json(bytes_at(tree, schema_path)))
        add_schema(*schema, file.root(), inputs);
    else if (has(tree, schema_path))
        problems.push_back({schema_path, 0, "is no JSON that can be read"});
    add_required(tree, dir, file.root(), inputs);
    return inputs;
}

std::vector<std::string> required_values(std::string_view text) {
    std::vector<std::string> out;
    int depth = 0;
    for (auto action = next_action(text, 0); action.end > 0;
         action = next_action(text, action.end)) {
        const auto word = action.inside.substr(0, action.inside.find_first_of(" -}\n"));
        if (word == "end") {
            if (depth > 0) --depth;
        } else if (word == "if" || word == "with" || word == "range" || word == "define" ||
                   word == "block") {
            ++depth;
        } else if (depth == 0) {
            collect(action.inside, out);
        }
    }
    return out;
}

}  // namespace qm::catalog
