// Interactive dialogs: an open_dialog event becomes a form; errors are shown beside their field.
// SPDX-License-Identifier: Apache-2.0
import { h } from "./dom.js";
import { markdown } from "./markdown.js";
import { say } from "./words.js";

const text_types = { email: "email", number: "number", password: "password", tel: "tel",
  url: "url" };

function options_of(element, view) {
  if (element.data_source === "users") {
    return view.directory.sorted_names().map((user) =>
      ({ value: user.id, text: view.directory.name_of(user) }));
  }
  if (element.data_source === "channels") {
    return [...view.session.channels.values()].filter((channel) => channel.type !== "D")
      .map((channel) => ({ value: channel.id, text: channel.display_name || channel.name }));
  }
  return element.options ?? [];
}

function choice_input(element, common, view) {
  const empty = h("option", { value: "" }, element.placeholder || say("dialog.choose"));
  const select = h("select", common, empty, options_of(element, view).map((one) =>
    h("option", { value: one.value, selected: one.value === element.default }, one.text)));
  return { node: select, read: () => select.value || null };
}

function radio_input(element, common) {
  const node = h("div", { role: "radiogroup", class: "choices", id: common.id,
    "aria-describedby": common["aria-describedby"] }, (element.options ?? []).map((one) =>
    h("label", {}, h("input", { type: "radio", name: element.name, value: one.value,
      checked: one.value === element.default }), " ", one.text)));
  return { node, read: () => node.querySelector("input:checked")?.value ?? null };
}

function input_of(element, common, view) {
  if (element.type === "select") return choice_input(element, common, view);
  if (element.type === "radio") return radio_input(element, common);
  if (element.type === "bool") {
    const box = h("input", { ...common, type: "checkbox",
      checked: String(element.default) === "true" });
    return { node: h("label", { class: "choices" }, box, " ", element.placeholder ?? ""),
      read: () => box.checked };
  }
  const limits = { minlength: element.min_length || null, maxlength: element.max_length || null,
    placeholder: element.placeholder || null, value: element.default ?? "" };
  const node = element.type === "textarea"
    ? h("textarea", { ...common, ...limits, rows: "5" })
    : h("input", { ...common, ...limits, type: text_types[element.subtype] ?? "text" });
  const number = element.subtype === "number";
  const value = () => (number ? Number(node.value) : node.value);
  return { node, read: () => (node.value === "" ? null : value()) };
}

function field_of(element, index, view) {
  const id = `dialog-${index}`;
  const common = { id, name: element.name, "aria-describedby": `${id}-help ${id}-error` };
  const { node, read } = input_of(element, common, view);
  const error = h("p", { class: "error", id: `${id}-error`, role: "alert" });
  const row = h("div", { class: "dialog-field" },
    h("label", { for: id }, element.display_name ?? element.name,
      element.optional ? h("span", { class: "quiet" }, ` (${say("dialog.optional")})`) : null),
    node, element.help_text ? h("div", { class: "help", id: `${id}-help` },
      markdown(element.help_text, view.names)) : null,
    error);
  const fail = (text) => {
    error.textContent = text;
    row.classList.toggle("wrong", text !== "");
  };
  const focus = () => (node.matches("input,textarea,select")
    ? node : node.querySelector("input"))?.focus();
  return { element, row, read, fail, focus };
}

const missing = (field) => !field.element.optional && field.element.type !== "bool"
  && field.read() === null;

function show_errors(fields, general, answer) {
  general.textContent = answer.error ?? "";
  for (const field of fields) field.fail(answer.errors?.[field.element.name] ?? "");
  fields.find((field) => field.row.classList.contains("wrong"))?.focus();
}

// `frame` is the event's dialog {url, dialog:{…}}; view: {session, directory, names}.
export function open_dialog(frame, view) {
  const { dialog } = frame;
  const fields = (dialog.elements ?? []).map((element, i) => field_of(element, i, view));
  const general = h("p", { class: "error", role: "alert" });
  const submit = h("button", { type: "submit", class: "action tone-primary" },
    dialog.submit_label || say("dialog.submit"));
  const send = (submission, cancelled) => view.session.api.submit_dialog({
    url: frame.url, callback_id: dialog.callback_id, state: dialog.state,
    user_id: view.session.user.id, channel_id: view.session.channel_id,
    team_id: view.session.team.id, submission, cancelled });
  const cancel = () => {
    if (dialog.notify_on_cancel) send({}, true).catch(() => null);
    box.close();
  };
  const save = async () => {
    const gaps = fields.filter(missing).map((one) => [one.element.name, say("dialog.required")]);
    if (gaps.length > 0) return show_errors(fields, general, { errors: Object.fromEntries(gaps) });
    submit.disabled = true;
    const values = fields.map((field) => [field.element.name, field.read()]);
    const answer = await send(Object.fromEntries(values), false).catch((problem) =>
      ({ error: say("dialog.failed", { why: problem.message }) }));
    submit.disabled = false;
    const kept = answer?.error || Object.keys(answer?.errors ?? {}).length > 0;
    return kept ? show_errors(fields, general, answer) : box.close();
  };
  const box = h("dialog", { class: "dialog", "aria-labelledby": "dialog-title",
    oncancel: (event) => {
      event.preventDefault();
      cancel();
    },
    onclose: () => box.remove() },
  h("form", { novalidate: true, onsubmit: (event) => {
    event.preventDefault();
    save();
  } }, h("h2", { id: "dialog-title" }, dialog.title ?? ""),
  dialog.introduction_text ? markdown(dialog.introduction_text, view.names) : null,
  fields.map((field) => field.row), general,
  h("div", { class: "dialog-buttons" }, h("button", { type: "button", class: "action",
    onclick: cancel }, say("dialog.cancel")), submit)));
  document.body.append(box);
  box.showModal();
  fields[0]?.focus();
}
