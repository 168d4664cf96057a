// The list of channels and direct messages, and the switch of who one is.
// SPDX-License-Identifier: Apache-2.0
import { byId, h, reconcile } from "./dom.js";
import { open_menu } from "./menu.js";
import { avatar } from "./post.js";
import { clock_time, day_key, short_day } from "./time.js";
import { say } from "./words.js";

export function channel_label(channel, view) {
  if (channel.type !== "D") return `~${channel.name}`;
  return view.directory.name_of_id(view.session.partner(channel));
}

// Channels with their own sign, people with their avatar; the bot is always among them.
function rows_of(view) {
  const { session, directory } = view;
  const named = [...session.channels.values()].filter((one) => one.type !== "D")
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((one) => ({ id: one.id, label: one.name, unread: session.unread(one.id) }));
  const direct = [...session.channels.values()].filter((one) => one.type === "D").map((one) => {
    const user = directory.by_id.get(session.partner(one));
    return { id: one.id, user, label: directory.name_of(user), unread: session.unread(one.id) };
  });
  const bot = directory.bot();
  if (bot && !session.direct_with(bot.id)) {
    direct.push({ id: `user ${bot.id}`, user: bot, label: directory.name_of(bot),
      unread: { count: 0, mentions: 0 } });
  }
  direct.sort((a, b) => Number(directory.is_bot(b.user)) - Number(directory.is_bot(a.user))
    || a.label.localeCompare(b.label));
  return { named, direct };
}

function row_node(row, current, view) {
  const { count, mentions } = row.unread;
  const bot = row.user && view.directory.is_bot(row.user);
  const badge = mentions > 0 ? h("span", { class: "badge",
    "aria-label": say("side.mentions", { n: mentions }) }, String(mentions))
    : count > 0 ? h("span", { class: "dot", role: "img",
      "aria-label": say("side.unread", { n: count }) }) : null;
  return h("li", {}, h("button", { type: "button", class: count > 0 ? "row unread" : "row",
    "aria-current": current ? "true" : null, "data-focus": "row", "data-channel": row.id,
    onclick: () => view.open_channel(row.id) },
  row.user ? avatar(row.user, row.label, bot) : h("span", { class: "sign" }, "~"),
  h("span", { class: "label" }, row.label),
  bot ? h("span", { class: "tag" }, say("post.bot")) : null, badge));
}

export function draw_sidebar(view) {
  const { named, direct } = rows_of(view);
  const items = (rows) => rows.map((row) => {
    const current = row.id === view.session.channel_id;
    return { key: row.id, stamp: JSON.stringify([row.label, row.unread, current, say("post.bot")]),
      build: () => row_node(row, current, view) };
  });
  reconcile(byId("channel-list"), items(named));
  reconcile(byId("direct-list"), items(direct));
  const waiting = [...named, ...direct].filter((row) => row.id !== view.session.channel_id);
  byId("drawer-open").classList.toggle("calls", waiting.some((row) => row.unread.count > 0));
}

// "SRE lead · SRE Core · ~sre-core", as far as the sandbox tells.
function place_of(person) {
  const parts = [say(`role.${person.role}`)];
  if (person.team) parts.push(person.team);
  if (person.channel) parts.push(`~${person.channel}`);
  return parts.join(" · ");
}

const language_of = (person) => say(`language.${person.locale === "fr" ? "fr" : "en"}`);

// "18:00", or with its day when that is not today.
function until_when(until, now) {
  if (Number.isNaN(until)) return "";
  const today = day_key(until) === day_key(now);
  return today ? clock_time(until) : `${short_day(until)}, ${clock_time(until)}`;
}

function duty_tag(person, view, full) {
  const duty = view.directory.duty(person.username);
  if (!duty) return null;
  const now = Date.parse(view.directory.info.now);
  const until = full ? until_when(Date.parse(duty.until), now) : "";
  return h("span", { class: "duty-tag" },
    until ? say("who.duty_until", { time: until }) : say("who.duty"));
}

export function draw_person(view) {
  const { person, user } = view.session;
  const name = view.directory.name_of(user);
  const stamp = JSON.stringify([person, name, view.directory.duty(person.username),
    say("who.you_are")]);
  reconcile(byId("who"), [{ key: "me", stamp, build: () => h("span", { class: "who-card" },
    avatar(user, name, false),
    h("span", { class: "who-text" },
      h("span", { class: "who-name" }, h("span", { class: "who-are" }, `${say("who.you_are")} `),
        h("b", {}, name)),
      h("span", { class: "who-role" }, duty_tag(person, view, true),
        `${place_of(person)} · ${language_of(person)}`)),
    h("span", { class: "caret", "aria-hidden": "true" })) }]);
  byId("who").setAttribute("aria-label",
    `${say("who.you_are")} ${name}, ${place_of(person)}, ${language_of(person)}`);
}

function entry(person, view) {
  const user = view.directory.by_name.get(person.username.toLowerCase())
    ?? { username: person.username };
  const name = view.directory.name_of(user);
  const checked = person.username === view.session.person.username;
  return { value: person.username, checked, nodes: [
    avatar(user, name, false),
    h("span", { class: "who-text" },
      h("span", { class: "who-name" }, name, " ", duty_tag(person, view, false)),
      h("span", { class: "who-role" }, `${place_of(person)} · ${language_of(person)}`))] };
}

export function open_switch(view) {
  const groups = view.directory.groups().map((group) => ({ label: say(`who.${group.name}`),
    entries: group.people.map((person) => entry(person, view)) }));
  open_menu(byId("who"), say("who.label"), groups, view.become,
    { class: "people", plain: true, note: say("who.hint") });
}
