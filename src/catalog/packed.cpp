// One list of an entry's parts, walked by the writer and by the reader.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/packed.hpp"

#include <concepts>
#include <cstdint>

namespace qm::catalog {
namespace {

constexpr std::uint64_t list_items_max = 100'000;

class Packer {
public:
    explicit Packer(std::string& out) : out_(out) {}

    void number(std::uint64_t value) {
        while (value >= 0x80) {
            out_ += static_cast<char>(value | 0x80);
            value >>= 7;
        }
        out_ += static_cast<char>(value);
    }
    void part(const std::string& text) {
        number(text.size());
        out_ += text;
    }
    void part(bool flag) { out_ += flag ? '\1' : '\0'; }
    void part(int value) { number(static_cast<std::uint32_t>(value)); }
    void part(const std::optional<std::string>& text) {
        part(text.has_value());
        if (text) part(*text);
    }
    template <class T>
    void part(const std::vector<T>& list);

private:
    std::string& out_;
};

class Unpacker {
public:
    explicit Unpacker(std::string_view bytes) : left_(bytes) {}

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64 && !left_.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(left_.front());
            left_.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80) break;
        }
        return value;
    }
    std::string_view view() {
        const auto said = number();
        const auto size = std::min<std::uint64_t>(said, left_.size());
        const auto text = left_.substr(0, size);
        left_.remove_prefix(size);
        return text;
    }
    void part(std::string& text) { text = view(); }
    void part(bool& flag) {
        flag = !left_.empty() && left_.front() != '\0';
        if (!left_.empty()) left_.remove_prefix(1);
    }
    void part(int& value) { value = static_cast<int>(number()); }
    void part(std::optional<std::string>& text) {
        bool there = false;
        part(there);
        if (there) text = view();
    }
    template <class T>
    void part(std::vector<T>& list);

private:
    std::string_view left_;
};

// The same list is walked over what is read and over what is written.
template <class T, class Part>
concept PackedAs = std::same_as<std::remove_const_t<T>, Part>;

// --- The parts. `name` comes first: it is read alone most often; then `repo`.

template <class Walker, PackedAs<Entry> T>
void walk(Walker& walker, T& entry) {
    walker.part(entry.name);
    walker.part(entry.repo);
    walker.part(entry.id);
    walker.part(entry.kind);
    walker.part(entry.path);
    walker.part(entry.version);
    walker.part(entry.description);
    walker.part(entry.keywords);
    walker.part(entry.platforms);
    walker.part(entry.owner);
    walker.part(entry.licence);
    walker.part(entry.inputs);
    walker.part(entry.outputs);
    walker.part(entry.dependencies);
    walker.part(entry.deprecated);
    walker.part(entry.snippet);
    walker.part(entry.snippet_language);
    walker.part(entry.updated);
    walker.part(entry.url);
    walker.part(entry.port);
    walker.part(entry.metric_prefix);
    walker.part(entry.readme_path);
    walker.part(entry.authors);
    walker.part(entry.releases);
    walker.part(entry.problems);
    walker.part(entry.visibility);
    walker.part(entry.seen_by);
    walker.part(entry.added);
    walker.part(entry.tombstone);
    walker.part(entry.gone_at);
    walker.part(entry.successor);
}

template <class Walker, PackedAs<Variable> T>
void walk(Walker& walker, T& variable) {
    walker.part(variable.name);
    walker.part(variable.type);
    walker.part(variable.default_text);
    walker.part(variable.required);
    walker.part(variable.description);
}

template <class Walker, PackedAs<Problem> T>
void walk(Walker& walker, T& problem) {
    walker.part(problem.path);
    walker.part(problem.line);
    walker.part(problem.reason);
}

template <class Walker, PackedAs<Author> T>
void walk(Walker& walker, T& author) {
    walker.part(author.name);
    walker.part(author.commits);
    walker.part(author.last);
}

template <class Walker, PackedAs<Release> T>
void walk(Walker& walker, T& release) {
    walker.part(release.version);
    walker.part(release.tag);
    walker.part(release.at);
}

template <class Walker, PackedAs<std::string> T>
void walk(Walker& walker, T& text) {
    walker.part(text);
}

template <class T>
void Packer::part(const std::vector<T>& list) {
    number(list.size());
    for (const T& item : list)
        walk(*this, item);
}

template <class T>
void Unpacker::part(std::vector<T>& list) {
    const auto size = std::min(number(), list_items_max);
    for (std::uint64_t i = 0; i < size && !left_.empty(); ++i)
        walk(*this, list.emplace_back());
}

}  // namespace

void pack(const Entry& entry, std::string& out) {
    Packer packer(out);
    walk(packer, entry);
}

Entry unpack(std::string_view bytes) {
    Entry entry;
    Unpacker unpacker(bytes);
    walk(unpacker, entry);
    return entry;
}

std::string_view packed_name(std::string_view bytes) {
    return Unpacker(bytes).view();
}

std::string_view packed_repo(std::string_view bytes) {
    Unpacker unpacker(bytes);
    unpacker.view();
    return unpacker.view();
}

}  // namespace qm::catalog
