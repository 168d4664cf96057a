// An entry of the catalog that may answer a question at once.
// SPDX-License-Identifier: Apache-2.0
#include "desk/suggest.hpp"

#include "catalog/text.hpp"
#include "core/spec_words.hpp"
#include "desk/requests.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace qm::desk {
namespace {

constexpr std::size_t words_max = 60;       // of a question; the name comes early
constexpr std::size_t name_words = 4;       // "prometheus redis exporter ci"
constexpr std::size_t name_min = 4;         // letters
constexpr std::size_t described_max = 160;  // bytes

constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kind_words{{
    {"role", "ansible-role"},
    {"collection", "ansible-collection"},
    {"chart", "helm-chart"},
    {"module", "terraform-module"},
    {"exporter", "prometheus-exporter"},
    {"exporteur", "prometheus-exporter"},
    {"image", "container-image"},
    {"template", "ci-template"},
    {"modele", "ci-template"},
    {"package", "debian-package"},
    {"paquet", "debian-package"},
    {"deb", "debian-package"},
    {"helm", "helm-chart"},
    {"ansible", "ansible-role"},
    {"terraform", "terraform-module"},
    {"pip", "python-package"},
}};

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words(1);
    for (const char c : core::folded(text.substr(0, 1000))) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || c == '-' || c == '_' || byte >= 0x80) {
            words.back() += c;
        } else if (!words.back().empty()) {
            if (words.size() == words_max) break;
            words.emplace_back();
        }
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

std::string_view kind_said(const std::vector<std::string>& words) {
    for (const std::string& word : words) {
        for (const auto& [said, kind] : kind_words) {
            if (word == said) return kind;
        }
    }
    return "";
}

}  // namespace

std::string suggest(const CatalogView& catalog, std::string_view question) {
    const std::vector<std::string> words = words_of(question);
    const std::string_view kind = kind_said(words);
    for (std::size_t length = std::min(name_words, words.size()); length > 0; --length) {
        for (std::size_t at = 0; at + length <= words.size(); ++at) {
            std::string name = words[at];
            for (std::size_t i = 1; i < length; ++i)
                name += "-" + words[at + i];
            const bool plain = name.find_first_of("-_0123456789") == std::string::npos;
            if (name.size() < name_min || (plain && kind.empty())) continue;
            const std::vector<Entry> found = catalog.named(name);
            if (found.empty()) continue;
            const auto wanted = std::find_if(
                found.begin(), found.end(), [&](const Entry& entry) { return entry.kind == kind; });
            if (plain && wanted == found.end()) continue;
            const Entry& entry = wanted == found.end() ? found.front() : *wanted;
            if (entry.deprecated) continue;
            return entry.kind + "/" + entry.name + " " +
                   capped(catalog::one_line(entry.description), described_max);
        }
    }
    return "";
}

Suggested read_suggested(std::string_view suggested) {
    const auto slash = suggested.find('/');
    if (slash == std::string_view::npos) return {};
    const auto space = std::min(suggested.find(' ', slash), suggested.size());
    return {std::string(suggested.substr(0, slash)),
            std::string(suggested.substr(slash + 1, space - slash - 1)),
            std::string(suggested.substr(std::min(space + 1, suggested.size())))};
}

}  // namespace qm::desk
