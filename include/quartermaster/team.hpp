// SRE teams, the product teams they serve, and their shifts. The configuration is the truth.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/ids.hpp>
#include <quartermaster/time.hpp>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace qm {

struct Person {
    UserId id;             // empty until the directory has resolved the name
    std::string username;  // what a mention is made of
    std::string display;   // what is shown without summoning anybody
    std::string locale;    // "en", "fr"; anything else is read as English
    Zone zone;             // may be empty: then the team's
};

struct Member {
    Person person;
    bool lead = false;
    int share = 100;                  // percent of a whole member's turns, 1 to 100
    std::optional<Date> joined = {};  // the first day that counts; unset: there from the start
    std::optional<Date> left = {};    // the first day without them
    std::optional<Date> shadow_until = {};  // until then beside somebody, never alone
};

struct ProductTeam {
    std::string name;                   // "payments"
    std::vector<std::string> channels;  // names on the platform
    std::vector<std::string> members;   // usernames; may be empty: membership then tells nothing
    std::vector<std::string> owns;      // its names among owners, groups: "payments", "acme/pay"
};

enum class RotationMode {
    ledger,       // a fair share: whoever owes most, rested, weekdays balanced
    weekday,      // each working day of the week has its person
    round_robin,  // members in order, a working day each
};

struct Rotation {
    RotationMode mode = RotationMode::ledger;
    bool backup = false;                           // a second person each day
    Date start{};                                  // round robin: the first member's first day
    std::array<std::string, 7> weekday_members{};  // by c_encoding of the weekday, Sunday first
};

// Times of the promise, in duty minutes.
struct Promise {
    Minutes first_reply{60};
    Minutes security_first_reply{30};
};

// What a team sees of the bot: nothing at all, nothing while all is recorded, everything.
enum class TeamMode { off, quiet, live };

struct Team {
    TeamId id;
    std::string name;               // "SRE Core"
    std::string duty_word = "RUN";  // the team's own name for being on duty
    std::string channel_name;       // the team's own channel on the platform
    ChannelId channel;              // empty until the directory has resolved it
    Zone zone = "Europe/Paris";
    TimeOfDay handover{9 * 60};
    DutyHours duty;
    std::array<bool, 7> working_days{false, true, true, true, true, true, false};  // Sunday first
    std::vector<Date> holidays;   // computed from the rules and lists of the configuration
    std::vector<Date> closed;     // those of them that a lead closed: they took their turn
    std::vector<Member> members;  // in rotation order
    Rotation rotation;
    Promise promise;
    TeamMode mode = TeamMode::live;
    std::vector<ProductTeam> products;
    std::vector<std::string> owns;  // its names among owners, and groups of repositories
    std::string emergency;          // the line shown after hours; may be empty
};

// One day of one team: from that day's handover to the next working day's handover.
struct Shift {
    TeamId team;
    Date date{};
    Instant from{};
    Instant until{};
    std::string username;  // who; never empty
    std::string origin;    // why this person: "plan", "take", "cover", "swap", "override"
    std::string backup;    // the second person; empty: none
    std::string shadow;    // who stands beside, and learns; empty: nobody
};

}  // namespace qm
