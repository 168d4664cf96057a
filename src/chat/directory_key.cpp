// One key for one content at one time.
// SPDX-License-Identifier: Apache-2.0
#include "chat/directory_key.hpp"

#include "core/seal.hpp"

namespace qm::chat {

namespace {

std::string content_of(const Event& event) {
    std::string out;
    for (const Person& person : event.people)
        out.append(core::key_of(
            {person.id.value, person.username, person.display, person.locale, person.zone}));
    for (const Channel& channel : event.channels)
        out.append(core::key_of({channel.id.value, channel.name, channel.display}));
    return out;
}

}  // namespace

std::string directory_key(std::string_view platform, const Event& event) {
    return std::string(platform) +
           ":directory:" + core::key_of({std::to_string(event.at_ms), content_of(event)});
}

}  // namespace qm::chat
