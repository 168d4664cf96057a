// Reads conversations, plays them, writes them again.
// SPDX-License-Identifier: Apache-2.0
#include "transcript.hpp"

#include "calendars.hpp"
#include "company.hpp"

#include "core/calendar.hpp"
#include "core/holidays.hpp"

#include <cctype>
#include <functional>
#include <sstream>
#include <stdexcept>

namespace qm::tests {
namespace {

std::vector<std::string> split(std::string_view text, std::string_view by) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto at = text.find(by);
        if (const std::string_view part = text.substr(0, at); !part.empty())
            parts.emplace_back(part);
        if (at == text.npos) break;
        text.remove_prefix(at + by.size());
    }
    return parts;
}

template <class T>
T good(const result<T>& read) {
    if (!read) throw std::runtime_error(read.error().what);
    return *read;
}

Span span_of(const std::string& text) {
    const auto ends = split(text, "-");
    return {good(core::read_time(ends.at(0))), good(core::read_time(ends.at(1)))};
}

ProductTeam product_of(const std::string& text) {
    const auto open = text.find('(');
    ProductTeam product;
    product.name = text.substr(0, open);
    if (open == text.npos) return product;
    const auto inside = split(text.substr(open + 1, text.size() - open - 2), ";");
    product.channels = split(inside.at(0), ",");
    if (inside.size() > 1) product.members = split(inside.at(1), ",");
    return product;
}

class Player {
public:
    Player(std::string_view file, bool twice) : lines_(split_lines(file)) {
        company_.twice = twice;
    }

    Played play() {
        for (const std::string& line : lines_) {
            if (line.starts_with(" ")) continue;  // seen the last time
            out_ += line + "\n";
            try {
                read(line);
            } catch (const std::exception& error) {
                company_.problems.push_back(line + ": " + error.what());
            }
            for (const std::string& seen : company_.take_lines())
                out_ += seen + "\n";
        }
        company_.check();
        return {out_, company_.problems};
    }

private:
    static std::vector<std::string> split_lines(std::string_view file) {
        std::vector<std::string> all;
        std::istringstream in{std::string(file)};
        for (std::string line; std::getline(in, line);)
            all.push_back(line);
        return all;
    }

    void read(const std::string& line) {
        if (line.empty() || line.starts_with("#")) return;
        if (line.starts_with("team ")) return team(split(line, "  "));
        if (line.starts_with("person ")) return person(split(line, "  "));
        if (line.starts_with("channel ")) {
            const auto words = split(line, "  ");
            company_.channels[words.at(0).substr(8)] = ChannelType::closed;
            return;
        }
        if (line.starts_with("outside ")) {  // the bot is not in these
            for (const std::string& name : split(line.substr(8), " "))
                company_.outside.insert(name);
            return;
        }
        if (line.starts_with("entry ")) {  // "entry helm-chart  redis  Redis for everybody"
            const auto words = split(line, "  ");
            Entry entry;
            entry.kind = words.at(0).substr(6);
            entry.name = words.at(1);
            entry.description = words.at(2);
            company_.entries.push_back(entry);
            return;
        }
        if (line.starts_with("asks ")) {  // "asks fix  since when, which environment"
            const auto words = split(line, "  ");
            company_.setup.asks[words.at(0).substr(5)] = words.size() > 1 ? words[1] : "";
            return;
        }
        if (line == "no calendars") return company_.setup.calendar_url.clear();
        if (line.starts_with("front desk ")) {
            company_.setup.front_desk = TeamId(line.substr(11));
            return;
        }
        const auto gap = line.find("  ");
        if (gap == line.npos) throw std::runtime_error("no step: two spaces follow the time");
        const Instant at = time(line.substr(0, gap));
        std::vector<std::string> before;
        if (!started_) {
            if (company_.setup.front_desk.empty())
                company_.setup.front_desk = company_.setup.teams.at(0).id;
            company_.start(at);
        }
        started_ = true;
        if (at < company_.now()) throw std::runtime_error("time does not run backwards");
        company_.advance(at);
        // What fell due before this step stands above it.
        const auto due = company_.take_lines();
        if (!due.empty()) {
            out_.erase(out_.size() - line.size() - 1);
            for (const std::string& seen : due)
                out_ += seen + "\n";
            out_ += line + "\n";
        }
        step(line.substr(gap + 2));
    }

    Instant time(const std::string& text) {
        const auto words = split(text, " ");
        if (words.size() == 3) {
            date_ = good(core::read_date(words[1]));
            if (!core::say_day(date_, "en").starts_with(words[0]))
                throw std::runtime_error(words[1] + " is no " + words[0]);
        }
        return core::to_instant(date_, good(core::read_time(words.back())),
                                company_.setup.teams.at(0).zone);
    }

    void team(const std::vector<std::string>& items) {
        Team team;
        team.id = TeamId(items.at(0).substr(5));
        team.name = team.channel_name = team.id.value;
        team.rotation.start = good(core::read_date("2026-10-05"));
        for (std::size_t i = 1; i < items.size(); ++i) {
            const auto space = items[i].find(' ');
            setting(team, items[i].substr(0, space), items[i].substr(space + 1));
            calendars(team, items[i].substr(0, space), items[i].substr(space + 1));
        }
        if (weekdays_) {
            team.rotation.mode = RotationMode::weekday;
            for (std::size_t day = 1; day <= 5; ++day)
                team.rotation.weekday_members[day] =
                    team.members[(day - 1) % team.members.size()].person.username;
        }
        company_.setup.teams.push_back(std::move(team));
    }

    // "follows" another rota, "absences team carol" out of calendars of the team and of Carol.
    void calendars(const Team& team, const std::string& name, const std::string& value) {
        if (name == "follows") company_.setup.follows.push_back(team.id);
        if (name != "absences") return;
        for (const std::string& whose : split(value, " "))
            company_.setup.absences.push_back({team.id, whose == "team" ? "" : whose});
    }

    void setting(Team& team, const std::string& name, const std::string& value) {
        if (name == "name") team.name = value;
        if (name == "channel") team.channel_name = value;
        if (name == "zone") team.zone = value;
        if (name == "emergency") team.emergency = value;
        if (name == "rotation") {
            weekdays_ = value == "weekday";
            if (value == "round-robin") team.rotation.mode = RotationMode::round_robin;
        }
        if (name == "mode")
            team.mode = value == "quiet" ? TeamMode::quiet
                        : value == "off" ? TeamMode::off
                                         : TeamMode::live;
        if (name == "backup") team.rotation.backup = value == "yes";
        if (name == "start") team.rotation.start = good(core::read_date(value));
        if (name == "duty") team.duty.day = span_of(value);
        if (name == "break") team.duty.breaks.push_back(span_of(value));
        if (name == "handover") team.handover = good(core::read_time(value));
        if (name == "holidays") team.holidays = good(core::holidays(value, 2026, 2028));
        if (name == "products") {
            for (const std::string& product : split(value, " "))
                team.products.push_back(product_of(product));
        }
        if (name == "members") {
            for (const std::string& username : split(value, " ")) {
                Member member;
                member.person.username = username;
                team.members.push_back(member);
            }
        }
        if (name == "shadow") {
            for (Member& member : team.members) {
                if (member.person.username == value)
                    member.shadow_until = good(core::read_date("2027-01-01"));
            }
        }
        if (name == "left") {
            const auto words = split(value, " ");
            for (Member& member : team.members) {
                if (member.person.username == words.at(0))
                    member.left = good(core::read_date(words.at(1)));
            }
        }
        if (name == "lead") {
            for (Member& member : team.members)
                member.lead = member.lead || member.person.username == value;
        }
    }

    void person(const std::vector<std::string>& items) {
        Person& person = company_.people[items.at(0).substr(7)];
        for (std::size_t i = 1; i < items.size(); ++i) {
            const auto space = items[i].find(' ');
            const std::string name = items[i].substr(0, space);
            const std::string value = items[i].substr(space + 1);
            (name == "locale" ? person.locale
             : name == "zone" ? person.zone
                              : person.display) = value;
        }
    }

    void step(const std::string& what) {
        if (what == "nothing happens") return;
        if (what == "the same again") return again_();
        if (what.starts_with("the bot ")) return bot(what.substr(8));
        if (what.starts_with("team ") && what.ends_with(" goes"))
            return goes(what.substr(5, what.size() - 10));
        if (calendar_step(company_, what)) return;
        const auto space = what.find(' ');
        const std::string who = what.substr(0, space);
        const std::string rest = what.substr(space + 1);
        if (rest.starts_with("presses ")) return press(who, rest.substr(8));
        if (rest.starts_with("puts a ticket under ")) return ticket(who, rest.substr(20));
        if (rest.starts_with("uses the shortcut on ")) return shortcut(who, rest.substr(21));
        if (rest.starts_with("edits ~")) return edits(who, rest.substr(7));
        if (rest.starts_with("deletes ~")) return deletes(who, rest.substr(9));
        if (rest.starts_with("leaves ")) return leaves(who, rest.substr(7));
        if (rest.starts_with("in ~")) return words(who, "", rest.substr(4));
        if (rest.starts_with("directly")) return words(who, "dm:" + who, rest.substr(8));
        throw std::runtime_error("no such step");
    }

    // As a new configuration says it, on that day.
    void leaves(const std::string& who, const std::string& id) {
        for (Team& team : company_.setup.teams) {
            for (Member& member : team.members) {
                if (team.id.value == id && member.person.username == who) member.left = date_;
            }
        }
        company_.crash();
        company_.restart();
    }

    // As a new configuration says it.
    void goes(const std::string& id) {
        std::erase_if(company_.setup.teams, [&](const Team& team) { return team.id.value == id; });
        company_.crash();
        company_.restart();
    }

    // "pia in ~payments: text", or of a reply "pia in ~payments/1: text".
    void ticket(const std::string& who, const std::string& under) {
        const auto in = under.find(" in ~");
        const auto colon = under.find(": ", in);
        const std::string place = under.substr(in + 5, colon - in - 5);
        const auto slash = place.find('/');
        company_.tickets(who, place.substr(0, slash),
                         PostId(slash == std::string::npos ? "" : "~" + place), under.substr(0, in),
                         under.substr(colon + 2));
    }

    // "pia in ~halls: text", or on a post that is there "pia in ~halls/1: text".
    void shortcut(const std::string& who, const std::string& on) {
        const auto in = on.find(" in ~");
        const auto colon = on.find(": ", in);
        const std::string place = on.substr(in + 5, colon - in - 5);
        const bool there = place.find('/') != place.npos;
        company_.uses_shortcut(who, place.substr(0, place.find('/')),
                               PostId(there ? "~" + place : ""), on.substr(0, in),
                               on.substr(std::min(colon + 2, on.size())));
    }

    // "payments/1: text"
    void edits(const std::string& who, const std::string& what) {
        const auto colon = what.find(": ");
        const std::string post = what.substr(0, colon);
        company_.edits(who, post.substr(0, post.find('/')), PostId("~" + post),
                       what.substr(colon + 2));
    }

    // "payments/1", or "payments/1 unseen"
    void deletes(const std::string& who, const std::string& what) {
        const auto space = what.find(' ');
        const std::string post = what.substr(0, space);
        company_.deletes(who, post.substr(0, post.find('/')), PostId("~" + post),
                         space != what.npos);
    }

    // "payments/1: text", or "/1: text" of the direct channel.
    void words(const std::string& who, std::string where, const std::string& rest) {
        const auto colon = rest.find(':');
        const std::string place = rest.substr(0, colon);
        const auto slash = place.find('/');
        const bool direct = !where.empty();
        if (!direct) where = place.substr(0, slash);
        PostId root;
        if (slash != place.npos) root = PostId((direct ? "" : "~") + where + place.substr(slash));
        const std::string text = rest.substr(rest.find_first_not_of(' ', colon + 1));
        if (text.starts_with("/")) return company_.types(who, where, text);
        company_.writes(who, where, root, text);
    }

    // "\"Reply\" on R1001 and writes: words"
    void press(const std::string& who, const std::string& rest) {
        const auto quoted = split(rest, "\"");
        const std::string label = quoted.at(0);
        const bool menu = quoted.size() > 2;
        const std::string choice = menu ? quoted.at(2) : "";
        std::string about = quoted.at(menu ? 3 : 1).substr(4);
        std::string writes;
        if (const auto at = about.find(" and writes: "); at != about.npos) {
            writes = about.substr(at + 13);
            about = about.substr(0, at);
        }
        if (about.ends_with(" and writes blanks")) {
            writes = "   ";
            about.resize(about.size() - 18);
        }
        const bool old = about.ends_with(" as it was");
        if (old) about.resize(about.size() - 10);
        const Shown* post = company_.button(who, label, about, old);
        if (post == nullptr) throw std::runtime_error("nobody sees that button");
        const Shown copy = *post;  // as it was drawn when it was pressed
        again_ = [this, who, copy, label, choice, writes] {
            company_.presses(who, copy, label, choice, writes);
        };
        again_();
    }

    void bot(const std::string& what) {
        if (what == "stops") return company_.crash();
        if (what == "is back") return company_.restart();
        if (what == "stops before it sends")
            company_.platform().cut_before = true;
        else if (what == "stops after it sends")
            company_.platform().cut_after = true;
        else
            throw std::runtime_error("no such step");
    }

    Company company_;
    std::vector<std::string> lines_;
    std::string out_;
    Date date_{};
    bool started_ = false;
    bool weekdays_ = true;
    std::function<void()> again_;
};

}  // namespace

Played play(std::string_view file, bool every_event_twice) {
    return Player(file, every_event_twice).play();
}

}  // namespace qm::tests
