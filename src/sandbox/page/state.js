// What one person of the sandbox knows: their channels, posts, and what they have read.
// SPDX-License-Identifier: Apache-2.0
import { api_of } from "./api.js";

const page_size = 60;
const most_channels = 40;
const most_posts = 4000;

const by_time = (a, b) => a.create_at - b.create_at || (a.id < b.id ? -1 : 1);
export const is_private = (post) => post.type === "system_ephemeral";
export const is_system = (post) => post.type?.startsWith("system_") && !is_private(post);

// Everything of a post in which a person may be named.
function words_of(post) {
  const parts = (post.props?.attachments ?? []).map((a) => `${a.pretext ?? ""} ${a.text ?? ""}`);
  return [post.message, ...parts].join(" ").replace(/`[^`]*`/g, " ");
}

export function names_person(post, username) {
  const safe = username.replace(/[^a-z0-9_-]/gi, "\\$&");
  return new RegExp(`(^|[^\\w@])@${safe}(?![a-z0-9_-])`, "i").test(words_of(post));
}

export class Session {
  // `since`: what is older counts as read (ms of the sandbox's clock).
  constructor(person, token, user, since) {
    this.person = person;
    this.user = user;
    this.token = token;
    this.api = api_of(token);
    this.since = since;
    this.channels = new Map();
    this.posts = new Map();
    this.read = new Map();         // channel → create_at of the newest post read
    this.read_threads = new Map(); // root → the same for its replies
    this.pages = new Map();        // channel → {next, more}
    this.commands = [];
    this.team = null;
    this.channel_id = "";
    this.root_id = "";
  }

  async load(team_name) {
    if (!this.team) {
      const teams = await this.api.teams();
      this.team = teams.find((team) => team.name === team_name) ?? teams[0] ?? null;
      if (!this.team) throw new Error("this person is in no team");
      this.commands = (await this.api.commands(this.team.id).catch(() => null)) ?? [];
    }
    const channels = await this.api.channels(this.team.id);
    const old_ids = new Set(this.channels.keys());
    this.channels = new Map(channels.slice(0, most_channels).map((one) => [one.id, one]));
    for (const id of old_ids) if (!this.channels.has(id)) this.forget_channel(id);
    await Promise.all([...this.channels.keys()].map((id) => this.load_page(id, 0)));
    if (this.root_id) await this.load_thread(this.root_id);
  }

  async load_page(channel, page) {
    const before = new Set(this.posts.keys());
    const answer = await this.api.posts(channel, page, page_size);
    const posts = Object.values(answer.posts ?? {});
    if (page === 0) this.drop_missing(channel, answer, posts, before);
    for (const post of posts) this.put(post);
    const known = this.pages.get(channel);
    if (!known || page >= known.next) {
      this.pages.set(channel, { next: page + 1, more: (answer.order ?? []).length >= page_size });
    }
  }

  // What was deleted while nobody listened is missing in the newest page; what arrived since
  // the question (not in `before`) may be missing too, and stays.
  drop_missing(channel, answer, posts, before) {
    const whole = (answer.order ?? []).length < page_size;
    const fetched = new Set(posts.map((post) => post.id));
    const oldest = Math.min(...posts.map((post) => post.create_at));
    for (const post of this.posts.values()) {
      if (post.channel_id !== channel || is_private(post)) continue;
      if (fetched.has(post.id) || !before.has(post.id)) continue;
      if (whole || post.create_at > oldest) this.posts.delete(post.id);
    }
  }

  async load_thread(root) {
    const before = this.replies(root);
    const answer = await this.api.thread(root);
    const fetched = answer.posts ?? {};
    for (const reply of before) {
      if (!fetched[reply.id] && !is_private(reply)) this.posts.delete(reply.id);
    }
    for (const post of Object.values(fetched)) this.put(post);
  }

  put(post) {
    if (post.delete_at > 0) return this.remove(post.id);
    const known = this.posts.get(post.id);
    if (known && known.update_at > post.update_at) return undefined;
    this.posts.set(post.id, post);
    if (this.posts.size > most_posts) this.posts.delete(this.posts.keys().next().value);
    return undefined;
  }

  // A private answer to a press names the pressed post, which may itself be a reply.
  put_private(post) {
    const pressed = this.posts.get(post.root_id);
    this.posts.set(post.id, pressed?.root_id ? { ...post, root_id: pressed.root_id } : post);
  }

  remove(id) {
    this.posts.delete(id);
    for (const post of this.posts.values()) if (post.root_id === id) this.posts.delete(post.id);
    if (this.root_id === id) this.root_id = "";
  }

  forget_channel(id) {
    this.channels.delete(id);
    for (const post of this.posts.values()) if (post.channel_id === id) this.posts.delete(post.id);
    if (this.channel_id === id) this.channel_id = "";
  }

  in_channel(id) {
    return [...this.posts.values()].filter((post) => post.channel_id === id);
  }

  // Roots, and private answers whose thread is not open beside them.
  roots(id) {
    return this.in_channel(id).filter((post) => !post.root_id
      || (is_private(post) && post.root_id !== this.root_id)).sort(by_time);
  }

  replies(root) {
    return [...this.posts.values()].filter((post) => post.root_id === root).sort(by_time);
  }

  theirs(post) {
    return post.user_id !== this.user.id && !is_private(post) && !is_system(post);
  }

  // → {count, mentions}: what came into a channel since it was last looked at
  unread(id) {
    const read = this.read.get(id) ?? this.since;
    const direct = this.channels.get(id)?.type === "D";
    const fresh = this.in_channel(id).filter((one) => one.create_at > read && this.theirs(one));
    const mine = fresh.filter((one) => direct || names_person(one, this.user.username));
    return { count: fresh.length, mentions: mine.length };
  }

  unread_replies(root) {
    const read = this.read_threads.get(root) ?? this.since;
    return this.replies(root).filter((one) => one.create_at > read && this.theirs(one)).length;
  }

  mark_read() {
    const newest = (posts) => Math.max(this.since, ...posts.map((post) => post.create_at));
    if (this.channel_id) this.read.set(this.channel_id, newest(this.in_channel(this.channel_id)));
    if (this.root_id) this.read_threads.set(this.root_id, newest(this.replies(this.root_id)));
  }

  channel_named(name) {
    return [...this.channels.values()].find((one) => one.name === name && one.type !== "D");
  }

  // The other end of a direct channel.
  partner(channel) {
    const ends = channel.name.split("__");
    return ends[0] === this.user.id ? ends[1] : ends[0];
  }

  direct_with(user_id) {
    return [...this.channels.values()].find(
      (one) => one.type === "D" && this.partner(one) === user_id);
  }

  // Where a person starts: where somebody called them, else their own team's channel.
  first_channel() {
    const all = [...this.channels.values()];
    const called = all.find((one) => this.unread(one.id).mentions > 0);
    const own = this.channel_named(this.person.channel);
    const open = all.filter((one) => one.type !== "D");
    const other = open.find((one) => !["town-square", "off-topic"].includes(one.name));
    return (called ?? own ?? other ?? open[0] ?? all[0])?.id ?? "";
  }
}
