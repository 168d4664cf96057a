// Container images: labels, arguments, ports and bases of the stage that becomes the image.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/commented.hpp"
#include "catalog/dockerfile.hpp"
#include "catalog/images.hpp"
#include "catalog/licence.hpp"
#include "catalog/paths.hpp"
#include "catalog/read.hpp"
#include "catalog/readme.hpp"
#include "catalog/remote.hpp"
#include "catalog/tag.hpp"
#include "catalog/text.hpp"

#include <algorithm>
#include <map>

namespace qm {
namespace {

using namespace catalog;

using Values = std::map<std::string, std::string, std::less<>>;

struct Facts {
    Values labels;
    Values arguments;  // ARG and ENV with their values, expanded
    std::vector<Variable> inputs;
    std::vector<Variable> ports;
    std::vector<std::string> bases;  // the image's own first
    std::string maintainer;
};

// BuildKit gives these without any default in the file.
const Values& platform_values() {
    static const Values values = {{"TARGETARCH", "amd64"},
                                  {"TARGETOS", "linux"},
                                  {"BUILDPLATFORM", "linux/amd64"},
                                  {"BUILDARCH", "amd64"},
                                  {"TARGETPLATFORM", "linux/amd64"}};
    return values;
}

void add_input(Facts& facts, std::string name, const char* type, std::optional<std::string> value) {
    for (auto& input : facts.inputs)
        if (input.name == name) {
            if (value) input.default_text = std::move(value);
            return;
        }
    if (facts.inputs.size() < inputs_max)
        facts.inputs.push_back({std::move(name), type, std::move(value), false, {}});
}

// The words of a line; white space inside quotes cuts nothing.
std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    char quote = 0;
    std::size_t start = std::string_view::npos;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        const char c = i < text.size() ? text[i] : ' ';
        const bool space = (c == ' ' || c == '\t') && (quote == 0 || i == text.size());
        if (space && start != text.npos) words.push_back(text.substr(start, i - start));
        if (space) start = text.npos;
        if (!space && start == text.npos) start = i;
        if (quote == 0 && (c == '"' || c == '\''))
            quote = c;
        else if (c == quote)
            quote = 0;
    }
    return words;
}

void read_argument(const Instruction& line, Facts& facts) {
    for (const auto word : words_of(line.arguments)) {
        const auto equals = word.find('=');
        const std::string name(word.substr(0, equals));
        if (equals == word.npos) {
            add_input(facts, name, "arg", std::nullopt);
            continue;
        }
        const auto pairs = key_values(word);
        if (pairs.empty()) continue;
        add_input(facts, name, "arg", pairs.front().second);
        facts.arguments[name] = expand(pairs.front().second, facts.arguments);
    }
}

void read_line(const Instruction& line, Facts& facts) {
    if (line.name == "ARG") read_argument(line, facts);
    if (line.name == "LABEL")
        for (auto& [key, value] : key_values(line.arguments))
            facts.labels[key] = expand(value, facts.arguments);
    if (line.name == "MAINTAINER") facts.maintainer = line.arguments;
    if (line.name == "ENV") {
        for (auto& [key, value] : key_values(line.arguments)) {
            facts.arguments[key] = expand(value, facts.arguments);
            if (key != "PATH") add_input(facts, key, "env", value);
        }
    }
    if (line.name == "EXPOSE")
        for (const auto& word : split(expand(line.arguments, facts.arguments), " \t"))
            facts.ports.push_back({word, "port", std::nullopt, false, {}});
}

// What the stages it copies from take: --build-arg reaches every stage.
void read_other_stages(const Dockerfile& file, Facts& facts) {
    Facts other;
    other.arguments = facts.arguments;
    for (const auto& stage : file.stages)
        for (const auto& line : stage.lines)
            if (line.name == "ARG" || line.name == "LABEL" || line.name == "MAINTAINER")
                read_line(line, other);
    for (auto& input : other.inputs) {
        const bool known = std::any_of(facts.inputs.begin(), facts.inputs.end(),
                                       [&](const Variable& one) { return one.name == input.name; });
        if (!known && facts.inputs.size() < inputs_max) facts.inputs.push_back(std::move(input));
    }
    if (facts.maintainer.empty()) facts.maintainer = other.maintainer;
    if (const auto found = other.labels.find("maintainer"); facts.maintainer.empty())
        facts.maintainer = found == other.labels.end() ? std::string{} : found->second;
}

// Bases of the image: its own, then those of the stages it copies from.
void read_bases(const Dockerfile& file, Facts& facts) {
    std::vector<std::string> all;
    for (auto stage = file.stages.rbegin(); stage != file.stages.rend(); ++stage) {
        const auto base = expand(stage->base, facts.arguments);
        const bool own_stage =
            std::any_of(file.stages.begin(), file.stages.end(), [&](const DockerStage& other) {
                return !other.name.empty() && other.name == lower(base);
            });
        if (!own_stage && base != "scratch") add_once(all, base, list_max);
    }
    facts.bases = std::move(all);
}

// The lines of the last stage, after those of the stages of this file it is built on.
std::vector<Instruction> lines_of_image(const Dockerfile& file) {
    std::vector<Instruction> lines;
    std::size_t at = file.stages.size() - 1;
    for (std::size_t hops = 0; hops < 20; ++hops) {
        const auto& stage = file.stages[at];
        lines.insert(lines.begin(), stage.lines.begin(), stage.lines.end());
        const auto base = lower(stage.base);
        std::size_t next = at;
        for (std::size_t i = 0; i < at; ++i)
            if (!file.stages[i].name.empty() && file.stages[i].name == base) next = i;
        if (next == at) break;
        at = next;
    }
    return lines;
}

Facts read_facts(const Dockerfile& file) {
    Facts facts;
    facts.arguments = platform_values();
    for (const auto& line : file.before)
        read_line(line, facts);
    for (const auto& line : lines_of_image(file))
        read_line(line, facts);
    read_other_stages(file, facts);
    read_bases(file, facts);
    // A base that hangs on an argument without a default cannot be built without it.
    for (auto& input : facts.inputs)
        for (const auto& stage : file.stages)
            if (!input.default_text && input.type == "arg" &&
                !platform_values().contains(input.name) &&
                (contains(expand(stage.base, facts.arguments), "${" + input.name + '}') ||
                 has_word(expand(stage.base, facts.arguments), '$' + input.name)))
                input.required = true;
    return facts;
}

std::string label(const Facts& facts, std::string_view name) {
    for (const std::string_view prefix : {"org.opencontainers.image.", "org.label-schema.", ""}) {
        const auto found = facts.labels.find(std::string(prefix) + std::string(name));
        if (found != facts.labels.end() && !contains(found->second, "$")) return found->second;
    }
    return {};
}

std::vector<std::string> tag_names(const ImageFiles& image) {
    return {image.name, image.path, image.word};
}

std::string version_of(const Tree& tree, const ImageFiles& image, const Facts& facts) {
    if (auto version = label(facts, "version"); read_version(version)) return version;
    if (const auto tagged = newest_tag(tree, tag_names(image)); !tagged.version.empty())
        return tagged.version;
    if (!image.version.empty()) return image.version;
    std::string upper = image.name;
    for (char& c : upper)
        c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    for (const auto& name :
         {upper + "_VERSION", std::string("VERSION"), std::string("APP_VERSION")})
        if (const auto found = facts.arguments.find(name);
            found != facts.arguments.end() && read_version(found->second))
            return found->second.starts_with('v') ? found->second.substr(1) : found->second;
    return {};
}

// GitLab's rule: registry host, project path, folder. Only where the repository's own pipeline
// builds images there; elsewhere the image is built from git, which is always true.
std::string snippet_of(const Tree& tree, const Entry& entry, const ImageFiles& image) {
    const auto remote = remote_of(tree);
    const auto name = lower(entry.name);
    const auto ci = bytes_at(tree, ".gitlab-ci.yml");
    const auto folder = std::string(dir_of(image.main));
    if (contains(ci, "CI_REGISTRY_IMAGE") && remote.web.starts_with("https://")) {
        auto reference = "registry." + lower(remote.web.substr(8));
        const bool alone = entry.path.empty() || name == lower(repo_base(tree));
        if (!alone) reference += '/' + name;
        return "docker pull " + reference + ':' +
               (entry.version.empty() ? "latest" : entry.version);
    }
    std::string out = "docker build -t " + name;
    if (!entry.version.empty()) out += ':' + entry.version;
    for (const auto* input : mandatory(entry))
        out += " --build-arg " + input->name + "=CHANGE_ME";
    if (base_of(image.main) != "Dockerfile") out += " -f " + std::string(base_of(image.main));
    if (remote.web.empty()) return out + " ./" + folder;
    const auto tag = newest_tag(tree, tag_names(image)).tag;
    out += ' ' + remote.clone;
    if (!tag.empty() || !folder.empty()) out += '#' + tag + (folder.empty() ? "" : ':' + folder);
    return out;
}

// "# our chosen base image", "# Builder" right above a FROM: a stage's title, not the image's.
bool is_stage_title(std::string_view comment, std::string_view text) {
    const auto low = lower(comment);
    if (low.size() > 60) return false;
    const auto at = lower(text).find(low);
    const auto line = at == text.npos ? at : text.find('\n', at);
    const bool above = line != text.npos && text.substr(line + 1).starts_with("FROM ");
    for (const std::string_view word : {"base image", "builder", "build stage", "build image"})
        if (above && contains(low, word)) return true;
    return above && (!contains(low, " ") || low.starts_with("stage"));
}

std::string description_of(const Tree& tree, const ImageFiles& image, const Facts& facts,
                           std::string_view text) {
    const bool named = base_of(image.path) == base_of(image.main) && !image.path.empty();
    const auto dir = named ? std::string(dir_of(image.path)) : image.path;
    std::string readme;
    // The repository's README is about it.
    const bool whole =
        image.name == repo_base(tree) ||
        (!image.word.empty() && image.name == std::string(repo_base(tree)) + '-' + image.word);
    if (!named) readme = readme_path(tree, dir);
    // "images/echo/rootfs": the page is of the folder that names the image.
    for (auto above = dir_of(dir); readme.empty() && !named && !above.empty();
         above = dir_of(above))
        if (base_of(above) == image.name) readme = readme_path(tree, above);
    if (readme.empty() && whole) readme = readme_path(tree, "");
    auto words = label(facts, "description");
    auto comment = leading_comment(text, "#");
    if (is_stage_title(comment, text)) comment.clear();
    if (words.empty()) words = describe({}, tree, readme, comment);
    if (!words.empty()) return words;
    return section_prose(bytes_at(tree, readme_path(tree, "")), image.name);
}

void read_image(const Tree& tree, const ImageFiles& image, KindResult& result) {
    const auto* text = tree.read(image.main);
    if (!text) return result.problems.push_back({image.main, 0, "too large to be read"});
    const auto cleaned = clean(*text);
    const auto file = read_dockerfile(cleaned);
    if (file.error) {
        result.problems.push_back({image.main, file.error->line, file.error->reason});
        return;
    }
    auto facts = read_facts(file);
    Entry entry = new_entry(tree, "container-image", image.name, image.path);
    entry.description = description_of(tree, image, facts, cleaned);
    entry.licence = spdx(label(facts, "licenses"));
    for (const auto* key : {"maintainer", "authors", "vendor"})
        if (entry.owner.empty()) {
            auto name = label(facts, key);
            entry.owner = trim(std::string_view(name).substr(0, name.find('<')));
        }
    if (entry.owner.empty())
        entry.owner =
            trim(std::string_view(facts.maintainer).substr(0, facts.maintainer.find('<')));
    entry.inputs = std::move(facts.inputs);
    entry.outputs = std::move(facts.ports);
    for (const auto& [key, value] : facts.labels)
        if (key != "maintainer" && entry.outputs.size() < inputs_max)
            entry.outputs.push_back({key, "label", value, false, {}});
    entry.dependencies = std::move(facts.bases);
    for (const auto& tag : image.tags)
        add_once(entry.keywords, tag, list_max);
    entry.version = version_of(tree, image, facts);
    entry.releases = releases_of(tree, tag_names(image));
    entry.deprecated = entry.deprecated || lower(entry.description).starts_with("deprecated");
    entry.snippet = snippet_of(tree, entry, image);
    entry.snippet_language = "sh";
    result.entries.push_back(std::move(entry));
}

KindResult read(const Tree& tree) {
    KindResult result;
    for (const auto& image : image_files(tree))
        read_image(tree, image, result);
    return result;
}

}  // namespace

Kind container_image() {
    return {"container-image", "Container image", {"container", "image", "docker"}, read};
}

}  // namespace qm
