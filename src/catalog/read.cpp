// What every kind needs to make an entry: its place, its problems, its mandatory inputs.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/read.hpp"

#include "catalog/paths.hpp"
#include "catalog/text.hpp"

namespace qm::catalog {

Entry new_entry(const Tree& tree, std::string_view kind, std::string_view name,
                std::string_view path) {
    Entry entry;
    entry.kind = kind;
    entry.name = cap(one_line(clean(name)), 200);
    entry.repo = tree.repo();
    entry.path = path;
    entry.deprecated = retired(in_dir(path, "x"));
    return entry;
}

YamlFile yaml_at(const Tree& tree, std::string_view path, std::vector<Problem>& problems) {
    YamlFile file;
    if (path.empty()) return file;
    const auto* text = tree.read(path);
    if (!text) {
        if (has(tree, path)) problems.push_back({std::string(path), 0, "too large to be read"});
        return file;
    }
    file = read_yaml(*text);
    if (file.error) problems.push_back({std::string(path), file.error->line, file.error->reason});
    return file;
}

std::string_view bytes_at(const Tree& tree, std::string_view path) {
    if (path.empty()) return {};
    const auto* text = tree.read(path);
    return text ? std::string_view(*text) : std::string_view{};
}

std::string people(const Value& list) {
    std::vector<std::string> names;
    const auto add = [&](std::string_view text) {
        // Some put their notice where a name belongs.
        text = trim(text.substr(0, lower(text).find("all rights reserved")));
        const auto address = std::min(text.find('<'), text.find(" (http"));
        auto name = trim(text.substr(0, address));
        if (name.empty() && address != text.npos)
            name = text.substr(address + 1, text.find('>') - address - 1);
        add_once(names, name, 3);
    };
    const auto one = [&](const Value& value) {
        if (value.is_scalar()) add(value.text);
        if (!value.is_map()) return;
        const auto name = value.str("name");
        add(name.empty() ? value.str("email") : name);
    };
    if (list.is_list())
        for (const auto& item : list.items)
            one(item);
    else
        one(list);
    return join(names, ", ");
}

std::string yaml_placeholder(std::string_view type) {
    if (type == "list" || type == "array") return "[]";
    if (type == "dict" || type == "object" || type == "map") return "{}";
    if (type == "number" || type == "int" || type == "integer" || type == "float") return "1";
    if (type == "bool" || type == "boolean") return "true";
    return "CHANGE_ME";
}

std::string yaml_value(const Variable& input, const Choices& choices) {
    const auto type = std::string_view(input.type).substr(0, input.type.find('('));
    auto value = yaml_placeholder(type);
    const auto found = choices.find(input.name);
    if (found == choices.end() || value == "[]" || value == "{}") return value;
    return value == "CHANGE_ME" ? yaml_scalar(found->second) : found->second;
}

std::string yaml_scalar(std::string_view text) {
    Value value;
    value.type = Value::Type::scalar;
    value.text = text;
    const bool plain = !text.empty() && type_of(value) == "string" && text != "null" &&
                       text != "~" && trim(text) == text &&
                       text.find_first_of(":#{}[],&*!|>'\"%@`\\\n\t") == text.npos &&
                       text.front() != '-' && text.front() != '?';
    if (plain) return std::string(text);
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out + '"';
}

std::vector<const Variable*> mandatory(const Entry& entry) {
    std::vector<const Variable*> out;
    for (const auto& input : entry.inputs)
        if (input.required) out.push_back(&input);
    return out;
}

}  // namespace qm::catalog
