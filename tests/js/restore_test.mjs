// Yesterday's backup is put back: what was asked since is read again, nothing stands there twice,
// and what is open in the copy goes on.
// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
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

// Keys that stand there more than once; direct messages too.
function doubles(posts) {
  const keys = posts.map((post) => post.props.qm?.k).filter(Boolean);
  return keys.filter((key, i) => keys.indexOf(key) !== i);
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

  // A day that the copy does not know.
  asked.push(await ask("tomas", "payments", "restart the third worker"));
  asked.push(await ask("mateo", "checkout", "restart the fourth worker"));
  await demo.quiet(2000);
  await demo.say("kwame", "search", "it is the blue one", asked[1]);
  await take("fourth worker");
  await next_handover();
  const before_it = await demo.quiet(4000);
  assert.deepEqual(doubles(before_it), []);

  await demo.end();
  for (const end of ["", "-wal", "-shm"])
    fs.rmSync(path.join(data, "bot", `quartermaster.db${end}`), { force: true });
  fs.copyFileSync(copy, path.join(data, "bot", "quartermaster.db"));
  await demo.begin();
  const posts = await demo.quiet(6000);

  const figures = judge(posts, asked);
  console.error(JSON.stringify({ before: before_it.length, after: posts.length, ...figures }));
  assert_kept(figures);
  assert.deepEqual(doubles(posts), []);
  assert.equal(posts.length, before_it.length, "something was said once more");
  const handovers = posts.filter((post) => /is on duty \d\d:\d\d/.test(post.message));
  assert.equal(handovers.length, 2, "one handover a team");
  const today = path.join(demo.folder, "today.db");
  execFileSync(process.env.QM_BINARY, ["backup", today, "--config", config]);
  const open = execFileSync("sqlite3", [
    today,
    "select count(*), count(t.name) from requests r left join timers t on t.name = 'remind/' || " +
      "r.id where r.state in ('new', 'taken', 'waiting')",
  ]);
  assert.equal(open.toString().trim(), "3|3", "the solved one is solved, the others go on");
});
