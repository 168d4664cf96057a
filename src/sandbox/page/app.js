// The beginning: opens the sandbox as its first person, and joins the parts of the page.
// SPDX-License-Identifier: Apache-2.0
import { log_in, sandbox_info } from "./api.js";
import { ClockBar } from "./clock.js";
import { Composer } from "./composer.js";
import { Directory } from "./directory.js";
import { byId } from "./dom.js";
import { listen, meet, refresh_info } from "./live.js";
import { close_thread, follow_link, open_channel, open_thread } from "./moves.js";
import { draw, drawer, narrow, notice, page, redraw, view } from "./page.js";
import { start_at_end, watch_scroll } from "./panes.js";
import { channel_label, open_switch } from "./sidebar.js";
import { Session, names_person } from "./state.js";
import { Tour } from "./tour.js";
import { use_zone } from "./time.js";
import { say, say_all, speak } from "./words.js";

const longest_pause_ms = 10000;

const is_sre = (person) => person.role.startsWith("sre");

// --- Being somebody.

async function session_of(person) {
  const known = page.sessions.get(person.username);
  if (known) return known;
  const { token, user } = await log_in(person.username, person.password);
  const made = new Session(person, token, user, page.started_at);
  page.directory.learn([user]);
  page.sessions.set(person.username, made);
  return made;
}

// Somebody who was called starts there; else where the page already looked.
function choose_channel(before) {
  const here = page.session;
  const called = [...here.channels.keys()].some((id) => here.unread(id).mentions > 0);
  const same = before && here.channel_named(before.name);
  if (called || !here.channel_id) {
    here.root_id = "";
    here.channel_id = !called && same ? same.id : here.first_channel();
  }
  start_at_end("channel-scroll");
  start_at_end("thread-scroll");
}

async function become(username) {
  const person = page.directory.people.get(username);
  if (!person) return;
  drawer(false);
  try {
    const next = await session_of(person);
    const before = page.session?.channels.get(page.session.channel_id);
    await next.load(page.directory.info.team);
    page.session = next;
    page.awaited = "";
    speak(person.locale);
    say_all(document);
    if (page.directory.by_name.size < page.directory.people.size) {
      await page.directory.load(next.api);
    }
    choose_channel(before);
    if (is_sre(person) && page.parts.tour.has("moved")) page.parts.tour.did("move");
    listen();
    draw();
  } catch (problem) {
    if (problem.status === 401 && page.sessions.delete(username)) return become(username);
    notice(problem.message, true);
    throw problem;
  }
}

// --- Saying something.

async function send(text, root) {
  const here = page.session;
  const channel_id = here.channel_id;
  if (text.startsWith("/")) {
    await here.api.execute({ channel_id, team_id: here.team.id, command: text, root_id: root,
      parent_id: root });
    if (text.startsWith("/catalog")) page.parts.tour.did("search");
    return;
  }
  const pending = `${here.user.id}:${Date.now()}${Math.random().toString(36).slice(2, 6)}`;
  const post = await here.api.send({ channel_id, message: text, root_id: root,
    pending_post_id: pending });
  const calls_bot = !root && names_person(post, page.directory.info.bot);
  if (calls_bot) {
    page.awaited = post.id;
    page.parts.tour.did("asked");
  }
  start_at_end(root ? "thread-scroll" : "channel-scroll");
  here.put(post);
  // The event of the bot's answer may have come before the answer to this call.
  const early = here.replies(post.id).find((one) => one.user_id === page.directory.bot()?.id);
  if (early) meet(early);
  redraw();
}

// --- Putting it together.

function build_composers() {
  const host = { session: () => page.session, directory: () => page.directory };
  const { parts } = page;
  parts.channel = new Composer("channel", { ...host,
    place: () => {
      const here = page.session;
      const channel = here.channels.get(here.channel_id);
      const name = channel ? channel_label(channel, view()) : "";
      const hint = say("compose.hint");
      return { key: `${here.user.id} ${here.channel_id}`,
        label: say("compose.channel", { name }) + (narrow.matches ? "" : ` · ${hint}`) };
    },
    send: (text) => send(text, ""),
    escape: () => page.session.root_id && close_thread() });
  parts.thread = new Composer("thread", { ...host,
    place: () => ({ key: `${page.session.user.id} ${page.session.root_id}`,
      label: say("compose.thread") }),
    send: (text) => send(text, page.session.root_id),
    escape: close_thread });
  byId("channel-composer").append(parts.channel.node);
  byId("thread-composer").append(parts.thread.node);
}

function build_tour() {
  page.parts.tour = new Tour({
    bot: () => page.directory.info.bot,
    engineer: () => {
      const duty = page.directory.info.run?.[0];
      const user = duty && page.directory.by_name.get(duty.username);
      const other = user && user.id !== page.session.user.id;
      return other ? { username: duty.username, name: page.directory.name_of(user) } : null;
    },
    fill: async (text) => {
      // Requests are asked by product teams: an engineer who tries it becomes one of them.
      if (page.session.person.role !== "product" && text.startsWith("@")) {
        await page.actions.become(page.directory.groups()[0].people[0].username);
      }
      page.parts.channel.fill(text);
    },
    become: (username) => page.actions.become(username),
    move: () => page.parts.clock.move({ to: "next_handover" }),
  });
}

function build_clock() {
  page.parts.clock = new ClockBar({
    moved: (over_handover) => {
      if (over_handover) page.parts.tour.did(is_sre(page.session.person) ? "move" : "moved");
      // The one on duty changes a moment after the clock: the bot has to notice first.
      for (const wait of [0, 1500, 5000]) setTimeout(refresh_info, wait);
    },
    failed: (sentence) => notice(sentence),
  });
}

function on_escape(event) {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  if (document.body.classList.contains("with-drawer")) drawer(false);
  else if (page.session?.root_id && !document.querySelector("dialog[open], :popover-open")) {
    close_thread();
  }
}

function wire() {
  // A failed switch was said above the messages already.
  const switch_to = (username) => become(username).catch(() => null);
  page.actions = { open_channel, open_thread, become: switch_to, pressed: () => {
    if (is_sre(page.session.person)) page.parts.tour.did("ask");
  } };
  watch_scroll();
  byId("who").addEventListener("click", () => open_switch(view()));
  byId("thread-close").addEventListener("click", close_thread);
  byId("drawer-open").addEventListener("click", () =>
    drawer(!document.body.classList.contains("with-drawer")));
  byId("earlier").addEventListener("click", async () => {
    const here = page.session;
    await here.load_page(here.channel_id, here.pages.get(here.channel_id).next)
      .catch((problem) => notice(problem.message));
    redraw();
  });
  document.addEventListener("click", (event) => {
    follow_link(event);
    if (!event.target.closest?.("#side, #drawer-open")) drawer(false);
  });
  document.addEventListener("keydown", on_escape);
  document.addEventListener("visibilitychange", redraw);
  narrow.addEventListener("change", redraw);
}

// The address may name who to be and where: #username/channel.
async function open_page() {
  const info = await sandbox_info();
  use_zone(info.timezone);
  page.directory = new Directory(info);
  page.started_at = Date.parse(info.now);
  if (!page.parts.channel) {
    build_composers();
    build_clock();
    build_tour();
    wire();
  }
  page.parts.clock.set(info);
  const [wanted, channel] = decodeURIComponent(location.hash.slice(1)).split("/");
  await become(page.directory.people.has(wanted) ? wanted : [...page.directory.people.keys()][0]);
  const found = channel && page.session.channel_named(channel);
  if (found) page.session.channel_id = found.id;
  notice("");
  draw();
  document.body.classList.add("ready");
}

speak(navigator.language.slice(0, 2));
say_all(document);
notice(say("page.loading"), true);
for (let failures = 0; ; ++failures) {
  try {
    await open_page();
    break;
  } catch (problem) {
    console.warn("the page could not be opened:", problem.message);
    notice(say("page.unreachable"), true);
    const wait = Math.min(longest_pause_ms, 1000 * 2 ** failures);
    await new Promise((done) => setTimeout(done, wait));
  }
}
