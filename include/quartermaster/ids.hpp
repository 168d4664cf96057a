// Strong strings: a channel can never be passed where a user is wanted.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <string>
#include <utility>

namespace qm {

template <class Tag>
struct Id {
    std::string value;

    Id() = default;
    explicit Id(std::string text) : value(std::move(text)) {}
    bool empty() const { return value.empty(); }
    auto operator<=>(const Id&) const = default;
};

using UserId = Id<struct UserTag>;        // the platform's
using ChannelId = Id<struct ChannelTag>;  // the platform's
using PostId = Id<struct PostTag>;        // the platform's
using TeamId = Id<struct TeamTag>;        // an SRE team, from the configuration: "sre-core"
using RequestId = Id<struct RequestTag>;  // "R1042"

}  // namespace qm
