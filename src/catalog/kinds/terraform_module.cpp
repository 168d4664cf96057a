// Terraform modules: the root, its submodules, and repositories that hold only modules.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/commented.hpp"
#include "catalog/hcl.hpp"
#include "catalog/json_read.hpp"
#include "catalog/paths.hpp"
#include "catalog/read.hpp"
#include "catalog/readme.hpp"
#include "catalog/remote.hpp"
#include "catalog/successor.hpp"
#include "catalog/tag.hpp"
#include "catalog/text.hpp"

#include <algorithm>
#include <cctype>
#include <map>

namespace qm {
namespace {

using namespace catalog;

constexpr std::size_t files_max = 200;  // of one module

bool is_source(std::string_view path) {
    return path.ends_with(".tf") || path.ends_with(".tf.json");
}

bool is_override(std::string_view path) {
    auto name = base_of(path);
    name = name.substr(0, name.find('.'));
    return name == "override" || name.ends_with("_override");
}

// {"variable": {"x": {…}}} → blocks; a list holds several blocks of one name.
void json_blocks(const Value& value, HclBlock& into, int depth) {
    for (const auto& member : value.members) {
        const auto& inner = member.value;
        const bool labelled = depth == 0 && member.key != "terraform" && member.key != "locals";
        if (labelled && inner.is_map()) {
            for (const auto& named : inner.members) {
                HclBlock block;
                block.type = member.key;
                block.labels = {named.key};
                json_blocks(named.value, block, depth + 1);
                into.blocks.push_back(std::move(block));
            }
        } else if (inner.is_map() &&
                   (depth == 0 || member.key == "required_providers" || member.key == "backend")) {
            HclBlock block;
            block.type = member.key;
            json_blocks(inner, block, depth + 1);
            into.blocks.push_back(std::move(block));
        } else {
            into.attributes.push_back({member.key, flow(inner, 2000), 0});
        }
    }
}

struct Module {
    std::vector<HclBlock> blocks;  // overrides last
    std::vector<Problem> problems;

    bool any(std::string_view type) const {
        return std::any_of(blocks.begin(), blocks.end(),
                           [&](const HclBlock& block) { return block.type == type; });
    }
    // Whether it is applied where it stands, rather than used from elsewhere.
    bool is_stack() const {
        for (const auto& block : blocks) {
            if (block.type != "terraform") continue;
            for (const auto& inner : block.blocks)
                if (inner.type == "backend" || inner.type == "cloud") return true;
        }
        return false;
    }
};

Module read_module(const Tree& tree, std::vector<std::string> files) {
    std::stable_partition(files.begin(), files.end(),
                          [](const std::string& path) { return !is_override(path); });
    Module module;
    for (const auto& path : files) {
        const auto* text = tree.read(path);
        if (!text) {
            module.problems.push_back({path, 0, "too large to be read"});
            continue;
        }
        HclFile file;
        if (path.ends_with(".json")) {
            if (const auto json = read_json(*text))
                json_blocks(*json, file.body, 0);
            else
                file.errors.push_back({0, "is not JSON"});
        } else {
            file = read_hcl(clean(*text));
        }
        for (const auto& error : file.errors)
            module.problems.push_back({path, error.line, error.reason});
        std::move(file.body.blocks.begin(), file.body.blocks.end(),
                  std::back_inserter(module.blocks));
    }
    return module;
}

std::string name_of(const Tree& tree, std::string_view dir) {
    while (!dir.empty()) {
        const auto base = base_of(dir);
        if (base != "src" && base != "terraform" && base != "tf" && base != "module")
            return std::string(base);
        dir = dir_of(dir);
    }
    return std::string(repo_base(tree));
}

Variable* named(std::vector<Variable>& list, std::string_view name) {
    for (auto& variable : list)
        if (variable.name == name) return &variable;
    return nullptr;
}

// An override changes only what it gives.
void add_variable(Entry& entry, const HclBlock& block) {
    if (block.labels.empty()) return;
    auto* variable = named(entry.inputs, block.labels[0]);
    if (!variable) {
        if (entry.inputs.size() >= inputs_max) return;
        entry.inputs.push_back({block.labels[0], {}, std::nullopt, true, {}});
        variable = &entry.inputs.back();
    }
    if (const auto* type = block.attribute("type")) variable->type = hcl_literal(type->expression);
    if (const auto* value = block.attribute("default")) {
        variable->default_text = value->expression;
        variable->required = false;
    }
    auto words = one_line(block.literal("description"));
    if (const auto why = one_line(block.literal("deprecated")); !why.empty())
        words +=
            (words.empty() ? "Deprecated: " : " (deprecated: ") + why + (words.empty() ? "" : ")");
    if (!words.empty()) variable->description = std::move(words);
}

void add_output(Entry& entry, const HclBlock& block) {
    if (block.labels.empty() || entry.outputs.size() >= inputs_max) return;
    auto* output = named(entry.outputs, block.labels[0]);
    if (!output) {
        entry.outputs.push_back({block.labels[0], {}, std::nullopt, false, {}});
        output = &entry.outputs.back();
    }
    if (auto words = one_line(block.literal("description")); !words.empty())
        output->description = std::move(words);
}

void add_dependency(Entry& entry, const HclBlock& block) {
    auto source = block.literal("source");
    if (source.empty()) return;
    if (source.starts_with("./") || source.starts_with("../")) {
        while (source.ends_with('/'))
            source.pop_back();
        source = base_of(source);
        if (source == "." || source == "..") return;
    }
    add_once(entry.dependencies, source, list_max);
}

void add_requirements(Entry& entry, const HclBlock& block) {
    if (const auto version = block.literal("required_version"); !version.empty())
        add_once(entry.platforms, "terraform " + version, list_max);
    for (const auto& inner : block.blocks) {
        if (inner.type != "required_providers") continue;
        for (const auto& provider : inner.attributes) {
            std::string source = provider.name;
            std::string version = hcl_literal(provider.expression);  // the form before 0.13
            if (trim(provider.expression).starts_with('{')) {
                version.clear();
                for (const auto& member : hcl_members(provider.expression)) {
                    if (member.name == "source") source = hcl_literal(member.expression);
                    if (member.name == "version") version = hcl_literal(member.expression);
                }
            }
            add_once(entry.keywords, provider.name, list_max);
            add_once(entry.platforms, version.empty() ? source : source + ' ' + version, list_max);
        }
    }
}

void add_blocks(Entry& entry, const Module& module) {
    for (const auto& block : module.blocks) {
        if (block.type == "variable") add_variable(entry, block);
        if (block.type == "output") add_output(entry, block);
        if (block.type == "module") add_dependency(entry, block);
        if (block.type == "terraform") add_requirements(entry, block);
        if ((block.type == "resource" || block.type == "data") && !block.labels.empty()) {
            const auto& type = block.labels[0];  // "aws_vpc" tells the provider where none is named
            add_once(entry.keywords, type.substr(0, type.find('_')), 12);
        }
    }
}

// The variable itself at the front of a text, not one of its members.
bool is_variable(std::string_view text, std::string_view name) {
    if (!text.starts_with(name)) return false;
    const auto after = text.substr(name.size(), 1);
    return after.empty() || contains(" ),\n=", after);
}

// `contains(["a", "b"], var.x)` or `var.x == "a" || …` in a validation: the first of what it
// accepts, as written.
std::string choice_of(const HclBlock& variable) {
    const auto name = "var." + variable.labels[0];
    for (const auto& block : variable.blocks) {
        const auto* rule = block.attribute("condition");
        if (block.type != "validation" || !rule) continue;
        const auto text = trim(rule->expression);
        const auto at = text.find("contains([");
        const auto end = at == text.npos ? at : text.find(']', at);
        if (end != text.npos) {
            const auto rest =
                text.substr(std::min(text.find_first_not_of(" ,\n", end + 1), text.size()));
            const auto items = split(text.substr(at + 10, end - at - 10), ", \n");
            if (is_variable(rest, name) && !items.empty() && !contains(items.front(), "("))
                return items.front();
        }
        const auto equals = name + " == ";
        if (!text.starts_with(equals + '"')) continue;
        const auto value = text.substr(equals.size());
        return std::string(value.substr(0, value.find('"', 1) + 1));
    }
    return {};
}

Choices choices_of(const Module& module) {
    Choices choices;
    for (const auto& block : module.blocks)
        if (block.type == "variable" && !block.labels.empty())
            if (auto choice = choice_of(block); !choice.empty())
                choices.emplace(block.labels[0], std::move(choice));
    return choices;
}

// Another module's folder below modules/ belongs to the module above it.
void add_submodules(std::vector<Entry>& entries) {
    for (auto& entry : entries) {
        const auto below = in_dir(entry.path, "modules/");
        for (const auto& other : entries)
            if (other.path.starts_with(below) && !contains(other.path.substr(below.size()), "/"))
                add_once(entry.keywords, other.name, list_max);
    }
}

std::string snippet_of(const Tree& tree, const Entry& entry, const Choices& choices,
                       const std::string& tag) {
    auto source = remote_of(tree).terraform();
    if (!entry.path.empty()) source += "//" + entry.path;
    if (!tag.empty()) source += "?ref=" + tag;
    std::string label;
    for (const char c : entry.name.starts_with("terraform-")
                            ? entry.name.substr(entry.name.find('-', 10) + 1)
                            : entry.name)
        label += std::isalnum(static_cast<unsigned char>(c)) || c == '-' ? c : '_';
    if (label.empty() || std::isdigit(static_cast<unsigned char>(label[0]))) label = "m_" + label;
    std::string out = "module \"" + label + "\" {\n  source = \"" + source + "\"\n";
    const auto inputs = mandatory(entry);
    std::size_t width = 0;
    for (const auto* input : inputs)
        width = std::max(width, input->name.size());
    if (!inputs.empty()) out += '\n';
    for (const auto* input : inputs) {
        const auto choice = choices.find(input->name);
        out += "  " + input->name + std::string(width - input->name.size(), ' ') + " = " +
               (choice == choices.end() ? hcl_placeholder(input->type) : choice->second) + '\n';
    }
    return out + '}';
}

// terraform-docs keeps a module's page as a block comment at the head of main.tf.
std::string comment_of(const Tree& tree, std::string_view dir) {
    const auto text = bytes_at(tree, in_dir(dir, "main.tf")).substr(0, 16'000);
    if (!trim(text).starts_with("/*")) {
        const auto hash = leading_comment(text, "#");
        return hash.empty() ? leading_comment(text, "//") : hash;
    }
    std::string page;
    for (auto line : lines_of(text.substr(0, text.find("*/")))) {
        line = trim(line);
        while (line.starts_with('/') || line.starts_with('*'))
            line.remove_prefix(1);
        if (is_legal(line)) return {};
        page += std::string(trim(line)) + '\n';
    }
    return markdown_prose(clean(page));
}

void read_into(const Tree& tree, std::string_view dir, const std::vector<std::string>& files,
               KindResult& result) {
    auto module = read_module(tree, files);
    const bool empty = !module.any("variable") && !module.any("output") &&
                       !module.any("resource") && !module.any("module");
    if (module.is_stack() || (empty && module.problems.empty())) return;
    if (empty) {
        std::move(module.problems.begin(), module.problems.end(),
                  std::back_inserter(result.problems));
        return;
    }
    Entry entry = new_entry(tree, "terraform-module", name_of(tree, dir), dir);
    add_blocks(entry, module);
    const auto readme = readme_path(tree, dir);
    entry.description = describe({}, tree, readme, comment_of(tree, dir));
    if (says_deprecated(bytes_at(tree, readme))) entry.deprecated = true;
    const auto tagged = newest_tag(tree, {entry.name, std::string(dir)});
    entry.version = tagged.version;
    entry.snippet = snippet_of(tree, entry, choices_of(module), tagged.tag);
    entry.snippet_language = "hcl";
    entry.problems = std::move(module.problems);
    result.entries.push_back(std::move(entry));
}

KindResult read(const Tree& tree) {
    std::map<std::string, std::vector<std::string>, std::less<>> folders;
    for (const auto& path : tree.paths()) {
        if (!is_source(path) || ignored(path)) continue;
        auto& files = folders[std::string(dir_of(path))];
        if (files.size() < files_max) files.push_back(path);
    }
    KindResult result;
    for (const auto& [dir, files] : folders)
        if (!has(tree, in_dir(dir, "terraform.tfvars"))) read_into(tree, dir, files, result);
    add_submodules(result.entries);
    return result;
}

}  // namespace

Kind terraform_module() {
    return {"terraform-module", "Terraform module", {"terraform", "module", "tf"}, read};
}

}  // namespace qm
