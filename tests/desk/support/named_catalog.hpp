// A catalog that knows its entries by their names alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>

namespace qm::tests {

// Entries by their names; nothing else is asked of it here.
class NamedCatalog : public CatalogView {
public:
    explicit NamedCatalog(const std::vector<Entry>& entries) : entries_(entries) {}
    Found search(const Query&) const override { return {}; }
    std::vector<Entry> named(std::string_view name) const override {
        std::vector<Entry> found;
        for (const Entry& entry : entries_) {
            if (entry.name == name) found.push_back(entry);
        }
        return found;
    }
    std::vector<std::string> near(std::string_view) const override { return {}; }
    std::size_t size() const override { return 0; }
    Found list(const Listing&) const override { return {}; }
    std::vector<KindCount> stats() const override { return {}; }
    std::vector<Entry> family(const Entry&) const override { return {}; }
    std::vector<Dependency> uses(const Entry&) const override { return {}; }
    std::vector<Entry> used_by(const Entry&) const override { return {}; }
    std::vector<Entry> similar(const Entry&, int) const override { return {}; }
    std::vector<Expert> experts(std::string_view, int) const override { return {}; }
    std::unique_ptr<const CatalogView> seen_by(Viewer) const override {
        return std::make_unique<NamedCatalog>(entries_);
    }

private:
    const std::vector<Entry>& entries_;
};

}  // namespace qm::tests
