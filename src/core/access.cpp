// What an access request says already, in English and French.
// SPDX-License-Identifier: Apache-2.0
#include "core/access.hpp"

#include "core/end_date.hpp"
#include "core/spec_words.hpp"

#include <algorithm>
#include <cctype>

namespace qm::core {
namespace {

constexpr std::size_t access_text_max = 4000;  // bytes
using Stems = std::initializer_list<std::string_view>;

// A word that begins so; with a space: words in a row.
bool has_any(std::string_view text, Stems stems) {
    return std::any_of(stems.begin(), stems.end(), [&](std::string_view stem) {
        for (auto at = text.find(stem); at != text.npos; at = text.find(stem, at + 1)) {
            if (at == 0 || std::isalnum(static_cast<unsigned char>(text[at - 1])) == 0) return true;
        }
        return false;
    });
}

}  // namespace

AccessSaid access_said(std::string_view text, Date today) {
    const std::string words = folded(text.substr(0, access_text_max));
    AccessSaid said;
    said.rights = has_any(words, {"read", "write", "admin", "sudo", "owner", "maintainer",
                                  "developer", "reporter", "viewer", "editor", "root", "rw", "ro ",
                                  "lecture", "ecriture", "lire ", "ecrire ", "superuser"});
    const bool lasts = has_any(words, {"for ", "during ", "pendant ", "pour "}) &&
                       has_any(words, {"day", "week", "month", "hour", "sprint", "jour", "semaine",
                                       "mois", "heure"});
    said.until = lasts || end_date(text, today).has_value() ||
                 has_any(words, {"until ", "till ", "jusqu'", "permanent", "forever", "for good",
                                 "definitif"});
    said.approver =
        has_any(words, {"approv", "signed off", "sign-off", "agreed with", "ok from", "okay from",
                        "manager", "valide par", "validee par", "accord de", "avec l'accord",
                        "accord d'", "valide ", "responsable"});
    return said;
}

}  // namespace qm::core
