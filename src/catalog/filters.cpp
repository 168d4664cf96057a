// Filters: their names, their values, and which entries meet them.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/filters.hpp"

#include "catalog/asked.hpp"
#include "catalog/words.hpp"
#include "core/spec.hpp"

#include <algorithm>
#include <array>

namespace qm::catalog {
namespace {

struct Called {
    std::string_view word;
    std::string_view means;
};

// French for kinds, folded; English words come with the kinds themselves.
constexpr std::array<Called, 9> french_kinds{{{"collection", "ansible-collection"},
                                              {"modele", "ci-template"},
                                              {"gabarit", "ci-template"},
                                              {"conteneur", "container-image"},
                                              {"paquet", "debian-package"},
                                              {"paquet", "python-package"},
                                              {"bibliotheque", "python-package"},
                                              {"exporteur", "prometheus-exporter"},
                                              {"sonde", "prometheus-exporter"}}};

constexpr std::array<Called, 34> languages{{{"python", "python"},
                                            {"py", "python"},
                                            {"python3", "python"},
                                            {"go", "go"},
                                            {"golang", "go"},
                                            {"hcl", "hcl"},
                                            {"terraform", "hcl"},
                                            {"tf", "hcl"},
                                            {"opentofu", "hcl"},
                                            {"yaml", "yaml"},
                                            {"yml", "yaml"},
                                            {"sh", "sh"},
                                            {"shell", "sh"},
                                            {"bash", "sh"},
                                            {"dockerfile", "dockerfile"},
                                            {"docker", "dockerfile"},
                                            {"containerfile", "dockerfile"},
                                            {"json", "json"},
                                            {"toml", "toml"},
                                            {"rust", "rust"},
                                            {"java", "java"},
                                            {"kotlin", "kotlin"},
                                            {"javascript", "javascript"},
                                            {"js", "javascript"},
                                            {"node", "javascript"},
                                            {"nodejs", "javascript"},
                                            {"typescript", "typescript"},
                                            {"ts", "typescript"},
                                            {"ruby", "ruby"},
                                            {"perl", "perl"},
                                            {"php", "php"},
                                            {"lua", "lua"},
                                            {"c++", "c++"},
                                            {"c", "c"}}};

// What entries of a kind are written in.
constexpr std::array<Called, 7> languages_of_kinds{{{"python-package", "python"},
                                                    {"terraform-module", "hcl"},
                                                    {"ansible-role", "yaml"},
                                                    {"ansible-collection", "yaml"},
                                                    {"ci-template", "yaml"},
                                                    {"helm-chart", "yaml"},
                                                    {"container-image", "dockerfile"}}};

constexpr std::array<Called, 19> deprecations{{{"yes", "yes"},
                                               {"y", "yes"},
                                               {"oui", "yes"},
                                               {"true", "yes"},
                                               {"all", "yes"},
                                               {"tous", "yes"},
                                               {"no", "no"},
                                               {"n", "no"},
                                               {"non", "no"},
                                               {"false", "no"},
                                               {"without", "no"},
                                               {"sans", "no"},
                                               {"only", "only"},
                                               {"seul", "only"},
                                               {"seuls", "only"},
                                               {"seule", "only"},
                                               {"seules", "only"},
                                               {"seulement", "only"},
                                               {"uniquement", "only"}}};

template <std::size_t N>
std::string meaning(const std::array<Called, N>& table, std::string_view word) {
    for (const Called& each : table) {
        if (each.word == word) return std::string(each.means);
    }
    return {};
}

template <std::size_t N>
std::vector<std::string> called(const std::array<Called, N>& table) {
    std::vector<std::string> all;
    for (const Called& each : table)
        all.emplace_back(each.word);
    return all;
}

void add_known(std::vector<std::string>& list, std::string_view text) {
    if (std::find(list.begin(), list.end(), text) == list.end()) list.emplace_back(text);
}

FilterValue read_kind(std::string_view value, const std::vector<Kind>& kinds) {
    FilterValue read;
    const std::string whole = normal_form(value);
    const std::string word = singular(fold(value));
    std::vector<std::string> words;
    for (const Kind& kind : kinds) {
        read.known.push_back(kind.name);
        bool named = whole == normal_form(kind.name) || singular(whole) == normal_form(kind.name) ||
                     whole == normal_form(kind.title);
        for (const std::string& each : kind.words) {
            named = named || singular(fold(each)) == word;
            add_known(words, each);
        }
        for (const Called& each : french_kinds) {
            if (each.means != kind.name) continue;
            named = named || each.word == word;
            add_known(words, each.word);
        }
        if (named) read.values.push_back(kind.name);
    }
    // "kind:helm-chart" is no Helm chart of another kind that is called "chart" too.
    for (const Kind& kind : kinds) {
        if (normal_form(kind.name) == whole) read.values = {kind.name};
    }
    if (!read.values.empty()) return read;
    words.insert(words.end(), read.known.begin(), read.known.end());
    read.nearest = core::nearest(value, words);
    return read;
}

FilterValue read_language(std::string_view value) {
    FilterValue read;
    if (auto language = meaning(languages, fold(value)); !language.empty()) {
        read.values.push_back(std::move(language));
        return read;
    }
    for (const Called& each : languages)
        add_known(read.known, each.means);
    read.nearest = core::nearest(value, called(languages));
    return read;
}

FilterValue read_deprecated(std::string_view value) {
    FilterValue read;
    const std::string means = meaning(deprecations, fold(value));
    read.everything = means == "yes";
    if (means == "no" || means == "only") read.values.push_back(means);
    if (!means.empty()) return read;
    read.known = {"yes", "no", "only"};
    read.nearest = core::nearest(value, called(deprecations));
    return read;
}

bool same_but_number(const std::string& a, const std::string& b) {
    return singular(a) == singular(b) || a + "s" == b || b + "s" == a;
}

// Whether the words of a text hold these, side by side; joined names count ("nodeexporter").
bool holds(const std::vector<std::string>& words, const std::string& wanted, bool any_number) {
    constexpr std::size_t run_max = 12;
    for (std::size_t from = 0; from < words.size(); ++from) {
        std::string joined;
        for (std::size_t to = from; to < std::min(words.size(), from + run_max); ++to) {
            joined += normal_form(words[to]);
            if (joined == wanted || (any_number && same_but_number(joined, wanted))) return true;
            if (joined.size() > wanted.size() + 2) break;
        }
    }
    return false;
}

bool says(const Entry& entry, const std::string& wanted, bool any_number) {
    if (holds(words_of(entry.name), wanted, any_number) ||
        holds(words_of(entry.name, true), wanted, any_number) ||
        holds(words_of(entry.description), wanted, any_number))
        return true;
    return std::any_of(entry.keywords.begin(), entry.keywords.end(), [&](const std::string& each) {
        return holds(words_of(each), wanted, any_number);
    });
}

bool is_deprecated(const Entry& entry) {
    return entry.deprecated || entry.tombstone;
}

// "core" is "sre-core", "dba" is "sre/dba"; "sre-core" is not "sre/core-tools".
bool owned_by(std::string_view owner, std::string_view team) {
    const std::string wanted = normal_form(team);
    if (wanted.empty()) return false;
    while (!owner.empty()) {
        const auto end = std::min(owner.find(','), owner.size());
        if (holds(words_of(owner.substr(0, end)), wanted, false)) return true;
        owner.remove_prefix(std::min(end + 1, owner.size()));
    }
    return false;
}

bool meets_value(About about, const std::string& value, bool without, const Entry& entry) {
    switch (about) {
        case About::kind:
            return entry.kind == value;
        case About::owner:
            return owned_by(entry.owner, value);
        case About::language: {
            const auto all = languages_of(entry);
            return std::find(all.begin(), all.end(), value) != all.end();
        }
        case About::deprecated:
            return is_deprecated(entry) == (value == "only");
        case About::words:
            return says(entry, value, without);
    }
    return true;
}

}  // namespace

std::optional<Filter> filter_of(std::string_view key) {
    static constexpr std::array<std::pair<std::string_view, Filter>, 15> table{
        {{"kind", {About::kind, false}},
         {"kinds", {About::kind, false}},
         {"type", {About::kind, true}},
         {"genre", {About::kind, true}},
         {"team", {About::owner, false}},
         {"owner", {About::owner, false}},
         {"equipe", {About::owner, false}},
         {"proprietaire", {About::owner, false}},
         {"lang", {About::language, false}},
         {"language", {About::language, false}},
         {"langage", {About::language, false}},
         {"langue", {About::language, false}},
         {"deprecated", {About::deprecated, false}},
         {"obsolete", {About::deprecated, false}},
         {"obsoletes", {About::deprecated, false}}}};
    for (const auto& [name, filter] : table) {
        if (name == key) return filter;
    }
    return std::nullopt;
}

FilterValue read_value(About about, std::string_view value, const std::vector<Kind>& kinds) {
    switch (about) {
        case About::kind:
            return read_kind(value, kinds);
        case About::language:
            return read_language(value);
        case About::deprecated:
            return read_deprecated(value);
        case About::owner:
        case About::words:
            break;
    }
    FilterValue read;  // whose it may be is known to the index alone
    if (!normal_form(value).empty()) read.values.emplace_back(value);
    return read;
}

std::vector<std::string> languages_of(const Entry& entry) {
    std::vector<std::string> all;
    if (auto own = meaning(languages_of_kinds, entry.kind); !own.empty())
        all.push_back(std::move(own));
    const auto add = [&](std::string_view word) {
        if (const auto language = meaning(languages, fold(word)); !language.empty())
            add_known(all, language);
    };
    // How an image is pulled or a package installed is a shell's line, whatever is inside.
    if (entry.snippet_language != "sh") add(entry.snippet_language);
    for (const std::string& keyword : entry.keywords)
        add(keyword);
    return all;
}

bool meets(const Condition& condition, const Entry& entry) {
    const bool met = std::any_of(
        condition.values.begin(), condition.values.end(), [&](const std::string& value) {
            return meets_value(condition.about, value, condition.without, entry);
        });
    return met != condition.without;
}

bool passes(const Asked& asked, const Entry& entry) {
    return std::all_of(asked.conditions.begin(), asked.conditions.end(),
                       [&](const Condition& condition) { return meets(condition, entry); });
}

void complain_of_owners(const std::vector<std::string>& owners, std::string_view text,
                        Asked& asked) {
    for (const Condition& condition : asked.conditions) {
        if (condition.about != About::owner) continue;
        for (const std::string& value : condition.values) {
            if (std::any_of(owners.begin(), owners.end(),
                            [&](const std::string& owner) { return owned_by(owner, value); }))
                continue;
            Complaint complaint{About::owner, value, core::nearest(value, owners), owners, ""};
            // A slip in the last part of a path is one in the whole.
            for (std::size_t i = 0; complaint.nearest.empty() && i < owners.size(); ++i) {
                if (!core::nearest(value, words_of(owners[i])).empty())
                    complaint.nearest = owners[i];
            }
            const auto at = text.find(condition.written);
            if (!complaint.nearest.empty() && at != std::string_view::npos) {
                std::string written = condition.written;
                const auto where = written.rfind(value);
                const bool blanks = complaint.nearest.find(' ') != std::string::npos &&
                                    written.find('"') == std::string::npos;
                if (where != std::string::npos)
                    written.replace(where, value.size(),
                                    blanks ? '"' + complaint.nearest + '"' : complaint.nearest);
                complaint.mended = std::string(text.substr(0, at)) + written +
                                   std::string(text.substr(at + condition.written.size()));
            }
            asked.complaints.push_back(std::move(complaint));
        }
    }
}

}  // namespace qm::catalog
