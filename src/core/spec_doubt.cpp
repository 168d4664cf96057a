// The words by which people talk to each other rather than to a bot, in English and French. All are
// folded: lower case, no accents, straight apostrophes.
// SPDX-License-Identifier: Apache-2.0
#include "core/spec_doubt.hpp"

#include "core/calendar.hpp"
#include "core/spec_words.hpp"

#include <algorithm>
#include <cctype>

namespace qm::core {

namespace {

using Words = std::vector<std::string>;

constexpr std::size_t search_words_named = 8;
constexpr std::size_t search_words = 5;

// Folded words without the punctuation around them.
Words plain_words(std::string_view text) {
    constexpr std::string_view marks = ".,;:!?()[]{}\"'*_`~<>";
    Words words;
    for (const Word& word : split(text)) {
        std::string plain = folded(word.text);
        const std::size_t begin = plain.find_first_not_of(marks);
        if (begin == std::string::npos) continue;
        plain = plain.substr(begin, plain.find_last_not_of(marks) - begin + 1);
        words.push_back(std::move(plain));
    }
    return words;
}

bool is_please(std::string_view word) {
    return in(word, {"please", "pls", "plz", "svp", "stp", "thanks", "thx", "merci", "plait"});
}

bool is_thanks(std::string_view word) {
    return in(word, {"thanks", "thx", "merci"});
}

bool is_person(std::string_view word) {
    return in(
        word,
        {"i",      "i'm",      "i've", "i'd",  "i'll",  "im",      "me",        "my",     "we",
         "we're",  "we've",    "us",   "our",  "you",   "your",    "he",        "she",    "they",
         "them",   "their",    "it",   "its",  "it's",  "someone", "somebody",  "anyone", "anybody",
         "nobody", "everyone", "who",  "this", "that",  "these",   "those",     "there",  "je",
         "j'ai",   "tu",       "il",   "elle", "nous",  "vous",    "ils",       "elles",  "moi",
         "mon",    "ma",       "mes",  "nos",  "notre", "votre",   "quelqu'un", "cela",   "c'est",
         "qui",    "lui",      "leur"});
}

bool is_verb(std::string_view word) {
    if (word.ends_with("n't") || word.starts_with("n'")) return true;
    return in(
        word,
        {"is",      "are",     "was",     "were",     "be",       "been",       "am",
         "has",     "have",    "had",     "do",       "does",     "did",        "dont",
         "doesnt",  "didnt",   "isnt",    "wont",     "cant",     "can",        "cannot",
         "could",   "should",  "would",   "will",     "must",     "might",      "need",
         "needs",   "want",    "wants",   "keeps",    "seems",    "looks",      "says",
         "returns", "shows",   "fails",   "failed",   "failing",  "crashes",    "crashed",
         "broke",   "stopped", "est",     "sont",     "etait",    "ont",        "peut",
         "peux",    "peuvent", "pouvez",  "pourrait", "pourriez", "faut",       "faudrait",
         "doit",    "doivent", "devrait", "marche",   "marchent", "fonctionne", "fonctionnent",
         "plante",  "renvoie", "manque",  "besoin",   "veux",     "voudrais",   "aimerais",
         "gives",   "gave",    "throws",  "hangs",    "timing"});
}

bool is_negation(std::string_view word) {
    return in(word, {"not", "no", "never", "nothing", "none", "ne", "pas", "jamais", "rien",
                     "aucun", "aucune", "plus"});
}

bool is_moment(std::string_view word) {
    return in(word,
              {"today",  "yesterday", "since",      "again",   "still",       "now",   "already",
               "yet",    "soon",      "asap",       "anymore", "aujourd'hui", "hier",  "depuis",
               "encore", "toujours",  "maintenant", "deja",    "vite",        "urgent"});
}

bool is_complaint(std::string_view word) {
    return in(
        word,
        {"down",        "broken",     "wrong",  "outdated", "missing",   "slow",     "empty",
         "dead",        "stale",      "stuck",  "working",  "works",     "work",     "unavailable",
         "unreachable", "incomplete", "ok",     "ko",       "useless",   "issue",    "issues",
         "problem",     "problems",   "bug",    "error",    "errors",    "panne",    "casse",
         "cassee",      "lent",       "lente",  "vide",     "incomplet", "obsolete", "indisponible",
         "probleme",    "erreur",     "denied", "refused",  "refuse",    "refusee"});
}

bool is_order(std::string_view word) {
    return in(word, {"add",      "remove",   "delete",   "update",  "refresh",    "fix",
                     "change",   "rename",   "restart",  "reload",  "rebuild",    "reindex",
                     "sync",     "check",    "ask",      "tell",    "give",       "let",
                     "make",     "put",      "ajouter",  "ajoute",  "ajoutez",    "supprimer",
                     "supprime", "mettre",   "corriger", "corrige", "rafraichir", "rafraichis",
                     "changer",  "renommer", "relancer", "relance", "verifier",   "verifie"});
}

bool is_question_word(std::string_view word) {
    return in(word, {"why",   "when",     "how",   "what",    "what's", "whats",    "where",
                     "which", "pourquoi", "quand", "comment", "quoi",   "quel",     "quelle",
                     "quels", "quelles",  "ou",    "combien", "est-ce", "qu'est-ce"});
}

bool is_hedge(std::string_view word) {
    // One string, since a list this long is laid out a word a line.
    constexpr std::string_view hedges =
        " "
        "but not no never only or partially partly almost nearly half halfway mostly kinda yet "
        "if when whenever once unless still maybe perhaps probably hopefully soon later "
        "tomorrow should will would could can cannot cant must need needs let's supposed again "
        "except though although however temporarily wait mais pas ne jamais partiellement "
        "presque si quand lorsque sauf peut-etre bientot demain encore sera serait devrait faut "
        "ou provisoirement temporairement attends attendez think guess believe suppose hope "
        "assume seems apparently verify confirm test testing remains actually check crois pense "
        "espere semble verifier tester confirmer reste enfin d'ici ";
    if (word.ends_with("n't") || word.starts_with("n'")) return true;
    std::string wanted = " ";
    wanted.append(word).push_back(' ');
    return hedges.find(wanted) != std::string_view::npos;
}

// "Solved the wrong one", "solved on my side": with no comma between, one sentence goes on.
bool is_continuation(const std::string& word) {
    const bool number = word.find_first_not_of("0123456789.,%") == std::string::npos;
    return number || in(word, {"the",   "a",       "an",       "i",      "on",       "in",
                               "at",    "as",      "like",     "before", "after",    "since",
                               "this",  "that",    "these",    "those",  "most",     "some",
                               "one",   "two",     "many",     "all",    "nothing",  "something",
                               "are",   "tickets", "requests", "issues", "problems", "questions",
                               "state", "status",  "le",       "la",     "les",      "un",
                               "une",   "cote",    "chez",     "dans",   "sur",      "en",
                               "avant", "apres",   "depuis",   "comme",  "je",       "on"});
}

// A comma of people; in "kind:chart,image" it belongs to a filter.
bool has_comma(std::string_view text) {
    for (const Word& word : split(text)) {
        const std::size_t comma = word.text.find(',');
        if (comma == std::string::npos) continue;
        const bool filter = word.text.find(':') < comma && !word.text.ends_with(',');
        if (word.quoted || !filter) return true;
    }
    return false;
}

// "Why?" is a question, "https://host/?q=1" is none.
bool asks(std::string_view text) {
    for (std::size_t at = text.find('?'); at != std::string_view::npos;
         at = text.find('?', at + 1)) {
        const std::string_view after = text.substr(at + 1);
        if (after.empty() || trimmed(after).size() < after.size() ||
            in(after.substr(0, 1), {"?", "!", ".", ")"}))
            return true;
    }
    return false;
}

bool ends_asking(std::string_view text) {
    return trimmed(text).ends_with('?');
}

// Emoji alone tell a mood, not what was done.
bool has_letters(std::string_view text) {
    const std::string_view bare = trimmed(text);
    if (bare.starts_with(':') && bare.ends_with(':') && bare.find(' ') == std::string_view::npos)
        return false;
    return std::any_of(bare.begin(), bare.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x80 && std::isalnum(byte) != 0) || (byte >= 0xC3 && byte <= 0xDF) ||
               (byte >= 0xE3 && byte <= 0xED);
    });
}

template <class Is>
bool any(const Words& words, Is is) {
    return std::any_of(words.begin(), words.end(), is);
}

}  // namespace

bool is_search(std::string_view text, bool named) {
    if (text.find_first_of("\n;!?") != std::string_view::npos || has_comma(text)) return false;
    const Words words = plain_words(text);
    if (words.empty() || words.size() > (named ? search_words_named : search_words)) return false;
    // A sentence ends and another begins: "redis. Please".
    if (text.find(". ") != std::string_view::npos) return false;
    if (any(words, is_please) || any(words, is_person) || any(words, is_verb) ||
        any(words, is_negation) || any(words, is_moment))
        return false;
    if (is_complaint(words.back())) return false;
    return named || !(any(words, is_question_word) || is_order(words.front()));
}

bool is_statement(std::string_view text, bool after_mark, bool after_colon) {
    const Words words = plain_words(text);
    if (words.empty() || asks(text) || !has_letters(text)) return false;
    // "solved: please check again" asks of whoever reads that it was.
    const bool asked_of_all = after_colon && words.size() > 1;
    if (is_hedge(words.front()) || (is_please(words.front()) && !asked_of_all) ||
        in(words.front(), {"how", "why", "who", "whose", "what", "which", "where", "by-whom",
                           "comment", "pourquoi", "qui", "quoi", "is", "was", "est"}))
        return false;
    if (after_colon) return true;
    if (words.front() == "by" && words.size() > 1 &&
        (is_date_word(words[1]) || in(words[1], {"noon", "tonight", "then", "end", "next"})))
        return false;
    if (!after_mark && is_continuation(words.front())) return false;
    const std::string all = folded(text);
    for (const std::string_view doubt : {"for now", "pour l'instant", "pour le moment", "en partie",
                                         "a moitie", "in part", "work in progress", "en cours"}) {
        if (all.find(doubt) != std::string::npos) return false;
    }
    return !any(words, is_hedge) && !any(words, [](const std::string& word) {
        return in(word, {"please", "pls", "plz", "svp", "stp"});
    });
}

bool is_passed_on(std::string_view text, bool after_colon) {
    const Words words = plain_words(text);
    if (words.empty()) return false;
    if (after_colon) return true;
    const std::string& first = words.front();
    if (in(first,
           {"to",      "by",         "from",      "within",      "with",     "via",      "for",
            "asap",    "soon",       "sooner",    "later",       "tomorrow", "today",    "now",
            "when",    "if",         "before",    "after",       "until",    "once",     "that",
            "needed",  "sent",       "pending",   "expected",    "required", "received", "rate",
            "time",    "times",      "again",     "and",         "or",       "but",      "only",
            "quickly", "directly",   "privately", "here",        "button",   "me",       "him",
            "her",     "them",       "us",        "too",         "instead",  "every",    "all",
            "must",    "should",     "has",       "had",         "a",        "au",       "aux",
            "avant",   "apres",      "par",       "que",         "si",       "quand",    "demain",
            "vite",    "rapidement", "ici",       "lui",         "leur",     "des",      "ou",
            "et",      "mais",       "ne",        "directement", "dans",     "sur",      "chez",
            "svp",     "stp",        "s'il",      "above",       "below",    "needs",    "got",
            "came",    "comes",      "goes",      "went",        "arrived",  "attached", "follows",
            "back",    "plus",       "en",        "d'ici",       "pendant",  "pour",     "avec",
            "seems",   "looks"}) ||
        first.starts_with("qu'") || (is_please(first) && !is_thanks(first)))
        return false;
    if (in(first, {"is", "was", "are", "were", "will", "would", "can", "could", "does", "did"}) &&
        !ends_asking(text))
        return false;
    if (first == "not" && words.size() > 1 &&
        in(words[1], {"needed", "required", "necessary", "yet", "expected", "urgent"}))
        return false;
    if (in(first, {"in", "on", "at"}) && words.size() > 1 &&
        in(words[1], {"the", "this", "that", "a", "my", "our", "his", "her", "their", "thread",
                      "time", "private", "public", "channel", "dm", "slack", "mattermost"}))
        return false;
    // "reply when you can please" asks somebody else.
    return !is_please(words.back()) || is_thanks(words.back());
}

bool is_date_word(std::string_view word) {
    if (read_date(word) || read_day_month(word, Date{})) return true;
    return in(folded(word),
              {"today",    "tomorrow", "monday", "tuesday",     "wednesday", "thursday", "friday",
               "saturday", "sunday",   "mon",    "tue",         "wed",       "thu",      "fri",
               "sat",      "sun",      "demain", "aujourd'hui", "lundi",     "mardi",    "mercredi",
               "jeudi",    "vendredi", "samedi", "dimanche"});
}

bool is_name(std::string_view word) {
    constexpr std::string_view strange = ",;:!?\"'`()[]{}<>|\\";
    if (word.empty() || word.size() > 64) return false;
    if (word.find_first_of(strange) != std::string_view::npos) return false;
    const std::string plain = folded(word);
    return !is_please(plain) && !is_person(plain) && !is_verb(plain) && !is_moment(plain) &&
           !is_negation(plain) && !is_complaint(plain) && !is_question_word(plain);
}

}  // namespace qm::core
