// The two panes of conversation: the channel in the middle and the thread beside it.
// SPDX-License-Identifier: Apache-2.0
import { byId, reconcile } from "./dom.js";
import { post_items } from "./post.js";
import { channel_label } from "./sidebar.js";
import { say } from "./words.js";

const near_end = 80;
const panes = ["channel-scroll", "thread-scroll"];
const at_end = new Map();  // pane → whether its reader follows the newest message
const put_at = new Map();  // pane → where we scrolled it: not the reader's doing

export function watch_scroll() {
  for (const id of panes) {
    const pane = byId(id);
    at_end.set(id, true);
    pane.addEventListener("scroll", () => {
      if (pane.scrollTop === put_at.get(id)) return;
      at_end.set(id, pane.scrollHeight - pane.scrollTop - pane.clientHeight < near_end);
    }, { passive: true });
    new ResizeObserver(() => follow(id)).observe(pane);
  }
}

function follow(id) {
  const pane = byId(id);
  if (!at_end.get(id)) return;
  pane.scrollTop = pane.scrollHeight;
  put_at.set(id, pane.scrollTop);
}

// After everything is drawn: what is beside a pane or above it changes its size too.
export function follow_all() {
  for (const id of panes) follow(id);
}

// The next drawing of this pane starts at its newest message.
export const start_at_end = (id) => at_end.set(id, true);

// An edit of a message is shown for a moment, so that one sees what changed.
function flash(prefix, keys) {
  for (const key of keys) {
    const node = byId(`${prefix}-${key}`);
    node?.classList.remove("changed");
    node?.classList.add("changed");
  }
}

export function draw_channel(view) {
  const { session } = view;
  const channel = session.channels.get(session.channel_id);
  const label = channel ? channel_label(channel, view) : "";
  const direct = channel?.type === "D";
  const title = channel ? `${label} · ${say("page.title")}` : say("page.title");
  if (document.title !== title) document.title = title;
  byId("channel-name").textContent = label;
  byId("channel-about").textContent = direct ? "" : channel?.header || channel?.purpose || "";
  byId("messages").setAttribute("aria-label", say("channel.log", { name: label }));
  byId("channel-scroll").setAttribute("aria-label", say("channel.log", { name: label }));
  const posts = channel ? session.roots(channel.id) : [];
  const more = channel && session.pages.get(channel.id)?.more;
  byId("earlier").hidden = !more;
  byId("channel-start").hidden = Boolean(more) || !channel;
  byId("channel-start").textContent =
    say(direct ? "channel.start_direct" : "channel.start", { name: label });
  flash("post", reconcile(byId("messages"), post_items(posts, { ...view, in_thread: false })));
}

export function draw_thread(view) {
  const { session } = view;
  const root = session.posts.get(session.root_id);
  byId("thread").hidden = !root;
  document.body.classList.toggle("with-thread", Boolean(root));
  if (!root) {
    reconcile(byId("replies"), []);
    return;
  }
  const channel = session.channels.get(root.channel_id);
  byId("thread-about").textContent = channel ? channel_label(channel, view) : "";
  byId("thread-scroll").setAttribute("aria-label", say("thread.label"));
  byId("replies").setAttribute("aria-label", say("thread.label"));
  const posts = [root, ...session.replies(root.id)];
  const items = post_items(posts, { ...view, in_thread: true });
  flash("thread", reconcile(byId("replies"), items));
}

// Brings a message into sight and to the keyboard.
export function show_post(id) {
  const node = byId(`thread-${id}`) ?? byId(`post-${id}`);
  if (!node) return;
  node.scrollIntoView({ block: "center" });
  node.focus({ preventScroll: true });
  node.classList.add("changed");
}
