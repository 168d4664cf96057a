// `bench debian`: a catalog and queries out of what `apt-cache dumpavail` prints.
// SPDX-License-Identifier: Apache-2.0
#include "app/cli.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iostream>
#include <random>
#include <unordered_set>

namespace qm::app {
namespace {

using nlohmann::json;

constexpr std::size_t packages_max = 200'000;

struct Package {
    std::string name;
    std::string version;
    std::string description;
};

std::vector<Package> read_packages(std::istream& in) {
    std::vector<Package> packages;
    std::unordered_set<std::string> seen;
    Package now;
    const auto close = [&] {
        if (!now.name.empty() && packages.size() < packages_max && seen.insert(now.name).second)
            packages.push_back(std::move(now));
        now = {};
    };
    for (std::string line; std::getline(in, line);) {
        if (line.empty()) close();
        const auto take = [&](std::string_view key, std::string& to) {
            if (line.starts_with(key)) to = line.substr(key.size());
        };
        take("Package: ", now.name);
        take("Version: ", now.version);
        take("Description: ", now.description);
    }
    close();
    return packages;
}

std::vector<std::string> parts_of(const std::string& text, std::string_view at) {
    std::vector<std::string> parts;
    std::string part;
    for (const char c : text + std::string(1, at.front())) {
        if (at.find(c) == std::string_view::npos) {
            part += c;
        } else if (!part.empty()) {
            parts.push_back(std::move(part));
            part.clear();
        }
    }
    return parts;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string all;
    for (const auto& part : parts)
        all += (all.empty() ? "" : std::string(between)) + part;
    return all;
}

class Maker {
public:
    Maker(std::vector<Package> packages, unsigned seed)
        : packages_(std::move(packages)), random_(seed) {}

    // More packages than there are: names and descriptions of two are put together.
    void grow(std::size_t count) {
        std::unordered_set<std::string> names;
        for (const Package& package : packages_)
            names.insert(package.name);
        const std::size_t real = packages_.size();
        while (packages_.size() < count) {
            const Package a = packages_[any(real)];
            const Package& b = packages_[any(real)];
            const auto parts = parts_of(b.name, "-");
            const auto& part = parts[any(parts.size())];
            const bool after = any(5) < 3;
            const std::string number = !after && any(3) == 0 ? std::to_string(any(100)) : "";
            const std::string name = after ? a.name + "-" + part : part + "-" + a.name + number;
            if (!names.insert(name).second) continue;
            packages_.push_back({name, a.version,
                                 a.description.substr(0, a.description.size() / 2) + " " +
                                     b.description.substr(b.description.size() / 2)});
        }
        if (packages_.size() > count) packages_.resize(count);
    }

    bool write(const std::string& folder, std::size_t each) {
        std::ofstream catalog(folder + "/catalog.jsonl");
        for (std::size_t i = 0; i < packages_.size(); ++i) {
            const Package& p = packages_[i];
            const json line = {{"id", "d" + std::to_string(i)},
                               {"kind", "debian-package"},
                               {"name", p.name},
                               {"version", p.version},
                               {"description", p.description}};
            catalog << line.dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
        }
        std::ofstream queries(folder + "/queries.jsonl");
        for (const char* kind :
             {"exact", "space", "joined", "reversed", "typo", "prefix", "words"}) {
            for (std::size_t i = 0; i < each; ++i) {
                const Package& p = packages_[any(packages_.size())];
                const json line = {{"qid", std::string(kind) + "-" + std::to_string(i)},
                                   {"query", query(kind, p)},
                                   {"want", p.name}};
                queries << line.dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
            }
        }
        return catalog.good() && queries.good();
    }

private:
    std::size_t any(std::size_t below) { return random_() % below; }

    std::string typo(std::string name) {
        if (name.size() < 6) return name;
        const std::size_t at = 1 + any(name.size() - 2);
        const char letter = static_cast<char>('a' + any(26));
        switch (any(4)) {
            case 0:
                name.insert(at, 1, letter);
                break;
            case 1:
                name.erase(at, 1);
                break;
            case 2:
                name[at] = letter;
                break;
            default:
                std::swap(name[at], name[at + 1]);
        }
        return name;
    }

    std::string query(std::string_view kind, const Package& p) {
        auto parts = parts_of(p.name, "-._+");
        if (kind == "space") return joined(parts, " ");
        if (kind == "joined") return joined(parts, "");
        if (kind == "typo") return typo(p.name);
        if (kind == "prefix")
            return p.name.substr(0, std::max<std::size_t>(3, p.name.size() * 7 / 10));
        if (kind == "reversed") {
            std::reverse(parts.begin(), parts.end());
            return joined(parts, " ");
        }
        if (kind == "exact") return p.name;
        auto words = parts_of(p.description, " ,.()/:;");
        std::erase_if(words, [](const std::string& word) { return word.size() < 3; });
        if (words.empty()) return p.name;
        std::vector<std::string> some;
        for (std::size_t i = 0, count = 1 + any(3); i < count; ++i)
            some.push_back(words[any(words.size())]);
        return joined(some, " ");
    }

    std::vector<Package> packages_;
    std::mt19937 random_;
};

}  // namespace

int cli_bench_debian(const std::string& folder, std::size_t entries, unsigned seed) {
    constexpr std::size_t queries_each = 400;
    auto packages = read_packages(std::cin);
    if (packages.empty())
        return complain("nothing came in: apt-cache dumpavail | quartermaster bench debian DIR");
    Maker maker(std::move(packages), seed);
    if (entries > 0) maker.grow(entries);
    return maker.write(folder, queries_each) ? 0 : complain("cannot write to " + folder);
}

}  // namespace qm::app
