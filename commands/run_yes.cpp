// "I take it" and "I agree" under a day that is asked for.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    int ask = 0;
};

result<Reply> run(const Args& args, Context& context) {
    const auto moved = context.days().accept(args.ask);
    if (!moved) return moved.error();
    return Reply{};
}

}  // namespace

Command run_yes() {
    return command<Args>("run yes", "Take a day that is asked for")
        .lane(Lane::writes)
        .word("ask", &Args::ask, "its number")
        .hidden()
        .runs(run);
}

}  // namespace qm
