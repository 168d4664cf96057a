// The parts of a name.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/naming.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace qm::catalog {

NameParts parts_of(const std::vector<std::string>& words, const std::string& normal,
                   const std::unordered_set<std::string>& noise) {
    NameParts parts;
    std::vector<std::string_view> kept;
    for (const auto& word : words) {
        if (noise.contains(word)) continue;
        kept.push_back(word);
        parts.core += word;
    }
    parts.words = kept.size();
    if (parts.core.empty()) parts.core = normal;
    // "prometheus-redis-exporter" and "redis_exporter" are one thing; "prometheus" is another.
    const bool exporter = kept.size() > 2 && kept.back().starts_with("exporter");
    for (const auto word : kept) {
        if (!exporter || word != "prometheus") parts.family += word;
    }
    if (parts.family.empty()) parts.family = parts.core;
    return parts;
}

std::uint32_t stamped(std::string_view rfc3339) {
    using namespace std::chrono;
    const auto number = [&](std::size_t at, std::size_t digits) {
        int value = -1;
        if (at + digits > rfc3339.size()) return value;
        std::from_chars(rfc3339.data() + at, rfc3339.data() + at + digits, value);
        return value;
    };
    if (rfc3339.size() < 20 || rfc3339[10] != 'T') return 0;
    const year_month_day date{year{number(0, 4)}, month{static_cast<unsigned>(number(5, 2))},
                              day{static_cast<unsigned>(number(8, 2))}};
    if (!date.ok()) return 0;
    const auto time = sys_days{date} + hours{number(11, 2)} + minutes{number(14, 2)} +
                      seconds{number(17, 2)} - sys_days{year{2000} / 1 / 1};
    const auto count = duration_cast<seconds>(time).count();
    return static_cast<std::uint32_t>(std::clamp<long long>(count, 0, UINT32_MAX));
}

}  // namespace qm::catalog
