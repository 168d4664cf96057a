// Which kind of request it is: rules over words, English and French, first rule wins.
// SPDX-License-Identifier: Apache-2.0
#include "core/request.hpp"
#include "core/spec_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace qm::core {
namespace {

struct Rule {
    std::string_view kind;
    std::vector<std::string_view> stems;  // a word that begins so; with a space: words in a row
};

// Security first: it has its own, shorter promise. Then what names an action, a question last.
const std::vector<Rule>& rules() {
    static const std::vector<Rule> all = {
        {"security", {"cve-",           "vulnerab",       "vulnérab",
                      "leaked",         "fuite",          "compromis",
                      "phishing",       "hameçonnage",    "exploit",
                      "security",       "sécurité",       "intrusion",
                      "rotate the key", "secret exposed", "faille",
                      "fuité",          "hacked",         "piraté",
                      "pirate",         "pushed to git",  "committed to git",
                      "poussé sur git", "publié sur git", "phished",
                      "hameçonné",      "ransomware",     "rançongiciel",
                      "malware",        "port scan",      "scanning our",
                      "brute force",    "bruteforce",     "ddos"}},
        {"access",
         {"access", "accès", "acces", "permission", "credential", "identifiants", "grant",
          "read-only", "sudo", "login", "password", "mot de passe", "droits", "vpn account"}},
        {"monitoring",
         {"alert", "alerte", "dashboard", "tableau de bord", "grafana", "prometheus", "exporter",
          "exporteur", "metric", "métrique", "monitor", "supervis", "scrape"}},
        {"fix", {"broken",        "cassé",        "bug",       "error",     "erreur",   "fails",
                 "failing",       "failed",       "échoue",    "down",      "en panne", "crash",
                 "does not work", "doesn't work", "ne marche", "cannot it", "can't it", "timeout",
                 "502",           "503",          "504",       "oom"}},
        {"question",
         {"how ", "what ", "which ", "where ", "why ", "who ", "when ", "is there", "does ",
          "comment ", "quel", "où ", "pourquoi", "qui ", "quand", "est-ce", "y a-t-il"}},
    };
    return all;
}

// How a question begins when it ends in a question mark: "do you have a helm chart for redis?"
constexpr std::array<std::string_view, 28> asking = {
    "do you ",      "do we ",         "have you ",     "have we ",       "has anyone ",
    "any ",         "anyone ",        "are there ",    "can i use ",     "can we use ",
    "could i use ", "should i use ",  "should we use", "is it possible", "is this ",
    "are we ",      "does anyone",    "existe-t-il ",  "existe t-il ",   "y a-t'il ",
    "avez-vous ",   "avez vous ",     "a-t-on ",       "on a ",          "est ce que ",
    "puis-je ",     "peut-on utilis", "as-tu "};

// Things of every day whose names hold a word that means more elsewhere; read as "it", so that
// "cannot access the site" is something broken.
constexpr std::array<std::string_view, 9> harmless = {
    "security group",  "security-group",  "groupe de sécurité", "access log",   "access-log",
    "access the site", "access the page", "access point",       "accès au site"};

// ASCII is folded; accents are as people type them, both ways where it matters.
std::string lowered(std::string_view text) {
    std::string lower(text.substr(0, 4000));
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

bool starts_a_word(std::string_view text, std::size_t at) {
    if (at == 0) return true;
    const auto before = static_cast<unsigned char>(text[at - 1]);
    return before < 0x80 && std::isalnum(before) == 0;
}

bool has_stem(std::string_view text, std::string_view stem) {
    for (std::size_t at = text.find(stem); at != text.npos; at = text.find(stem, at + 1)) {
        if (starts_a_word(text, at)) return true;
    }
    return false;
}

std::string_view without_greeting(std::string_view words) {
    for (const std::string_view hello : {"hello", "hi", "hey", "bonjour", "salut"}) {
        if (!words.starts_with(hello)) continue;
        const auto after = words.find_first_not_of(" ,!.", hello.size());
        if (after != words.npos && after > hello.size()) return words.substr(after);
    }
    return words;
}

bool asks_openly(std::string_view lower) {
    const auto last = lower.find_last_not_of(" \t\n");
    if (last == lower.npos || lower[last] != '?') return false;
    const auto first = lower.find_first_not_of(" \t\n");
    const auto words = without_greeting(lower.substr(first));
    return std::any_of(asking.begin(), asking.end(),
                       [&](std::string_view begins) { return words.starts_with(begins); });
}

}  // namespace

const std::vector<std::string>& request_kinds() {
    static const std::vector<std::string> kinds = {"access",   "fix",      "monitoring",
                                                   "question", "security", "task"};
    return kinds;
}

std::string guess_kind(std::string_view text) {
    std::string lower = lowered(text);
    for (const std::string_view phrase : harmless) {
        for (auto at = lower.find(phrase); at != lower.npos; at = lower.find(phrase, at))
            lower.replace(at, phrase.size(), "it");
    }
    for (const Rule& rule : rules()) {
        const bool found =
            std::any_of(rule.stems.begin(), rule.stems.end(),
                        [&](std::string_view stem) { return has_stem(lower, stem); });
        if (found) return std::string(rule.kind);
    }
    return asks_openly(lower) ? "question" : "task";
}

bool is_question(std::string_view text) {
    const std::string lower = lowered(text);
    const auto from = std::min(lower.find_first_not_of(" \t\n"), lower.size());
    const std::string_view words = without_greeting(std::string_view(lower).substr(from));
    if (asks_openly(lower)) return true;
    for (const Rule& rule : rules()) {
        if (rule.kind != "question") continue;
        if (std::any_of(rule.stems.begin(), rule.stems.end(),
                        [&](std::string_view stem) { return words.starts_with(stem); }))
            return true;
    }
    return false;
}

bool is_courtesy(std::string_view text) {
    static const std::vector<std::string_view> nods = {
        "thanks", "thank",    "you",     "thx",     "ty",      "merci",     "beaucoup", "a",
        "lot",    "so",       "much",    "very",    "ok",      "okay",      "great",    "cool",
        "nice",   "perfect",  "super",   "parfait", "top",     "bien",      "noted",    "many",
        "cheers", "d'accord", "all",     "1",       "never",   "nevermind", "mind",     "sorry",
        "oops",   "wrong",    "channel", "désolé",  "désolée", "pardon",    "mauvais",  "oubliez",
        "oublie", "canal",    "laisse",  "laissez", "tomber",  "my",        "bad"};
    constexpr std::size_t nod_words_max = 6;
    constexpr std::size_t nod_bytes_max = 400;
    if (text.size() > nod_bytes_max || text.find('?') != text.npos) return false;
    const std::string said = without_signs(text);
    std::size_t words = 0;
    bool named = false;  // "@name": whom is thanked
    std::string word;
    for (const char c : lowered(said) + " ") {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '@' && word.empty()) named = true;
        if (std::isalnum(byte) != 0 || c == '\'' || byte >= 0x80 ||
            (named && (c == '-' || c == '_' || c == '.'))) {
            word += c;
            continue;
        }
        if (word.empty()) continue;
        const bool is_nod = named || std::find(nods.begin(), nods.end(), word) != nods.end();
        words += named ? 0 : 1;
        if (words > nod_words_max || !is_nod) return false;
        word.clear();
        named = false;
    }
    return words > 0 || (said != text && !trimmed(text).empty());  // signs alone
}

}  // namespace qm::core
