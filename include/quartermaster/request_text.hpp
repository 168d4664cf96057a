// A request as a line of a list, the same in every command.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>

#include <string>

namespace qm {

inline const char* request_key(const Request& request) {
    switch (request.state) {
        case RequestState::fresh:
            return "list.new";
        case RequestState::taken:
            return request.first_reply_at ? "list.taken" : "list.taken_unheard";
        case RequestState::waiting:
            return request.waiting_for == "plan" ? "list.planned" : "list.waiting";
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
    return open_place && (request.is_private || request.kind == "security" ||
                          request.kind == "access" || is_revocation(request));
}

// Where nobody knows the product team, where it was asked says as much.
inline Value product_or_place(const Request& request, Context& context) {
    if (!request.product.empty()) return Plain{request.product};
    const auto place = context.rota().channel(request.channel.value);
    if (!place || place->is_private()) return nested(say("card.in_private"));
    return nested(say("card.in_channel", {{"channel", ChannelName{place->name}}}));
}

inline Text request_line(const Request& request, Context& context) {
    const Value words = is_hidden(request, context) ? Value(nested(say("list.hidden")))
                        : request.text.empty()      ? Value(nested(say("list.erased")))
                                                    : Value(Plain{first_words(request.text)});
    const Team* team = context.rota().team(request.team.value);
    const Instant until = request.waiting_until.value_or(request.opened_at);
    return say(request_key(request),
               {{"id", Plain{request.id.value}},
                {"kind", nested(say("kind." + request.kind))},
                {"product", product_or_place(request, context)},
                {"due", At{due(request)}},
                {"day", team != nullptr ? Value(Day{context.rota().day_of(*team, until)})
                                        : Value(Plain{"–"})},
                {"taker", Plain{context.rota().display(request.taken_by)}},
                {"text", words}});
}

// To whoever has just asked by command: where it is followed, if anything will be said.
inline Reply recorded_reply(const Request& request, Context& context) {
    const Team* team = context.rota().team(request.team.value);
    const bool heard = team == nullptr || context.rota().is_heard(*team);
    return Reply::of(
        say(!heard                    ? "request.recorded_quiet"
            : request.channel.empty() ? "request.recorded_directly"  // the bot may not write there
                                      : "request.recorded",
            {{"id", Plain{request.id.value}}, {"team", Plain{team != nullptr ? team->name : ""}}}));
}

}  // namespace qm
