// One database connection, synchronous on purpose: it only ever runs on the store's thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace qm::store {

using Value = std::variant<std::monostate, std::int64_t, std::string>;
using Row = std::vector<Value>;

// The machine failed: disk full, file broken, database gone. Caught once, in the worker.
class Error : public std::runtime_error {
public:
    enum class Kind { full, locked, corrupt, other };
    Error(Kind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}
    Kind kind() const { return kind_; }

private:
    Kind kind_;
};

// A copy of the whole database, made in steps between commits.
class Backup {
public:
    virtual ~Backup() = default;
    virtual bool step(int pages) = 0;  // true when it is done
};

class Db {
public:
    virtual ~Db() = default;
    // Statements use $1, $2 …; both engines take the same text. Throws Error.
    virtual std::vector<Row> query(std::string_view sql, std::span<const Value> params) = 0;
    virtual void script(std::string_view sql) = 0;
    virtual std::unique_ptr<Backup> backup(const std::string& path) = 0;
    // Reads all of it; empty when nothing is broken, else the first that is. Takes seconds.
    virtual std::string broken() = 0;

    template <class... P>
    std::vector<Row> run(std::string_view sql, P&&... params) {
        const Value values[] = {Value(std::forward<P>(params))..., Value()};
        return query(sql, std::span<const Value>(values, sizeof...(P)));
    }
};

std::unique_ptr<Db> open_sqlite(const std::string& path);  // ":memory:" for tests

// Reading a column: null reads as 0 and "".
std::int64_t number(const Value& value);
const std::string& text(const Value& value);

// Rolls back unless kept. Name: a plain word.
class Savepoint {
public:
    Savepoint(Db& db, std::string name);
    ~Savepoint();
    Savepoint(const Savepoint&) = delete;
    Savepoint& operator=(const Savepoint&) = delete;
    void keep();

private:
    Db& db_;
    std::string name_;
    bool kept_ = false;
};

}  // namespace qm::store
