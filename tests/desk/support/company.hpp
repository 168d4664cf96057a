// The real desk over a real database in memory, with real commands and sentences, a platform that
// answers at once and a clock that is moved by hand. It does what app/intake, app/sender and
// app/due_loop do, without threads.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "platform.hpp"
#include "post_budget.hpp"

#include <quartermaster/context.hpp>

#include "core/say.hpp"
#include "desk/desk.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace qm::tests {

core::Texts all_texts();  // as they are packed into the program

// "core": its channel and name are "sre-core", its lead is the first of its members.
Team a_team(const std::string& id, const std::vector<std::string>& usernames);

class Company {
public:
    Company();

    desk::Setup setup;
    std::map<std::string, Person> people;         // by user name
    std::map<std::string, ChannelType> channels;  // by name; open unless told
    std::set<std::string> outside;                // channels in which the bot is not
    std::vector<Entry> entries;                   // of the catalog, by name alone
    bool twice = false;                           // every event is delivered twice
    bool down = false;                            // the bot is not running
    std::vector<std::string> problems;            // what must never be, found on the way
    int events = 0;
    PostBudget budget;

    void start(Instant at);
    // Moves the clock, and lets everything happen at its time that falls due on the way.
    void advance(Instant to);
    Instant now() const { return now_; }

    Person& person(const std::string& username);  // known from now on
    Channel channel(
        const std::string& name);  // "payments", or "dm:bob" for the direct channel of Bob

    // Words as the platform brings them. "@quartermaster" at the start is ours. Returns the post.
    PostId writes(const std::string& who, const std::string& where, const PostId& root,
                  const std::string& text);
    // What stands there is edited, or deleted. `unseen`: without the bot hearing of it.
    void edits(const std::string& who, const std::string& where, const PostId& post,
               const std::string& text);
    void deletes(const std::string& who, const std::string& where, const PostId& post, bool unseen);
    // The ticket under what somebody wrote: in the thread of `root`, or a root post itself.
    void tickets(const std::string& who, const std::string& where, const PostId& root,
                 const std::string& whose, const std::string& text);
    // Slack's shortcut on a message; `post` empty: one that nobody used it on. "somebody": no
    // person.
    void uses_shortcut(const std::string& who, const std::string& where, const PostId& post,
                       const std::string& whose, const std::string& text);
    void types(const std::string& who, const std::string& where, const std::string& text);
    // Chooses `choice` when it is not empty, and sends the form that opens with `words`.
    void presses(const std::string& who, const Shown& post, const std::string& label,
                 const std::string& choice, const std::string& words);
    const Shown* button(const std::string& who, const std::string& label, const std::string& about,
                        bool old = false) const;

    void deliver(const Event& event, const std::string& form_words);
    // The process ends; what it had claimed is in doubt. `stopped` brings it back.
    void crash() { down = true; }
    void restart();

    std::vector<std::string> take_lines();  // what was seen since the last call
    void say_soon() { settle_all(); }       // what was written down outside an event
    store::Db& db() { return *db_; }
    Platform& platform() { return *platform_; }
    desk::Attended watch();            // the proof that the program makes each minute
    std::function<void()> after_step;  // an event was handled, or what fell due
    void check();  // at rest: everything said, every request cared for, no post too many

private:
    desk::Desk desk() { return desk::Desk(*db_, setup); }
    void deliver_once(const Event& event, const std::string& form_words, bool again);
    void privately(const Event& event, const Reply& reply, const std::string& form_words);
    void in_form(const Event& event, const Reply& reply);
    void submit(const Event& pressed, const Form& form, const std::string& words);
    void send(std::vector<Post> posts);
    void settle_all();
    void check_mentions(const Post& post, const SendOutcome& outcome);
    Event event_of(const std::string& who, const std::string& where);

    core::Texts texts_;
    std::unique_ptr<store::Db> db_;
    std::unique_ptr<Platform> platform_;
    Instant now_{};
    int triggers_ = 0;
    bool in_form_ = false;  // what is handled now was sent by a form
};

}  // namespace qm::tests
