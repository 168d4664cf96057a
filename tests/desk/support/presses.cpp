// Buttons, menus and forms, as a platform shows them to one person.
// SPDX-License-Identifier: Apache-2.0
#include "company.hpp"

#include <algorithm>
#include <stdexcept>

namespace qm::tests {

const Shown* Company::button(const std::string& who, const std::string& label,
                             const std::string& about, bool old) const {
    ChannelId prefer;
    std::vector<ChannelId> closed;  // only members are in a team's channel
    for (const Team& team : setup.teams) {
        const bool is_member =
            std::any_of(team.members.begin(), team.members.end(),
                        [&](const Member& member) { return member.person.username == who; });
        (is_member ? prefer : closed.emplace_back()) = ChannelId("~" + team.channel_name);
    }
    return platform_->with_button(label, about, prefer, old, [&](const ChannelId& channel) {
        return std::find(closed.begin(), closed.end(), channel) == closed.end() &&
               (!channel.value.starts_with("dm:") || channel.value == "dm:" + who);
    });
}

void Company::presses(const std::string& who, const Shown& post, const std::string& label,
                      const std::string& choice, const std::string& words) {
    const auto& controls = post.what.controls;
    const auto control = std::find_if(controls.begin(), controls.end(),
                                      [&](const auto& one) { return one.label == label; });
    if (control == controls.end()) throw std::runtime_error("no button " + label);
    Event event = event_of(who, post.channel.value.starts_with("~") ? post.channel.value.substr(1)
                                                                    : post.channel.value);
    event.kind = EventKind::press;
    event.post = post.id;
    event.root = post.root;
    event.version = post.version;
    event.text = control->command;
    std::string action = control->id;
    if (!choice.empty()) {
        const auto chosen = std::find_if(control->choices.begin(), control->choices.end(),
                                         [&](const auto& one) { return one.label == choice; });
        if (chosen == control->choices.end()) throw std::runtime_error("no choice " + choice);
        event.text += " " + chosen->value;
        action += "=" + chosen->value;
    }
    event.key = "mm:press:" + post.id.value + ":" + action + ":" + event.author.id.value + ":" +
                std::to_string(post.version);
    deliver(event, words);
}

void Company::submit(const Event& pressed, const Form& form, const std::string& words) {
    Event event = pressed;
    event.key = "mm:form:" + std::to_string(++triggers_);
    event.from_form = true;
    event.text = form.command + (words == "(nothing)" ? "" : " " + words);
    in_form_ = true;
    deliver(event, "");
    in_form_ = false;
}

// As app/http_door: a form shows a "no" and stays open; all else closes it without a word.
void Company::in_form(const Event& event, const Reply& reply) {
    if (!reply.refusal) return;
    const chat::Rendered what =
        platform_->render(reply.message, event.author.locale, event.author.zone, now_);
    for (std::string& line : written("(" + event.author.username + "'s form stays open)", what))
        platform_->lines.push_back(std::move(line));
}

void Company::privately(const Event& event, const Reply& reply, const std::string& form_words) {
    if (in_form_) return in_form(event, reply);
    if (!reply.form.empty()) {
        if (form_words.empty())
            platform_->lines.push_back("    (" + event.author.username + " sees a form)");
        else
            submit(event, reply.form.front(), form_words);
    }
    if (reply.message.blocks.empty()) return;
    const chat::Rendered what =
        platform_->render(reply.message, event.author.locale, event.author.zone, now_);
    for (std::string& line : written("(to " + event.author.username + ")", what))
        platform_->lines.push_back(std::move(line));
}

}  // namespace qm::tests
