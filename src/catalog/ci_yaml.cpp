// GitLab CI files: inputs, jobs, variables and what they include.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/ci_yaml.hpp"

#include "catalog/commented.hpp"
#include "catalog/read.hpp"
#include "catalog/text.hpp"

#include <algorithm>
#include <array>

namespace qm::catalog {
namespace {

// Top-level words that are no jobs.
constexpr std::array<std::string_view, 14> reserved = {
    "default", "include",       "stages",       "variables", "workflow", "image", "services",
    "cache",   "before_script", "after_script", "spec",      "pages",    "types", "$schema"};

bool is_job(const Member& member) {
    if (!member.value.is_map()) return false;
    if (member.key == "pages") return true;
    if (std::find(reserved.begin(), reserved.end(), member.key) != reserved.end()) return false;
    for (const auto* key : {"script", "extends", "stage", "trigger", "image", "rules", "run",
                            "variables", "before_script", "artifacts", "cache", "services"})
        if (member.value.find(key)) return true;
    return false;
}

void add_inputs(const Value& inputs, CiFile& out) {
    for (const auto& member : inputs.members) {
        const auto& spec = member.value;
        Variable input{member.key, spec.str("type"), std::nullopt, false,
                       one_line(spec.str("description"))};
        if (input.type.empty()) input.type = "string";
        const auto* value = spec.find("default");
        if (value && value->type != Value::Type::none)
            input.default_text = value->is_scalar() ? value->text : flow(*value, 300);
        // "default: null" beside rules means that the user must enter it.
        const bool ruled = spec.find("rules") != nullptr;
        input.required = value ? ruled && !input.default_text : !ruled;
        if (const auto options = spec.at("options").strings(); !options.empty()) {
            input.description +=
                (input.description.empty() ? "One of " : " One of ") + join(options, ", ") + '.';
            out.choices.emplace(input.name, options.front());
        }
        if (out.inputs.size() < inputs_max) out.inputs.push_back(std::move(input));
    }
}

void add_variables(const Value& variables, const std::vector<CommentedKey>& keys,
                   std::string_view path, CiFile& out) {
    for (const auto& member : variables.members) {
        const bool known = std::any_of(out.inputs.begin(), out.inputs.end(),
                                       [&](auto& input) { return input.name == member.key; });
        if (known || out.inputs.size() >= inputs_max) continue;
        Variable input{member.key, "variable", std::nullopt, false, {}};
        const auto& value = member.value.is_map() ? member.value.at("value") : member.value;
        if (value.is_scalar()) input.default_text = value.text;
        input.description = one_line(member.value.str("description"));
        if (input.description.empty())
            for (const auto& key : keys)
                if (key.path == std::string(path) + '.' + member.key)
                    input.description = key.comment;
        out.inputs.push_back(std::move(input));
    }
}

void add_include(const Value& item, CiFile& out) {
    if (item.is_scalar()) return add_once(out.dependencies, item.text, list_max);
    for (const auto* key : {"component", "project", "remote", "template", "local"})
        if (const auto text = item.str(key); !text.empty())
            return add_once(out.dependencies, text, list_max);
}

void add_image(const Value& image, CiFile& out) {
    const auto name = image.is_scalar() ? image.text : image.str("name");
    if (!name.empty() && !name.starts_with('$')) add_once(out.dependencies, name, list_max);
}

void add_needs(const Value& node, CiFile& out) {
    add_image(node.at("image"), out);
    for (const auto& service : node.at("services").items)
        add_image(service, out);
}

void read_body(const Value& body, std::string_view text, CiFile& out) {
    const auto keys = commented_keys(text);
    add_variables(body.at("variables"), keys, "variables", out);
    const auto& include = body.at("include");
    if (include.is_list())
        for (const auto& item : include.items)
            add_include(item, out);
    else
        add_include(include, out);
    add_needs(body, out);
    add_needs(body.at("default"), out);
    out.stages = body.at("stages").strings();
    for (const auto& member : body.members) {
        if (!is_job(member)) continue;
        const auto& job = member.value;
        if (job.find("script") || job.find("trigger") || job.find("extends") || job.find("run"))
            out.has_jobs = true;
        add_once(out.stages, job.str("stage"), list_max);
        add_needs(job, out);
        add_variables(job.at("variables"), keys, member.key + ".variables", out);
        if (out.jobs.size() < inputs_max)
            out.jobs.push_back({member.key, member.key.starts_with('.') ? "hidden job" : "job",
                                std::nullopt, false, job.str("stage")});
    }
}

}  // namespace

CiFile read_ci(const YamlFile& file, std::string_view text) {
    CiFile out;
    std::size_t body = 0;
    const auto& head = file.root();
    // A header document holds `spec` and nothing else; a manifest of Kubernetes has more.
    if (head.find("spec") && head.members.size() == 1 && file.documents.size() > 1) {
        out.has_spec = true;
        out.description = one_line(head.at("spec").str("description"));
        add_inputs(head.at("spec").at("inputs"), out);
        body = 1;
    }
    if (body < file.documents.size()) {
        // The comments of the second document are keyed by its own paths.
        auto rest = text;
        if (const auto mark = text.find("\n---"); body == 1 && mark != text.npos)
            rest = text.substr(mark + 4);
        read_body(file.documents[body], rest, out);
        if (out.description.empty()) out.description = leading_comment(text, "#");
        if (out.description.empty()) out.description = leading_comment(rest, "#");
    }
    return out;
}

}  // namespace qm::catalog
