// What a README says first: the first paragraph of prose, past titles, badges, HTML and notes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

#include <string>
#include <string_view>

namespace qm::catalog {

// The README of a folder ("README.md", "readme.rst", "README" …), or "".
std::string readme_path(const Tree& tree, std::string_view dir);

// That of the folder, or of the nearest one above that has any; "" when none has.
std::string nearest_readme(const Tree& tree, std::string_view dir);

// First paragraph of prose as one line; "" when there is none.
std::string markdown_prose(std::string_view text);
std::string restructured_prose(std::string_view text);

// `text <url>`_, :role:`x` and **bold** without their marks.
std::string plain_restructured(std::string_view text);

// By the file's name; reads the first 64 KB.
std::string readme_prose(const Tree& tree, std::string_view path);

// Prose about one thing in a page about many: below the heading that names it, or what its list
// item or table row says after the name.
std::string section_prose(std::string_view markdown, std::string_view name);

// The description chain: manifest, README of the folder (unless `dir` is a root that holds many
// entries: then give no folder), leading comment of `file`.
std::string describe(std::string_view manifest, const Tree& tree, const std::string& readme,
                     std::string_view comment);

}  // namespace qm::catalog
