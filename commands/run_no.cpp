// "Not me" under a swap that is asked for.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    int ask = 0;
};

result<Reply> run(const Args& args, Context& context) {
    const auto declined = context.days().decline(args.ask);
    if (!declined) return declined.error();
    return Reply{};
}

}  // namespace

Command run_no() {
    return command<Args>("run no", "Decline a swap")
        .lane(Lane::writes)
        .word("ask", &Args::ask, "its number")
        .hidden()
        .runs(run);
}

}  // namespace qm
