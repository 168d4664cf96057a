// Files packed into the program, so that one binary is the whole product.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qm::embedded {

struct File {
    std::string path;  // relative to the packed folder
    std::string_view bytes;
};

std::vector<File> texts();       // config/texts
std::vector<File> words();       // config/words
std::vector<File> demo();        // config/demo
std::vector<File> page();        // src/sandbox/page
std::vector<File> example();     // config/quartermaster.yaml
std::vector<File> holidays();    // config/holidays
std::vector<File> migrations();  // src/store/migrations

}  // namespace qm::embedded
