// One search over a snapshot: the least work that gives the same first page.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/asked.hpp"
#include "catalog/rank.hpp"
#include "catalog/snapshot.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

class Search {
public:
    // `want`: how many of the best are needed.
    Search(const Snapshot& snapshot, std::string_view words, std::size_t want, Sees sees,
           const Wanted& wanted);

    // All answers when the catalog is small; else at least the best `want` of them. The first
    // `want` are in order.
    std::vector<Ranked> answers();
    // After no answer: names of what holds a word of the query in its name or keywords, best
    // first.
    std::vector<std::string> weak_names(std::size_t most);
    // Which rules put it there.
    void explain(const Ranked& ranked, Hit& hit);
    const Plan& plan() const { return plan_; }

private:
    void lay();  // the plan, on every part
    void meet_all_heavy();
    void meet_most();
    bool forgive();
    bool named_exactly() const;
    bool one_word() const;
    std::size_t full() const;
    bool enough(Field field, int others, int guessed) const;
    void gather(const std::vector<std::size_t>& units, std::size_t heavy_met, bool in_steps);
    void sift(std::size_t part, std::size_t heavy_met);
    const Seen* docs_of(std::size_t part, std::size_t unit);
    void judge(std::size_t part, Field field);
    void judge_by_length(std::size_t part);
    void judge_one(std::size_t part, std::uint32_t doc);
    void add(std::uint32_t number);
    void add_named();
    void add_related();
    void add_pasted();
    void add_whole_names();
    std::vector<std::size_t> heavy_units() const;  // the rarest first
    std::vector<std::pair<std::string, int>> corrections(const std::string& word) const;
    void sort(std::vector<Ranked>& hits) const;

    const Snapshot& snapshot_;
    std::string text_;
    std::string folded_;
    std::size_t want_;
    Sees sees_;
    const Wanted& wanted_;
    bool small_;
    Plan plan_;
    std::vector<Probe> probes_;                                // one a part
    std::vector<Seen> seen_;                                   // one a part
    std::map<std::pair<std::size_t, std::size_t>, Seen> met_;  // by part and unit, where wanted
    std::vector<std::uint64_t> reaches_;
    std::optional<Judge> judge_;
    std::vector<std::uint32_t> docs_;  // gathered, not judged yet; of one part
    std::vector<Ranked> hits_;
    std::vector<Ranked> related_;
};

}  // namespace qm::catalog
