// A bounded memory of what was looked up: the least recently used goes first. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>

namespace qm::chat {

// Times are those of a steady clock, given.
template <class T>
class Recent {
public:
    using Time = std::chrono::milliseconds;

    Recent(std::size_t most, Time fresh_for) : most_(most), fresh_for_(fresh_for) {}

    struct Found {
        const T* value = nullptr;  // until the next put()
        bool fresh = false;
    };
    Found find(const std::string& key, Time now) {
        const auto at = places_.find(key);
        if (at == places_.end()) return {};
        items_.splice(items_.begin(), items_, at->second);
        return {&at->second->value, now - at->second->got < fresh_for_};
    }
    void put(const std::string& key, T value, Time now) {
        const auto at = places_.find(key);
        if (at != places_.end()) {
            at->second->value = std::move(value);
            at->second->got = now;
            items_.splice(items_.begin(), items_, at->second);
            return;
        }
        items_.push_front({key, std::move(value), now});
        places_[key] = items_.begin();
        if (items_.size() <= most_) return;
        places_.erase(items_.back().key);
        items_.pop_back();
    }
    void forget(const std::string& key) {
        const auto at = places_.find(key);
        if (at == places_.end()) return;
        items_.erase(at->second);
        places_.erase(at);
    }
    std::size_t size() const { return items_.size(); }

private:
    struct Item {
        std::string key;
        T value;
        Time got;
    };

    std::size_t most_;
    Time fresh_for_;
    std::list<Item> items_;  // most recently used first
    std::unordered_map<std::string, typename std::list<Item>::iterator> places_;
};

}  // namespace qm::chat
