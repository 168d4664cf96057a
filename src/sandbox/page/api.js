// REST calls to the server this page came from: Mattermost's API v4 and the sandbox's own.
// SPDX-License-Identifier: Apache-2.0

const tries = 4;
const deadline_ms = 20000;

// What the server refused, with its own sentence.
export class Refused extends Error {
  constructor(status, id, sentence) {
    super(sentence);
    this.status = status;
    this.id = id;
  }
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function read_answer(answer) {
  const text = await answer.text();
  let value = null;
  try {
    value = text === "" ? null : JSON.parse(text);
  } catch {
    value = null;  // a proxy's page or "limit exceeded": only the status counts then
  }
  if (answer.ok) return value;
  const sentence = value?.message || text.slice(0, 200).trim() || `HTTP ${answer.status}`;
  throw new Refused(answer.status, value?.id ?? "", sentence);
}

async function once(method, path, token, body) {
  const headers = { Accept: "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const signal = AbortSignal.timeout(deadline_ms);
  const text = body === undefined ? undefined : JSON.stringify(body);
  return fetch(path, { method, headers, body: text, signal, credentials: "omit" });
}

// Only reading is tried again: a repeated POST could do its work twice.
async function call(method, path, token, body) {
  for (let attempt = 1; ; ++attempt) {
    const last = method !== "GET" || attempt === tries;
    try {
      const answer = await once(method, path, token, body);
      const busy = answer.status === 429 || answer.status >= 500;
      if (last || !busy) return await read_answer(answer);
    } catch (problem) {
      if (last || problem instanceof Refused) throw problem;
    }
    await pause(200 * 2 ** attempt);
  }
}

export const sandbox_info = () => call("GET", "/sandbox/info");
export const sandbox_clock = () => call("GET", "/sandbox/clock");
export const move_clock = (step) => call("POST", "/sandbox/clock", "", step);

// → {token, user}
export async function log_in(username, password) {
  const body = { login_id: username, password };
  const answer = await once("POST", "/api/v4/users/login", "", body);
  const token = answer.headers.get("Token");
  return { token, user: await read_answer(answer) };
}

// The calls of one logged-in person; `token` is the session's.
export function api_of(token) {
  const get = (path) => call("GET", `/api/v4${path}`, token);
  const post = (path, body) => call("POST", `/api/v4${path}`, token, body);
  const enc = encodeURIComponent;
  return {
    teams: () => get("/users/me/teams"),
    channels: (team) => get(`/users/me/teams/${team}/channels`),
    posts: (channel, page, size) =>
      get(`/channels/${channel}/posts?page=${page}&per_page=${size}`),
    one_post: (id) => get(`/posts/${enc(id)}`),
    thread: (root) => get(`/posts/${root}/thread`),
    users_by_name: (names) => post("/users/usernames", names),
    users_by_id: (ids) => post("/users/ids", ids),
    commands: (team) => get(`/commands?team_id=${team}&custom_only=true`),
    send: (body) => post("/posts", body),
    execute: (body) => post("/commands/execute", body),
    press: (id, action, body) => post(`/posts/${enc(id)}/actions/${enc(action)}`, body),
    direct: (me, other) => post("/channels/direct", [me, other]),
    submit_dialog: (body) => post("/actions/dialogs/submit", body),
  };
}
