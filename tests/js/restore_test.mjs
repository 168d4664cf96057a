// Yesterday's backup is put back: what was asked since is read again, nothing stands there twice,
// and what is open in the copy goes on.
// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { Demo, assert_kept, judge } from "./support/demo.mjs";

const demo = new Demo();
before(() => demo.start());
after(() => demo.stop());

const next_handover = () => demo.call("POST", "/sandbox/clock", { to: "next_handover" });
const ask = (who, where, what) => demo.say(who, where, `@quartermaster please ${what}`);

// By whoever is on duty, at the duty card or below it.
async function card_of(about) {
  const card = (await demo.posts()).find(
    (post) => post.root_id === "" && post.props.qm?.k && JSON.stringify(post).includes(about),
  );
  const team = demo.ready.channels.find((channel) => channel.id === card.channel_id).name;
  return { id: card.id, team, who: demo.ready.run.find((one) => one.team === team).username };
}

async function take(about) {
  const { id, who } = await card_of(about);
  const token = await demo.token_of(who);
  const answer = await demo.call("POST", `/api/v4/posts/${id}/actions/take`, {}, token);
  assert.equal(answer.status, 200, JSON.stringify(answer.value));
}

async function solve(about) {
  const { id, team, who } = await card_of(about);
  await demo.say(who, team, "@quartermaster solved: restarted", id);
}

async function slash(who, channel, command) {
  const body = { channel_id: demo.channel_id(channel), command };
  const token = await demo.token_of(who);
  const answer = await demo.call("POST", "/api/v4/commands/execute", body, token);
  assert.equal(answer.status, 200, JSON.stringify(answer.value));
  await demo.quiet(1000);
}

const restored = (file, config) =>
  spawnSync(process.env.QM_BINARY, ["restore", file, "--config", config], { encoding: "utf8" });
function restore(file, config) {
  const { status, stderr } = restored(file, config);
  assert.equal(status, 0, stderr);
}

// Keys that stand there more than once; direct messages too.
function doubles(posts) {
  const keys = posts.map((post) => post.props.qm?.k).filter(Boolean);
  return keys.filter((key, i) => keys.indexOf(key) !== i);
}

// By which number each asking message is known in its thread.
function numbers(posts, asked) {
  return asked.map((root) => {
    const status = posts.find((post) => post.root_id === root && /^\*\*R\d+/.test(post.message));
    return status?.message.match(/R\d+/)[0];
  });
}

// Every card shows the number and the state that the database has for it.
function assert_says_what_is(posts, database) {
  const cards = execFileSync("sqlite3", [
    database,
    "select o.subject, o.post, r.id, r.state from outbox o join requests r on o.subject in " +
      "('status/' || r.id, 'duty/' || r.id)",
  ]);
  const rows = cards.toString().trim().split("\n");
  assert.equal(rows.length, 18, "two cards of each request");
  for (const row of rows) {
    const [subject, id, request, state] = row.split("|");
    const post = posts.find((one) => one.id === id);
    const numbers = post?.message.match(/R\d+/g) ?? [];
    assert.equal(numbers[0], request, `${subject} says ${post?.message}`);
    const words = { new: /has it|solved/i, taken: /solved/i, solved: /has it$/ };
    assert.doesNotMatch(post.message.split("\n")[0], words[state], `${request} is ${state}`);
  }
}

test("yesterday's backup loses nothing and doubles nothing", { timeout: 300_000 }, async () => {
  const asked = [
    await ask("priya", "payments", "restart the first worker"),
    await ask("kwame", "search", "restart the second worker"),
  ];
  await demo.quiet(2000);
  await solve("first worker");
  await demo.quiet(2000);
  const data = path.join(demo.folder, "data");
  const copy = path.join(demo.folder, "yesterday.db");
  const config = path.join(data, "quartermaster.yaml");
  execFileSync(process.env.QM_BINARY, ["backup", copy, "--config", config]);

  // A day that the copy does not know. What is read again comes channel by channel, so that these
  // get other numbers then than they had.
  for (const [who, where, what] of [
    ["kwame", "search", "third"],
    ["mateo", "checkout", "fourth"],
    ["priya", "payments", "fifth"],
    ["kwame", "search", "sixth"],
    ["tomas", "payments", "seventh"],
  ]) {
    asked.push(await ask(who, where, `restart the ${what} worker`));
    await demo.quiet(1000);
  }
  await slash("kwame", "search", "/req please restart the eighth worker");
  await slash("priya", "payments", "/req to-team sre-data please restart the ninth worker");
  await demo.say("kwame", "search", "it is the blue one", asked[1]);
  await take("fourth worker");
  await take("second worker");
  await next_handover();
  const before_it = await demo.quiet(4000);
  assert.deepEqual(doubles(before_it), []);

  assert.match(restored(copy, config).stderr, /the bot runs: stop it/);
  await demo.end();
  assert.match(restored(path.join(demo.folder, "none"), config).stderr, /there is no file/);
  assert.match(restored(config, config).stderr, /nothing was put back.*not a database/);
  restore(copy, config);
  await demo.begin();
  const posts = await demo.quiet(6000);

  // Lines that tell of what the copy does not know keep their numbers, which mean nothing else now.
  const today = path.join(demo.folder, "today.db");
  execFileSync(process.env.QM_BINARY, ["backup", today, "--config", config]);
  const rows = execFileSync("sqlite3", [today, "select post from outbox where post <> ''"]);
  const known = new Set(rows.toString().split("\n"));
  const ours = (post) => post.props.qm?.k;
  const figures = judge(
    posts.filter((post) => !ours(post) || known.has(post.id)),
    asked,
  );
  console.error(JSON.stringify({ before: before_it.length, after: posts.length, ...figures }));
  assert_kept(figures);
  assert.deepEqual(doubles(posts), []);
  // The second one is untaken again, and so was late in the night.
  const ids = new Set(before_it.map((post) => post.id));
  const fresh = posts.filter((post) => !ids.has(post.id));
  const told = fresh.filter((post) => /My database|Ma base de données/.test(post.message));
  assert.equal(told.length, 2, "whoever is on duty is told, of each team");
  for (const post of fresh)
    assert.ok(told.includes(post) || /R1002/.test(post.message), `said anew: ${post.message}`);
  assert.notDeepEqual(numbers(posts, asked), numbers(before_it, asked), "no number changed");
  const handovers = posts.filter((post) => /is on duty \d\d:\d\d/.test(post.message));
  assert.equal(handovers.length, 2, "one handover a team");
  const open = execFileSync("sqlite3", [
    today,
    "select count(*), count(t.name) from requests r left join timers t on t.name = 'remind/' || " +
      "r.id where r.state in ('new', 'taken', 'waiting')",
  ]);
  assert.equal(open.toString().trim(), "8|8", "the solved one is solved, the others go on");
  assert_says_what_is(posts, today);
});
