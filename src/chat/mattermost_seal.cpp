// HMAC-SHA-256 over fields with their lengths, so that no two lists of fields are sealed alike.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost_seal.hpp"

#include "core/seal.hpp"

#include <initializer_list>

namespace qm::chat {

namespace {

std::string framed(std::initializer_list<std::string_view> fields) {
    std::string out;
    for (const std::string_view field : fields)
        out.append(std::to_string(field.size())).append(":").append(field);
    return out;
}

}  // namespace

std::string seal_button(std::string_view secret, std::string_view command, std::int64_t version,
                        std::string_view channel, std::int64_t expiry) {
    return core::hmac_hex(secret, framed({"button", command, std::to_string(version), channel,
                                          std::to_string(expiry)}));
}

std::string seal_form(std::string_view secret, const DialogState& state) {
    return core::hmac_hex(secret, framed({"form", state.command, state.user, state.channel,
                                          state.post, state.nonce, std::to_string(state.expiry)}));
}

bool is_sealed(std::string_view secret, const ActionCall& call) {
    const bool same = core::equal_secret(
        seal_button(secret, call.command, call.version, call.sealed_channel, call.expiry),
        call.seal);
    return same && !secret.empty();
}

bool is_sealed(std::string_view secret, const DialogState& state) {
    return core::equal_secret(seal_form(secret, state), state.seal) && !secret.empty();
}

}  // namespace qm::chat
