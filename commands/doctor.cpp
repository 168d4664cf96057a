// /quartermaster doctor: what the bot needs, tried end to end.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {};

result<Reply> run(const Args&, Context& context) {
    if (auto asked = context.ask_doctor(); !asked) return asked.error();
    return Reply::of(say("doctor.asked"));
}

}  // namespace

Command doctor() {
    return command<Args>("quartermaster doctor",
                         "Try what the bot needs, end to end; the answer comes directly (leads)")
        .lane(Lane::writes)
        .example("/quartermaster doctor")
        .runs(run);
}

}  // namespace qm
