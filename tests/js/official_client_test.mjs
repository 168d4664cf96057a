// Mattermost's own JavaScript client against the sandbox: a client nobody here wrote judges it.
// SPDX-License-Identifier: Apache-2.0
//
// QM_READY names the ready file of `quartermaster demo`.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import WebSocket from "ws";

const require = createRequire(import.meta.url);
const { Client4, WebSocketClient } = require("@mattermost/client");

const patience_ms = 15000;
const ready = JSON.parse(fs.readFileSync(process.env.QM_READY, "utf8"));
const person = ready.users.find((user) => user.role === "product");
const socket_url = ready.url.replace(/^http/, "ws") + "/api/v4/websocket";

// Node 18 has no WebSocket, and no version has the browser's CloseEvent.
globalThis.WebSocket = WebSocket;
globalThis.CloseEvent ??= class extends Event {
  constructor(type, init) {
    super(type);
    Object.assign(this, init);
  }
};
console.log = () => {};  // the client tells of every connection

// What one socket heard, and a way to wait for what it will hear.
class Ears {
  constructor(token) {
    this.heard = [];
    this.waiting = [];
    this.missed = 0;
    this.client = new WebSocketClient();
    this.client.addMessageListener((event) => this.take(event));
    this.client.addMissedMessageListener(() => ++this.missed);
    this.client.initialize(socket_url, token);
  }

  take(event) {
    this.heard.push(event);
    this.waiting = this.waiting.filter(({ fits, done }) => !(fits(event) && (done(event), true)));
  }

  next(name, fits = () => true) {
    const wanted = (event) => event.event === name && fits(event);
    const known = this.heard.find(wanted);
    if (known) return Promise.resolve(known);
    return new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error(`no ${name} came`)), patience_ms);
      this.waiting.push({ fits: wanted, done: (event) => (clearTimeout(late), done(event)) });
    });
  }

  close() {
    this.client.close();
  }
}

const rest = new Client4();
let ears;
let me;
let team;
let channel;

const post_of = (event) => JSON.parse(event.data.post);

before(async () => {
  rest.setUrl(ready.url);
  me = await rest.login(person.username, person.password);
  ears = new Ears(rest.getToken());
  await ears.next("hello");
  team = await rest.getTeamByName(ready.team);
  const channels = await rest.getMyChannels(team.id);
  channel = channels.find((each) => each.type === "O" && each.name !== "town-square");
});

after(() => ears?.close());

test("logs in and finds itself, its team and its channels", async () => {
  assert.equal(me.username, person.username);
  assert.equal(me.locale, person.locale);
  assert.equal((await rest.getMe()).id, me.id);
  assert.deepEqual((await rest.getMyTeams()).map((each) => each.id), [team.id]);
  assert.equal((await rest.getChannelByName(team.id, channel.name)).id, channel.id);
  const members = await rest.getChannelMembers(channel.id);
  assert.ok(members.some((member) => member.user_id === me.id));
  const people = await rest.getProfilesByUsernames([ready.bot, person.username, "nobody-at-all"]);
  assert.deepEqual(people.map((each) => each.username).sort(), [ready.bot, person.username].sort());
  assert.equal(people.find((each) => each.username === ready.bot).is_bot, true);
});

test("is refused with Mattermost's own errors", async () => {
  const stranger = new Client4();
  stranger.setUrl(ready.url);
  await assert.rejects(stranger.login(person.username, "wrong"), (problem) => {
    assert.equal(problem.status_code, 401);
    assert.equal(problem.server_error_id, "api.user.login.invalid_credentials_email_username");
    return true;
  });
  await assert.rejects(stranger.getMe(), { status_code: 401 });
  await assert.rejects(rest.getPost("a".repeat(26)), { status_code: 404 });
});

test("sees its own post before or after the answer, once", async () => {
  const message = `hello from the official client ${Date.now()}`;
  const pending = `${me.id}:${Date.now()}`;
  const sent = await rest.createPost({ channel_id: channel.id, message, pending_post_id: pending });
  const event = await ears.next("posted", (each) => post_of(each).id === sent.id);
  assert.equal(post_of(event).message, message);
  assert.equal(event.broadcast.channel_id, channel.id);
  assert.equal(event.data.sender_name, `@${me.username}`);
  assert.equal(event.data.channel_type, "O");
  const repeat = { channel_id: channel.id, message, pending_post_id: pending };
  const again = await rest.createPost(repeat);
  assert.equal(again.id, sent.id);
  const page = await rest.getPosts(channel.id, 0, 5);
  assert.equal(page.order.filter((id) => page.posts[id].message === message).length, 1);
});

test("answers in a thread, reads it, edits and reacts", async () => {
  const root = await rest.createPost({ channel_id: channel.id, message: "a root" });
  const reply = await rest.createPost({
    channel_id: channel.id, message: "an answer", root_id: root.id });
  const thread = await rest.getPostThread(root.id);
  assert.deepEqual([...new Set(thread.order)], [root.id, reply.id]);
  assert.equal(thread.posts[reply.id].root_id, root.id);
  await rest.patchPost({ id: reply.id, message: "a better answer" });
  const edited = await ears.next("post_edited", (each) => post_of(each).id === reply.id);
  assert.equal(post_of(edited).message, "a better answer");
  await rest.addReaction(me.id, root.id, "eyes");
  const added = await ears.next("reaction_added");
  assert.equal(JSON.parse(added.data.reaction).emoji_name, "eyes");
  assert.equal((await rest.getReactionsForPost(root.id)).length, 1);
  await rest.removeReaction(me.id, root.id, "eyes");
  await ears.next("reaction_removed");
  await rest.deletePost(root.id);
  await ears.next("post_deleted", (each) => post_of(each).id === root.id);
});

test("runs a slash command and sees the answer that only it can see", async () => {
  const commands = await rest.getCustomTeamCommands(team.id);
  assert.ok(commands.some((command) => command.trigger === "catalog"));
  const answer = await rest.executeCommand("/catalog search redis", {
    channel_id: channel.id, team_id: team.id });
  assert.ok(answer.trigger_id);
  const event = await ears.next("ephemeral_message");
  const post = post_of(event);
  assert.equal(post.type, "system_ephemeral");
  assert.equal(post.channel_id, channel.id);
  assert.match(post.message + JSON.stringify(post.props), /redis/i);
  await assert.rejects(
    rest.executeCommand("/no-such-command", { channel_id: channel.id, team_id: team.id }),
    { status_code: 404 });
});

test("has lost no event and was never reconnected", () => {
  const numbers = ears.heard.map((event) => event.seq);
  assert.deepEqual(numbers, numbers.map((_, i) => i));
  assert.equal(ears.missed, 0);
});
