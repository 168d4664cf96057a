// A small tolerant scanner of HCL: blocks, labels and attributes with the text of their
// expressions. Nothing is evaluated. Terraform before 0.12 reads the same.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/hcl.hpp"

#include "catalog/text.hpp"

#include <algorithm>
#include <cctype>

namespace qm::catalog {
namespace {

constexpr int hcl_depth_max = 16;
constexpr std::size_t items_max = 5000;
constexpr std::size_t errors_max = 20;

bool is_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.';
}

class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    HclFile file() {
        HclFile out;
        errors_ = &out.errors;
        while (at_ < text_.size()) {
            body(out.body, 0);
            if (peek() == '}') {
                fail("a '}' that closes nothing");
                ++at_;
            }
        }
        return out;
    }

    std::vector<HclAttribute> members() {
        HclBlock block;
        std::vector<ReadError> errors;
        errors_ = &errors;
        body(block, 0);
        return std::move(block.attributes);
    }

private:
    char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    bool at(std::string_view word) const { return text_.substr(at_).starts_with(word); }

    void step() {
        if (text_[at_] == '\n') ++line_;
        ++at_;
    }
    void fail(const char* reason) {
        if (errors_->size() < errors_max) errors_->push_back({line_, reason});
    }
    void skip_line() {
        while (at_ < text_.size() && text_[at_] != '\n')
            ++at_;
    }

    // A comment at this place is passed over; false when there is none.
    bool comment() {
        if (peek() == '#' || at("//")) return skip_line(), true;
        if (!at("/*")) return false;
        while (at_ < text_.size() && !at("*/"))
            step();
        at_ = std::min(at_ + 2, text_.size());
        return true;
    }

    void blanks(bool newlines) {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == ' ' || c == '\t' || c == '\r' || c == ',' || (newlines && c == '\n'))
                step();
            else if (!comment())
                return;
        }
    }

    // A quoted string with "${…}" and "%{…}" inside, which may hold strings again.
    void quoted(int depth) {
        ++at_;
        while (at_ < text_.size() && peek() != '"') {
            if (peek() == '\n') return;  // not closed on its line: tolerated
            if (peek() == '\\') {
                step();
            } else if (at("$${") || at("%%{")) {
                at_ += 2;
            } else if ((at("${") || at("%{")) && depth < hcl_depth_max) {
                at_ += 2;
                interpolation(depth + 1);
                continue;
            }
            if (at_ < text_.size()) step();
        }
        if (peek() == '"') ++at_;
    }

    void interpolation(int depth) {
        int open = 1;
        while (at_ < text_.size() && open > 0) {
            const char c = text_[at_];
            if (c == '"') {
                quoted(depth);
                continue;
            }
            if (c == '{') ++open;
            if (c == '}') --open;
            step();
        }
    }

    bool heredoc() {
        if (!at("<<")) return false;
        std::size_t i = at_ + 2;
        if (i < text_.size() && text_[i] == '-') ++i;
        const auto start = i;
        while (i < text_.size() && is_name(text_[i]))
            ++i;
        if (i == start) return false;
        const auto mark = text_.substr(start, i - start);
        at_ = i;
        skip_line();
        while (at_ < text_.size()) {
            step();  // the newline
            const auto end = text_.find('\n', at_);
            const auto line = trim(text_.substr(at_, end - at_));
            skip_line();
            if (line == mark) return true;
        }
        fail("a heredoc is not closed");
        return true;
    }

    // An expression ends at a newline outside brackets, or before the '}' of its block.
    std::string expression() {
        const auto start = at_;
        int open = 0;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '"') {
                quoted(0);
            } else if (c == '(' || c == '[' || c == '{') {
                ++open;
                step();
            } else if (c == ')' || c == ']' || c == '}') {
                if (open == 0) break;
                --open;
                step();
            } else if (c == '\n' && open == 0) {
                break;
            } else if (c == ',' && open == 0) {
                break;
            } else if (c == '#' || at("//") || at("/*")) {
                if (open == 0) break;
                comment();
            } else if (!heredoc()) {
                step();
            }
        }
        if (open > 0) fail("a bracket is not closed");
        return std::string(trim(text_.substr(start, at_ - start)));
    }

    std::string word() {
        const auto start = at_;
        if (peek() == '"') {
            quoted(0);
            auto text = text_.substr(start + 1, at_ - start - 1);
            if (text.ends_with('"')) text.remove_suffix(1);
            return std::string(text);
        }
        while (at_ < text_.size() && is_name(text_[at_]))
            ++at_;
        return std::string(text_.substr(start, at_ - start));
    }

    void body(HclBlock& into, int depth) {
        for (;;) {
            blanks(true);
            if (at_ >= text_.size() || peek() == '}') return;
            const int line = line_;
            const auto before = at_;
            auto name = word();
            if (at_ == before) {
                fail("neither a block nor an attribute");
                skip_line();
                continue;
            }
            item(into, std::move(name), line, depth);
        }
    }

    void item(HclBlock& into, std::string name, int line, int depth) {
        blanks(false);
        if ((peek() == '=' && peek(1) != '=') || peek() == ':') {
            ++at_;
            blanks(false);
            auto text = expression();
            if (into.attributes.size() < items_max)
                into.attributes.push_back({std::move(name), std::move(text), line});
            return;
        }
        HclBlock block;
        block.type = std::move(name);
        block.line = line;
        while (peek() == '"' || is_name(peek())) {
            block.labels.push_back(word());
            blanks(false);
            if (block.labels.size() > 8) break;
        }
        if (peek() != '{') {
            fail("neither a block nor an attribute");
            return skip_line();
        }
        if (depth >= hcl_depth_max) {
            expression();
            return;
        }
        ++at_;
        body(block, depth + 1);
        if (peek() == '}')
            ++at_;
        else
            fail("a block is not closed");
        if (into.blocks.size() < items_max) into.blocks.push_back(std::move(block));
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int line_ = 1;
    std::vector<ReadError>* errors_ = nullptr;
};

std::string unescape(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 >= text.size()) {
            out += text[i];
            continue;
        }
        const char c = text[++i];
        out += c == 'n' ? '\n' : c == 't' ? '\t' : c;
    }
    return out;
}

// The inside of "name( … )", or nothing.
std::string_view argument(std::string_view type, std::string_view name) {
    if (!type.starts_with(name)) return {};
    const auto rest = trim(type.substr(name.size()));
    if (!rest.starts_with('(') || !rest.ends_with(')')) return {};
    return trim(rest.substr(1, rest.size() - 2));
}

std::string placeholder(std::string_view type, int depth) {
    type = trim(type);
    if (depth > 8) return "null";
    if (const auto inside = argument(type, "object"); !inside.empty()) {
        std::string out;
        for (const auto& member : hcl_members(inside)) {
            if (member.expression.starts_with("optional")) continue;
            out += out.empty() ? " " : ", ";
            out += member.name + " = " + placeholder(member.expression, depth + 1);
        }
        return out.empty() ? "{}" : '{' + out + " }";
    }
    if (const auto inside = argument(type, "tuple"); !inside.empty()) {
        std::string out;
        auto rest = trim(inside.substr(1, inside.size() < 2 ? 0 : inside.size() - 2));
        for (const auto& part : split(rest, ",")) {  // nested tuples are not taken apart
            if (!out.empty()) out += ", ";
            out += placeholder(part, depth + 1);
        }
        return '[' + out + ']';
    }
    const auto bare =
        type.size() > 1 && type.front() == '"' ? type.substr(1, type.size() - 2) : type;
    if (bare.starts_with("list") || bare.starts_with("set")) return "[]";
    if (bare.starts_with("map") || bare.starts_with("object")) return "{}";
    if (bare == "number") return "1";
    if (bare == "bool") return "true";
    return "\"CHANGE_ME\"";
}

}  // namespace

const HclAttribute* HclBlock::attribute(std::string_view name) const {
    for (const auto& attribute : attributes)
        if (attribute.name == name) return &attribute;
    return nullptr;
}

std::string HclBlock::literal(std::string_view name) const {
    const auto* found = attribute(name);
    return found ? hcl_literal(found->expression) : std::string{};
}

HclFile read_hcl(std::string_view text) {
    return Scanner(text).file();
}

std::string hcl_literal(std::string_view expression) {
    expression = trim(expression);
    if (expression.size() >= 2 && expression.front() == '"' && expression.back() == '"')
        return unescape(expression.substr(1, expression.size() - 2));
    if (!expression.starts_with("<<")) return std::string(expression);
    auto lines = lines_of(expression);
    std::string out;
    for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
        if (!out.empty()) out += '\n';
        out += trim(lines[i]);
    }
    return out;
}

std::string hcl_placeholder(std::string_view type) {
    return placeholder(type, 0);
}

std::vector<HclAttribute> hcl_members(std::string_view expression) {
    auto inside = trim(expression);
    if (const auto object = argument(inside, "object"); !object.empty()) inside = object;
    if (inside.starts_with('{') && inside.ends_with('}'))
        inside = inside.substr(1, inside.size() - 2);
    return Scanner(inside).members();
}

}  // namespace qm::catalog
