// SPDX-License-Identifier: Apache-2.0
#include "chat/quote.hpp"

#include "chat/utf8.hpp"

#include <algorithm>

namespace qm::chat {

std::string quote_lines(std::string_view text, bool whole,
                        const std::function<std::string(std::string_view)>& escape) {
    std::string_view rest = first_points(text, whole ? whole_points_max : quote_points_max);
    bool cut = rest.size() < text.size();
    std::string out;
    std::size_t points = 0;
    for (std::size_t lines = 0; !rest.empty(); ++lines) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string line = (out.empty() ? "> " : "\n> ") + escape(rest.substr(0, end));
        points += count_points(line);
        const bool full = whole ? points > 2 * whole_points_max : lines == quote_lines_max;
        if (full && lines > 0) {
            cut = true;
            break;
        }
        out += line;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return cut ? out + " …" : out;
}

}  // namespace qm::chat
