// A demo of one's own for a test that hurts it: started, driven over REST, judged by its posts.
// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// Mulberry32: the same seed gives the same day.
export function random_of(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export class Demo {
  // QM_BINARY names the program. Waits before a doubtful post is resent are 5 % of the real ones.
  async start() {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), "qm-test-"));
    await this.begin();
  }

  // Also once more, after `end`: people, posts and the bot's data are as they were.
  async begin() {
    const file = path.join(this.folder, "ready.json");
    const data = path.join(this.folder, "data");
    fs.rmSync(file, { force: true });
    this.process = spawn(
      process.env.QM_BINARY,
      ["demo", "--port", "0", "--data", data, "--ready-file", file, "--settle-percent", "5"],
      { stdio: ["ignore", "ignore", "inherit"] },
    );
    this.ended = new Promise((done) => this.process.once("exit", done));
    for (let i = 0; i < 600 && !fs.existsSync(file); ++i) await sleep(100);
    assert.ok(fs.existsSync(file), "the demo did not become ready");
    this.ready = JSON.parse(fs.readFileSync(file, "utf8"));
    this.tokens = {};
  }

  async end() {
    this.process.kill("SIGTERM");
    await this.ended;
  }

  async stop() {
    await this.end();
    if (process.env.QM_KEEP) console.error(`kept in ${this.folder}`);
    else fs.rmSync(this.folder, { recursive: true, force: true });
  }

  async call(method, where, body, token) {
    const response = await fetch(this.ready.url + where, {
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

  async token_of(username) {
    if (this.tokens[username]) return this.tokens[username];
    const user = this.ready.users.find((one) => one.username === username);
    const answer = await this.call("POST", "/api/v4/users/login", {
      login_id: username,
      password: user.password,
    });
    assert.equal(answer.status, 200, `${username} cannot log in`);
    return (this.tokens[username] = answer.token);
  }

  channel_id(name) {
    return this.ready.channels.find((channel) => channel.name === name).id;
  }

  async say(username, channel, message, root_id = "") {
    const body = { channel_id: this.channel_id(channel), message, root_id };
    const answer = await this.call("POST", "/api/v4/posts", body, await this.token_of(username));
    assert.equal(answer.status, 201, JSON.stringify(answer.value));
    return answer.value.id;
  }

  // All that stands there now; what was deleted does not.
  async posts() {
    const { value } = await this.call("GET", "/sandbox/posts?limit=100000");
    return (Array.isArray(value) ? value : value.posts).filter((post) => post.delete_at === 0);
  }

  // The bot: the child of the demo that serves. 0 when there is none at this moment.
  bot_process() {
    for (const name of fs.readdirSync("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const stat = fs.readFileSync(`/proc/${name}/stat`, "utf8");
        const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
        const words = fs.readFileSync(`/proc/${name}/cmdline`, "utf8");
        if (parent === this.process.pid && words.includes("\0serve\0")) return Number(name);
      } catch {
        // it ended while we looked
      }
    }
    return 0;
  }

  // How many posts the bot still has to say, by its own figures.
  async waiting() {
    const port = fs.readFileSync(path.join(this.folder, "data", "bot-port"), "utf8").trim();
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => undefined);
    const line = answer && (await answer.text()).match(/^qm_posts_waiting (\d+)$/m);
    return line ? Number(line[1]) : Infinity;
  }

  // Nothing new or edited for so long, and nothing left to say; the longest settle wait is 3.25 s
  // here.
  async quiet(ms = 7000) {
    let last = "";
    let since = Date.now();
    for (let i = 0; i < 400; ++i) {
      const posts = await this.posts();
      const state = `${posts.length} ${Math.max(...posts.map((post) => post.update_at))}`;
      if (state !== last) since = Date.now();
      last = state;
      if (Date.now() - since > ms && (await this.waiting()) === 0) return posts;
      await sleep(250);
    }
    assert.fail("the sandbox never became quiet");
  }
}

// What the promise says of these asking messages, counted.
export function judge(posts, asked) {
  const ours = posts.filter((post) => post.props.qm?.k);
  const keys = new Map();
  for (const post of ours) keys.set(post.props.qm.k, (keys.get(post.props.qm.k) ?? 0) + 1);
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
  let cardless = 0;
  for (const id of ids.keys()) {
    const cards = ours.filter((post) => post.root_id === "" && post.message.includes(`**${id} `));
    if (cards.length !== 1) ++cardless;
  }
  return {
    asked: asked.length,
    requests: ids.size,
    lost,
    doubled: [...keys.values()].filter((count) => count > 1).length,
    shared: [...ids.values()].filter((roots) => roots.size > 1).length,
    cardless,
    posts: ours.length,
  };
}

export function assert_kept(figures) {
  assert.equal(figures.lost, 0, "requests were lost");
  assert.equal(figures.doubled, 0, "a post stands there twice");
  assert.equal(figures.shared, 0, "two messages share a request");
  assert.equal(figures.cardless, 0, "a request has not exactly one duty card");
  assert.equal(figures.requests, figures.asked, "a message has not exactly one request");
}
