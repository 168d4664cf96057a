// What the text of a query asks for besides words: filters, phrases, exclusions (docs/search.md).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace qm {

enum class About { kind, owner, language, deprecated, words };

struct Condition {
    About about = About::words;
    bool without = false;             // "-kind:image": what meets it is dropped
    std::vector<std::string> values;  // one of them is enough
    std::string written;              // as it can be asked again: "kind:helm-chart"
};

// A filter whose value means nothing: nothing is searched until it is mended.
struct Complaint {
    About about = About::kind;
    std::string value;
    std::string nearest;             // as it can be written; empty: nothing is near
    std::vector<std::string> known;  // what may be written
    std::string mended;  // the whole query with the nearest value; empty: nothing is near
};

struct Asked {
    std::string words;                  // what is to be looked for
    std::vector<Condition> conditions;  // all of them hold
    std::vector<Complaint> complaints;
};

}  // namespace qm
