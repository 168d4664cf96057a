// A MAINTAINERS file: who looks after a repository whose manifests name nobody.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/maintainers.hpp"

#include "catalog/paths.hpp"
#include "catalog/read.hpp"
#include "catalog/text.hpp"

#include <cctype>
#include <vector>

namespace qm::catalog {
namespace {

constexpr std::size_t maintainers_bytes_max = 16 * 1024;

bool has_letter(std::string_view text) {
    for (const char c : text)
        if (std::isalpha(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80)
            return true;
    return false;
}

// "Ann Lee <ann@x> @ann" → "Ann Lee"; "@ann" → "ann"; "[Ann Lee](https://…)" → "Ann Lee".
std::string person(std::string_view text) {
    if (text.starts_with('[')) text = text.substr(1, text.find(']') - 1);
    auto name = trim(text.substr(0, text.find_first_of("<(@,|")));
    while (name.ends_with('-') || name.ends_with(' ') || name.ends_with('/'))
        name.remove_suffix(1);
    if (has_letter(name)) return name.size() <= 60 ? std::string(name) : std::string{};
    const auto at = text.find('@');
    if (at == text.npos) return {};
    const auto handle = text.substr(at + 1, text.find_first_of(" \t,)>", at) - at - 1);
    return std::string(handle);
}

}  // namespace

std::string maintainers_in(std::string_view text) {
    std::vector<std::string> people;
    for (const auto raw : lines_of(text.substr(0, maintainers_bytes_max))) {
        const auto line = trim(raw);
        const bool item = line.starts_with("* ") || line.starts_with("- ");
        if (!item && line.starts_with('#') && !people.empty()) break;  // the next list is of a part
        const bool contact = line.find_first_of("@<[") != line.npos;
        if (!contact || (!item && !line.ends_with('>'))) continue;
        const auto words = item ? trim(line.substr(2)) : line;
        if (words.starts_with('`') || contains(words.substr(0, words.find('<')), ": ")) continue;
        add_once(people, person(words), 3);
    }
    return join(people, ", ");
}

std::string maintainers_of(const Tree& tree) {
    const auto path = first_of(tree, "",
                               {"MAINTAINERS.md", "MAINTAINERS", "MAINTAINERS.txt",
                                ".github/MAINTAINERS.md", "docs/MAINTAINERS.md"});
    return maintainers_in(clean(bytes_at(tree, path)));
}

}  // namespace qm::catalog
