// Secrets of fixed shape that people left in defaults and READMEs: never indexed, never shown.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/secrets.hpp"

#include <array>
#include <cctype>

namespace qm::catalog {
namespace {

constexpr std::string_view mask = "[masked]";

struct Shape {
    std::string_view prefix;
    std::size_t least;  // characters that must follow
    bool upper_only;    // AWS key ids: capitals and digits
};

constexpr std::array<Shape, 20> shapes = {{
    {"glpat-", 16, false}, {"gldt-", 16, false},  {"glrt-", 16, false}, {"glcbt-", 16, false},
    {"glptt-", 16, false}, {"gloas-", 16, false}, {"ghp_", 30, false},  {"gho_", 30, false},
    {"ghs_", 30, false},   {"ghu_", 30, false},   {"ghr_", 30, false},  {"github_pat_", 30, false},
    {"xoxb-", 10, false},  {"xoxp-", 10, false},  {"xoxa-", 10, false}, {"xoxr-", 10, false},
    {"xoxs-", 10, false},  {"xapp-", 10, false},  {"AKIA", 16, true},   {"ASIA", 16, true},
}};

bool is_token(char c, bool upper_only) {
    const auto u = static_cast<unsigned char>(c);
    if (upper_only) return std::isupper(u) || std::isdigit(u);
    return std::isalnum(u) || c == '_' || c == '-' || c == '.';
}

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

// How many bytes at `at` are a token, or 0.
std::size_t token_at(std::string_view text, std::size_t at) {
    if (at > 0 && is_word(text[at - 1])) return 0;
    for (const auto& shape : shapes) {
        if (!text.substr(at).starts_with(shape.prefix)) continue;
        auto end = at + shape.prefix.size();
        while (end < text.size() && is_token(text[end], shape.upper_only))
            ++end;
        if (end - at - shape.prefix.size() >= shape.least) return end - at;
    }
    return 0;
}

// A private key runs to its END line, or to the end of the text when that was cut off.
std::size_t private_key_at(std::string_view text, std::size_t at) {
    const auto rest = text.substr(at);
    if (!rest.starts_with("-----BEGIN ")) return 0;
    const auto head = rest.substr(0, rest.find("-----", 11));
    if (head.find("PRIVATE KEY") == std::string_view::npos) return 0;
    const auto end = rest.find("-----END ");
    if (end == std::string_view::npos) return rest.size();
    const auto close = rest.find("-----", end + 9);
    return close == std::string_view::npos ? rest.size() : close + 5;
}

// "scheme://user:password@": the password's place and length; {0, 0} when there is none.
std::size_t password_at(std::string_view text, std::size_t at, std::size_t& start) {
    if (!text.substr(at).starts_with("://")) return 0;
    const auto end = text.find_first_of("/@ \t\n\"'<>", at + 3);
    if (end == std::string_view::npos || text[end] != '@') return 0;
    const auto colon = text.find(':', at + 3);
    if (colon == std::string_view::npos || colon + 1 >= end) return 0;
    start = colon + 1;
    // A placeholder teaches something and protects nothing.
    if (text[start] == '$' || text[start] == '{' || text[start] == '<') return 0;
    return end - start;
}

}  // namespace

std::string mask_secrets(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        auto hidden = token_at(text, i);
        if (hidden == 0) hidden = private_key_at(text, i);
        if (hidden > 0) {
            out += mask;
            i += hidden;
            continue;
        }
        std::size_t start = 0;
        if (const auto length = password_at(text, i, start); length > 0) {
            out.append(text, i, start - i);
            out += mask;
            i = start + length;
            continue;
        }
        out += text[i++];
    }
    return out;
}

}  // namespace qm::catalog
