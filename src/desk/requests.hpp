// Requests as commands change them: each change is a compare-and-set, a log row, and cards that
// became stale.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>
#include <quartermaster/refusal.hpp>

#include "desk/turn.hpp"

namespace qm::desk {

inline constexpr std::size_t words_max = 4'000;  // bytes kept of a request, and of a comment

// Opens one under its root post, or gives the one that is there: one request a root post.
// `chosen`: the asker wants this team instead of the serving one.
Request open_request(Turn& turn, const Event& event, std::string_view text,
                     const Team* chosen = nullptr);

// The one that a status post of ours tells of (recovered.hpp). `asked`: as it was met, by its
// asker.
Request recover_request(Turn& turn, const Event& asked);

// Stores what is new under the next number, and puts its first look on the clock.
Request store_new(Turn& turn, Request request, const UserId& by);

// For somebody who asked the author in private; `own`: the author's team, when nothing tells which
// team serves them.
Request hand_request(Turn& turn, const Event& event, std::string_view text, const Person& asker,
                     const Team& own);

// Words in a request's thread: what the asker's side writes reaches the team's card and the
// other way only by "reply".
void comment(Turn& turn, const Event& event, const store::ThreadSide& side);

// Stores the next version, marks both cards stale and sets its reminder; what is open and settled
// has a card from here on. `conflict` when another change came first.
result<Request> keep_request(Turn& turn, const Request& next, std::string_view what,
                             const UserId& who);

// The team's card of a request, and its move from one team's channel to another's. `event`: the key
// of what is handled, so that each move has its own card.
void say_duty_card(Turn& turn, const std::string& event, const Request& request, const Team& team);
void move_card(Turn& turn, const std::string& event, const Request& request, const Team& from,
               const Team& to);
// The same card once more, with what was said under the one that was deleted.
void say_card_again(Turn& turn, const std::string& event, const Request& request, const Team& team);
// A line in the card's thread, where there is a card.
void say_under_card(Turn& turn, const std::string& key, const Request& request, const Team& team,
                    const Message& message);
// Whoever is on duty: called in duty hours, named outside them. Under a card, as the fill
// `summoned`, it is told anew when the line is said.
inline constexpr std::string_view summoned = "who";
Value summons(Turn& turn, const Team& team);

// To the role again; whoever is on duty is called. `by`: who gave it back, nobody when it was time.
// `line`: what the card's thread says, a text key.
result<Request> give_back(Turn& turn, const Request& request, const Team& team, const UserId& by,
                          const char* line);

// What was over goes on. Whoever is on duty is told, with what the asker wrote, if anything.
result<Request> reopen_request(Turn& turn, const Event& event, const Request& request,
                               const Team& team, std::string_view words);

// The words as they are kept: secrets masked; whoever pasted one is warned by direct message.
std::string without_secrets(Turn& turn, const Event& event, std::string_view text);

// The key of what tells somebody that their words below a card were no order.
std::string unread_key(const std::string& event);
// Marks that words in a request's thread were heard without our name.
std::string unnamed_key(const std::string& event);

// Their writer learns that not all words were kept, where whoever works on it reads no others.
void tell_cut(Turn& turn, const Event& event, const Request& request, const char* key);

// While nobody chose a team there is no card: the words become part of what will stand there.
bool add_to_text(Turn& turn, const Event& event, const Request& request, std::string_view words);

// At most so many bytes, whole characters; "…" where something is left out.
std::string capped(std::string_view text, std::size_t most);

bool is_engineer(Turn& turn, const Person& person);  // a member of any SRE team

// Refusals that several steps share.
Error theirs_alone(const Request& request, const Team& team);
Error no_such_team(const Setup& setup, std::string_view id);

class DeskRequests : public RequestsView {
public:
    DeskRequests(Turn& turn, const Event& event) : turn_(turn), event_(event) {}

    result<Request> open(std::string_view text) override;
    result<Request> open_with(const TeamId& team, std::string_view text) override;
    result<Request> open_for(std::string_view username, std::string_view text) override;
    std::optional<Request> find(const RequestId& id) const override;
    std::optional<Request> here() const override;
    result<Request> named_or_here(std::string_view id) const override;
    std::vector<Request> list(const RequestFilter& filter) const override;
    std::vector<Request> search(const RequestSearch& search) const override;
    result<TeamFigures> figures(const Team& team, Instant since) const override;
    bool may_act(const Request& request) const override;
    bool may_read(const Request& request) const override;

    result<Request> take(const RequestId& id) override;
    result<Request> take_over(const RequestId& id) override;
    result<Request> reply(const RequestId& id, std::string_view words) override;
    result<Request> add_details(const RequestId& id, std::string_view words) override;
    result<Request> solve(const RequestId& id, std::string_view answer) override;
    std::optional<Date> end_named(const Request& request) const override;  // revoke.cpp
    result<Date> ends(const RequestId& id, Date day) override;
    result<Request> answered(const RequestId& id) override;
    result<Request> reopen(const RequestId& id) override;
    result<Request> wait(const RequestId& id, const WaitFor& wait) override;
    result<Request> keep(const RequestId& id, std::optional<Date> until) override;
    result<Request> confirm(const RequestId& id) override;
    result<Request> give_back(const RequestId& id) override;
    result<Request> transfer(const RequestId& id, const TeamId& team) override;
    result<Request> choose(const RequestId& id, const TeamId& team) override;
    result<Request> set_kind(const RequestId& id, std::string_view kind) override;
    result<Request> close(const RequestId& id, std::string_view why) override;

private:
    struct Held {
        Request request;
        const Team* team = nullptr;
    };
    // The request, readable and of a team that exists.
    result<Held> readable(const RequestId& id) const;
    const Team* came_back_from(const Request& request) const;
    result<Held> ours(const RequestId& id) const;  // and the caller is of the serving team
    result<Request> finish(const result<Request>& next, std::string_view what);

    Turn& turn_;
    const Event& event_;
};

}  // namespace qm::desk
