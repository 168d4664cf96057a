// The engines every test of the store runs on, each empty and brought up to date.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "embedded.hpp"

#include "store/migrate.hpp"
#include "store/rows.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace qm::store::tests {

inline std::vector<Migration> migrations() {
    std::vector<Migration> all;
    for (const embedded::File& file : embedded::migrations())
        all.push_back({file.path, file.bytes});
    return all;
}

// A folder of this test alone, gone after it.
class Folder {
public:
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "qm-store-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

enum class Engine { sqlite_memory, sqlite_file };

class Store : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        const bool in_memory = GetParam() == Engine::sqlite_memory;
        db_ = open_sqlite(in_memory ? ":memory:" : folder.file("quartermaster.db"));
        migrate(*db_, migrations());
    }

    Folder folder;
    std::unique_ptr<Db> db_;
};

inline std::string engine_name(const testing::TestParamInfo<Engine>& info) {
    return info.param == Engine::sqlite_memory ? "SqliteInMemory" : "SqliteFile";
}

inline auto engines() {
    return testing::Values(Engine::sqlite_memory, Engine::sqlite_file);
}

}  // namespace qm::store::tests
