// A request as a line of a list, the same in every command.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>

#include <string>

namespace qm {

inline const char* request_key(RequestState state) {
    switch (state) {
        case RequestState::fresh:
            return "list.new";
        case RequestState::taken:
            return "list.taken";
        case RequestState::waiting:
            return "list.waiting";
        case RequestState::solved:
            return "list.solved";
        case RequestState::closed:
            return "list.closed";
    }
    return "list.new";
}

inline std::string first_words(const std::string& text) {
    const std::string line = text.substr(0, text.find('\n'));
    constexpr std::size_t most = 80;
    if (line.size() <= most) return line;
    std::size_t cut = most;
    while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xc0) == 0x80)
        --cut;
    return line.substr(0, cut) + "…";
}

// A list that is asked for by mention stands in a public thread: what was said in private, and
// what is nobody's business, does not.
inline bool is_hidden(const Request& request, Context& context) {
    const bool open_place = !context.channel().is_private() && context.overheard();
    return open_place &&
           (request.is_private || request.kind == "security" || request.kind == "access");
}

inline Text request_line(const Request& request, Context& context) {
    const Value words = is_hidden(request, context) ? Value(nested(say("list.hidden")))
                        : request.text.empty()      ? Value(nested(say("list.erased")))
                                                    : Value(Plain{first_words(request.text)});
    return say(request_key(request.state),
               {{"id", Plain{request.id.value}},
                {"kind", nested(say("kind." + request.kind))},
                {"product", Plain{request.product.empty() ? "–" : request.product}},
                {"due", At{request.state == RequestState::taken
                               ? request.news_due.value_or(request.reply_due)
                               : due(request)}},
                {"taker", Plain{context.rota().display(request.taken_by)}},
                {"text", words}});
}

// To whoever has just asked by command: where it is followed, if anything will be said.
inline Reply recorded_reply(const Request& request, Context& context) {
    const Team* team = context.rota().team(request.team.value);
    const bool heard = team == nullptr || context.rota().is_heard(*team);
    return Reply::of(
        say(heard ? "request.recorded" : "request.recorded_quiet",
            {{"id", Plain{request.id.value}}, {"team", Plain{team != nullptr ? team->name : ""}}}));
}

}  // namespace qm
