// /req find: requests by their words, only what the caller may read.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/request_text.hpp>

#include <algorithm>

namespace qm {
namespace {

constexpr int page_size = 10;
constexpr int pages_max = 100;
constexpr std::size_t again_bytes_max = 200;  // longer words are not repeated in a button

struct Args {
    std::string words;
    int page = 1;
};

result<Reply> run(const Args& args, Context& context) {
    const int page = std::clamp(args.page, 1, pages_max);
    RequestSearch search;
    search.words = args.words;
    search.limit = page_size + 1;
    search.offset = page_size * (page - 1);
    auto found = context.requests().search(search);
    const std::string shown = first_words(args.words);
    if (found.empty()) return Reply::of(say("found.none", {{"words", Plain{shown}}}));
    const bool more = found.size() > page_size;
    if (more) found.resize(page_size);
    Reply reply;
    reply.message.line(say("found.first", {{"words", Plain{shown}}, {"page", std::int64_t{page}}}));
    for (const Request& request : found)
        reply.message.line(request_line(request, context));
    if (more && page < pages_max && args.words.size() <= again_bytes_max)
        reply.message.controls.push_back(
            {"next",
             say("button.next"),
             "req find --page=" + std::to_string(page + 1) + " -- " + args.words,
             {},
             false});
    return reply;
}

}  // namespace

Command request_find() {
    return command<Args>("req find", "Find requests by their words: yours, and your team's")
        .option("page", &Args::page, "which ten")
        .rest("words", &Args::words, "all of them must be there; the first four count")
        .example("/req find staging database")
        .runs(run);
}

}  // namespace qm
