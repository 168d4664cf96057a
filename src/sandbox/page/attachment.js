// Attachments of a post: text, fields, and the buttons and menus one can press.
// SPDX-License-Identifier: Apache-2.0
import { h } from "./dom.js";
import { link } from "./inline.js";
import { markdown } from "./markdown.js";
import { open_menu } from "./menu.js";
import { say } from "./words.js";

const themes = ["default", "primary", "success", "good", "warning", "danger"];

// Colours are theme names or #hex; anything else from outside is ignored.
export function paint(node, colour) {
  if (themes.includes(colour)) node.classList.add(`tone-${colour}`);
  else if (/^#[0-9a-f]{3}([0-9a-f]{3})?$/i.test(colour ?? "")) {
    node.style.setProperty("--bar", colour);
  }
}

function field(one, names) {
  return h("div", { class: one.short ? "field short" : "field" },
    h("dt", {}, one.title ?? ""), h("dd", {}, markdown(String(one.value ?? ""), names)));
}

function choices(action, view) {
  if (action.data_source === "users") {
    return view.directory.sorted_names().filter((user) => !view.directory.is_bot(user))
      .map((user) => ({ value: user.id, nodes: [view.directory.name_of(user)] }));
  }
  if (action.data_source === "channels") {
    return [...view.session.channels.values()].filter((channel) => channel.type !== "D")
      .map((channel) => ({ value: channel.id, nodes: [`~${channel.name}`] }));
  }
  return (action.options ?? []).map((one) => ({ value: one.value, nodes: [one.text] }));
}

// One press at a time: the row is busy until the server answered; a failure is said in place.
async function press(row, post, action, choice, view) {
  const buttons = [...row.querySelectorAll("button")];
  const note = row.querySelector(".press-note");
  for (const button of buttons) button.setAttribute("aria-disabled", "true");
  row.classList.add("busy");
  note.textContent = "";
  try {
    const body = {};
    if (choice !== undefined) body.selected_option = choice;
    if (action.cookie) body.cookie = action.cookie;
    await view.session.api.press(post.id, action.id, body);
    view.pressed(post);
  } catch (problem) {
    note.textContent = say("post.press_failed", { why: problem.message });
  }
  for (const button of buttons) button.removeAttribute("aria-disabled");
  row.classList.remove("busy");
}

function button_of(post, action, view, row) {
  const is_menu = action.type === "select";
  const free = () => !row().classList.contains("busy");
  const chosen = is_menu && (action.options ?? []).find((o) => o.value === action.default_option);
  const button = h("button", {
    type: "button", class: is_menu ? "action select" : "action",
    "data-focus": `action ${action.id}`, "data-action": action.id, disabled: action.disabled,
    "aria-haspopup": is_menu ? "menu" : null, "aria-expanded": is_menu ? "false" : null,
    onclick: () => {
      if (!free()) return;
      if (!is_menu) press(row(), post, action, undefined, view);
      else open_menu(button, action.name, [{ entries: choices(action, view) }],
        (value) => press(row(), post, action, value, view));
    },
  }, chosen ? chosen.text : action.name);
  paint(button, action.style);
  return button;
}

function actions_of(post, attachment, view) {
  const actions = attachment.actions ?? [];
  if (actions.length === 0) return null;
  const row = h("div", { class: "actions", role: "group",
    "aria-label": attachment.fallback || null },
    actions.map((action) => button_of(post, action, view, () => row)),
    h("span", { class: "press-note", role: "alert" }));
  return row;
}

export function attachment_node(post, attachment, view) {
  const { names } = view;
  const md = (text, cls) => (text ? h("div", { class: cls }, markdown(text, names)) : null);
  const titled = (text, address) => (address ? link([text], address) : text);
  const author = attachment.author_name
    ? h("p", { class: "author" }, titled(attachment.author_name, attachment.author_link)) : null;
  const title = attachment.title
    ? h("p", { class: "title" }, titled(attachment.title, attachment.title_link)) : null;
  const fields = attachment.fields?.length
    ? h("dl", { class: "fields" }, attachment.fields.map((one) => field(one, names))) : null;
  const node = h("div", { class: "attachment" }, md(attachment.pretext, "pretext"), author, title,
    md(attachment.text, "text"), fields,
    attachment.footer ? h("p", { class: "footer" }, attachment.footer) : null,
    actions_of(post, attachment, view));
  paint(node, attachment.color);
  return node;
}
