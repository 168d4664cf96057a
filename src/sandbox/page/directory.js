// Who is who: accounts by id and by name, the sandbox's people, and who is on duty.
// SPDX-License-Identifier: Apache-2.0
import { language } from "./words.js";

const most_at_once = 100;

export class Directory {
  constructor(info) {
    this.by_id = new Map();
    this.by_name = new Map();
    this.asked = new Set();
    this.update(info);
  }

  update(info) {
    this.info = info;
    const people = info.users.filter((one) => !one.bot && one.password !== undefined);
    this.people = new Map(people.map((one) =>
      [one.username, { ...one, channel: one.channel || this.home_of(one.username) }]));
  }

  // The channel of a person's own team: the first that is not everybody's.
  home_of(username) {
    const everybody = ["town-square", "off-topic"];
    return this.info.channels.find((channel) => channel.members?.includes(username)
      && !everybody.includes(channel.name))?.name ?? "";
  }

  learn(users) {
    for (const user of users ?? []) {
      this.by_id.set(user.id, user);
      this.by_name.set(user.username.toLowerCase(), user);
    }
  }

  async load(api) {
    const names = [...this.people.keys(), this.info.bot];
    for (let i = 0; i < names.length; i += most_at_once) {
      this.learn(await api.users_by_name(names.slice(i, i + most_at_once)));
    }
  }

  // Fetches accounts that appeared without being known; each is asked for once.
  async learn_unknown(api, ids) {
    const unknown = [...new Set(ids)].filter((id) => id && !this.by_id.has(id)
      && !this.asked.has(id)).slice(0, most_at_once);
    if (unknown.length === 0) return false;
    for (const id of unknown) this.asked.add(id);
    this.learn(await api.users_by_id(unknown));
    return true;
  }

  bot() {
    return this.by_name.get(this.info.bot.toLowerCase());
  }

  is_bot(user) {
    return user?.is_bot === true || user?.username === this.info.bot;
  }

  // The name people read: never empty.
  name_of(user) {
    if (!user) return "…";
    const full = `${user.first_name ?? ""} ${user.last_name ?? ""}`.trim();
    const person = this.people.get(user.username);
    return person?.display || person?.display_name || full || user.nickname || user.username;
  }

  name_of_id(id) {
    return this.name_of(this.by_id.get(id));
  }

  // The duty of a person now: {team, until} or null. What is over is not told any more, though the
  // bot needs a moment to say who is next.
  duty(username) {
    const now = Date.parse(this.info.now);
    const theirs = (one) => one.username === username && !(Date.parse(one.until) <= now);
    return this.info.run?.find(theirs) ?? null;
  }

  // People for the switch: product teams first, then each SRE team.
  groups() {
    const kind = (person) => (person.role === "product" || person.role === "admin"
      ? person.role : "sre");
    const people = [...this.people.values()];
    return ["product", "sre", "admin"].map((name) => ({
      name, people: people.filter((person) => kind(person) === name),
    })).filter((group) => group.people.length > 0);
  }

  sorted_names() {
    const tag = language();
    return [...this.by_name.values()].sort((a, b) =>
      Number(this.is_bot(b)) - Number(this.is_bot(a))
      || this.name_of(a).localeCompare(this.name_of(b), tag));
  }
}
