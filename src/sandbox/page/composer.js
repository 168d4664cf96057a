// Where one writes: a growing text field with completion, drafts and sending.
// SPDX-License-Identifier: Apache-2.0
import { h, place } from "./dom.js";
import { hints } from "./hints.js";
import { say } from "./words.js";

const tallest = 220;
const widest_hints = 620;
const longest_message = 16383;

// host: {place() → {key, label}, session(), directory(), send(text), escape()}
export class Composer {
  constructor(name, host) {
    this.host_ = host;
    this.drafts_ = new Map();
    this.key_ = "";
    this.items_ = [];
    this.chosen_ = 0;
    this.list_ = h("div", { class: "hints", role: "listbox", id: `${name}-hints`,
      popover: "manual" });
    this.field = h("textarea", { rows: "1", id: `${name}-field`,
      maxlength: longest_message, "aria-haspopup": "listbox", "aria-autocomplete": "list",
      "aria-controls": `${name}-hints`, autocomplete: "off", spellcheck: "true",
      oninput: () => this.changed_(), onkeydown: (event) => this.key_down_(event),
      onblur: () => this.close_(), onclick: () => this.suggest_() });
    this.send_ = h("button", { type: "submit", class: "send" });
    this.note_ = h("p", { class: "compose-note", role: "alert" });
    this.node = h("form", { class: "composer", onsubmit: (event) => {
      event.preventDefault();
      this.submit_();
    } }, h("div", { class: "box" }, this.field, this.send_), this.note_, this.list_);
  }

  // Shows the draft of where one is now; called whenever the place or the language changed.
  refresh() {
    const { key, label } = this.host_.place();
    this.field.placeholder = label;
    this.field.setAttribute("aria-label", label);
    this.send_.textContent = say("compose.send");
    this.list_.setAttribute("aria-label", say("compose.hints"));
    if (key === this.key_) return;
    this.keep_();
    this.key_ = key;
    this.field.value = this.drafts_.get(key) ?? "";
    this.note_.textContent = "";
    this.close_();
    this.fit_();
  }

  fill(text) {
    this.field.value = text;
    this.keep_();
    this.fit_();
    this.field.focus();
    this.field.setSelectionRange(text.length, text.length);
    this.suggest_();
  }

  keep_() {
    if (!this.key_) return;
    if (this.field.value === "") this.drafts_.delete(this.key_);
    else this.drafts_.set(this.key_, this.field.value);
  }

  changed_() {
    this.keep_();
    this.fit_();
    this.suggest_();
  }

  fit_() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(tallest, this.field.scrollHeight)}px`;
    this.send_.disabled = this.field.value.trim() === "";
  }

  suggest_() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    this.items_ = hints(before, this.host_.session(), this.host_.directory());
    this.chosen_ = 0;
    if (this.items_.length === 0) return this.close_();
    this.list_.replaceChildren(...this.items_.map((item, i) => h("div", {
      role: "option", id: `${this.list_.id}-${i}`, class: item.passive ? "passive" : "",
      onmousedown: (event) => {
        event.preventDefault();
        if (!item.passive) this.accept_(i);
      } }, item.nodes)));
    if (!this.list_.matches(":popover-open")) this.list_.showPopover();
    this.list_.style.width = `${Math.min(widest_hints, this.field.parentElement.offsetWidth)}px`;
    place(this.list_, this.field.parentElement, true);
    return this.mark_();
  }

  mark_() {
    [...this.list_.children].forEach((row, i) => {
      row.setAttribute("aria-selected", String(i === this.chosen_ && !this.items_[i].passive));
      if (i === this.chosen_) row.scrollIntoView({ block: "nearest" });
    });
    const active = this.items_[this.chosen_];
    if (active && !active.passive) {
      this.field.setAttribute("aria-activedescendant", `${this.list_.id}-${this.chosen_}`);
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  close_() {
    this.items_ = [];
    if (this.list_.matches(":popover-open")) this.list_.hidePopover();
    this.field.removeAttribute("aria-activedescendant");
  }

  accept_(i) {
    const item = this.items_[i];
    const end = this.field.selectionStart;
    const text = this.field.value;
    this.field.value = text.slice(0, item.from) + item.insert + text.slice(end);
    const cursor = item.from + item.insert.length;
    this.field.setSelectionRange(cursor, cursor);
    this.changed_();
  }

  key_down_(event) {
    if (event.isComposing) return;
    const open = this.items_.length > 0 && !this.items_[0].passive;
    const count = this.items_.length;
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      this.chosen_ = (this.chosen_ + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
      this.mark_();
    } else if (open && (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey))) {
      this.accept_(this.chosen_);
    } else if (event.key === "Enter" && !event.shiftKey) {
      this.submit_();
    } else if (event.key === "Escape") {
      if (this.items_.length > 0) this.close_();
      else this.host_.escape();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  // The text stays until the server took it.
  async submit_() {
    // A space before "/" makes a message of a command, as on Mattermost.
    const text = this.field.value.trimEnd();
    if (text === "" || this.busy_) return;
    const key = this.key_;
    this.busy_ = true;
    this.close_();
    this.note_.textContent = "";
    try {
      await this.host_.send(text);
      this.drafts_.delete(key);
      if (this.key_ === key && this.field.value.trimEnd() === text) this.field.value = "";
    } catch (problem) {
      this.note_.textContent = say("compose.failed", { why: problem.message });
    }
    this.busy_ = false;
    this.fit_();
  }
}
