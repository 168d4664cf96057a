// A small tolerant scanner of HCL: blocks, labels and attributes with the text of their
// expressions. Nothing is evaluated. Terraform before 0.12 reads the same.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/value.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

struct HclAttribute {
    std::string name;
    std::string expression;  // as written: "map(string)", "{\n  a = 1\n}"
    int line = 0;
};

struct HclBlock {
    std::string type;  // "variable"
    std::vector<std::string> labels;
    int line = 0;
    std::vector<HclAttribute> attributes;
    std::vector<HclBlock> blocks;

    const HclAttribute* attribute(std::string_view name) const;
    // The attribute's string or heredoc without its quotes; "" when absent.
    std::string literal(std::string_view name) const;
};

struct HclFile {
    HclBlock body;
    std::vector<ReadError> errors;  // at most 20; what follows an error is still read
};

HclFile read_hcl(std::string_view text);

// A quoted string or heredoc without its marks; other expressions unchanged.
std::string hcl_literal(std::string_view expression);

// An expression that satisfies a type constraint: "object({a=string})" → `{ a = "CHANGE_ME" }`.
std::string hcl_placeholder(std::string_view type);

// The members of `object({…})` or of `{…}`: name and the text of the value.
std::vector<HclAttribute> hcl_members(std::string_view expression);

}  // namespace qm::catalog
