// What the asker's words say of a request that was called solved, in English and French.
// SPDX-License-Identifier: Apache-2.0
#include "core/request.hpp"
#include "core/spec_words.hpp"

#include <algorithm>
#include <cctype>

namespace qm::core {
namespace {

constexpr std::size_t read_max = 1'000;  // bytes: who is not content says so at once
using Phrases = std::initializer_list<std::string_view>;

// " it still does not work ": folded words without marks, a space around each.
std::string words_of(std::string_view text) {
    std::string out = " ";
    for (const char c : folded(text.substr(0, read_max))) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || byte >= 0x80 || c == '\'')
            out += c;
        else if (!out.ends_with(' '))
            out += ' ';
    }
    if (!out.ends_with(' ')) out += ' ';
    return out;
}

bool cut_all(std::string& words, Phrases phrases) {
    bool found = false;
    for (const std::string_view phrase : phrases) {
        const std::string whole = " " + std::string(phrase) + " ";
        for (auto at = words.find(whole); at != std::string::npos; at = words.find(whole, at)) {
            words.replace(at, whole.size(), " ");
            found = true;
        }
    }
    return found;
}

bool says_not(std::string& words) {
    const bool english =
        cut_all(words, {"not solved",      "not resolved",    "not fixed",       "not working",
                        "does not work",   "doesn't work",    "doesnt work",     "do not work",
                        "don't work",      "did not work",    "didn't work",     "didnt work",
                        "isn't working",   "isnt working",    "aren't working",  "isn't solved",
                        "isn't fixed",     "no longer works", "stopped working", "did not help",
                        "didn't help",     "still not",       "still does not",  "still doesn't",
                        "still doesnt",    "still do not",    "still don't",     "still is not",
                        "still isn't",     "still cannot",    "still can't",     "still cant",
                        "still unable",    "still no",        "still broken",    "still down",
                        "still failing",   "still fails",     "still failed",    "still happens",
                        "still happening", "still the same",  "still there",     "still get",
                        "still gets",      "still getting",   "still gives",     "still see",
                        "still seeing",    "still missing",   "still wrong",     "still slow",
                        "still denied",    "still waiting",   "still stuck",     "still an error",
                        "same error",      "same problem",    "same issue",      "broken again",
                        "fails again",     "failing again",   "down again",      "happens again",
                        "happened again",  "error is back",   "problem is back", "issue is back",
                        "unsolved",        "please reopen",   "reopen please",   "reopen it",
                        "reopen this"});
    const bool french =
        cut_all(words, {"pas resolu",        "pas resolue",       "pas regle",
                        "pas reglee",        "pas corrige",       "pas corrigee",
                        "marche pas",        "marchent pas",      "fonctionne pas",
                        "fonctionnent pas",  "pas marche",        "pas fonctionne",
                        "pas aide",          "toujours pas",      "marche plus",
                        "fonctionne plus",   "toujours en panne", "encore en panne",
                        "toujours casse",    "toujours cassee",   "toujours lent",
                        "toujours la meme",  "toujours le meme",  "encore la meme",
                        "encore le meme",    "meme erreur",       "meme probleme",
                        "plante encore",     "plante toujours",   "echoue encore",
                        "echoue toujours",   "rien change",       "toujours une erreur",
                        "toujours l'erreur", "toujours refuse",   "a rouvrir"});
    return english || french;
}

bool eases(std::string& words) {
    return cut_all(words, {"no longer",         "works now",
                           "now works",         "it works",
                           "works again",       "works fine",
                           "works for me",      "is working",
                           "working now",       "all good",
                           "never mind",        "nevermind",
                           "no problem",        "no worries",
                           "no rush",           "no need",
                           "no more",           "ca marche",
                           "cela marche",       "ca fonctionne",
                           "marche maintenant", "fonctionne maintenant",
                           "c'est bon",         "plus d'erreur",
                           "plus de probleme",  "pas de probleme",
                           "pas de souci",      "plus besoin",
                           "pas besoin",        "laissez tomber",
                           "laisse tomber"});
}

// "thanks bob!", "yes, perfect, works": a nod, with a name in it perhaps.
bool nods(std::string words) {
    const bool thanks = words.starts_with(" thank") || words.starts_with(" merci ") ||
                        words.starts_with(" thx ") || words.starts_with(" ty ");
    constexpr auto short_words = 5;
    if (thanks && std::count(words.begin(), words.end(), ' ') <= short_words + 1 &&
        !cut_all(words, {"but", "except", "mais", "sauf"}))
        return true;
    cut_all(words, {"got it", "will do", "awesome", "excellent", "yes", "oui", "compris", "vu",
                    "good", "works", "worked", "solved", "fixed", "resolu", "it", "ca"});
    return trimmed(words).empty() || is_courtesy(words);
}

// A wish is one whatever follows: "please see if staging has it too", « relance-le s'il te plaît ».
bool wishes(std::string& words) {
    return cut_all(words, {"please", "pls", "plz", "svp", "stp", "s'il vous plait", "s'il te plait",
                           "merci de", "could you", "can you", "peux tu", "pouvez vous"});
}

}  // namespace

AfterSolved after_solved(std::string_view written) {
    const std::string text = without_signs(written.substr(0, read_max));
    std::string words = words_of(text);
    const bool nod = nods(words);
    const bool asks = text.find("? ") != text.npos || trimmed(text).ends_with('?');
    // "Is it still not working for you?", "if it does not work, I shall write"
    const bool wonders = asks && (words.starts_with(" is ") || words.starts_with(" does ") ||
                                  words.starts_with(" did ") || words.starts_with(" are ") ||
                                  words.starts_with(" est ce "));
    const bool wished = wishes(words);
    const bool supposes = cut_all(words, {"if", "unless", "in case", "si", "s'il", "au cas ou"});
    cut_all(words, {"not solved by", "not fixed by"});
    const bool not_solved = says_not(words);
    const bool eased = eases(words);
    if (not_solved && !wonders && !supposes && !eased) return AfterSolved::not_solved;
    if (asks || wished || (not_solved && !supposes)) return AfterSolved::unclear;
    if (eased && cut_all(words, {"but", "except", "mais", "sauf"})) return AfterSolved::unclear;
    if (supposes || eased || nod) return AfterSolved::fine;
    return AfterSolved::unclear;  // what nobody reads may be the next outage
}

}  // namespace qm::core
