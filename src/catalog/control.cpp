// Debian's RFC 822 files (control, copyright, templates) and the head of debian/changelog.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/control.hpp"

#include "catalog/text.hpp"

namespace qm::catalog {
namespace {

constexpr std::size_t stanzas_max = 500;
constexpr std::size_t value_max = 64 * 1024;

bool is_field_name(std::string_view text) {
    return !text.empty() && text.find_first_of(" \t{}$") == text.npos && text.front() != '-';
}

}  // namespace

std::string_view Stanza::get(std::string_view name) const {
    const auto wanted = lower(name);
    for (const auto& [key, value] : fields)
        if (lower(key) == wanted) return value;
    return {};
}

std::vector<Stanza> read_control(std::string_view text) {
    std::vector<Stanza> stanzas;
    bool open = false;
    int number = 0;
    for (const auto line : lines_of(text)) {
        ++number;
        if (line.starts_with('#')) continue;
        if (trim(line).empty()) {
            open = false;
            continue;
        }
        if (line.front() == ' ' || line.front() == '\t') {
            if (!open || stanzas.back().fields.empty()) continue;
            auto& value = stanzas.back().fields.back().second;
            const auto more = line.substr(1);
            if (value.size() < value_max)
                (value += '\n') += trim(more) == "." ? std::string_view{} : more;
            continue;
        }
        const auto colon = line.find(':');
        if (colon == line.npos || !is_field_name(line.substr(0, colon))) continue;
        if (!open) {
            if (stanzas.size() >= stanzas_max) break;
            stanzas.push_back({number, {}});
            open = true;
        }
        stanzas.back().fields.emplace_back(line.substr(0, colon), trim(line.substr(colon + 1)));
    }
    return stanzas;
}

std::vector<std::string> package_names(std::string_view relation) {
    std::vector<std::string> names;
    for (const auto& part : split(relation, ",\n")) {
        if (part.starts_with("${")) continue;
        const auto end = part.find_first_of(" \t(|[<:");
        const auto name = std::string_view(part).substr(0, end);
        if (!contains(name, "${")) add_once(names, name, 100);
    }
    return names;
}

ChangelogHead read_changelog(std::string_view text) {
    ChangelogHead first;
    int seen = 0;
    for (const auto line : lines_of(text)) {
        if (++seen > 2000) break;
        if (line.empty() || line.front() == ' ' || line.front() == '\t') continue;
        const auto open = line.find(" (");
        const auto close = line.find(')', open == line.npos ? 0 : open);
        if (open == line.npos || close == line.npos || !contains(line, "urgency=")) continue;
        ChangelogHead head;
        head.source = line.substr(0, open);
        head.version = trim(line.substr(open + 2, close - open - 2));
        const auto rest = line.substr(close + 1);
        head.distribution = trim(rest.substr(0, rest.find(';')));
        if (head.distribution != "UNRELEASED") return head;
        if (first.version.empty()) first = head;
    }
    return first;
}

}  // namespace qm::catalog
