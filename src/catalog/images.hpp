// Which Dockerfiles of a repository make one image: variants, version folders, generic folders.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

#include <string>
#include <vector>

namespace qm::catalog {

struct ImageFiles {
    std::string name;
    std::string path;  // the folder, or the file "x.Dockerfile", "Dockerfile-x"; "" for the root
    std::string main;  // the Dockerfile that is read
    std::vector<std::string> tags;  // version folders and variants: "17/bookworm", "distroless"
    std::string version;            // the newest version folder, "" without any
    std::string word;               // of "Dockerfile-auth" where each such file is an image
};

std::vector<ImageFiles> image_files(const Tree& tree);

}  // namespace qm::catalog
