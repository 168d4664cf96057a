// The keys of a YAML file as people wrote them: the comment above, and the value's own text. A
// YAML parser drops both, and both are what a role's defaults and a chart's values are read for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

struct CommentedKey {
    std::string path;         // "image.tag"
    std::string text;         // the value as written, without its indentation and trailing comment
    std::string comment;      // one line of prose; markup of helm-docs, bitnami and DebOps removed
    bool documented = false;  // the comment is meant for readers: "# --", "@param"
    int line = 0;
    int depth = 0;  // 0: a top-level key
};

// Tolerant: what is not a key of a block map is passed over. At most 4000 keys.
std::vector<CommentedKey> commented_keys(std::string_view yaml);

// Whether a line of a comment belongs to a licence.
bool is_legal(std::string_view text);

// The first comment that speaks: of the file or of the document after "---". Licences, editor
// lines, shebangs and syntax directives are passed over. `mark` starts a comment: "#".
std::string leading_comment(std::string_view text, std::string_view mark);

}  // namespace qm::catalog
