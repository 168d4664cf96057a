// Three things to try: examples that fill the composer, and what one does after them.
// SPDX-License-Identifier: Apache-2.0
import { byId, h, reconcile } from "./dom.js";
import { say } from "./words.js";

const kept = "quartermaster tour";
const steps = ["search", "ask", "move"];

// Private windows may forbid storage: then the page forgets, and nothing else happens.
function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(kept) ?? "{}");
  } catch {
    return {};
  }
}

export class Tour {
  // host: {bot(), engineer() → {username, name} | null when one is that already, fill(text),
  // become(name), move()}
  constructor(host) {
    this.host_ = host;
    const before = stored();
    this.hidden_ = before.hidden === true;
    this.done_ = new Set(before.done ?? []);
    byId("tour-show").addEventListener("click", () => this.show_(this.hidden_));
  }

  // A step was taken, in whatever way ("asked" is half of "ask", "moved" of "move"); after the
  // last one the panel has done its work.
  did(step) {
    if (this.done_.has(step)) return;
    this.done_.add(step);
    if (steps.every((one) => this.done_.has(one))) this.hidden_ = true;
    this.keep_();
    this.draw();
  }

  has(step) {
    return this.done_.has(step);
  }

  show_(visible) {
    this.hidden_ = !visible;
    if (visible && steps.every((one) => this.done_.has(one))) this.done_.clear();
    this.keep_();
    this.draw();
    (visible ? byId("tour").querySelector("button") : byId("tour-show"))?.focus();
  }

  keep_() {
    try {
      sessionStorage.setItem(kept,
        JSON.stringify({ hidden: this.hidden_, done: [...this.done_] }));
    } catch {
      // forgetting is fine
    }
  }

  example_(text) {
    return h("button", { type: "button", class: "example", onclick: () => this.host_.fill(text) },
      text);
  }

  // The second half of a step: asked but not yet taken, moved but not yet read.
  half_(first, whole) {
    return this.done_.has(first) && !this.done_.has(whole);
  }

  // What is begun comes before what is new.
  current_() {
    const halves = { asked: "ask", moved: "move" };
    const begun = Object.keys(halves).find((first) => this.half_(first, halves[first]));
    return halves[begun] ?? steps.find((one) => !this.done_.has(one));
  }

  step_(number, name, text, half, ...content) {
    const done = this.done_.has(name);
    const current = name === this.current_();
    const classes = ["step", done ? "done" : "", half ? "half" : "", current ? "current" : ""]
      .filter(Boolean).join(" ");
    return h("li", { class: classes, "data-step": name },
      h("h3", {}, h("span", { class: "number" }, String(number)), say(`try.${name}`),
        done ? h("span", { class: "done-tag" }, say("try.done")) : null),
      h("p", {}, say(`try.${text}_text`)), content);
  }

  be_(engineer, primary) {
    return engineer && h("button", { type: "button", "data-focus": "be",
      class: primary ? "action tone-primary" : "action",
      onclick: () => this.host_.become(engineer.username) },
    say("try.be", { name: engineer.name }));
  }

  build_(engineer) {
    const asked = this.half_("asked", "ask");
    const moved = this.half_("moved", "move");
    const move = h("button", { type: "button", class: "action", "data-focus": "move",
      onclick: () => this.host_.move() }, say("clock.move"));
    return h("div", { class: this.done_.size > 0 ? "tour begun" : "tour" },
      h("div", { class: "tour-head" }, h("h2", {}, say("try.title")),
        h("button", { type: "button", class: "close", "aria-label": say("try.close"),
          title: say("try.close"), onclick: () => this.show_(false) })),
      h("ol", {},
        this.step_(1, "search", "search", false, this.example_(say("try.search_fill"))),
        this.step_(2, "ask", asked ? "asked" : "ask", asked,
          this.example_(say("try.ask_fill", { bot: this.host_.bot() })),
          this.be_(engineer, asked)),
        this.step_(3, "move", moved ? "moved" : "move", moved,
          moved ? this.be_(engineer, true) : move)));
  }

  draw() {
    const engineer = this.host_.engineer();
    const stamp = JSON.stringify([engineer, [...this.done_], say("try.title")]);
    byId("tour").hidden = this.hidden_;
    byId("tour-show").setAttribute("aria-pressed", String(!this.hidden_));
    reconcile(byId("tour"), this.hidden_ ? [] : [
      { key: "tour", stamp, build: () => this.build_(engineer) }]);
  }
}
