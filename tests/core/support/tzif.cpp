// Zone files as the system has them.
// SPDX-License-Identifier: Apache-2.0
#include "tzif.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace qm::tests {
namespace {

constexpr const char* folder = "/usr/share/zoneinfo";
constexpr std::int64_t day = 86'400;
constexpr std::size_t header = 44;

std::int64_t number_at(const std::string& bytes, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value = (value << 8) | static_cast<unsigned char>(bytes.at(at + i));
    if (size == 4) return static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
    return static_cast<std::int64_t>(value);
}

struct Counts {
    std::size_t utc, standard, leaps, times, types, letters;
};

Counts counts_at(const std::string& bytes, std::size_t at) {
    const auto one = [&](std::size_t i) {
        return static_cast<std::size_t>(number_at(bytes, at + 20 + 4 * i, 4));
    };
    return {one(0), one(1), one(2), one(3), one(4), one(5)};
}

}  // namespace

std::optional<ZoneFile> ZoneFile::read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    if (bytes.size() < 2 * header || !bytes.starts_with("TZif") || bytes[4] < '2')
        return std::nullopt;
    // The first block has 32-bit times; the second one is the same with 64 bits.
    const Counts old = counts_at(bytes, 0);
    const std::size_t second = header + old.times * 5 + old.types * 6 + old.letters +
                               old.leaps * 8 + old.standard + old.utc;
    const Counts counts = counts_at(bytes, second);
    const std::size_t times = second + header;
    const std::size_t kinds = times + counts.times * 8;
    const std::size_t types = kinds + counts.times;
    ZoneFile zone;
    zone.first_offset_ = number_at(bytes, types, 4);
    for (std::size_t i = 0; i < counts.times; ++i) {
        const auto kind = static_cast<std::size_t>(static_cast<unsigned char>(bytes[kinds + i]));
        zone.transitions_.push_back(
            {number_at(bytes, times + 8 * i, 8), number_at(bytes, types + 6 * kind, 4)});
    }
    return zone;
}

std::size_t ZoneFile::next_after(std::int64_t instant) const {
    const auto found =
        std::upper_bound(transitions_.begin(), transitions_.end(), instant,
                         [](std::int64_t value, const Transition& t) { return value < t.at; });
    return static_cast<std::size_t>(found - transitions_.begin());
}

std::int64_t ZoneFile::offset_before(std::size_t transition) const {
    return transition == 0 ? first_offset_ : transitions_[transition - 1].offset;
}

std::int64_t ZoneFile::offset_at(std::int64_t instant) const {
    return offset_before(next_after(instant));
}

std::vector<std::int64_t> ZoneFile::instants_of(std::int64_t local) const {
    std::vector<std::int64_t> found;
    // No offset is a day or more: what was in force around it is tried, and looked at again.
    for (std::size_t i = next_after(local - day);; ++i) {
        const std::int64_t instant = local - offset_before(i);
        if (offset_at(instant) == offset_before(i)) found.push_back(instant);
        if (i >= transitions_.size() || transitions_[i].at > local + day) break;
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

std::int64_t ZoneFile::after_gap(std::int64_t local) const {
    for (std::size_t i = next_after(local - 2 * day); i < transitions_.size(); ++i) {
        const std::int64_t at = transitions_[i].at;
        if (at + offset_before(i) <= local && local < at + transitions_[i].offset) return at;
    }
    return 0;
}

std::vector<std::string> zone_names() {
    namespace fs = std::filesystem;
    std::vector<std::string> names;
    for (fs::recursive_directory_iterator at(folder), end; at != end; ++at) {
        const std::string name = at->path().lexically_relative(folder).string();
        if (name == "posix" || name == "right") at.disable_recursion_pending();
        if (at->is_regular_file()) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace qm::tests
