// SQLite: one connection, exclusive, write-ahead log, every commit on the disk before it returns.
// SPDX-License-Identifier: Apache-2.0
#include "store/db.hpp"

#include <sqlite3.h>

#include <map>

namespace qm::store {
namespace {

Error::Kind kind_of(int code) {
    switch (code & 0xff) {
        case SQLITE_FULL:
        case SQLITE_IOERR:
            return Error::Kind::full;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return Error::Kind::locked;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return Error::Kind::corrupt;
        default:
            return Error::Kind::other;
    }
}

struct CloseStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, CloseStatement>;

struct CloseDb {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
using Handle = std::unique_ptr<sqlite3, CloseDb>;

[[noreturn]] void fail(sqlite3* handle, int code, std::string_view doing) {
    throw Error(kind_of(code), std::string(doing) + ": " + sqlite3_errmsg(handle));
}

Handle open_handle(const std::string& path) {
    sqlite3* raw = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
    Handle handle(raw);
    if (code != SQLITE_OK) fail(raw, code, "opening " + path);
    return handle;
}

class SqliteBackup : public Backup {
public:
    SqliteBackup(sqlite3* from, const std::string& path) : to_(open_handle(path)) {
        backup_ = sqlite3_backup_init(to_.get(), "main", from, "main");
        if (backup_ == nullptr) fail(to_.get(), sqlite3_errcode(to_.get()), "backup to " + path);
    }
    ~SqliteBackup() override { sqlite3_backup_finish(backup_); }

    bool step(int pages) override {
        const int code = sqlite3_backup_step(backup_, pages);
        if (code == SQLITE_DONE) return true;
        if (code != SQLITE_OK && code != SQLITE_BUSY && code != SQLITE_LOCKED)
            fail(to_.get(), code, "backup");
        return false;
    }

private:
    Handle to_;
    sqlite3_backup* backup_ = nullptr;
};

class SqliteDb : public Db {
public:
    explicit SqliteDb(const std::string& path) : handle_(open_handle(path)) {
        sqlite3_busy_timeout(handle_.get(), 2000);
        script(
            "pragma locking_mode = exclusive;"
            "pragma journal_mode = wal;"
            "pragma synchronous = full;"
            "pragma foreign_keys = on;"
            "pragma temp_store = memory;"
            "pragma cache_size = -32768;"  // KiB: keys are hashes, all over the pages
            "pragma wal_autocheckpoint = 4000;");
    }

    ~SqliteDb() override { statements_.clear(); }

    std::vector<Row> query(std::string_view sql, std::span<const Value> params) override {
        Prepared& known = prepared(sql);
        sqlite3_stmt* statement = known.statement.get();
        bind(known, params);
        std::vector<Row> rows;
        int code;
        while ((code = sqlite3_step(statement)) == SQLITE_ROW)
            rows.push_back(read(statement));
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
        if (code != SQLITE_DONE) fail(handle_.get(), code, sql);
        return rows;
    }

    void script(std::string_view sql) override {
        const int code =
            sqlite3_exec(handle_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr);
        if (code != SQLITE_OK) fail(handle_.get(), code, sql.substr(0, 60));
    }

    std::string broken() override {
        const std::string said = text(query("pragma quick_check(1)", {}).at(0).at(0));
        return said == "ok" ? "" : said;
    }

    std::unique_ptr<Backup> backup(const std::string& path) override {
        return std::make_unique<SqliteBackup>(handle_.get(), path);
    }

private:
    struct Prepared {
        Statement statement;
        // Where "$1", "$2" … stand; 0: nowhere. "$1" is a name to SQLite, so the order in the text
        // is free, as in PostgreSQL; looked up once, names are slow.
        std::vector<int> places;
    };

    // Statements are few (constants of the store's files), so all are kept.
    Prepared& prepared(std::string_view sql) {
        if (auto found = statements_.find(sql); found != statements_.end()) return found->second;
        sqlite3_stmt* raw = nullptr;
        const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                            SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
        Statement statement(raw);
        if (code != SQLITE_OK) fail(handle_.get(), code, sql);
        return statements_.emplace(std::string(sql), Prepared{std::move(statement), {}})
            .first->second;
    }

    void bind(Prepared& known, std::span<const Value> params) {
        sqlite3_stmt* statement = known.statement.get();
        while (known.places.size() < params.size()) {
            const std::string name = "$" + std::to_string(known.places.size() + 1);
            known.places.push_back(sqlite3_bind_parameter_index(statement, name.c_str()));
        }
        for (std::size_t i = 0; i < params.size(); ++i) {
            const int at = known.places[i];
            if (at == 0) continue;
            if (const auto* n = std::get_if<std::int64_t>(&params[i]))
                sqlite3_bind_int64(statement, at, *n);
            else if (const auto* s = std::get_if<std::string>(&params[i]))
                sqlite3_bind_text(statement, at, s->data(), static_cast<int>(s->size()),
                                  SQLITE_TRANSIENT);
            else
                sqlite3_bind_null(statement, at);
        }
    }

    static Row read(sqlite3_stmt* statement) {
        Row row;
        const int columns = sqlite3_column_count(statement);
        row.reserve(static_cast<std::size_t>(columns));
        for (int i = 0; i < columns; ++i) {
            switch (sqlite3_column_type(statement, i)) {
                case SQLITE_NULL:
                    row.emplace_back(std::monostate{});
                    break;
                case SQLITE_INTEGER:
                    row.emplace_back(sqlite3_column_int64(statement, i));
                    break;
                default: {
                    const auto* bytes =
                        reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
                    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, i));
                    row.emplace_back(std::string(bytes, size));
                }
            }
        }
        return row;
    }

    Handle handle_;
    std::map<std::string, Prepared, std::less<>> statements_;
};

}  // namespace

std::unique_ptr<Db> open_sqlite(const std::string& path) {
    try {
        return std::make_unique<SqliteDb>(path);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::locked) throw;
        throw Error(Error::Kind::locked, path +
                                             " is in use by another quartermaster: stop it, or "
                                             "name another data folder");
    }
}

std::int64_t number(const Value& value) {
    const auto* found = std::get_if<std::int64_t>(&value);
    return found != nullptr ? *found : 0;
}

const std::string& text(const Value& value) {
    static const std::string none;
    const auto* found = std::get_if<std::string>(&value);
    return found != nullptr ? *found : none;
}

Savepoint::Savepoint(Db& db, std::string name) : db_(db), name_(std::move(name)) {
    db_.run("savepoint " + name_);  // names are few, so these are prepared once
}

Savepoint::~Savepoint() {
    if (kept_) return;
    try {
        db_.script("rollback to " + name_ + "; release " + name_);
    } catch (const Error&) {
        // The connection is gone; the worker meets the same error at its next statement.
    }
}

void Savepoint::keep() {
    db_.run("release " + name_);
    kept_ = true;
}

}  // namespace qm::store
