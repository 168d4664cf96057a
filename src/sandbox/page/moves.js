// Moving about: to a channel, a thread, a message behind a link.
// SPDX-License-Identifier: Apache-2.0
import { byId } from "./dom.js";
import { draw, drawer, narrow, notice, page, redraw } from "./page.js";
import { show_post, start_at_end } from "./panes.js";
import { say } from "./words.js";

const loopback = ["localhost", "127.0.0.1"];

// A place not yet open: the direct channel with a person, made when first wanted.
async function direct_channel(here, user_id) {
  const made = await here.api.direct(here.user.id, user_id);
  if (!here.channels.has(made.id)) here.channels.set(made.id, made);
  return made.id;
}

// `id` of a channel, or "user ID" for the direct channel with that person.
export async function open_channel(id) {
  const here = page.session;
  let channel = id;
  if (id.startsWith("user ")) {
    try {
      channel = await direct_channel(here, id.slice(5));
    } catch (problem) {
      return notice(problem.message);
    }
  }
  if (!here.channels.has(channel) || here !== page.session) return undefined;
  if (here.channel_id !== channel) here.root_id = "";
  here.channel_id = channel;
  start_at_end("channel-scroll");
  drawer(false);
  draw();
  if (!narrow.matches) page.parts.channel.field.focus({ preventScroll: true });
  return undefined;
}

// With `write` the keyboard goes to the thread's composer.
export async function open_thread(root, write = false) {
  const here = page.session;
  here.root_id = root;
  start_at_end("thread-scroll");
  draw();
  (write ? page.parts.thread.field : byId("thread-close")).focus();
  await here.load_thread(root).catch((problem) => notice(problem.message));
  redraw();
}

export function close_thread() {
  const root = page.session.root_id;
  page.session.root_id = "";
  draw();
  const door = byId(`post-${root}`)?.querySelector(".thread-line, .reply");
  (door ?? page.parts.channel.field).focus();
}

async function open_post(id) {
  const here = page.session;
  try {
    const post = here.posts.get(id) ?? await here.api.one_post(id);
    if (!here.channels.has(post.channel_id)) return notice(say("error.not_member"));
    here.put(post);
    await open_channel(post.channel_id);
    if (post.root_id || post.reply_count > 0) await open_thread(post.root_id || post.id);
    draw();
    return show_post(id);
  } catch {
    return notice(say("error.no_post"));
  }
}

// Links inside the server open here: messages of the sandbox, and ~channels.
export function follow_link(event) {
  const anchor = event.target.closest?.("a");
  if (!anchor) return;
  const channel = anchor.dataset.channel;
  // The bot may know this server by its other name.
  const here = anchor.port === location.port && loopback.includes(anchor.hostname);
  const post = (here || anchor.origin === location.origin)
    && /^\/[\w-]+\/pl\/([a-z0-9]{26})$/.exec(anchor.pathname);
  if (!channel && !post) return;
  event.preventDefault();
  if (channel) open_channel(channel);
  else open_post(post[1]);
}
