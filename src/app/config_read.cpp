// Reading YAML with patience.
// SPDX-License-Identifier: Apache-2.0
#include "app/config_read.hpp"

#include "core/calendar.hpp"
#include "core/spec.hpp"

#include <charconv>

namespace qm::app {
namespace {

constexpr std::size_t list_max = 2000;

template <class Number>
std::optional<Number> number_of(const std::string& text) {
    Number value{};
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

void Reader::problem(const YAML::Node& at, std::string what) {
    const int line = at.IsDefined() && at.Mark().line >= 0 ? at.Mark().line + 1 : 0;
    problems_.push_back({line, std::move(what)});
}

bool Reader::map(const YAML::Node& node, const std::string& where,
                 std::initializer_list<const char*> keys) {
    if (!node.IsDefined() || node.IsNull()) return false;
    if (!node.IsMap()) {
        problem(node, where + " must be a block of keys");
        return false;
    }
    const std::vector<std::string> known(keys.begin(), keys.end());
    for (const auto& pair : node) {
        const std::string key = pair.first.Scalar();
        bool found = false;
        for (const std::string& one : known)
            found = found || one == key;
        if (found) continue;
        std::string what = where + " has no key \"" + key + "\"";
        const std::string near = core::nearest(key, known);
        if (!near.empty()) {
            what += "; did you mean \"" + near + "\"?";
        } else {
            what += "; it knows";
            for (const std::string& one : known)
                what += " " + one;
        }
        problem(pair.first, std::move(what));
    }
    return true;
}

YAML::Node Reader::child(const YAML::Node& node, const char* key) const {
    if (!node.IsDefined() || !node.IsMap()) return YAML::Node(YAML::NodeType::Undefined);
    const YAML::Node found = node[key];
    if (!found.IsDefined() || found.IsNull()) return YAML::Node(YAML::NodeType::Undefined);
    return found;
}

std::string Reader::text(const YAML::Node& node, const char* key, const std::string& where,
                         bool required, const std::string& otherwise) {
    const YAML::Node found = child(node, key);
    if (!found.IsDefined()) {
        if (required) problem(node, where + " needs \"" + key + "\"");
        return otherwise;
    }
    if (!found.IsScalar()) {
        problem(found, where + "." + key + " must be one value");
        return otherwise;
    }
    return found.Scalar();
}

std::vector<std::string> Reader::texts(const YAML::Node& node, const char* key,
                                       const std::string& where) {
    std::vector<std::string> values;
    const YAML::Node found = child(node, key);
    if (!found.IsDefined()) return values;
    if (found.IsScalar()) return {found.Scalar()};
    if (!found.IsSequence() || found.size() > list_max) {
        problem(found, where + "." + key + " must be a list of at most 2000 values");
        return values;
    }
    for (const YAML::Node& item : found) {
        if (item.IsScalar())
            values.push_back(item.Scalar());
        else
            problem(item, where + "." + key + " must be a list of words");
    }
    return values;
}

std::int64_t Reader::number(const YAML::Node& node, const char* key, const std::string& where,
                            std::int64_t otherwise, std::int64_t least, std::int64_t most) {
    const YAML::Node found = child(node, key);
    if (!found.IsDefined()) return otherwise;
    const auto value = found.IsScalar() ? number_of<std::int64_t>(found.Scalar()) : std::nullopt;
    if (value && *value >= least && *value <= most) return *value;
    problem(found, where + "." + key + " must be a whole number from " + std::to_string(least) +
                       " to " + std::to_string(most));
    return otherwise;
}

TimeOfDay Reader::time(const YAML::Node& node, const char* key, const std::string& where,
                       TimeOfDay otherwise) {
    const YAML::Node found = child(node, key);
    if (!found.IsDefined()) return otherwise;
    const auto value = core::read_time(found.IsScalar() ? found.Scalar() : "");
    if (value) return *value;
    problem(found, where + "." + key + " must be a time like \"09:00\", in quotes");
    return otherwise;
}

std::chrono::seconds Reader::duration(const YAML::Node& node, const char* key,
                                      const std::string& where, std::chrono::seconds otherwise) {
    const YAML::Node found = child(node, key);
    if (!found.IsDefined()) return otherwise;
    const std::string words = found.IsScalar() ? found.Scalar() : "";
    const char unit = words.empty() ? '?' : words.back();
    const std::int64_t factor = unit == 's' ? 1 : unit == 'm' ? 60 : unit == 'h' ? 3600 : 0;
    const auto count =
        factor == 0 ? std::nullopt : number_of<std::int64_t>(words.substr(0, words.size() - 1));
    if (count && *count > 0 && *count < 100'000) return std::chrono::seconds{*count * factor};
    problem(found, where + "." + key + " must be a duration like 30s, 10m or 2h");
    return otherwise;
}

std::string beside(const Surroundings& surroundings, const std::string& path) {
    if (surroundings.folder.empty() || path.starts_with('/')) return path;
    return surroundings.folder + "/" + (path.starts_with("./") ? path.substr(2) : path);
}

std::string trimmed(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
        text.pop_back();
    return text;
}

std::string secret(const YAML::Node& node, const std::string& key, const std::string& where,
                   bool required, Reader& reader, const Surroundings& surroundings) {
    const std::string variable = reader.text(node, (key + "_env").c_str(), where, false);
    const std::string file = reader.text(node, (key + "_file").c_str(), where, false);
    if (variable.empty() && file.empty()) {
        if (required)
            reader.problem(node, where + " needs " + key +
                                     "_env (the name of an environment "
                                     "variable) or " +
                                     key + "_file (the path of a file)");
        return "";
    }
    if (!variable.empty()) {
        std::string value = surroundings.variable(variable);
        if (value.empty())
            reader.problem(node[key + "_env"], "the environment variable " + variable +
                                                   " is not set; set it, or use " + key + "_file");
        return trimmed(std::move(value));
    }
    auto value = surroundings.file(file);
    if (!value) {
        reader.problem(node[key + "_file"], "cannot read " + file + ": " + value.error().what);
        return "";
    }
    std::string word = trimmed(std::move(*value));
    if (word.empty()) reader.problem(node[key + "_file"], "cannot read " + file + ": it is empty");
    return word;
}

}  // namespace qm::app
