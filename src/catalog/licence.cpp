// Licences: their SPDX names from free text and from the head of a LICENSE file.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/licence.hpp"

#include "catalog/control.hpp"
#include "catalog/paths.hpp"
#include "catalog/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace qm::catalog {
namespace {

struct Known {
    std::string_view squeezed;  // lower case, letters and digits only
    std::string_view spdx;
};

constexpr std::array<Known, 50> known = {{
    {"apache", "Apache-2.0"},
    {"apache2", "Apache-2.0"},
    {"apache20", "Apache-2.0"},
    {"apachelicense20", "Apache-2.0"},
    {"apachelicense", "Apache-2.0"},
    {"apachelicenseversion20", "Apache-2.0"},
    {"apachev2", "Apache-2.0"},
    {"apachesoftwarelicense", "Apache-2.0"},
    {"apachesoftwarelicense20", "Apache-2.0"},
    {"asl20", "Apache-2.0"},
    {"mit", "MIT"},
    {"mitlicense", "MIT"},
    {"themitlicense", "MIT"},
    {"expat", "MIT"},
    {"bsd3clause", "BSD-3-Clause"},
    {"bsd3", "BSD-3-Clause"},
    {"bsd2clause", "BSD-2-Clause"},
    {"bsd2", "BSD-2-Clause"},
    {"newbsd", "BSD-3-Clause"},
    {"gplv2", "GPL-2.0-only"},
    {"gpl2", "GPL-2.0-only"},
    {"gpl20", "GPL-2.0-only"},
    {"gnugplv2", "GPL-2.0-only"},
    {"gnugplv3", "GPL-3.0-only"},
    {"gplv2+", "GPL-2.0-or-later"},
    {"gplv3", "GPL-3.0-only"},
    {"gpl3", "GPL-3.0-only"},
    {"gpl30", "GPL-3.0-only"},
    {"gplv3+", "GPL-3.0-or-later"},
    {"gpl2+", "GPL-2.0-or-later"},
    {"gpl3+", "GPL-3.0-or-later"},
    {"agplv3", "AGPL-3.0-only"},
    {"agpl3", "AGPL-3.0-only"},
    {"agpl3+", "AGPL-3.0-or-later"},
    {"lgpl2", "LGPL-2.0-only"},
    {"lgpl2+", "LGPL-2.0-or-later"},
    {"lgpl21", "LGPL-2.1-only"},
    {"lgpl21+", "LGPL-2.1-or-later"},
    {"lgpl3", "LGPL-3.0-only"},
    {"lgpl3+", "LGPL-3.0-or-later"},
    {"mozillapubliclicense", "MPL-2.0"},
    {"apachesoftwarelicenseversion20", "Apache-2.0"},
    {"gnugeneralpubliclicensev3", "GPL-3.0-only"},
    {"gnugeneralpubliclicensev2", "GPL-2.0-only"},
    {"lgplv3", "LGPL-3.0-only"},
    {"mpl20", "MPL-2.0"},
    {"mpl2", "MPL-2.0"},
    {"mozillapubliclicense20", "MPL-2.0"},
    {"isc", "ISC"},
    {"unlicense", "Unlicense"},
}};

std::string squeeze(std::string_view text) {
    std::string out;
    for (const char c : lower(text))
        if (std::isalnum(static_cast<unsigned char>(c)) || c == '+') out += c;
    return out;
}

std::string one(std::string_view text) {
    const auto small = squeeze(text);
    for (const auto& entry : known)
        if (entry.squeezed == small) return std::string(entry.spdx);
    return std::string(trim(text));
}

struct Head {
    std::string_view words;  // one line of white space
    std::string_view spdx;
};

// The more particular first.
constexpr std::array<Head, 13> heads = {{
    {"apache license version 2.0", "Apache-2.0"},
    {"gnu affero general public license version 3", "AGPL-3.0-only"},
    {"gnu lesser general public license version 3", "LGPL-3.0-only"},
    {"gnu lesser general public license version 2.1", "LGPL-2.1-only"},
    {"gnu general public license version 3", "GPL-3.0-only"},
    {"gnu general public license version 2", "GPL-2.0-only"},
    {"mozilla public license version 2.0", "MPL-2.0"},
    {"mozilla public license, version 2.0", "MPL-2.0"},
    {"business source license 1.1", "BUSL-1.1"},
    {"permission is hereby granted, free of charge", "MIT"},
    {"neither the name of", "BSD-3-Clause"},
    {"redistribution and use in source and binary forms", "BSD-2-Clause"},
    {"permission to use, copy, modify, and", "ISC"},
}};

// "… is licensed under the MPL 2.0. For …"
std::string licensed_under(std::string_view low) {
    static constexpr std::string_view phrase = "licensed under the ";
    const auto at = low.find(phrase);
    if (at == low.npos) return {};
    auto words = split(low.substr(at + phrase.size(), 80), " ");
    for (auto count = std::min<std::size_t>(words.size(), 5); count > 0; --count) {
        words.resize(count);
        const auto text = join(words, " ");
        if (const auto name = one(text); name != text) return name;
    }
    return {};
}

}  // namespace

std::string dep5_licence(std::string_view copyright) {
    if (!contains(copyright.substr(0, 400), "Format:")) return {};
    std::string any;
    for (const auto& stanza : read_control(copyright)) {
        const auto name =
            spdx(trim(stanza.get("License").substr(0, stanza.get("License").find('\n'))));
        if (name.empty()) continue;
        if (stanza.get("Files") == "*") return name;
        if (any.empty()) any = name;
    }
    return any;
}

std::string spdx(std::string_view text) {
    auto words = trim(text);
    if (words.empty()) return {};
    if (const auto open = words.find('(');
        lower(words).starts_with("license (") && words.ends_with(')'))
        words = words.substr(open + 1, words.size() - open - 2);
    if (contains(words, " OR ") || contains(words, " AND ") || contains(words, " WITH "))
        return std::string(words);
    if (auto whole = one(words); whole != words) return whole;
    if (!contains(words, ",") || words.size() > 80) return cap(one_line(words), 80);
    std::vector<std::string> parts;
    for (const auto& part : split(words, ","))
        add_once(parts, one(part), 6);
    return join(parts, " OR ");
}

std::string licence_file(const Tree& tree, std::string_view dir) {
    for (;;) {
        const auto path = first_of(tree, dir,
                                   {"LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "LICENCE.md",
                                    "COPYING", "License", "license"});
        if (const auto* text = path.empty() ? nullptr : tree.read(path)) {
            if (auto name = dep5_licence(clean(*text)); !name.empty()) return name;
            const auto words = lower(one_line(std::string_view(*text).substr(0, 4000)));
            auto flat = words;
            for (auto at = flat.find("license, version"); at != std::string::npos;
                 at = flat.find("license, version"))
                flat.erase(at + 7, 1);
            for (const auto& head : heads)
                if (contains(words, head.words) || contains(flat, head.words))
                    return std::string(head.spdx);
            if (auto name = licensed_under(words); !name.empty()) return name;
        }
        if (dir.empty()) return {};
        dir = dir_of(dir);
    }
}

}  // namespace qm::catalog
