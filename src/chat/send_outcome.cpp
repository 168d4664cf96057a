// Status codes and failures of the wire, one by one.
// SPDX-License-Identifier: Apache-2.0
#include "chat/send_outcome.hpp"

#include "chat/mattermost_json.hpp"

namespace qm::chat {

namespace {

using std::chrono::seconds;

constexpr seconds soon{1};
constexpr seconds token_wait{30};

SendOutcome outcome(SendState state, std::string why, seconds wait = seconds(0)) {
    SendOutcome out;
    out.state = state;
    out.why = std::move(why);
    out.wait = wait;
    return out;
}

// The channel was read: Mattermost's app/post.go says so of one that has a time of deletion.
bool is_of_archived(std::string_view id) {
    return id == "api.post.create_post.can_not_post_to_deleted.error" ||
           id == "api.post.patch_post.can_not_update_post_in_deleted.error";
}

// What means the same for every call; `unknown` for the rest.
SendOutcome common(const result<Answer>& answer) {
    if (!answer) {
        const bool unsent = answer.error().code == errc::unavailable;
        if (unsent) return outcome(SendState::later, answer.error().what, soon);
        const bool never = answer.error().code == errc::invalid;
        return outcome(never ? SendState::refused : SendState::unknown, answer.error().what);
    }
    if (answer->status == 401) return outcome(SendState::later, answer->why(), token_wait);
    if (answer->status == 429) return outcome(SendState::later, answer->why(), answer->retry_after);
    if (answer->status >= 400 && answer->status < 500 && answer->status != 408) {
        SendOutcome out = outcome(SendState::refused, answer->why());
        out.sure = is_of_archived(read_error_id(answer->body));
        return out;
    }
    return outcome(SendState::unknown, answer->why());
}

SendOutcome repeatable(const result<Answer>& answer) {
    if (answer && answer->ok()) return outcome(SendState::sent, "");
    SendOutcome out = common(answer);
    if (out.state == SendState::unknown) {
        out.state = SendState::later;
        out.wait = soon;
    }
    return out;
}

}  // namespace

SendOutcome outcome_of_create(const result<Answer>& answer, const UserId& user,
                              const std::string& key) {
    if (!answer || !answer->ok()) {
        SendOutcome out = common(answer);
        const bool about_root =
            answer && read_error_id(answer->body) == "api.post.create_post.root_id.app_error";
        out.gone = out.state == SendState::refused && about_root;
        return out;
    }
    const auto post = read_post(answer->body);
    if (!post) return outcome(SendState::unknown, post.error().what);
    if (post->user != user.value || post->key != key)
        return outcome(SendState::unknown, "Mattermost answered with another post.");
    SendOutcome out = outcome(SendState::sent, "");
    out.post = PostId(post->id);
    out.channel = ChannelId(post->channel);
    return out;
}

SendOutcome outcome_of_edit(const result<Answer>& answer) {
    return repeatable(answer);
}

SendOutcome outcome_of_remove(const result<Answer>& answer) {
    if (answer && answer->status == 404) return outcome(SendState::sent, "it was gone");
    return repeatable(answer);
}

}  // namespace qm::chat
