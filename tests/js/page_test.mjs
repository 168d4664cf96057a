// The page in a headless browser: the three things a newcomer does, against a running demo.
// SPDX-License-Identifier: Apache-2.0
//
// QM_READY names the ready file of `quartermaster demo`; QM_CHROMIUM the browser to run.
// Screenshots go to build/screens/.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const ready = JSON.parse(fs.readFileSync(process.env.QM_READY, "utf8"));
const here = path.dirname(fileURLToPath(import.meta.url));
const screens = path.join(here, "..", "..", "build", "screens");
const patience = 20000;
const question = "could you give payments access to the staging database?";

const asker = ready.users[0];
const engineer = ready.run[0].username;
const complaints = [];  // what no page may do, over the whole run
let browser;
let context;
let page;    // the one that follows the newcomer
let watcher; // the asker's own window, which only looks
let names;   // user name → the name people read

// A person's name as messages show it.
const name_of = (username) => names.get(username) ?? username;

async function open(hash = "") {
  const opened = await context.newPage();
  opened.setDefaultTimeout(patience);
  opened.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()}`);
  });
  opened.on("pageerror", (error) => complaints.push(`error: ${error.stack}`));
  opened.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    const inside = ["data:", "blob:"].includes(protocol) || host === new URL(ready.url).host;
    if (!inside) complaints.push(`left the origin: ${request.url()}`);
  });
  await opened.goto(ready.url + hash);
  await opened.waitForSelector("body.ready");
  return opened;
}

async function shot(what, name) {
  await what.bringToFront();  // a hidden page is not drawn
  await what.screenshot({ path: path.join(screens, `${name}.png`) });
}

async function say(what, field, text) {
  await what.locator(field).fill(text);
  await what.locator(field).press("Enter");
}

// Asks again until the answer is true; the page's own rules (CSP) forbid asking inside it.
async function until(ask, what) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    assert.ok(Date.now() < end, `waited in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

async function become(what, username) {
  await what.locator("#who").click();
  await what.locator(".menu.people button", { hasText: name_of(username) }).click();
  await what.locator("#who b", { hasText: name_of(username) }).waitFor();
}

before(async () => {
  fs.mkdirSync(screens, { recursive: true });
  const answer = await fetch(new URL("/sandbox/info", ready.url));
  const info = await answer.json();
  names = new Map(info.users.map((person) =>
    [person.username, person.display || person.display_name || person.username]));
  const executablePath = process.env.QM_CHROMIUM || "/usr/bin/chromium";
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
  page = await open();
});

after(async () => {
  await browser?.close();
});

test("the page opens as the first person, with the clock and where to begin", async () => {
  assert.match(await page.locator("#who").innerText(), new RegExp(name_of(asker.username)));
  assert.equal(await page.locator("html").getAttribute("lang"), asker.locale);
  assert.match(await page.locator("#clock-zone").innerText(), /Europe\/Paris/);
  const shown = Date.parse(await page.locator("#clock-now").getAttribute("datetime"));
  assert.ok(Math.abs(shown - Date.parse(ready.now)) < 30 * 60 * 1000, "the sandbox's own time");
  assert.equal(await page.locator("#tour .step").count(), 3);
  await shot(page, "1-start");
});

test("typing a slash shows the commands, and the catalog answers privately", async () => {
  await page.locator("#channel-field").pressSequentially("/cat");
  await page.locator("#channel-hints [role=option]", { hasText: "/catalog" }).waitFor();
  await shot(page, "2-hints");
  await say(page, "#channel-field", "/catalog search prometheus exporter");
  const answer = page.locator("#messages .ephemeral").last();
  await answer.waitFor();
  const text = await answer.innerText();
  assert.match(text, /Only visible to you/);
  assert.match(text, /exporter/i);
  assert.doesNotMatch(text, /nothing found/i);
  assert.ok(await answer.locator(".body strong").count() > 0, "a hit is named");
  await shot(page, "3-catalog");
});

test("a mention of the bot brings the status post into the thread", async () => {
  await say(page, "#channel-field", `@${ready.bot} ${question}`);
  const root = page.locator("#messages article", { hasText: question }).last();
  await root.locator(".thread-line").waitFor();
  const status = page.locator("#replies article.by-bot").first();
  await status.waitFor();
  const text = await status.innerText();
  assert.match(text, /\bR\d+\b/);
  assert.ok(text.includes(name_of(engineer)), `the one on duty is named: ${text}`);
  await shot(page, "4-status");
});

test("the one on duty takes it, and both posts change where they stand", async () => {
  watcher = await open();
  await watcher.locator("#messages article", { hasText: question }).last()
    .locator(".thread-line").click();
  const status = watcher.locator("#replies article.by-bot").first();
  const before_taking = await status.innerText();
  const number = /\bR\d+\b/.exec(before_taking)[0];

  await become(page, engineer);
  const card = page.locator("#messages article.by-bot", { hasText: `${number} ` }).first();
  await card.waitFor();
  assert.ok((await card.innerText()).includes(question), "the card carries the question");
  assert.ok(await card.locator(".mention.me").count() > 0, "the card mentions the one on duty");
  await shot(page, "5-duty-card");

  const take = card.getByRole("button", { name: /I take it|Je prends/ });
  const id = await card.getAttribute("data-post");
  const same_card = page.locator(`#post-${id}`);
  await take.click();
  await until(async () => await status.innerText() !== before_taking, "the status to change");
  await until(async () => /has it|s'en occupe/.test(await same_card.innerText()),
    "the card to say who has it");
  assert.ok((await same_card.innerText()).includes(name_of(engineer)), "the card names the taker");
  const taken = await status.innerText();
  assert.match(taken, new RegExp(`\\b${number}\\b`));
  assert.ok(taken.includes(name_of(engineer)), `the status names the taker: ${taken}`);
  await shot(page, "6-card-taken");
  await shot(watcher, "7-status-taken");
});

test("moving the clock to the handover brings its message to the team's channel", async () => {
  const old_ids = new Set(await page.locator("#messages article").evaluateAll(
    (all) => all.map((one) => one.dataset.post)));
  await page.locator("#clock-move").click();
  const bot_posts = page.locator("#messages article.by-bot:not(.ephemeral)");
  await until(async () => {
    const all = await bot_posts.evaluateAll((nodes) =>
      nodes.map((node) => ({ id: node.dataset.post, text: node.innerText })));
    return all.some((one) => !old_ids.has(one.id) && /on duty|de service/i.test(one.text));
  }, "the handover");
  const shown = Date.parse(await page.locator("#clock-now").getAttribute("datetime"));
  assert.ok(shown >= Date.parse(ready.next_handover), "the clock stands at the handover");
  const duty = page.locator("#who .duty-tag");
  await until(async () => await duty.count() === 0, "who was on duty to be so no more");
  await shot(page, "8-handover");
});

test("a small window and a dark one stay whole", async () => {
  await watcher.setViewportSize({ width: 400, height: 780 });
  await watcher.emulateMedia({ colorScheme: "dark" });
  const [wide, window_width] = await watcher.evaluate(() =>
    [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= window_width, `${wide} px of content in ${window_width} px`);
  await shot(watcher, "9-small-thread");
  await watcher.keyboard.press("Escape");
  await watcher.locator("#drawer-open").click();
  await watcher.locator("#channel-list button").first().waitFor();
  await watcher.keyboard.press("Escape");
  await shot(watcher, "9-small-channel");
});

test("text from outside becomes text, never markup", async () => {
  const seen = await page.evaluate(async () => {
    const { markdown } = await import("/markdown.js");
    const names = { user: () => null, channel: () => null };
    const hostile = ["<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
      "[x](data:text/html,x)", "[x](//elsewhere.example/)", "<script>alert(1)</script>",
      "```\n<b>x</b>\n```", "|a|\n|-|\n|<i>x</i>|", "> > > > > > > > > > deep",
      "[ok](https://example.org/a_(b))", "**bold _both_** `a*b*c` ~~no~~ snake_case_name",
      "*".repeat(3000), "[".repeat(3000), "`a ``".repeat(800)];
    const node = document.createElement("div");
    node.append(...hostile.map((text) => markdown(text, names)));
    return {
      tags: [...new Set([...node.querySelectorAll("*")].map((one) => one.tagName))].sort(),
      links: [...node.querySelectorAll("a")].map((one) => one.getAttribute("href")),
      emphasis: node.querySelector("strong")?.innerHTML,
    };
  });
  const tags = ["A", "BLOCKQUOTE", "BUTTON", "CODE", "DEL", "DIV", "EM", "HR", "P", "PRE", "SPAN",
    "STRONG", "TABLE", "TBODY", "TD", "TH", "THEAD", "TR"];
  assert.deepEqual(seen.tags.filter((tag) => !tags.includes(tag)), []);
  assert.deepEqual(seen.links, ["https://example.org/a_(b)"]);
  assert.equal(seen.emphasis, "bold <em>both</em>");
});

test("nothing was complained about", () => {
  assert.deepEqual(complaints, []);
});
