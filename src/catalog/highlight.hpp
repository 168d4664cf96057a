// Which words of a text a search met: whole words, by the words of the index that met them. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/entry.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

inline constexpr std::size_t marked_bytes_max = 400;  // of a description; the rest is not shown

// In order, apart from each other, between characters. Accents, case and the plural do not matter;
// "nodeexporter" marks "node_exporter". `camel`: "postgresExporter" is two words, as in names.
// Nothing is marked inside an address or beside an @: there a mark would change what it is.
std::vector<Stretch> spans(std::string_view text, const std::vector<std::string>& words,
                           bool camel = false);

// Marks what was met in the name and the description of a hit.
void mark(Hit& hit);

}  // namespace qm::catalog
