// Making and refreshing elements: text is always a text node, never markup.
// SPDX-License-Identifier: Apache-2.0

// h("button", {class: "x", onclick: f, "aria-label": "…"}, "text", node, [more], null)
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "disabled") node[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

export const byId = (id) => document.getElementById(id);

// A stable small number out of a name: the same person keeps the same colour.
export function hue(name) {
  let sum = 7;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 997;
  return sum % 8;
}

export function initials(name) {
  const words = name.split(/[\s._-]+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...word][0].toUpperCase()).join("");
}

// A redrawn node must not take the keyboard away from whoever was using it.
function keep_focus(old_node, node, draw) {
  const active = document.activeElement;
  const name = old_node.contains(active) ? active.dataset?.focus : undefined;
  const inside = old_node.contains(active) && active !== document.body;
  draw();
  if (!inside) return;
  const same = name && [...node.querySelectorAll("[data-focus]")].find(
    (other) => other.dataset.focus === name && !other.disabled);
  (same ?? node).focus({ preventScroll: true });
}

const drawn = new WeakMap();

// Makes the children of `container` equal `items` [{key, stamp, build()}]; a node is built anew
// only when its stamp changed. Returns the keys whose nodes were replaced.
export function reconcile(container, items) {
  const before = drawn.get(container) ?? new Map();
  const after = new Map();
  const changed = [];
  const wanted = new Set(items.map((item) => item.key));
  for (const [key, entry] of before) if (!wanted.has(key)) entry.node.remove();
  let cursor = container.firstChild;
  for (const item of items) {
    let entry = before.get(item.key);
    if (!entry) {
      entry = { stamp: item.stamp, node: item.build() };
    } else if (entry.stamp !== item.stamp) {
      const old_node = entry.node;
      const node = item.build();
      const was_cursor = cursor === old_node;
      keep_focus(old_node, node, () => old_node.replaceWith(node));
      if (was_cursor) cursor = node;
      entry = { stamp: item.stamp, node };
      changed.push(item.key);
    }
    if (cursor === entry.node) cursor = cursor.nextSibling;
    else container.insertBefore(entry.node, cursor);
    after.set(item.key, entry);
  }
  drawn.set(container, after);
  return changed;
}

// Places an element of the top layer next to `anchor`, inside the window.
export function place(node, anchor, above = false) {
  const edge = 8;
  const box = anchor.getBoundingClientRect();
  const width = Math.min(node.offsetWidth, innerWidth - 2 * edge);
  const left = Math.max(edge, Math.min(box.left, innerWidth - width - edge));
  const under = innerHeight - box.bottom - edge;
  const over = box.top - edge;
  const go_above = above || (node.offsetHeight > under && over > under);
  node.style.maxHeight = `${Math.max(120, (go_above ? over : under) - 4)}px`;
  node.style.left = `${left}px`;
  node.style.top = go_above
    ? `${Math.max(edge, box.top - node.offsetHeight - 4)}px` : `${box.bottom + 4}px`;
}
