// Secrets that people left in defaults, READMEs and searches: never indexed, never shown.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/secrets.hpp"

#include <algorithm>
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

constexpr std::array<Shape, 30> shapes = {{
    {"glpat-", 16, false},     {"gldt-", 16, false},  {"glrt-", 16, false},
    {"glcbt-", 16, false},     {"glptt-", 16, false}, {"gloas-", 16, false},
    {"ghp_", 30, false},       {"gho_", 30, false},   {"ghs_", 30, false},
    {"ghu_", 30, false},       {"ghr_", 30, false},   {"github_pat_", 30, false},
    {"xoxb-", 10, false},      {"xoxp-", 10, false},  {"xoxa-", 10, false},
    {"xoxr-", 10, false},      {"xoxs-", 10, false},  {"xapp-", 10, false},
    {"AKIA", 16, true},        {"ASIA", 16, true},    {"sk_live_", 16, false},
    {"rk_live_", 16, false},   {"npm_", 30, false},   {"pypi-", 30, false},
    {"AIza", 30, false},       {"hvs.", 20, false},   {"dop_v1_", 30, false},
    {"eyJhbGciOi", 20, false}, {"SG.", 30, false},    {"sk-proj-", 20, false},
}};

// What a name ends in when its value is a secret.
constexpr std::array<std::string_view, 22> secret_words = {
    "password",        "passwd",       "passphrase", "secret",   "secret_key",    "token",
    "api_key",         "apikey",       "access_key", "auth_key", "private_key",   "client_secret",
    "motdepasse",      "mot_de_passe", "mdp",        "pwd",      "authorization", "accountkey",
    "sharedaccesskey", "jeton",        "pw",         "passcode"};
// The same, as people write it in several words; folded.
constexpr std::array<std::string_view, 7> secret_phrases = {
    "mot de passe", "api key", "access key", "cle api", "cle d'api", "secret key", "private key"};
// Words that stand where a secret will be, and protect nothing.
constexpr std::array<std::string_view, 16> placeholders = {
    "changeme", "change_me", "change-me", "replace", "your",     "example",  "secret", "password",
    "none",     "null",      "true",      "false",   "required", "optional", "string", "xxx"};
constexpr std::size_t name_most = 60;    // bytes before a value in which its name is looked for
constexpr std::size_t secret_least = 6;  // shorter ones are words more often than secrets

bool is_token(char c, bool upper_only) {
    const auto u = static_cast<unsigned char>(c);
    if (upper_only) return std::isupper(u) || std::isdigit(u);
    return std::isalnum(u) || c == '_' || c == '-' || c == '.';
}

bool is_secret_char(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

// How many bytes at `at` are a token, or 0.
std::size_t token_at(std::string_view text, std::size_t at) {
    if (at > 0 && is_secret_char(text[at - 1])) return 0;
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

std::string folded(std::string_view text) {
    std::string out;
    for (const char c : text)
        out += c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

// é as e, however it is composed.
std::string without_acutes(std::string text) {
    for (const std::string_view acute : {"é", "É", "e\xcc\x81"}) {
        for (auto at = text.find(acute); at != text.npos; at = text.find(acute, at))
            text.replace(at, acute.size(), "e");
    }
    return text;
}

bool is_around(char c) {
    return c == ' ' || c == '"' || c == '\'' || c == '`' || c == '*';
}

// "=", ":", or " is " as people write it: its length, or 0.
std::size_t says_at(std::string_view text, std::size_t at) {
    if (text[at] == '=' || text[at] == ':') return 1;
    if (text[at] != ' ') return 0;
    for (const std::string_view word : {" is ", " est "}) {
        if (text.substr(at).starts_with(word)) return word.size() - 1;
    }
    return 0;
}

// Of "the password for jenkins": whose it is stands between its name and its value.
std::string_view without_owner(std::string_view before) {
    const std::string low = folded(before);
    for (const std::string_view of : {" for ", " of ", " pour ", " de ", " du "}) {
        const auto at = low.rfind(of);
        if (at == std::string::npos) continue;
        const auto owner = std::string_view(low).substr(at + of.size());
        if (std::count(owner.begin(), owner.end(), ' ') <= 1) return before.substr(0, at);
    }
    return before;
}

bool ends_in_a_name(std::string_view before) {
    while (!before.empty() && is_around(before.back()))
        before.remove_suffix(1);
    const auto is_name = [](char c) {
        return is_secret_char(c) || c == '-';
    };
    std::size_t from = before.size();
    while (from > 0 && before.size() - from < name_most && is_name(before[from - 1]))
        --from;
    if (names_a_secret(before.substr(from))) return true;
    const std::string low = without_acutes(folded(before));
    return std::any_of(secret_phrases.begin(), secret_phrases.end(),
                       [&](std::string_view phrase) { return low.ends_with(phrase); });
}

std::string_view value_at(std::string_view text, std::size_t start) {
    const auto end = std::min(text.find_first_of(" \t\r\n\"'`,;)<>", start), text.size());
    return text.substr(std::min(start, text.size()), end - std::min(start, text.size()));
}

// A key may hold slashes, where a path has no capitals and figures mixed, and begins with one.
bool is_base64(std::string_view value) {
    constexpr std::size_t key_least = 20;
    if (value.size() < key_least || value.front() == '/') return false;
    const auto has = [&](int (*is)(int)) {
        return std::any_of(value.begin(), value.end(),
                           [&](char c) { return is(static_cast<unsigned char>(c)) != 0; });
    };
    return has(std::isdigit) && has(std::isupper) && has(std::islower) &&
           std::all_of(value.begin(), value.end(), [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) || c == '+' || c == '/' ||
                      c == '=';
           });
}

// Right behind "password": names of machines have dashes and dots, what people make up has not.
bool is_bare_secret(std::string_view value) {
    constexpr std::size_t bare_least = 8;
    return value.size() >= bare_least && value.find_first_of("-._:") == std::string_view::npos &&
           std::any_of(value.begin(), value.end(),
                       [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }) &&
           is_secret_value(value);
}

// "api_key=VALUE", "the password is VALUE", "mot de passe : VALUE": the length of a value that
// may be one; `start` is its place.
std::size_t named_secret_at(std::string_view text, std::size_t at, std::size_t& start) {
    const std::size_t says = says_at(text, at);
    if (says == 0 && text[at] != ' ') return 0;
    auto before = text.substr(0, at);
    before.remove_prefix(before.size() - std::min(before.size(), name_most));
    before = before.substr(before.find_last_of('\n') + 1);
    if (says == 0) {  // "passphrase VALUE"
        start = at + 1;
        const std::string low = folded(before);
        const bool named = low.ends_with("passphrase") || low.ends_with("password");
        const auto value = value_at(text, start);
        return named && is_bare_secret(value) ? value.size() : 0;
    }
    if (!ends_in_a_name(before) && !ends_in_a_name(without_owner(before))) return 0;
    start = at + says;
    while (start < text.size() && is_around(text[start]))
        ++start;
    for (const std::string_view scheme : {"Bearer ", "Basic "}) {
        if (text.substr(start).starts_with(scheme)) start += scheme.size();
    }
    const auto value = value_at(text, start);
    return is_secret_value(value) || is_base64(value) ? value.size() : 0;
}

// What a program is given on its command line, and where that program stands before it.
struct Switch {
    std::string_view option;
    std::string_view program;  // in the same line
    bool after_colon;          // "user:password"
};
constexpr std::array<Switch, 8> switches = {{{" -u ", "curl", true},
                                             {" --user ", "curl", true},
                                             {" --user=", "curl", true},
                                             {" -p", "mysql", false},
                                             {" -p", "maria", false},
                                             {" -p", "sshpass", false},
                                             {" -a ", "redis-cli", false},
                                             {" / ", "login", false}}};

// "curl -u admin:VALUE", "mysql -pVALUE", "login admin / VALUE": as named_secret_at.
std::size_t given_secret_at(std::string_view text, std::size_t at, std::size_t& start) {
    if (text[at] != ' ') return 0;
    auto before = text.substr(0, at);
    before.remove_prefix(before.size() - std::min(before.size(), 2 * name_most));
    before = before.substr(before.find_last_of('\n') + 1);
    for (const Switch& one : switches) {
        if (!text.substr(at).starts_with(one.option)) continue;
        if (before.find(one.program) == before.npos) continue;
        start = at + one.option.size();
        while (start < text.size() && is_around(text[start]))
            ++start;
        if (one.after_colon) {
            const auto colon = value_at(text, start).find(':');
            if (colon == std::string_view::npos) return 0;
            start += colon + 1;
        }
        const auto value = value_at(text, start);
        const auto end = start + value.size();
        // "login admin / VALUE" ends there; "login page / dashboard2 is slow" goes on.
        if (one.option == " / " && end < text.size() && text[end] == ' ') return 0;
        if (is_secret_value(value)) return value.size();
    }
    return 0;
}

// The path of a webhook is the right to post there: what follows "/services/" is a secret.
std::size_t webhook_at(std::string_view text, std::size_t at, std::size_t& start) {
    for (const std::string_view hook : {"hooks.slack.com/services/", "discord.com/api/webhooks/"}) {
        if (!text.substr(at).starts_with(hook)) continue;
        start = at + hook.size();
        return value_at(text, start).size();
    }
    return 0;
}

}  // namespace

bool names_a_secret(std::string_view name) {
    const std::string low = folded(name);
    return std::any_of(secret_words.begin(), secret_words.end(), [&](std::string_view word) {
        if (!low.ends_with(word)) return false;
        if (word == "password" || word == "passwd") return true;  // PGPASSWORD
        return low.size() == word.size() ||
               !std::isalnum(static_cast<unsigned char>(low[low.size() - word.size() - 1]));
    });
}

// A word of one kind of letters is a word; a secret mixes them, or is long.
bool is_secret_value(std::string_view value) {
    if (value.size() < secret_least || value.size() > 4'000) return false;
    if (value.find_first_of("${<[*/") != std::string_view::npos) return false;
    const std::string low = folded(value);
    for (const auto word : placeholders) {
        if (low.find(folded(word)) != std::string::npos && low.size() < word.size() + 8)
            return false;
    }
    const auto count = [&](int (*is)(int)) {
        return std::count_if(value.begin(), value.end(),
                             [&](char c) { return is(static_cast<unsigned char>(c)) != 0; });
    };
    const bool digits = count(std::isdigit) > 0;
    return (digits && count(std::isalpha) > 0) ||
           (count(std::isupper) > 1 && count(std::islower) > 1) || count(std::ispunct) > 1;
}

std::string mask_value(std::string_view name, std::string_view value) {
    if (!names_a_secret(name)) return mask_secrets(value);
    const bool quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                        value.back() == value.front();
    const auto inner = quoted ? value.substr(1, value.size() - 2) : value;
    return is_secret_value(inner) ? std::string(mask) : mask_secrets(value);
}

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
        auto length = password_at(text, i, start);
        if (length == 0) length = named_secret_at(text, i, start);
        if (length == 0) length = given_secret_at(text, i, start);
        if (length == 0) length = webhook_at(text, i, start);
        if (length > 0) {
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
