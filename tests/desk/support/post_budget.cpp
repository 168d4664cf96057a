// SPDX-License-Identifier: Apache-2.0
#include "post_budget.hpp"

#include "store/rows.hpp"

#include <algorithm>
#include <utility>

namespace qm::tests {
namespace {

// What may be posted about a request: so many times, and once more each time that this is logged.
struct Allowed {
    std::string_view what;
    int times;
    std::string_view logged;  // names in quotes, as SQL lists them
};
constexpr std::string_view reopens = "'request reopened'";
constexpr std::string_view moves =
    "'request moved', 'request came back', 'request settled', 'request taken', 'attended again', "
    "'card deleted'";
constexpr std::string_view deletions = "'message deleted', 'card deleted'";
constexpr std::string_view given_back = "'request given back'";
// A reply, a new owner and a new day promise anew; what is not kept is late once more.
constexpr std::string_view promises =
    "'request replied', 'request passed on', 'request taken', 'request given back', 'request "
    "reopened', 'request heard', 'request came back', 'request moved'";
constexpr Allowed allowed[] = {
    {"status", 1, deletions},
    {"duty", 1, moves},
    {"solved.line", 1, reopens},
    {"solved.line_with_answer", 1, reopens},
    {"solved.revoked", 1, reopens},
    {"solved.revoked_with_answer", 1, reopens},
    {"card.reopened", 0, reopens},
    {"card.silent", 0, given_back},
    {"card.given_back", 0, given_back},
    {"card.left", 1, ""},
    {"card.gone", 1, ""},
    {"reply.waits", 0, "'request waiting'"},
    {"status.late", 1, promises},
    {"status.late_alone", 1, promises},
    {"status.message_gone", 0, "'message deleted'"},
    {"card.message_gone", 0, "'message deleted'"},
};

// What people say to each other through the bot is theirs, and so is an answer to a command, or
// why it was refused.
bool is_theirs(std::string_view what) {
    return what == "reply.said" || what.starts_with("card.comment") ||
           what.starts_with("card.said_") || what == "card.changed" || what == "card.words_gone" ||
           what.starts_with("request.") || what.starts_with("no.");
}

// Of whom and what; nothing: no post about a request.
std::pair<std::string, std::string> about(store::Db& db, const Post& post) {
    const auto row = store::post_by_key(db, post.key);
    if (!row) return {};
    for (const std::string card : {"status", "duty"}) {
        if (row->subject.starts_with(card + "/"))
            return {row->subject.substr(card.size() + 1), card};
    }
    if (!row->to.empty() || post.root.empty()) return {};
    const auto side = store::thread(db, post.root);
    const auto* first =
        post.message.blocks.empty() ? nullptr : std::get_if<Line>(&post.message.blocks[0]);
    if (!side || first == nullptr || is_theirs(first->text.key)) return {};
    return {side->request.value, first->text.key};
}

int most_of(store::Db& db, const std::string& request, std::string_view what) {
    const auto* found = std::ranges::find(allowed, what, &Allowed::what);
    if (found == std::end(allowed)) return 0;
    if (found->logged.empty()) return found->times;
    const auto logged = db.run("select count(*) from log where subject = $1 and what in (" +
                                   std::string(found->logged) + ")",
                               request);
    return found->times + static_cast<int>(store::number(logged[0][0]));
}

}  // namespace

void PostBudget::saw(store::Db& db, const Post& post) {
    if (post.kind != PostKind::create) return;
    const auto [request, what] = about(db, post);
    if (!request.empty()) ++said_[request][what];
}

std::vector<std::string> PostBudget::broken(store::Db& db) const {
    std::vector<std::string> broken;
    for (const auto& [request, counts] : said_) {
        for (const auto& [what, times] : counts) {
            const int most = most_of(db, request, what);
            if (times > most)
                broken.push_back(request + ": " + what + " was posted " + std::to_string(times) +
                                 " times, not " + std::to_string(most));
        }
    }
    return broken;
}

std::map<std::string, int> PostBudget::sums() const {
    std::map<std::string, int> sums;
    for (const auto& [request, counts] : said_) {
        for (const auto& [what, times] : counts)
            sums[what] += times;
    }
    return sums;
}

}  // namespace qm::tests
