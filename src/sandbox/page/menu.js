// A menu in the top layer: groups of entries, arrow keys, a filter when it is long.
// SPDX-License-Identifier: Apache-2.0
import { h, place } from "./dom.js";
import { say } from "./words.js";

const filter_above = 9;

function move(items, step, edge) {
  const shown = items.filter((item) => !item.hidden);
  if (shown.length === 0) return;
  const now = shown.indexOf(document.activeElement);
  const next = edge ?? (now < 0 ? 0 : (now + step + shown.length) % shown.length);
  shown.at(next).focus();
}

function on_key(event, items, box) {
  const in_box = event.target === box;
  if (event.key === "ArrowDown") move(items, 1);
  else if (event.key === "ArrowUp") move(items, -1);
  else if (event.key === "Home" && !in_box) move(items, 0, 0);
  else if (event.key === "End" && !in_box) move(items, 0, -1);
  else if (event.key === "Enter" && in_box) items.find((item) => !item.hidden)?.click();
  else return;
  event.preventDefault();
}

function narrow(items, text) {
  const wanted = text.trim().toLowerCase();
  for (const item of items) item.hidden = !item.textContent.toLowerCase().includes(wanted);
  for (const group of new Set(items.map((item) => item.parentElement))) {
    group.hidden = [...group.querySelectorAll("button")].every((item) => item.hidden);
  }
}

// groups: [{label?, entries: [{value, nodes, checked?}]}]; pick(value) is called after closing.
export function open_menu(anchor, label, groups, pick, options = {}) {
  const items = [];
  const radio = groups.some((group) => group.entries.some((one) => one.checked !== undefined));
  const entry = (one) => {
    const item = h("button", {
      type: "button", role: radio ? "menuitemradio" : "menuitem", tabindex: "-1",
      "aria-checked": radio ? String(Boolean(one.checked)) : null,
      onclick: () => {
        menu.hidePopover();
        pick(one.value);
      },
    }, one.nodes);
    items.push(item);
    return item;
  };
  const rows = groups.map((group) => h("div", { role: "group", "aria-label": group.label },
    group.label ? h("p", { class: "group", "aria-hidden": "true" }, group.label) : null,
    group.entries.map(entry)));
  const box = !options.plain && items.length > filter_above
    ? h("input", { type: "text", placeholder: say("menu.filter"),
      "aria-label": say("menu.filter"), oninput: () => narrow(items, box.value) }) : null;
  const note = options.note ? h("p", { class: "note" }, options.note) : null;
  const menu = h("div", { class: `menu ${options.class ?? ""}`, role: "menu", popover: "auto",
    "aria-label": label }, box, note, rows);
  menu.addEventListener("keydown", (event) => on_key(event, items, box));
  menu.addEventListener("toggle", (event) => {
    if (event.newState === "open") return;
    anchor.setAttribute("aria-expanded", "false");
    if (menu.contains(document.activeElement) || document.activeElement === document.body) {
      anchor.focus();
    }
    menu.remove();
  });
  document.body.append(menu);
  menu.showPopover();
  place(menu, anchor);
  anchor.setAttribute("aria-expanded", "true");
  (box ?? items.find((item) => item.getAttribute("aria-checked") === "true") ?? items[0])?.focus();
}
