// Digests by OpenSSL's EVP.
// SPDX-License-Identifier: Apache-2.0
#include "core/seal.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <vector>

namespace qm::core {

namespace {

constexpr std::size_t digest_size = 32;
constexpr int random_bytes_bound = 1024;

std::string hex(const unsigned char* bytes, std::size_t count) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * count);
    for (std::size_t i = 0; i < count; ++i) {
        text += digits[bytes[i] >> 4u];
        text += digits[bytes[i] & 15u];
    }
    return text;
}

void require(bool worked, const char* what) {
    if (!worked) throw std::runtime_error(std::string("OpenSSL refused: ") + what);
}

}  // namespace

std::string key_of(std::initializer_list<std::string_view> parts) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest(EVP_MD_CTX_new(),
                                                                         &EVP_MD_CTX_free);
    require(digest && EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) == 1, "SHA-256");
    for (const std::string_view part : parts) {
        std::array<unsigned char, 8> length{};
        for (std::size_t i = 0; i < length.size(); ++i)
            length[i] = static_cast<unsigned char>(std::uint64_t{part.size()} >> (8 * i));
        require(EVP_DigestUpdate(digest.get(), length.data(), length.size()) == 1, "SHA-256");
        require(EVP_DigestUpdate(digest.get(), part.data(), part.size()) == 1, "SHA-256");
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    require(EVP_DigestFinal_ex(digest.get(), out.data(), &size) == 1, "SHA-256");
    return hex(out.data(), digest_size / 2);
}

std::string hmac_hex(std::string_view secret, std::string_view message) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
    // A null key would mean "as before" to OpenSSL, so an empty view still points somewhere.
    const char* key = secret.empty() ? "" : secret.data();
    require(HMAC(EVP_sha256(), key, static_cast<int>(secret.size()), bytes, message.size(),
                 out.data(), &size) != nullptr,
            "HMAC");
    return hex(out.data(), size);
}

bool equal_secret(std::string_view expected, std::string_view given) {
    if (expected.empty()) return false;  // a secret that was never set opens nothing
    unsigned difference = expected.size() == given.size() ? 0u : 1u;
    std::size_t at = 0;
    for (const char c : given) {
        difference |= static_cast<unsigned char>(c) ^ static_cast<unsigned char>(expected[at]);
        ++at;
        if (at == expected.size()) at = 0;
    }
    return difference == 0;
}

std::string random_hex(int bytes) {
    const int count = std::clamp(bytes, 0, random_bytes_bound);
    std::vector<unsigned char> out(static_cast<std::size_t>(count));
    if (count > 0) require(RAND_bytes(out.data(), count) == 1, "random bytes");
    return hex(out.data(), out.size());
}

}  // namespace qm::core
