// `restore FILE`: a copy of the database is put back, in the place of the one that is there.
// SPDX-License-Identifier: Apache-2.0
#include "app/cli.hpp"
#include "app/cli_ask.hpp"
#include "app/cli_parts.hpp"
#include "app/clock.hpp"
#include "app/control.hpp"
#include "app/setup.hpp"
#include "store/rows.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>

namespace qm::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* numbers = "last_request";
// Of requests that the copy does not know, where nothing tells how many there were.
constexpr std::int64_t unknown_max = 500;

std::int64_t last_number(store::Db& db) {
    return std::strtoll(store::meta(db, numbers).c_str(), nullptr, 10);
}

// What is there now may be broken: then it tells nothing.
std::optional<std::int64_t> last_number_in(const std::string& file) {
    if (!fs::exists(file)) return std::nullopt;
    try {
        return last_number(*store::open_sqlite(file));
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

// Aside, and what is there stays until another takes its place: a start in between finds one.
void keep_aside(const std::string& from, const std::string& to) {
    for (const char* end : {"-wal", "-shm"}) {
        if (fs::exists(from + end)) fs::rename(from + end, to + end);
    }
    fs::copy_file(from, to);
}

void remove_database(const std::string& file) {
    for (const char* end : {"", "-wal", "-shm"})
        fs::remove(file + end);
}

// A number that stood in chat never means another request: old lines are not drawn again.
std::int64_t number_after(std::int64_t copied, std::optional<std::int64_t> there) {
    if (there) return std::max(copied, *there);
    return (copied + unknown_max) / unknown_max * unknown_max + unknown_max;
}

constexpr std::chrono::days redrawn_for{7};  // as far back as chat is read again

struct Restored {
    std::int64_t next = 0;
    std::string kept;  // what was there; "": nothing
};

// Closed again before it is migrated: what is ours is looked at as it came.
void must_be_ours(const std::string& file) {
    const auto db = store::open_sqlite(file);
    const std::string why = store::not_ours(*db, migrations_known());
    if (!why.empty())
        throw store::Error(store::Error::Kind::corrupt, "this is no database of ours: " + why);
}

Restored put_back(const std::string& file, const std::string& data) {
    const std::string target = database_in(data);
    const std::string fresh = database_in(data + "/restoring");
    fs::create_directories(data + "/restoring");
    remove_database(fresh);
    fs::copy_file(file, fresh);
    if (fs::exists(file + "-wal")) fs::copy_file(file + "-wal", fresh + "-wal");
    must_be_ours(fresh);
    Restored done;
    {
        const auto db = open_data(data + "/restoring");
        if (const std::string broken = db->broken(); !broken.empty())
            throw store::Error(store::Error::Kind::corrupt, file + " is damaged: " + broken);
        done.next = number_after(last_number(*db), last_number_in(target));
        store::set_meta(*db, numbers, std::to_string(done.next));
        store::set_meta(*db, restored_name, "1");
        // Edited since then, perhaps: a card that was solved in the copy may have been reopened.
        if (const auto last = store::last_post(*db)) store::redraw_all(*db, *last - redrawn_for);
    }
    if (fs::exists(target)) {
        const auto second = to_unix(Clock().wall());
        done.kept = target + ".before-" + std::to_string(second);
        keep_aside(target, done.kept);
    }
    fs::rename(fresh, target);  // closed, and so whole without a log beside it
    fs::remove_all(data + "/restoring");
    return done;
}

}  // namespace

int cli_restore(const std::string& path, const std::string& file) {
    const ConfigRead read = load_without_secrets(path);
    if (const int code = print_problems(path, read); code != 0) return code;
    if (!fs::is_regular_file(file)) return complain("there is no file " + file);
    const auto answer = ask_control(read.config.data, nlohmann::json{{"do", "status"}}.dump());
    if (answer) return complain("the bot runs: stop it, then restore");
    if (answer.error().code != errc::unavailable) return complain(answer.error().what);
    try {
        const Restored done = put_back(fs::absolute(file).string(), read.config.data);
        if (!done.kept.empty())
            std::fprintf(stderr, "what was there is kept as %s\n", done.kept.c_str());
        std::fprintf(stderr,
                     "restored: start the bot; the next request is R%lld, and what was written in "
                     "chat since the copy is read again\n",
                     static_cast<long long>(done.next + 1));
    } catch (const std::exception& error) {
        std::error_code ignored;
        fs::remove_all(read.config.data + "/restoring", ignored);
        return complain("nothing was put back: " + file + ": " + error.what() +
                        " (take a file that `quartermaster backup` made)");
    }
    return 0;
}

}  // namespace qm::app
