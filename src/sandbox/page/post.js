// One message as people see it: author, text, attachments, and the thread below it.
// SPDX-License-Identifier: Apache-2.0
import { attachment_node, paint } from "./attachment.js";
import { h, hue, initials } from "./dom.js";
import { markdown, plain } from "./markdown.js";
import { is_private, is_system } from "./state.js";
import { clock_time, day_key, long_day, short_day } from "./time.js";
import { language, say } from "./words.js";

const group_within_ms = 5 * 60 * 1000;
const preview_length = 140;

// → {user, bot, name}: private answers come under the asker's own id, but the bot says them.
export function author_of(post, directory) {
  const own = directory.by_id.get(post.user_id);
  const user = is_private(post) ? directory.bot() ?? own : own;
  return { user, bot: directory.is_bot(user), name: directory.name_of(user) };
}

export function avatar(user, name, bot) {
  if (bot) return h("span", { class: "avatar bot", "aria-hidden": "true" });
  const tint = hue(user?.username ?? name);
  return h("span", { class: `avatar tint-${tint}`, "aria-hidden": "true" }, initials(name));
}

export function day_line(moment) {
  return h("div", { class: "day", role: "separator" }, h("span", {}, long_day(moment)));
}

function head(post, author, view) {
  const { session } = view;
  return h("header", {},
    h("span", { class: "name" }, author.name),
    author.bot ? h("span", { class: "tag" }, say("post.bot")) : null,
    author.user?.id === session.user.id ? h("span", { class: "quiet" }, say("post.you")) : null,
    h("time", { datetime: new Date(post.create_at).toISOString() }, clock_time(post.create_at)),
    post.edit_at > 0 && !author.bot ? h("span", { class: "quiet" }, say("post.edited")) : null,
    is_private(post) ? h("span", { class: "private" }, say("post.private")) : null,
    is_private(post) ? h("button", { type: "button", class: "link dismiss",
      onclick: () => view.dismiss(post.id) }, say("post.dismiss")) : null);
}

function body(post, author, view) {
  const attachments = post.props?.attachments ?? [];
  const text = post.message ? markdown(post.message, view.names) : null;
  const parts = attachments.map((one) => attachment_node(post, one, view));
  const card = author.bot && attachments.length > 0;
  const node = h("div", { class: card ? "body card" : "body" }, text, parts);
  if (card) paint(node, attachments.find((one) => one.color)?.color);
  return node;
}

const shortened = (text) => (text.length <= preview_length ? text
  : `${text.slice(0, preview_length).trimEnd()}…`);

// "3 replies · 10:02 · Quartermaster: R1 is with …", the door to the thread.
function thread_line(post, view) {
  const replies = view.session.replies(post.id).filter((one) => !is_private(one));
  const count = Math.max(replies.length, post.reply_count ?? 0);
  if (count === 0) return null;
  const last = replies.at(-1);
  const fresh = view.session.unread_replies(post.id) > 0;
  const author = last && author_of(last, view.directory);
  const text = last && plain(last.message || last.props?.attachments?.[0]?.text);
  return h("button", { type: "button", class: fresh ? "thread-line fresh" : "thread-line",
    "data-focus": "thread", onclick: () => view.open_thread(post.id) },
  author ? avatar(author.user, author.name, author.bot) : null,
  h("span", { class: "count" }, say(count === 1 ? "thread.one" : "thread.many", { n: count })),
  fresh ? h("span", { class: "badge" }, say("thread.new")) : null,
  last ? h("span", { class: "preview" }, h("span", { class: "preview-name" }, `${author.name}: `),
    shortened(text)) : null);
}

function reply_button(post, view) {
  if (view.in_thread || is_private(post)) return null;
  return h("button", { type: "button", class: "reply", "data-focus": "reply",
    title: say("thread.reply"), onclick: () => view.open_thread(post.id, true) },
  say("thread.reply"));
}

function system_line(post) {
  return h("div", { class: "system", id: `post-${post.id}` },
    h("time", {}, clock_time(post.create_at)), " ", plain(post.message));
}

// view: {session, directory, names, in_thread, open_thread(root, write), dismiss(id), pressed()}
export function post_node(post, grouped, view) {
  if (is_system(post)) return system_line(post);
  const author = author_of(post, view.directory);
  const classes = ["post"];
  if (grouped) classes.push("grouped");
  if (author.bot) classes.push("by-bot");
  if (is_private(post)) classes.push("ephemeral");
  if (!view.in_thread && view.session.root_id === post.id) classes.push("open");
  return h("article", { class: classes.join(" "), tabindex: "-1", "data-post": post.id,
    id: view.in_thread ? `thread-${post.id}` : `post-${post.id}`,
    "aria-label": `${author.name}, ${clock_time(post.create_at)}` },
  grouped ? h("span", { class: "gutter", "aria-hidden": "true" }, clock_time(post.create_at))
    : avatar(author.user, author.name, author.bot),
  h("div", { class: "main" }, grouped ? null : head(post, author, view), body(post, author, view),
    view.in_thread ? null : thread_line(post, view)),
  reply_button(post, view));
}

function is_grouped(before, post, view) {
  if (!before || is_private(post) || is_private(before) || is_system(before)) return false;
  if (before.user_id !== post.user_id || post.props?.attachments?.length) return false;
  if (before.props?.attachments?.length) return false;
  if (!view.in_thread && view.session.replies(before.id).length > 0) return false;
  return post.create_at - before.create_at < group_within_ms;
}

function stamp(post, grouped, view) {
  const replies = view.in_thread ? [] : view.session.replies(post.id);
  const last = replies.at(-1);
  const author = author_of(post, view.directory);
  return JSON.stringify([post.message, post.props, post.edit_at, grouped, language(), author.name,
    author.bot, replies.length, post.reply_count, last?.message, last?.edit_at,
    last && author_of(last, view.directory).name, view.in_thread ? 0
      : view.session.unread_replies(post.id), view.session.root_id === post.id,
    view.session.user.id]);
}

// → items for reconcile(): messages with a line where a day begins.
export function post_items(posts, view) {
  const items = [];
  let before = null;
  for (const post of posts) {
    if (!before || day_key(before.create_at) !== day_key(post.create_at)) {
      const moment = post.create_at;
      items.push({ key: `day ${day_key(moment)}`, stamp: short_day(moment),
        build: () => day_line(moment) });
    }
    const grouped = is_grouped(before, post, view);
    items.push({ key: post.id, stamp: stamp(post, grouped, view),
      build: () => post_node(post, grouped, view) });
    before = post;
  }
  return items;
}
