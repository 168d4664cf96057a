// Header fields: looking up and checking names and values. Pure.
// SPDX-License-Identifier: Apache-2.0
#include "net/fields.hpp"

#include "net/http_server.hpp"
#include "net/url.hpp"

#include <algorithm>

namespace qm::net {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

bool is_field_name(std::string_view name) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::all_of(name.begin(), name.end(), [marks](char c) {
        auto l = lower(c);
        return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') ||
               marks.find(c) != std::string_view::npos;
    });
}

bool is_field_value(std::string_view value) {
    return std::all_of(value.begin(), value.end(), [](char c) {
        auto byte = static_cast<unsigned char>(c);
        return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
    });
}

std::string_view find_field(const Headers& headers, std::string_view name) {
    for (const auto& [key, value] : headers)
        if (same_name(key, name)) return value;
    return {};
}

std::size_t count_fields(const Headers& headers, std::string_view name) {
    auto same = [name](const auto& field) {
        return same_name(field.first, name);
    };
    return static_cast<std::size_t>(std::count_if(headers.begin(), headers.end(), same));
}

std::string_view trimmed(std::string_view text) {
    auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool lists_value(const Headers& headers, std::string_view name, std::string_view value) {
    for (const auto& [key, list] : headers) {
        if (!same_name(key, name)) continue;
        for (std::size_t begin = 0; begin <= list.size();) {
            auto end = std::min(list.find(',', begin), list.size());
            if (same_name(trimmed(std::string_view(list).substr(begin, end - begin)), value))
                return true;
            begin = end + 1;
        }
    }
    return false;
}

std::string_view HttpResponse::header(std::string_view name) const {
    return find_field(headers, name);
}

std::string_view ServerRequest::header(std::string_view name) const {
    return find_field(headers, name);
}

std::string ServerRequest::parameter(std::string_view name) const {
    return query_parameter(query, name);
}

}  // namespace qm::net
