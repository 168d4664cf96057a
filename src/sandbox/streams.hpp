// What a dropped connection can still be told: its numbered frames, kept as Mattermost keeps them
// ("reliable websockets"). The last 128 that were sent, and what comes while it is away, up to the
// 254 that its send queue was seen to take; more, or a restart, and it is forgotten.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <optional>
#include <string>

namespace qm::sandbox {

// One bot's or browser's numbered frames, over one connection or several.
struct Stream {
    static constexpr std::size_t kept_max = 128;
    static constexpr std::size_t away_max = 254;

    std::string user_id, token, id;
    std::uint64_t seq = 0;  // of the next frame
    std::deque<std::string> kept;
    std::size_t away = 0;  // frames that came while nobody was connected

    // The frame with its number, kept.
    const std::string& number(const std::string& head);
    // Frames from this number on can be told again.
    bool has(std::uint64_t from) const { return from <= seq && from + kept.size() >= seq; }
};

class Streams {
public:
    static constexpr std::size_t streams_max = 32;  // the oldest is forgotten first

    void leave(Stream stream);
    // Taken out; nothing: unknown, another's, or the number is not kept any more.
    std::optional<Stream> resume(const std::string& id, const std::string& user_id,
                                 std::uint64_t from);
    template <typename Concerns>
    void tell(const std::string& head, Concerns concerns) {
        for (auto at = streams_.begin(); at != streams_.end();) {
            if (concerns(*at)) {
                ++at->away;
                at->number(head);
            }
            at = at->away > Stream::away_max ? streams_.erase(at) : std::next(at);
        }
    }

private:
    std::list<Stream> streams_;
};

}  // namespace qm::sandbox
