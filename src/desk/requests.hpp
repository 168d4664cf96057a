// Requests as commands change them: each change is a compare-and-set, a log row, and cards that
// became stale.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>
#include <quartermaster/refusal.hpp>

#include "desk/turn.hpp"

namespace qm::desk {

// Opens one under its root post, or gives the one that is there: one request a root post.
// `chosen`: the asker wants this team instead of the serving one.
Request open_request(Turn& turn, const Event& event, std::string_view text,
                     const Team* chosen = nullptr);

// Words in a request's thread: what the asker's side writes reaches the team's card and the
// other way only by "reply".
void comment(Turn& turn, const Event& event, const store::ThreadSide& side);

// Stores the next version, marks both cards stale and sets its reminder. `conflict` when another
// change came first.
result<Request> keep_request(Turn& turn, const Request& next, std::string_view what,
                             const UserId& who);

// What was over goes on. Whoever is on duty is told, with what the asker wrote, if anything.
result<Request> reopen_request(Turn& turn, const Event& event, const Request& request,
                               const Team& team, std::string_view words);

// At most so many bytes, whole characters; "…" where something is left out.
std::string capped(std::string_view text, std::size_t most);

bool is_member(Turn& turn, const Team& team, const Person& person);

class DeskRequests : public RequestsView {
public:
    DeskRequests(Turn& turn, const Event& event) : turn_(turn), event_(event) {}

    result<Request> open(std::string_view text) override;
    result<Request> open_with(const TeamId& team, std::string_view text) override;
    std::optional<Request> find(const RequestId& id) const override;
    std::optional<Request> here() const override;
    result<Request> named_or_here(std::string_view id) const override;
    std::vector<Request> list(const RequestFilter& filter) const override;
    std::vector<Request> search(const RequestSearch& search) const override;
    result<TeamFigures> figures(const Team& team, Instant since) const override;
    bool may_act(const Request& request) const override;
    bool may_read(const Request& request) const override;

    result<Request> take(const RequestId& id) override;
    result<Request> reply(const RequestId& id, std::string_view words) override;
    result<Request> add_details(const RequestId& id, std::string_view words) override;
    result<Request> solve(const RequestId& id, std::string_view answer) override;
    result<Request> reopen(const RequestId& id) override;
    result<Request> wait(const RequestId& id, std::string_view for_whom) override;
    result<Request> keep(const RequestId& id) override;
    result<Request> transfer(const RequestId& id, const TeamId& team) override;
    result<Request> set_kind(const RequestId& id, std::string_view kind) override;
    result<Request> drop(const RequestId& id) override;

private:
    struct Held {
        Request request;
        const Team* team = nullptr;
    };
    // The request, readable and of a team that exists.
    result<Held> readable(const RequestId& id) const;
    result<Held> ours(const RequestId& id) const;  // and the caller is of the serving team
    result<Request> finish(const result<Request>& next, std::string_view what, const Team& team);

    Turn& turn_;
    const Event& event_;
};

}  // namespace qm::desk
