// What networks and servers do to a bot, one fault after the other, over the real wires of the
// demo: each asking message still becomes one request, one status post and one duty card.
// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo, assert_kept, judge, sleep } from "./support/demo.mjs";

const demo = new Demo();
before(() => demo.start());
after(() => demo.stop());

const posts_only = { path_prefix: "/api/v4/posts", method: "POST", username: "quartermaster" };
let count = 0;

async function arm(fault) {
  const answer = await demo.call("POST", "/sandbox/faults", fault);
  assert.ok(answer.status < 300, `${JSON.stringify(fault)}: ${JSON.stringify(answer.value)}`);
}

async function asks_under(fault, before_asking = 0, then = async () => {}) {
  await arm(fault);
  await sleep(before_asking);
  const asked = [];
  for (const [username, channel] of [
    ["priya", "payments"],
    ["mateo", "checkout"],
  ]) {
    const words = `@quartermaster please look at the queue fault-${++count}`;
    asked.push(await demo.say(username, channel, words));
  }
  await then();
  const posts = await demo.quiet(6000);
  await arm({ kind: "reset" });
  assert_kept(judge(posts, asked));
}

const faults = {
  "the answer to a post is lost": { kind: "lose_reply", count: 2, ms: 300, ...posts_only },
  "a post is refused for now": {
    kind: "answer",
    status: 429,
    apply: false,
    count: 2,
    ...posts_only,
  },
  "a post fails and was not made": {
    kind: "answer",
    status: 502,
    apply: false,
    count: 2,
    ...posts_only,
  },
  "a post fails although it was made": {
    kind: "answer",
    status: 500,
    apply: true,
    count: 2,
    ...posts_only,
  },
  "a post takes effect late": { kind: "hold", ms: 1500, status: 504, count: 2, ...posts_only },
  "answers are slow": { kind: "delay", ms: 700, count: 6, ...posts_only },
  "every event comes three times": { kind: "duplicate_events", count: 40 },
  "events of one millisecond": { kind: "same_millisecond", count: 6 },
};

for (const [name, fault] of Object.entries(faults))
  test(name, { timeout: 120_000 }, () => asks_under(fault));

// The last look is 3.25 s after the answer that never came; then it is posted again under the same
// pending id, which the server still knows when the first one lands.
test("a post lands after it was posted again", { timeout: 120_000 }, () =>
  asks_under({ kind: "hold", ms: 6000, status: 504, count: 2, ...posts_only }, 0, () =>
    sleep(7000),
  ),
);

// Its pending id is forgotten by then: both stand there until the later one is taken away.
test("a post lands twice", { timeout: 120_000 }, async () => {
  await arm({ kind: "forget_pending" });
  await asks_under({ kind: "hold", ms: 6000, status: 504, count: 2, ...posts_only }, 0, () =>
    sleep(7000),
  );
});

// The looks at 50, 250, 750 and 1,750 ms meet a list without it, the one at 3,250 ms does not;
// were it posted again before, it would stand there twice.
test("what is read lags behind", { timeout: 120_000 }, async () => {
  await arm({ kind: "forget_pending" });
  await arm({ kind: "stale", ms: 2500, username: "quartermaster" });
  await asks_under({ kind: "lose_reply", count: 2, ms: 300, ...posts_only }, 0, () => sleep(4000));
});

test("words below a post that was never told", { timeout: 120_000 }, async () => {
  await arm({ kind: "deaf", count: 1, gap: true });
  const root = await demo.say("priya", "payments", "@quartermaster please restart the bridge");
  await demo.say("priya", "payments", "the one in the west", root);
  const posts = await demo.quiet(4000);
  await arm({ kind: "reset" });
  assert_kept(judge(posts, [root]));
  const card = posts.find((post) => post.root_id === "" && post.message.includes("the bridge"));
  const told = posts.filter((post) => post.root_id === card.id || post.id === card.id);
  assert.ok(
    told.some((post) => post.message.includes("the one in the west")),
    "the words did not reach the team",
  );
});

// 400 and 403 for a while, of which none is meant.
test("the server is without its database", { timeout: 120_000 }, () =>
  asks_under({ kind: "database", username: "quartermaster" }, 0, async () => {
    await sleep(4000);
    await arm({ kind: "reset" });
  }),
);

test("the sockets drop", { timeout: 120_000 }, () => asks_under({ kind: "drop_sockets" }));
test("the server restarts", { timeout: 120_000 }, () =>
  asks_under({ kind: "restart", ms: 1500 }, 1700),
);
test("events are missed, with a gap in their numbers", { timeout: 120_000 }, () =>
  asks_under({ kind: "deaf", count: 2, gap: true }, 0, () =>
    // The next event of all shows the gap.
    demo.say("tomas", "payments", "lunch?"),
  ),
);
test("the socket is half open", { timeout: 180_000 }, async () => {
  // Two minutes of patience: the bot pings by itself every 15 s and waits 10 s for an answer.
  await arm({ kind: "half_open", username: "quartermaster" });
  const root = await demo.say("priya", "payments", "@quartermaster is anybody there, please?");
  for (let i = 0; i < 240; ++i) {
    const posts = await demo.posts();
    if (posts.some((post) => post.root_id === root && post.props.qm?.k)) break;
    await sleep(250);
  }
  await arm({ kind: "reset" });
  assert_kept(judge(await demo.quiet(4000), [root]));
});
