// What does not work, remembered.
// SPDX-License-Identifier: Apache-2.0
#include "desk/trouble.hpp"

#include "desk/requests.hpp"

#include <charconv>

namespace qm::desk {
namespace {

constexpr std::chrono::minutes told_after{30};  // that nothing worked
constexpr std::string_view told = " told";
constexpr std::size_t trouble_max = 300;  // bytes of why

std::string trouble_key(std::string_view subject, const std::string& name) {
    return std::string(subject) + "_trouble/" + name;
}

// Since when, in Unix seconds, and "told" once people have been.
std::string failing_key(std::string_view subject, const std::string& name) {
    return std::string(subject) + "_failures/" + name;
}

}  // namespace

void calendar_worked(Turn& turn, std::string_view subject, const std::string& name) {
    for (const std::string& key : {trouble_key(subject, name), failing_key(subject, name)}) {
        if (!store::meta(turn.db, key).empty()) store::set_meta(turn.db, key, "");
    }
}

std::optional<Instant> calendar_failed(Turn& turn, std::string_view subject,
                                       const std::string& name, std::string_view why) {
    store::set_meta(turn.db, trouble_key(subject, name), capped(why, trouble_max));
    std::string failing = store::meta(turn.db, failing_key(subject, name));
    if (failing.empty()) failing = std::to_string(to_unix(turn.now));
    std::int64_t since = 0;
    std::from_chars(failing.data(), failing.data() + failing.size(), since);
    const bool tells = !failing.ends_with(told) && turn.now - from_unix(since) >= told_after;
    store::set_meta(turn.db, failing_key(subject, name),
                    failing + (tells ? std::string(told) : ""));
    if (!tells) return std::nullopt;
    return from_unix(since);
}

std::string calendar_trouble(Turn& turn, std::string_view subject, const std::string& name) {
    return store::meta(turn.db, trouble_key(subject, name));
}

}  // namespace qm::desk
