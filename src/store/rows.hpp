// What the rows of each table group look like in memory, and the calls over them. All calls
// throw store::Error; a compare-and-set that met another version returns false.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/event.hpp>
#include <quartermaster/request.hpp>

#include "store/db.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qm::store {

// --- meta.cpp
std::string meta(Db& db, std::string_view name);
void set_meta(Db& db, std::string_view name, std::string_view value);
// Names that begin so (no % or _ in it) and have a value.
std::vector<std::string> meta_names(Db& db, std::string_view prefix);
std::int64_t next_number(Db& db, std::string_view counter, std::int64_t first);

struct LogRow {
    Instant at{};
    std::string what;
    std::string subject;
    std::string who;
};
void log(Db& db, std::string_view event, int seq, const LogRow& row);
std::vector<LogRow> log_of(Db& db, std::string_view subject, int limit);  // newest first
// The key of the event in which that first happened; "": it never did.
std::string event_of(Db& db, std::string_view subject, std::string_view what);
struct LogPlace {
    Instant at{};
    std::string event;
    std::int64_t seq = -1;
};
struct LogPage {
    std::vector<LogRow> rows;  // oldest first
    LogPlace last;             // of the last row: where the next page begins
};
LogPage log_after(Db& db, const LogPlace& place, int limit);

struct Timer {
    std::string name;
    Instant due{};
    std::int64_t epoch = 0;
};
void set_timer(Db& db, std::string_view name, Instant due, std::int64_t epoch);
void drop_timer(Db& db, std::string_view name);
std::vector<Timer> due_timers(Db& db, Instant now, int limit);
std::optional<Instant> next_due(Db& db);
std::optional<Timer> timer(Db& db, std::string_view name);

// --- inbox.cpp
bool first_time(Db& db, std::string_view key, Instant now);  // false: seen before
bool seen(Db& db, std::string_view key);
bool forget(Db& db, std::string_view key);  // it may come again; false: it was not known
void set_aside(Db& db, std::string_view key, Instant now, std::string_view error,
               std::string_view event);
struct Failed {
    std::string key;
    std::string error;
};
std::vector<Failed> failed_events(Db& db, int limit);
int forget_events(Db& db, Instant before);  // done ones only; returns how many

// --- outbox.cpp
struct OutboxRow {
    std::string key;
    std::string kind;
    std::string subject;
    std::string body;
    ChannelId channel;
    UserId to;
    PostId root;
    PostId post;
    std::string pending;
    std::string locale;
    Zone zone;
    std::string state;
    std::int64_t wanted = 0;
    std::int64_t drawn = 0;
    Instant created{};
    TeamId team;   // whose pause holds it back; empty: nobody's
    int rank = 1;  // qm::Rank: 0 urgent, 1 ordinary
};
bool add_post(Db& db, const OutboxRow& row);  // false: the key is there already
// Where posts queue up behind each other: a channel, or a person where `channel` is empty.
struct Lane {
    ChannelId channel;
    UserId to;
};
// Those with something ready that may go, that is, does not wait for its thread: the most urgent
// first, then the one that has waited longest.
std::vector<Lane> ready_lanes(Db& db, int limit);
// What may go there, by rank, then in the order in which it was written down.
std::vector<OutboxRow> ready_posts(Db& db, const Lane& lane, int limit);
// Fewer than `most` are claimed there, and nothing ready of this rank or above would be overtaken.
bool is_free(Db& db, const Lane& lane, int rank, int most);
std::optional<OutboxRow> post_by_key(Db& db, std::string_view key);
std::optional<OutboxRow> post_by_subject(Db& db, std::string_view subject);
std::optional<OutboxRow> post_at(Db& db, const PostId& post);  // sent, and standing there
// Messages in either of two threads, the newest first.
std::vector<OutboxRow> said_under(Db& db, std::string_view root, std::string_view other, int limit);
std::vector<OutboxRow> open_posts(Db& db, std::string_view state, int limit);
// Sent, drawn from an older version; at most `each` of a channel.
std::vector<OutboxRow> stale_posts(Db& db, int limit, int each);
bool claim(Db& db, std::string_view key);    // ready → claimed
bool unclaim(Db& db, std::string_view key);  // claimed → ready
// Returns false when the row was sent before (then `post` may be a double).
bool mark_sent(Db& db, std::string_view key, const PostId& post, const ChannelId& channel,
               std::int64_t drawn);
inline constexpr std::int64_t drawn_unknown = -1;  // it may show any state: drawn again
void mark_drawn(Db& db, std::string_view key, std::int64_t drawn);
// It shows an earlier state until retry_cards.
void mark_edit_refused(Db& db, std::string_view key, std::int64_t drawn, std::string_view why);
void mark_refused(Db& db, std::string_view key, std::string_view why);
void drop_post(Db& db, std::string_view key);  // it was deleted: never drawn again
// Another text of what is no card; drawn again where it was sent.
void rewrite(Db& db, std::string_view key, std::string_view body);
// Every card of open requests, and all that were posted since: what they show is not known.
void redraw_all(Db& db, Instant since);
std::optional<Instant> last_post(Db& db);  // when the newest was written down
// Cards of open requests that were refused are tried once more: ready again. So is what could not
// be edited, of what was written down since then the newest `limit`. How many.
int retry_cards(Db& db, Instant since, int limit);
void want(Db& db, std::string_view subject, std::int64_t version);  // its card is stale now
// A team is heard again: what concerns its open requests is said, the rest dropped.
void release_held(Db& db, const TeamId& team);
// What waits under a card that will never be there has no place to go.
std::vector<OutboxRow> waiting_under(Db& db, std::string_view subject, int limit);
// The card of a request that moved is another subject from now on.
void retire_subject(Db& db, std::string_view subject, std::string_view becomes,
                    std::int64_t version);
std::int64_t open_count(Db& db);
struct Refused {
    std::string subject;  // "": no card
    ChannelId channel;
    UserId to;
    std::string error;
    Instant created{};
};
std::vector<Refused> refused_posts(Db& db, int limit);  // newest first
// How things stand with what is to be said: no texts.
struct OutboxState {
    std::string key;
    std::string state;    // ready, claimed, held, refused, sent; stale: sent, to be drawn again
    std::string kind;     // create, remove
    std::string subject;  // "": no card
    ChannelId channel;
    UserId to;
    TeamId team;  // "": nobody's
    Instant created{};
    std::string error;
    int rank = 1;
};
// Oldest first; of the sent and the refused ones the newest. No other states: nothing.
std::vector<OutboxState> outbox_in(Db& db, std::string_view state, const TeamId& team, int limit);
// How many of that state, of all teams; sent ones are not counted: 0.
std::int64_t outbox_count(Db& db, std::string_view state);

// --- directory.cpp
void save_person(Db& db, const Person& person);
void save_channel(Db& db, const Channel& channel);
std::optional<Person> person(Db& db, const UserId& id);
std::optional<Person> person_named(Db& db, std::string_view username);
bool is_name(Db& db, std::string_view word);  // of anybody seen, or a part of one; small letters
std::optional<Channel> channel(Db& db, const ChannelId& id);
std::optional<Channel> channel_named(Db& db, std::string_view name);

struct Watermark {
    ChannelId channel;
    PostId anchor;  // back-fill reads what came after this one; empty: none known yet
    std::int64_t anchor_ms = 0;
    std::int64_t last_ms = 0;
};
// While a back-fill is under way (`behind`) only the last mark moves: a crash then starts the same
// back-fill again.
void mark(Db& db, const Channel& channel, const PostId& post, std::int64_t at_ms, bool behind);
std::vector<Watermark> watermarks(Db& db);

// --- requests.cpp
void insert_request(Db& db, const Request& request, std::int64_t number);
bool save_request(Db& db, const Request& request);  // version is that read; stored one higher
std::optional<Request> request(Db& db, const RequestId& id);
std::optional<Request> request_of_root(Db& db, const PostId& root);
std::vector<Request> open_requests(Db& db, const TeamId& team, int limit);
std::vector<Request> requests_of(Db& db, const UserId& asker, bool open_only, int limit);
struct ThreadSide {
    RequestId request;
    bool card = false;  // the team's side
};
void save_thread(Db& db, const PostId& root, const RequestId& request, bool card);
std::optional<ThreadSide> thread(Db& db, const PostId& root);
std::vector<PostId> open_threads(Db& db, int limit);  // of open requests, the newest first
std::optional<PostId> card_thread(Db& db, const RequestId& request);
struct Counts {
    std::int64_t came = 0;
    std::int64_t solved = 0;
    std::int64_t late = 0;
};
Counts count_between(Db& db, const TeamId& team, Instant from, Instant until);

// --- shifts.cpp
struct ShiftRow {
    std::string day;
    std::string username;
    std::string origin;
    std::string backup = {};
    std::string shadow = {};
    std::string why = {};  // the planner's decision; empty: it decided nothing
};
void publish(Db& db, const TeamId& team, const ShiftRow& row);  // keeps what stands there
// Whatever stood there. `backup` and `shadow` of the day stay, but for whoever has it now.
void take_day(Db& db, const TeamId& team, const ShiftRow& row);
// Only if the day is still that person's.
bool move_day(Db& db, const TeamId& team, const ShiftRow& row, std::string_view from_user);
// Who stands beside; false: that has changed meanwhile.
bool move_beside(Db& db, const TeamId& team, const ShiftRow& row, std::string_view from_backup,
                 std::string_view from_shadow);
std::vector<ShiftRow> shifts(Db& db, const TeamId& team, std::string_view from_day,
                             std::string_view until_day);
struct HandoverRow {
    TeamId team;
    std::string day;
    Instant covers_from{};
    std::string outgoing;
    std::string incoming;
    std::int64_t version = 1;
    std::string accepted_by;
    std::optional<Instant> accepted_at;
};
bool add_handover(Db& db, const HandoverRow& row);  // false: that day's is there already
std::optional<HandoverRow> handover(Db& db, const TeamId& team, std::string_view day);
std::optional<HandoverRow> last_handover(Db& db, const TeamId& team);
bool save_handover(Db& db, const HandoverRow& row);

// --- catalog.cpp
enum class Wanted { no, read, accept };  // accept: what is held back is to be believed
struct SourceRow {
    std::string name;
    std::string url;
    std::string head;   // the commit that was read
    std::string stamp;  // of all its refs then
    Instant synced{};
    std::string error;
    std::int64_t entries = 0;
    std::string visibility;
    Wanted wanted = Wanted::no;
    std::optional<Instant> gone;
};
void save_source(Db& db, const SourceRow& row);
std::vector<SourceRow> sources(Db& db);
void want_source(Db& db, std::string_view name, Wanted wanted);

struct EntryRow {
    std::string source;
    std::string path;
    std::string kind;
    std::string name;
    std::string doc;
    Instant added{};
    std::optional<Instant> gone;  // a tombstone since
    bool held = false;            // vanished from its source, not believed yet
    std::string alike;            // what another team had already when it was new
};
// Living again, whatever it was; `added` counts for a new one only.
void put_entry(Db& db, const EntryRow& row);
void hold(Db& db, const EntryRow& row);
std::int64_t held_count(Db& db, std::string_view source);
void bury(Db& db, const EntryRow& row, Instant at);  // with its last document
void note_alike(Db& db, const EntryRow& row);
// The generation of the documents: what is made of them knows whether they have changed since.
void catalog_changed(Db& db);
std::int64_t catalog_generation(Db& db);
std::vector<EntryRow> entries_of(Db& db, std::string_view source);
std::vector<EntryRow> all_entries(Db& db);
std::vector<EntryRow> alike_between(Db& db, Instant from, Instant until, int limit);

struct ProblemRow {
    std::string path;
    std::int64_t line = 0;
    std::string reason;
};
void replace_problems(Db& db, std::string_view source, const std::vector<ProblemRow>& problems);
std::vector<ProblemRow> problems_of(Db& db, std::string_view source, int limit);

struct SearchRow {
    std::string words;
    std::int64_t times = 0;
    Instant last{};
};
void count_search(Db& db, std::string_view words, std::int64_t found, Instant now);
std::vector<SearchRow> searches_in_vain(Db& db, int limit);  // most often first

struct ReleaseRow {
    std::string source;
    std::string path;
    std::string kind;
    std::string name;
    std::string version;
    Instant at{};
    std::string doc;
};
void save_release(Db& db, const ReleaseRow& row);
std::vector<ReleaseRow> releases_of(Db& db, const EntryRow& of);         // newest first
std::vector<ReleaseRow> release_names(Db& db, std::string_view source);  // without documents

// --- figures.cpp
struct RequestWords {
    UserId asker;
    TeamId team;                     // of the caller; empty: none
    ChannelId channel;               // where it is asked
    bool others_read = false;        // then nothing of a private place, and no security or access
    std::vector<std::string> words;  // all of them, in small letters; at most four count
    int limit = 10;
    int offset = 0;
};
// Newest first, among the newest 10,000.
std::vector<Request> find_requests(Db& db, const RequestWords& wanted);

struct FigureRow {
    std::string kind;
    std::string product;
    std::string state;
    Instant opened{};
    Instant reply_due{};
    std::optional<Instant> first_reply;
    std::optional<Instant> solved;
    std::int64_t handovers = 0;
    std::string settled_by;
};
std::vector<FigureRow> figure_rows(Db& db, const TeamId& team, Instant from, Instant until,
                                   int limit);  // newest first
// How they begin, newest first; nothing that was erased, or said in private, or is of security or
// access.
std::vector<std::string> request_words(Db& db, const TeamId& team, Instant from, Instant until,
                                       int limit);
// How often that was done to the team's requests of that time.
std::int64_t times_logged(Db& db, const TeamId& team, Instant from, Instant until,
                          std::string_view what);
// Once more on the day of `at`. `scope`: a team's id, or empty.
void count_once(Db& db, Instant at, std::string_view what, std::string_view scope);
// On the days, each whole, that lie between or are touched.
std::int64_t counted(Db& db, Instant from, Instant until, std::string_view what,
                     std::string_view scope);
// --- learning.cpp
struct HabitRow {
    std::string words;
    std::string entry;
    std::int64_t times = 0;
    std::string day;
};
// Once more, on that day; beyond `most` rows the rarest and oldest go.
void note_habit(Db& db, const HabitRow& row, std::string_view what, std::int64_t most);
std::vector<HabitRow> opened_habits(Db& db);  // less what was not wanted
std::vector<HabitRow> unopened_habits(Db& db, std::int64_t least, int limit);
std::vector<HabitRow> unwanted_habits(Db& db, int limit);

}  // namespace qm::store
