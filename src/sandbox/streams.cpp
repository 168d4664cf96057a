// SPDX-License-Identifier: Apache-2.0
#include "sandbox/streams.hpp"

#include <algorithm>

namespace qm::sandbox {

const std::string& Stream::number(const std::string& head) {
    kept.push_back(head + std::to_string(seq++) + "}");
    while (kept.size() > kept_max + away)
        kept.pop_front();
    return kept.back();
}

void Streams::leave(Stream stream) {
    if (stream.user_id.empty()) return;
    stream.away = 0;
    streams_.push_back(std::move(stream));
    if (streams_.size() > streams_max) streams_.pop_front();
}

std::optional<Stream> Streams::resume(const std::string& id, const std::string& user_id,
                                      std::uint64_t from) {
    const auto found = std::ranges::find_if(streams_, [&](const Stream& stream) {
        return stream.id == id && stream.user_id == user_id;
    });
    if (found == streams_.end()) return std::nullopt;
    Stream stream = std::move(*found);
    streams_.erase(found);
    if (!stream.has(from)) return std::nullopt;
    return stream;
}

}  // namespace qm::sandbox
