// What arrives: events of the websocket, and everything again when something may be missing.
// SPDX-License-Identifier: Apache-2.0
import { Refused, sandbox_info } from "./api.js";
import { open_dialog } from "./dialog.js";
import { narrow, notice, page, redraw, view } from "./page.js";
import { start_at_end } from "./panes.js";
import { Socket } from "./socket.js";
import { say } from "./words.js";

const quiet = (problem) => console.warn("the sandbox could not be read:", problem.message);

// The bot's first answer to one's own message opens its thread, where there is room for it.
function open_awaited(post) {
  const here = page.session;
  if (!post.root_id || post.root_id !== page.awaited) return;
  if (post.user_id !== page.directory.bot()?.id) return;
  page.awaited = "";
  if (narrow.matches || here.channel_id !== post.channel_id || here.root_id) return;
  here.root_id = post.root_id;
  start_at_end("thread-scroll");
}

export function meet(post) {
  const here = page.session;
  here.put(post);
  open_awaited(post);
  page.directory.learn_unknown(here.api, [post.user_id]).then((more) => more && redraw(), quiet);
}

// Accounts of all that is shown: authors, and the other ends of direct channels.
function learn_everybody(here) {
  const ends = [...here.channels.values()].filter((one) => one.type === "D")
    .map((one) => here.partner(one));
  const authors = [...here.posts.values()].map((one) => one.user_id);
  return page.directory.learn_unknown(here.api, [...ends, ...authors]);
}

export async function fetch_all() {
  const here = page.session;
  try {
    await here.load(page.directory.info.team);
    await learn_everybody(here);
  } catch (problem) {
    if (!(problem instanceof Refused && problem.status === 401)) throw problem;
    // A restarted sandbox may have forgotten the login.
    page.sessions.delete(here.person.username);
    if (here === page.session) await page.actions.become(here.person.username);
    return;
  }
  if (here === page.session && !here.channel_id) here.channel_id = here.first_channel();
  redraw();
}

let asks_again = 0;

// Who is on duty comes from the bot: while it is away it is asked for again.
export async function refresh_info() {
  clearTimeout(asks_again);
  const info = await sandbox_info().catch(() => null);
  if (!info?.run?.length) asks_again = setTimeout(refresh_info, 3000);
  if (!info) return;
  page.directory.update(info);
  page.parts.clock.set(info);
  redraw();
}

function left(user_id, channel_id) {
  const here = page.session;
  if (user_id !== here.user.id) return;
  here.forget_channel(channel_id);
  if (!here.channel_id) here.channel_id = here.first_channel();
}

// Event → what to do with (data, broadcast); everything else is ignored.
const on_event = {
  posted: (data) => meet(JSON.parse(data.post)),
  post_edited: (data) => page.session.put(JSON.parse(data.post)),
  post_deleted: (data) => page.session.remove(JSON.parse(data.post).id),
  ephemeral_message: (data) => page.session.put_private(JSON.parse(data.post)),
  open_dialog: (data) => open_dialog(JSON.parse(data.dialog), view()),
  sandbox_clock: (data) => page.parts.clock.set(data),
  direct_added: () => fetch_all().catch(quiet),
  user_added: (data) => {
    if (data.user_id === page.session.user.id) fetch_all().catch(quiet);
  },
  user_removed: (data, broadcast) => left(data.user_id || broadcast.user_id,
    data.channel_id || broadcast.channel_id),
};

// Listens as the person one is now; whoever one was before is no longer listened to.
export function listen() {
  page.socket?.close();
  const here = page.session;
  page.socket = new Socket(here.token, {
    event: (frame) => {
      if (here !== page.session || !Object.hasOwn(on_event, frame.event)) return;
      on_event[frame.event](frame.data ?? {}, frame.broadcast ?? {});
      redraw();
    },
    fresh: () => {
      notice("");
      fetch_all().catch(quiet);
      refresh_info();
    },
    lost: () => notice(say("live.lost"), true),
    refused: () => fetch_all().catch(quiet),
  });
}
