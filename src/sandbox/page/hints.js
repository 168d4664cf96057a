// What can be completed where the cursor stands: commands, people, channels.
// SPDX-License-Identifier: Apache-2.0
import { h } from "./dom.js";
import { avatar } from "./post.js";
import { say } from "./words.js";

const most = 8;

const starts = (text, wanted) => text.toLowerCase().startsWith(wanted);

function commands(text, session) {
  const trigger = /^\/(\S*)$/.exec(text);
  const row = (command, chosen) => ({
    key: `/${command.trigger}`, insert: `/${command.trigger} `, from: 0, passive: chosen,
    nodes: [h("b", {}, `/${command.trigger}`), " ",
      h("span", { class: "hint" }, command.auto_complete_hint ?? ""),
      h("span", { class: "desc" }, command.auto_complete_desc || command.description || "")],
  });
  if (trigger) {
    const wanted = trigger[1].toLowerCase();
    return session.commands.filter((one) => starts(one.trigger, wanted)).map((one) => row(one));
  }
  const begun = /^\/(\S+)\s/.exec(text);
  const chosen = begun && session.commands.find((one) => one.trigger === begun[1].toLowerCase());
  return chosen ? [row(chosen, true)] : [];
}

function people(text, directory) {
  const found = /(?:^|[\s(>])@([\w.-]*)$/.exec(text);
  if (!found) return [];
  const wanted = found[1].toLowerCase();
  const matches = directory.sorted_names().filter((user) => starts(user.username, wanted)
    || directory.name_of(user).toLowerCase().split(" ").some((part) => starts(part, wanted)));
  return matches.map((user) => {
    const name = directory.name_of(user);
    const bot = directory.is_bot(user);
    return { key: `@${user.username}`, insert: `@${user.username} `,
      from: text.length - found[1].length - 1,
      nodes: [avatar(user, name, bot), h("b", {}, `@${user.username}`), " ",
        h("span", { class: "desc" }, name),
        bot ? h("span", { class: "tag" }, say("post.bot")) : null] };
  });
}

function channels(text, session) {
  const found = /(?:^|[\s(>])~([\w-]*)$/.exec(text);
  if (!found) return [];
  const wanted = found[1].toLowerCase();
  return [...session.channels.values()]
    .filter((one) => one.type !== "D" && starts(one.name, wanted))
    .map((one) => ({ key: `~${one.name}`, insert: `~${one.name} `,
      from: text.length - found[1].length - 1,
      nodes: [h("b", {}, `~${one.name}`), " ", h("span", { class: "desc" }, one.display_name)] }));
}

// `text` is what stands before the cursor. → [{key, insert, from, nodes, passive?}]; a passive
// one only informs. A word typed in full needs no completing.
export function hints(text, session, directory) {
  const found = [...commands(text, session), ...people(text, directory),
    ...channels(text, session)].slice(0, most);
  const only = found.length === 1 ? found[0] : null;
  const done = only && !only.passive && text.slice(only.from) === only.key;
  return done ? [{ ...only, passive: true }] : found;
}
