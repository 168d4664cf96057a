// Two hundred kills during a scripted day: nothing is lost and nothing stands there twice.
// SPDX-License-Identifier: Apache-2.0
//
// QM_BINARY names the program. It is run as `demo`; its child, the bot, is killed with SIGKILL at
// moments drawn from a seed while people ask, take, solve and the clock moves. In the end the
// sandbox, which was never killed, is the judge: each asking message has one status post and one
// duty card, each outbox key stands there once, each working day of each team has one handover.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

const kills = Number(process.env.QM_KILLS ?? 200);
const seed = Number(process.env.QM_SEED ?? 20261006);
const days = 5;

let demo;
let folder;
let ready;
const tokens = {};

// Mulberry32: the same seed kills at the same moments of the script.
function random_of(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const random = random_of(seed);
const pick = (list) => list[Math.floor(random() * list.length)];
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

async function call(method, where, body, token) {
  const response = await fetch(ready.url + where, {
    method,
    headers: {
      "Content-Type": "application/json",
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  let value = text;
  try {
    value = JSON.parse(text);
  } catch {
    // not JSON: the text is the answer
  }
  return { status: response.status, value, token: response.headers.get("token") };
}

async function token_of(username) {
  if (tokens[username]) return tokens[username];
  const user = ready.users.find((one) => one.username === username);
  const answer = await call("POST", "/api/v4/users/login", {
    login_id: username,
    password: user.password,
  });
  assert.equal(answer.status, 200, `${username} cannot log in`);
  return (tokens[username] = answer.token);
}

// The bot: the child of the demo that serves.
function bot_process() {
  for (const name of fs.readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = fs.readFileSync(`/proc/${name}/stat`, "utf8");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      if (parent !== demo.pid) continue;
      if (fs.readFileSync(`/proc/${name}/cmdline`, "utf8").includes("\0serve\0"))
        return Number(name);
    } catch {
      // it ended while we looked
    }
  }
  return 0;
}

async function sandbox_posts() {
  const { value } = await call("GET", "/sandbox/posts?limit=100000");
  return (Array.isArray(value) ? value : value.posts).filter((post) => post.delete_at === 0);
}

before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "qm-kill-"));
  const file = path.join(folder, "ready.json");
  demo = spawn(
    process.env.QM_BINARY,
    [
      "demo",
      "--port",
      "0",
      "--data",
      path.join(folder, "data"),
      "--ready-file",
      file,
      "--settle-percent",
      "5",
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  for (let i = 0; i < 600 && !fs.existsSync(file); ++i) await sleep(100);
  assert.ok(fs.existsSync(file), "the demo did not become ready");
  ready = JSON.parse(fs.readFileSync(file, "utf8"));
});

after(async () => {
  demo?.kill("SIGTERM");
  await new Promise((done) => (demo ? demo.once("exit", done) : done()));
  if (!process.env.QM_KEEP) fs.rmSync(folder, { recursive: true, force: true });
  else console.error(`kept in ${folder}`);
});

const channel_id = (name) => ready.channels.find((channel) => channel.name === name).id;
const askers = [
  ["priya", "payments"],
  ["tomas", "payments"],
  ["kwame", "search"],
  ["mateo", "checkout"],
  ["aisha", "reporting"],
];
const asked = []; // root post ids

async function ask() {
  const [username, channel] = pick(askers);
  const marker = `kill-${asked.length}`;
  const answer = await call(
    "POST",
    "/api/v4/posts",
    {
      channel_id: channel_id(channel),
      message: `@quartermaster please restart the worker ${marker}`,
    },
    await token_of(username),
  );
  assert.equal(answer.status, 201);
  asked.push(answer.value.id);
}

// What somebody of the team would press; a dead bot answers nobody, and that is no failure.
async function press(action) {
  const bots = (await sandbox_posts()).filter((post) => /\*\*R\d+/.test(post.message));
  const cards = bots.filter((post) =>
    post.props.attachments?.some((part) => part.actions?.some((one) => one.id === action)),
  );
  if (cards.length === 0) return;
  const card = pick(cards);
  const team = ready.channels.find((channel) => channel.id === card.channel_id)?.name;
  const shift = ready.run.find((one) => one.team === team);
  if (!shift) return;
  await call(
    "POST",
    `/api/v4/posts/${card.id}/actions/${action}`,
    {},
    await token_of(shift.username),
  );
}

const move_on = () => call("POST", "/sandbox/clock", { to: "next_handover" });

async function kill_once() {
  const before_it = bot_process();
  if (before_it > 0) process.kill(before_it, "SIGKILL");
  for (let i = 0; i < 200; ++i) {
    const now = bot_process();
    if (now > 0 && now !== before_it) return;
    await sleep(25);
  }
  assert.fail("the bot was not started again");
}

// Quiet: three seconds without a new post or edit, the longest settle wait being 3.25 s.
async function quiet() {
  let last = "";
  let since = Date.now();
  for (let i = 0; i < 400; ++i) {
    const posts = await sandbox_posts();
    const state = `${posts.length} ${Math.max(...posts.map((post) => post.update_at))}`;
    if (state !== last) since = Date.now();
    last = state;
    if (Date.now() - since > 7000) return posts;
    await sleep(250);
  }
  assert.fail("the sandbox never became quiet");
}

test(`${kills} kills lose nothing and leave nothing twice`, { timeout: 1_500_000 }, async () => {
  const moves = new Set(
    Array.from({ length: days }, (_, i) => Math.floor(((i + 1) * kills) / (days + 1))),
  );
  for (let i = 0; i < kills; ++i) {
    if (moves.has(i)) await move_on();
    const step = random();
    const doing = step < 0.6 ? ask() : press(step < 0.8 ? "take" : "solved");
    // From before the event is heard to well after the last edit.
    await sleep(random() * 400);
    await kill_once();
    await doing;
    // Now and then it lives long enough to catch up with everything.
    await sleep(random() < 0.2 ? 1500 : random() * 300);
  }
  const posts = await quiet();
  judge(posts);
});

function judge(posts) {
  const ours = posts.filter((post) => post.props.qm?.k);
  const keys = new Map();
  for (const post of ours) keys.set(post.props.qm.k, (keys.get(post.props.qm.k) ?? 0) + 1);
  const doubled = [...keys.values()].filter((count) => count > 1).length;

  const ids = new Map();
  let lost = 0;
  for (const root of asked) {
    const statuses = ours.filter(
      (post) => post.root_id === root && /^\*\*R\d+\*\*/.test(post.message),
    );
    if (statuses.length === 0) ++lost;
    for (const post of statuses) {
      const id = post.message.match(/\*\*(R\d+)/)[1];
      ids.set(id, (ids.get(id) ?? new Set()).add(root));
    }
  }
  const shared = [...ids.values()].filter((roots) => roots.size > 1).length;
  let cardless = 0;
  for (const id of ids.keys()) {
    const cards = ours.filter((post) => post.root_id === "" && post.message.includes(`**${id} `));
    if (cards.length !== 1) ++cardless;
  }
  const teams = ready.channels.filter((channel) => channel.name.startsWith("sre-"));
  const handovers = {};
  for (const team of teams) {
    const first_lines = ours
      .filter(
        (post) =>
          post.channel_id === team.id &&
          post.root_id === "" &&
          /is on duty \d\d:\d\d/.test(post.message),
      )
      .map((post) => post.message.match(/^\*\*[^:]+/)[0]);
    assert.equal(
      new Set(first_lines).size,
      first_lines.length,
      `a handover twice in ${team.name}: ${first_lines}`,
    );
    handovers[team.name] = first_lines.length;
  }
  console.error(
    JSON.stringify({
      kills,
      asked: asked.length,
      lost,
      doubled,
      shared,
      cardless,
      posts: ours.length,
      handovers,
    }),
  );
  assert.equal(lost, 0, "requests were lost");
  assert.equal(doubled, 0, "a post stands there twice");
  assert.equal(shared, 0, "two messages share a request");
  assert.equal(cardless, 0, "a request has not exactly one duty card");
  assert.equal(ids.size, asked.length, "a message has not exactly one request");
  for (const [team, count] of Object.entries(handovers))
    assert.equal(count, days, `handovers of ${team}`);
}
