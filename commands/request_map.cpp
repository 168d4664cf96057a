// Which channel belongs to which SRE team, as people have said beside the configuration.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string channel;
    std::string team;
};

Reply list(Context& context) {
    const auto all = context.rota().mapped();
    if (all.empty()) return Reply::of(say("map.none"));
    Reply reply = Reply::of(say("map.first"));
    for (const Mapped& one : all) {
        const Team* team = context.rota().team(one.team.value);
        const Value channel = one.channel.is_private() ? nested(say("map.private"))
                                                       : Value(ChannelName{one.channel.name});
        reply.message.line(say(one.holds ? "map.one" : "map.void",
                               {{"channel", channel},
                                {"team", Plain{team != nullptr ? team->name : one.team.value}},
                                {"name", Plain{one.by}},
                                {"at", At{one.at}}}));
    }
    return reply;
}

result<Reply> run(const Args& args, Context& context) {
    RotaView& rota = context.rota();
    if (args.channel.empty() || args.team.empty()) return list(context);
    const auto channel = rota.channel(args.channel);
    if (!channel)
        return Reply::of(say("no.no_channel", {{"channel", Plain{args.channel.substr(0, 60)}}}));
    if (args.team == "forget") {
        if (const auto done = rota.unmap(*channel); !done) return done.error();
        return Reply::of(say("map.forgotten", {{"channel", ChannelName{channel->name}}}));
    }
    const auto found = rota.named_team(args.team);
    if (!found) return found.error();
    const Team* team = *found;
    if (const auto done = rota.map(*channel, *team); !done) return done.error();
    return Reply::of(
        say("map.done", {{"channel", ChannelName{channel->name}}, {"team", Plain{team->name}}}));
}

}  // namespace

Command request_map() {
    return command<Args>("req map", "Say which SRE team a channel belongs to")
        .lane(Lane::writes)
        .word("channel", &Args::channel, "like ~payments; without it, what was said so far")
        .optional()
        .word("team", &Args::team, "an SRE team, or forget")
        .optional()
        .example("/req map ~payments sre-data")
        .example("/req map ~payments forget")
        .runs(run);
}

}  // namespace qm
