// What the store knows of the catalog beyond its entries.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>

#include "desk/turn.hpp"

namespace qm::desk {

class DeskStores : public StoresView {
public:
    DeskStores(Turn& turn, const Event& event) : turn_(turn), event_(event) {}

    std::vector<SourceState> sources(std::string_view words) const override;
    std::vector<Searched> missing(int limit) const override;
    std::vector<Habit> unopened(int limit) const override;
    std::vector<Habit> unwanted(int limit) const override;
    std::vector<PastRelease> releases(const Entry& entry) const override;
    result<void> ask_sync(std::string_view source, bool accept) override;
    const Team* answering(const Entry& entry) const override;
    bool may_look_inside() const override;

private:
    Turn& turn_;
    const Event& event_;
};

// The document of a release row: an entry, with what changed since the release before.
std::string write_release(const Entry& entry, const std::vector<std::string>& changes);

}  // namespace qm::desk
