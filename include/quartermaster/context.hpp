// What a command may see and do. Everything is synchronous: a `writes` command runs inside the
// event's transaction, the others on rows or an index that do not change under them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/days.hpp>
#include <quartermaster/entry.hpp>
#include <quartermaster/event.hpp>
#include <quartermaster/figures.hpp>
#include <quartermaster/reply.hpp>
#include <quartermaster/request.hpp>
#include <quartermaster/result.hpp>
#include <quartermaster/team.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace qm {

struct Command;

class CatalogView {
public:
    virtual ~CatalogView() = default;
    virtual Found search(const Query& query) const = 0;
    // The entry of that name; several when kinds share it. Empty: not found.
    virtual std::vector<Entry> named(std::string_view name) const = 0;
    virtual std::vector<std::string> near(std::string_view name) const = 0;
    virtual std::size_t size() const = 0;

    virtual Found list(const Listing& listing) const = 0;
    virtual std::vector<KindCount> stats() const = 0;  // every kind, in the order of their names
    // The same thing in other kinds or repositories, without the entry itself.
    virtual std::vector<Entry> family(const Entry& entry) const = 0;
    virtual std::vector<Dependency> uses(const Entry& entry) const = 0;
    virtual std::vector<Entry> used_by(const Entry& entry) const = 0;
    // Others that seem to do the same, most alike first.
    virtual std::vector<Entry> similar(const Entry& entry, int limit) const = 0;
    // Who knows what the words find, by git's history.
    virtual std::vector<Expert> experts(std::string_view words, int limit) const = 0;

    // The part of it that somebody may find; counts and near names are of that part alone.
    virtual std::unique_ptr<const CatalogView> seen_by(Viewer viewer) const = 0;
};

// A channel that people said belongs to a team, whatever the configuration says.
struct Mapped {
    Channel channel;
    TeamId team;
    std::string by;  // the name people read
    Instant at{};
    bool holds = true;  // false: the configuration has changed since, and counts
};

// Of a day whose person is away: who could have it, best placed first; empty: everybody is away.
struct Instead {
    std::vector<std::string> usernames;
    bool asked = false;  // they are, and nobody has said yes
};

class RotaView {
public:
    virtual ~RotaView() = default;
    virtual std::span<const Team> teams() const = 0;
    // The SRE team that serves this place or this caller, and how that was found.
    virtual const Team* serving(std::string* because) const = 0;
    // "~payments", "payments" or an id; nothing when no such channel was seen. A private one is
    // found from within alone.
    virtual std::optional<Channel> channel(std::string_view name_or_id) const = 0;
    // By a member of any SRE team: what is asked there goes to that team from now on.
    virtual result<void> map(const Channel& channel, const Team& team) = 0;
    virtual result<void> unmap(const Channel& channel) = 0;
    virtual std::vector<Mapped> mapped() const = 0;  // newest first, at most fifty
    virtual const Team* team(std::string_view name_or_id) const = 0;
    virtual result<const Team*> named_team(std::string_view name_or_id) const = 0;  // or a refusal
    // Of which of the caller's teams a verb speaks: of the one named; else of the one whose channel
    // this is; else of their only one. Refused: no such team, not theirs, or several and none
    // named.
    virtual result<const Team*> my_team(std::string_view named) const = 0;
    virtual std::vector<const Team*> mine() const = 0;  // all of them, as configured
    virtual std::optional<Shift> on_duty(const Team& team, Instant at) const = 0;
    // False: whoever has that day is away, so nobody is called.
    virtual bool is_there(const Shift& shift) const = 0;
    virtual Instead instead(const Shift& shift) const = 0;
    virtual std::vector<Shift> coming(const Team& team, Instant after, int count) const = 0;
    virtual Date day_of(const Team& team, Instant at) const = 0;  // in its zone
    virtual bool in_duty_hours(const Team& team, Instant at) const = 0;
    virtual Instant duty_end(const Team& team, Instant at) const = 0;  // of that day, or the next
    virtual std::string display(std::string_view username) const = 0;
    virtual std::string display(const UserId& user) const = 0;
    // A member takes the day at once (a lead may give it to one); stored as a fact, and the
    // handover card of a day that has begun is drawn again. `apply` false: only whether it could
    // be.
    virtual result<Shift> take(const Team& team, Date date, std::string_view username,
                               bool apply) = 0;
    virtual result<Date> read_date(const Team& team, std::string_view words) const = 0;
    // The same where only days to come do: what cannot be read is not answered with "today".
    virtual result<Date> read_day_ahead(const Team& team, std::string_view words) const = 0;
    // Of the calendar, whether one works that day or not: a Friday's "tomorrow" is Saturday.
    virtual result<Date> read_any_day(const Team& team, std::string_view words) const = 0;
    // False while nothing is said of and to it: quiet by the configuration, or paused.
    virtual bool is_heard(const Team& team) const = 0;
    virtual bool is_lead(const Team& team, const Person& person) const = 0;
    // By a lead: nothing is said of and to the team any more, everything is recorded; and back.
    virtual result<void> pause(const Team& team) = 0;
    virtual result<void> resume(const Team& team) = 0;
    // What a member leaves for the next morning, of the shift that runs: each of them one; "" takes
    // it away. `noted`: the caller's own.
    virtual result<void> note(const Team& team, std::string_view words) = 0;
    virtual std::string noted(const Team& team) const = 0;
    // "I have it": the morning handover is accepted.
    virtual result<void> accept(const Team& team, const Person& by) = 0;
};

struct SourceState {
    std::string name;
    std::optional<Instant> synced;  // nothing: never yet
    std::string error;              // why the last reading failed, or what is held back
    std::int64_t entries = 0;
    std::vector<Problem> problems;  // at most twenty
};

struct Searched {
    std::string words;
    std::int64_t times = 0;
    Instant last{};
};

struct Habit {  // what people did with the answers to a search; never who, never when exactly
    std::string words;
    std::string entry;  // its id; empty: with all of them
    std::int64_t times = 0;
    Date last{};
};

struct PastRelease {  // an entry as it was at a release
    Entry entry;
    Instant at{};
    std::vector<std::string> changes;  // subjects since the release before, newest first
};

// What the store knows of the catalog beyond the entries themselves.
class StoresView {
public:
    virtual ~StoresView() = default;
    // Whose name holds the words; "" for all.
    virtual std::vector<SourceState> sources(std::string_view words) const = 0;
    virtual std::vector<Searched> missing(int limit) const = 0;  // searched, and nothing found
    virtual std::vector<Habit> unopened(int limit) const = 0;    // searched, found, nothing opened
    virtual std::vector<Habit> unwanted(int limit) const = 0;    // "not what I wanted"
    virtual std::vector<PastRelease> releases(const Entry& entry) const = 0;  // newest first
    // Read as soon as the transaction is committed; `accept`: believe what is held back.
    virtual result<void> ask_sync(std::string_view source, bool accept) = 0;
    // The SRE team that answers for an entry: its owner, or who serves the product team that is.
    virtual const Team* answering(const Entry& entry) const = 0;
    // Whether the caller is of an SRE team and what is answered stays with the caller or in that
    // team's channel: sources, problems and other people's searches are told then.
    virtual bool may_look_inside() const = 0;
};

struct RequestFilter {
    std::optional<TeamId> team;
    std::optional<UserId> asker;
    bool open_only = true;
    int limit = 10;
};

// "asker", "other", "other the vendor", "plan"; no day: three working days from now.
struct WaitFor {
    std::string whom;
    std::optional<Date> until;
};

// Whose words hold all of these, newest first, among the newest 10,000: only what the caller may
// read, and where others read the answer nothing that is said in private.
struct RequestSearch {
    std::string words;
    int limit = 10;
    int offset = 0;
};

class RequestsView {
public:
    virtual ~RequestsView() = default;
    virtual result<Request> open(std::string_view text) = 0;
    // With a team of the asker's choice instead of the serving one.
    virtual result<Request> open_with(const TeamId& team, std::string_view text) = 0;
    // By a member of an SRE team, for somebody who asked them in private. Its status post is a
    // direct message to that person.
    virtual result<Request> open_for(std::string_view username, std::string_view text) = 0;
    virtual std::optional<Request> find(const RequestId& id) const = 0;
    // The request whose thread, the asker's or the card's, the caller stands in.
    virtual std::optional<Request> here() const = 0;
    // By id, else that of the thread; not_found says how to name one.
    virtual result<Request> named_or_here(std::string_view id) const = 0;
    virtual std::vector<Request> list(const RequestFilter& filter) const = 0;
    virtual std::vector<Request> search(const RequestSearch& search) const = 0;
    // Of requests opened since then. `not_allowed` but for members of the SRE teams.
    virtual result<TeamFigures> figures(const Team& team, Instant since) const = 0;
    virtual bool may_act(const Request& request) const = 0;  // of the serving SRE team
    virtual bool may_read(const Request& request) const = 0;

    virtual result<Request> take(const RequestId& id) = 0;
    // From a colleague who has it, and who is told.
    virtual result<Request> take_over(const RequestId& id) = 0;
    virtual result<Request> reply(const RequestId& id, std::string_view words) = 0;
    virtual result<Request> add_details(const RequestId& id, std::string_view words) = 0;
    virtual result<Request> solve(const RequestId& id, std::string_view answer) = 0;
    // The day ahead on which an access ends, as its answer or its words say.
    virtual std::optional<Date> end_named(const Request& request) const = 0;
    // By the serving team, of what is solved: on the morning of that day, or of the working day
    // after it, whoever is on duty has a request to revoke it. Gives that morning's day.
    virtual result<Date> ends(const RequestId& id, Date day) = 0;
    // What was suggested from the catalog was enough.
    virtual result<Request> answered(const RequestId& id) = 0;
    virtual result<Request> reopen(const RequestId& id) = 0;
    virtual result<Request> wait(const RequestId& id, const WaitFor& wait) = 0;
    // Over handovers, until the evening of that day; no day: the next working one.
    virtual result<Request> keep(const RequestId& id, std::optional<Date> until) = 0;
    virtual result<Request> confirm(const RequestId& id) = 0;    // "still on it"
    virtual result<Request> give_back(const RequestId& id) = 0;  // to whoever is on duty
    virtual result<Request> transfer(const RequestId& id, const TeamId& team) = 0;
    // Where nobody knew the team: what is asked in that channel goes there from now on.
    virtual result<Request> choose(const RequestId& id, const TeamId& team) = 0;
    virtual result<Request> set_kind(const RequestId& id, std::string_view kind) = 0;
    // Without an answer: why, or empty for what is no request.
    virtual result<Request> close(const RequestId& id, std::string_view why) = 0;
};

class Context {
public:
    virtual ~Context() = default;
    virtual Instant now() const = 0;
    virtual const Person& caller() const = 0;
    virtual const Channel& channel() const = 0;
    virtual bool pressed() const = 0;    // a button or menu, so a form may be opened
    virtual bool overheard() const = 0;  // the answer to a mention stands where others read it
    virtual const CatalogView& catalog() const = 0;
    // Whom to ask, in every lane: the SRE team that answers for the entry; without one, or where
    // nobody does, the team that serves the caller. Null: there is no team at all.
    virtual const Team* whom_to_ask(const Entry* entry) const = 0;
    virtual RotaView& rota() = 0;          // index lane: must not be called
    virtual DaysView& days() = 0;          // index lane: must not be called
    virtual RequestsView& requests() = 0;  // index lane: must not be called
    virtual StoresView& stores() = 0;      // index lane: must not be called
    virtual std::span<const Command> commands() const = 0;
    // By a lead: what the bot needs is tried; what was found comes as a direct message.
    virtual result<void> ask_doctor() = 0;  // index lane: must not be called
};

}  // namespace qm
