// Two hundred kills during a scripted day: nothing is lost and nothing stands there twice.
// SPDX-License-Identifier: Apache-2.0
//
// The bot, a child of the demo, is killed with SIGKILL at moments drawn from a seed while people
// ask, take, solve and the clock moves. In the end the sandbox, which was never killed, is the
// judge: each asking message has one status post and one duty card, each outbox key stands there
// once, each working day of each team has one handover.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo, assert_kept, judge, random_of, sleep } from "./support/demo.mjs";

const kills = Number(process.env.QM_KILLS ?? 200);
const random = random_of(Number(process.env.QM_SEED ?? 20261006));
const pick = (list) => list[Math.floor(random() * list.length)];
const days = 5;

const demo = new Demo();
before(() => demo.start());
after(() => demo.stop());

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
  const words = `@quartermaster please restart the worker kill-${asked.length}`;
  asked.push(await demo.say(username, channel, words));
}

// What somebody on duty would press; a dead bot answers nobody, and that is no failure.
async function press(action) {
  const has = (post) =>
    post.props.attachments?.some((part) => part.actions?.some((one) => one.id === action));
  const cards = (await demo.posts()).filter(
    (post) => /\*\*R\d+/.test(post.message) && post.root_id === "" && has(post),
  );
  if (cards.length === 0) return;
  const card = pick(cards);
  const team = demo.ready.channels.find((channel) => channel.id === card.channel_id)?.name;
  const shift = demo.ready.run.find((one) => one.team === team);
  if (!shift) return;
  const token = await demo.token_of(shift.username);
  await demo.call("POST", `/api/v4/posts/${card.id}/actions/${action}`, {}, token);
}

const move_on = () => demo.call("POST", "/sandbox/clock", { to: "next_handover" });

async function kill_once() {
  const old = demo.bot_process();
  if (old > 0) process.kill(old, "SIGKILL");
  for (let i = 0; i < 400; ++i) {
    const now = demo.bot_process();
    if (now > 0 && now !== old) return;
    await sleep(25);
  }
  assert.fail("the bot was not started again");
}

function handovers_of(posts) {
  const handovers = {};
  for (const team of demo.ready.channels.filter((one) => one.name.startsWith("sre-"))) {
    const titles = posts
      .filter((post) => post.channel_id === team.id && post.root_id === "")
      .filter((post) => post.props.qm?.k && /is on duty \d\d:\d\d/.test(post.message))
      .map((post) => post.message.match(/^\*\*[^:]+/)[0]);
    assert.equal(new Set(titles).size, titles.length, `a handover twice: ${titles}`);
    handovers[team.name] = titles.length;
  }
  return handovers;
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
  const posts = await demo.quiet();
  const figures = judge(posts, asked);
  const handovers = handovers_of(posts);
  console.error(JSON.stringify({ kills, ...figures, handovers }));
  assert_kept(figures);
  for (const [team, count] of Object.entries(handovers))
    assert.equal(count, days, `handovers of ${team}`);
});
