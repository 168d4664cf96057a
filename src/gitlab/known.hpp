// What is known of one group: its projects by id, how fresh that is, and what a listing changes.
// Pure; written to and read from a text that survives a restart.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gitlab/listing.hpp"

#include <map>

namespace qm::gitlab {

// GitLab moves last_activity_at only when it is over an hour old, so a push may stand behind the
// time of an earlier one; ten minutes more are for clocks that differ.
constexpr std::chrono::seconds activity_margin{70 * 60};

struct Change {
    int added = 0;
    int renamed = 0;
    int gone = 0;
    int held = 0;       // not named by a full listing, but kept until another says the same
    bool mass = false;  // and these are so many that something must be wrong
};

class Known {
public:
    const std::map<std::int64_t, Project>& projects() const { return projects_; }

    bool ever() const { return listed_ != Instant{}; }  // a listing came to its end
    // Whether the next listing must name everything: the first, one every `full_every`, and the
    // one that follows a full listing in which somebody was missing.
    bool wants_full(Instant now, std::chrono::seconds full_every) const;
    std::string since() const;  // for the next listing that is not full

    // A listing that came to its end; `asked`: when it began. A project leaves when GitLab says
    // that it is archived, to be deleted or empty, or when two full listings do not name it: pages
    // move while they are read. Where more than a fifth would leave, twelve must say so: a token
    // that lost its rights sees an empty group.
    Change take(std::vector<Project> listed, bool full, Instant asked);

    // Nothing has happened in it since the listing before the last one, as GitLab says. After a
    // full listing nothing is quiet: then git itself is asked.
    bool quiet(const Project& project) const;

    std::string write() const;
    // `invalid`: begin anew.
    static result<Known> read(std::string_view text);

private:
    int count_missing(const std::vector<Project>& listed);
    void drop_missing(int misses_needed, Change& change);

    std::map<std::int64_t, Project> projects_;  // at most projects_max, all wanted
    std::map<std::int64_t, int> missing_;       // in so many full listings on end
    Instant listed_{};                          // when the last listing began; 0: never
    Instant full_{};
    Instant busy_since_{};
};

}  // namespace qm::gitlab
