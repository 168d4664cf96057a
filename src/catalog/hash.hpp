// A fast hash of bytes, the same on every machine of one byte order: for keys and checksums, not
// against an adversary.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace qm::catalog {

inline std::uint64_t mixed(std::uint64_t x) {
    x ^= x >> 32;
    x *= 0x9E3779B97F4A7C15ULL;
    x ^= x >> 29;
    return x;
}

// Four lanes, so that a checksum runs at the speed of memory.
inline std::uint64_t hash64(std::string_view text) {
    constexpr std::uint64_t prime = 0xD6E8FEB86659FD93ULL;
    std::uint64_t lanes[4] = {1, 2, 3, text.size()};
    const char* at = text.data();
    std::size_t left = text.size();
    const auto take = [](const char* from) {
        std::uint64_t word = 0;
        std::memcpy(&word, from, 8);
        return word;
    };
    for (; left >= 32; left -= 32, at += 32) {
        for (int i = 0; i < 4; ++i) {
            lanes[i] = (lanes[i] ^ take(at + 8 * i)) * prime;
            lanes[i] ^= lanes[i] >> 31;
        }
    }
    for (; left >= 8; left -= 8, at += 8)
        lanes[0] = mixed((lanes[0] ^ take(at)) * prime);
    std::uint64_t tail = 0;
    if (left > 0) std::memcpy(&tail, at, left);  // of no bytes there may be no address
    std::uint64_t out = mixed((lanes[0] ^ tail) * prime);
    for (int i = 1; i < 4; ++i)
        out = mixed(out * prime ^ lanes[i]);
    return out;
}

}  // namespace qm::catalog
