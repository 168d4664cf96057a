// Waiting: for the asker, or for somebody else, until a day.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/refusal.hpp>

#include <algorithm>
#include <array>
#include <cctype>

namespace qm {
namespace {

struct Args {
    std::string id;
    std::string words;
};

constexpr std::size_t whom_max = 60;  // bytes

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

// "the vendor until friday": cut before the last "until".
struct Parts {
    std::string whom;
    std::string until;
};

Parts parts_of(const std::string& words) {
    static constexpr std::array<std::string_view, 5> untils = {"until ", "till ", "jusqu'au ",
                                                               "jusqu’au ", "jusqu'à "};
    const std::string lower = " " + lowered(words);
    for (const std::string_view until : untils) {
        const auto at = lower.rfind(" " + std::string(until));
        if (at == std::string::npos) continue;
        std::string whom = words.substr(0, at > 0 ? at - 1 : 0);
        return {whom, words.substr(at + until.size())};
    }
    return {words, ""};
}

std::string trimmed(const std::string& text) {
    const auto from = text.find_first_not_of(" \t\r\n-–.");
    if (from == std::string::npos) return "";
    return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

bool means_asker(const std::string& whom) {
    const std::string word = lowered(whom);
    return word == "asker" || word == "the asker" || word == "demandeur" ||
           word == "le demandeur" || word == "la demandeuse";
}

result<Reply> run(const Args& args, Context& context) {
    const auto request = context.requests().named_or_here(args.id);
    if (!request) return request.error();
    Parts parts = parts_of(args.words);
    parts.whom = trimmed(parts.whom);
    parts.until = trimmed(parts.until);
    if (parts.whom.size() > whom_max)
        return refusal(errc::too_large, "Say in a few words whom it waits for, at most 60 bytes",
                       say("request.wait_long", {{"id", Plain{request->id.value}}}));
    const bool plan = lowered(parts.whom) == "plan";  // nobody is called that
    if (plan && parts.until.empty())
        return refusal(errc::invalid, "Write the day",
                       say("request.plan_how", {{"id", Plain{request->id.value}}}));
    WaitFor wait;
    const bool other = lowered(parts.whom) == "other";
    wait.whom = means_asker(parts.whom)       ? "asker"
                : plan                        ? "plan"
                : parts.whom.empty() || other ? "other"
                                              : "other " + parts.whom;
    const Team* team = context.rota().team(request->team.value);
    if (!parts.until.empty() && team != nullptr) {
        const auto day = context.rota().read_day_ahead(*team, parts.until);
        if (!day) return day.error();
        wait.until = *day;
    }
    const auto waits = context.requests().wait(request->id, wait);
    if (!waits) return waits.error();
    return Reply{};
}

}  // namespace

Command request_wait() {
    return command<Args>("req wait", "Let a request wait for the asker or for somebody else")
        .lane(Lane::writes)
        .also({"waiting for …", "waiting on …", "wait for …", "en attente de …", "en attente du …",
               "en attente de la …", "en attente des …"})
        .word("id", &Args::id, "like R1042; in its thread not needed")
        .optional()
        .rest("words", &Args::words, "asker, or whom else; then: until DAY")
        .optional()
        .example("/req wait R1042 asker")
        .example("/req wait R1042 the vendor until friday")
        .runs(run);
}

}  // namespace qm
