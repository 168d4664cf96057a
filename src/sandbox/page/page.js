// What all parts of the page share: who one is, where one looks, and drawing it.
// SPDX-License-Identifier: Apache-2.0
import { byId } from "./dom.js";
import { draw_channel, draw_thread, follow_all } from "./panes.js";
import { draw_person, draw_sidebar } from "./sidebar.js";

export const narrow = matchMedia("(max-width: 760px)");

export const page = {
  sessions: new Map(),  // username → Session: who one has been before is kept
  session: null,        // who one is
  directory: null,
  socket: null,
  started_at: 0,        // what was written before counts as read (ms of the sandbox's clock)
  awaited: "",          // a root of one's own that waits for the bot's first answer
  parts: {},            // channel, thread: Composer; clock: ClockBar; tour: Tour
  actions: {},          // open_channel, open_thread, become, pressed: set by app.js
};

// What a text may point at; see inline.js.
const names = {
  user: (name) => {
    if (name === page.session.user.username) return "me";
    const known = page.directory.by_name.has(name) || ["all", "channel", "here"].includes(name);
    return known ? "known" : null;
  },
  channel: (name) => {
    const found = page.session.channel_named(name);
    const exists = found || page.directory.info.channels.some((one) => one.name === name);
    return exists ? { id: found?.id ?? "", label: `~${name}` } : null;
  },
};

const dismiss = (id) => {
  page.session.posts.delete(id);
  redraw();
};

// What the drawing parts are given.
export const view = () => ({ session: page.session, directory: page.directory, names, dismiss,
  ...page.actions });

let drawing = 0;

export function draw() {
  clearTimeout(drawing);
  drawing = 0;
  if (!page.session?.team) return;
  const all = view();
  if (!document.hidden) page.session.mark_read();
  draw_person(all);
  draw_sidebar(all);
  draw_channel(all);
  draw_thread(all);
  page.parts.channel.refresh();
  page.parts.thread.refresh();
  page.parts.tour.draw();
  follow_all();
  remember_place();
}

// Many changes make one drawing.
export function redraw() {
  if (drawing === 0) drawing = setTimeout(draw, 0);
}

// The address names the place, so that a reload comes back to it.
function remember_place() {
  const channel = page.session.channels.get(page.session.channel_id);
  const place = `#${page.session.person.username}/${channel?.name ?? ""}`;
  if (location.hash !== place) history.replaceState(null, "", place);
}

let notice_timer = 0;

// A sentence above the messages; without `lasting` it goes by itself.
export function notice(text, lasting = false) {
  clearTimeout(notice_timer);
  byId("notice").textContent = text;
  byId("notice").hidden = text === "";
  if (text !== "" && !lasting) notice_timer = setTimeout(() => notice(""), 8000);
}

// The list of channels on a small window.
export function drawer(open) {
  document.body.classList.toggle("with-drawer", open);
  byId("drawer-open").setAttribute("aria-expanded", String(open));
}
