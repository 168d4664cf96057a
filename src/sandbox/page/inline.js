// The inline half of Markdown: emphasis, code, links, mentions, ~channels; builds nodes only.
// SPDX-License-Identifier: Apache-2.0
import { h } from "./dom.js";

const deepest = 6;
const longest_label = 1000;
const word = /[\p{L}\p{N}_]/u;
const mention = /@([a-z0-9][a-z0-9._-]{0,63})/iy;
const channel = /~([a-z0-9][a-z0-9_-]{0,63})/iy;
const bare_link = /https?:\/\/[^\s<>"'`]+/iy;
const angle_link = /<(https?:\/\/[^\s<>]{1,2000})>/iy;
const link_target = /\(\s*<?([^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s+"[^"]*")?\s*\)/y;
const delimiters = ["**", "__", "~~", "*", "_"];
const elements = { "**": "strong", __: "strong", "~~": "del", "*": "em", _: "em" };

// → an http(s) or same-server address, or null: nothing else becomes a link.
export function safe_address(text) {
  const relative = text.startsWith("/") && !text.startsWith("//") && !text.includes("\\");
  if (!relative && !/^https?:\/\//i.test(text)) return null;
  try {
    const url = new URL(text, location.origin);
    return url.protocol === "http:" || url.protocol === "https:" ? url : null;
  } catch {
    return null;
  }
}

export function link(text_nodes, address) {
  const url = safe_address(address);
  if (!url) return h("span", {}, text_nodes);
  const here = url.origin === location.origin;
  return h("a", {
    href: here ? url.pathname + url.search + url.hash : url.href,
    target: here ? null : "_blank", rel: here ? null : "noopener noreferrer",
  }, text_nodes);
}

const at = (pattern, text, position) => {
  pattern.lastIndex = position;
  return pattern.exec(text);
};

// `names` answers what the text may point at: user(name) → "me" | "known" | null,
// channel(name) → {id, label} | null.
class Scanner {
  constructor(text, names, depth) {
    this.text = text;
    this.names = names;
    this.depth = depth;
    this.nodes = [];
    this.plain = "";
    this.position = 0;
    this.dead = new Set();  // delimiters without a closing partner further on
  }

  flush() {
    if (this.plain !== "") this.nodes.push(this.plain);
    this.plain = "";
  }

  put(node, next) {
    this.flush();
    this.nodes.push(node);
    this.position = next;
    return true;
  }

  at_word_start() {
    return this.position === 0 || !word.test(this.text[this.position - 1]);
  }

  inner(from, to) {
    return inline(this.text.slice(from, to), this.names, this.depth + 1);
  }

  escape() {
    const next = this.text[this.position + 1];
    if (!next || !/[\\`*_{}[\]()<>#+\-.!|~@:"'&]/.test(next)) return false;
    this.plain += next;
    this.position += 2;
    return true;
  }

  code() {
    const ticks = /`+/y;
    const run = at(ticks, this.text, this.position)[0];
    const start = this.position + run.length;
    let close = this.dead.has(run) ? -1 : this.text.indexOf(run, start);
    while (close >= 0 && (this.text[close + run.length] === "`" || this.text[close - 1] === "`")) {
      while (this.text[close] === "`") ++close;
      close = this.text.indexOf(run, close);
    }
    if (close < 0) {
      this.dead.add(run);
      this.plain += run;
      this.position = start;
      return true;
    }
    const content = this.text.slice(start, close).replace(/\n/g, " ");
    return this.put(h("code", {}, content.trim() === "" ? content : content.trim()),
      close + run.length);
  }

  bracket() {
    const limit = Math.min(this.text.length, this.position + longest_label);
    let open = 0;
    for (let i = this.position; i < limit; ++i) {
      if (this.text[i] === "\\") ++i;
      else if (this.text[i] === "[") ++open;
      else if (this.text[i] === "]" && --open === 0) {
        const target = at(link_target, this.text, i + 1);
        if (!target) return false;
        const label = this.inner(this.position + 1, i);
        return this.put(link(label, target[1]), i + 1 + target[0].length);
      }
    }
    return false;
  }

  address() {
    if (!this.at_word_start()) return false;
    const found = at(bare_link, this.text, this.position);
    if (!found) return false;
    const shown = found[0].replace(/[.,;:!?*_~]+$/, "");
    const trimmed = shown.endsWith(")") && !shown.includes("(") ? shown.slice(0, -1) : shown;
    return this.put(link([trimmed], trimmed), this.position + trimmed.length);
  }

  person() {
    const found = this.at_word_start() && at(mention, this.text, this.position);
    if (!found) return false;
    const name = found[1].replace(/[._-]+$/, "").toLowerCase();
    const who = this.names.user(name);
    if (!who) return false;
    const node = h("span", { class: who === "me" ? "mention me" : "mention" },
      this.text.slice(this.position, this.position + 1 + name.length));
    return this.put(node, this.position + 1 + name.length);
  }

  room() {
    const found = this.at_word_start() && at(channel, this.text, this.position);
    const place = found && this.names.channel(found[1].toLowerCase());
    if (!place) return false;
    const node = place.id
      ? h("a", { href: "#", class: "channel-link", "data-channel": place.id }, place.label)
      : h("span", { class: "channel-link" }, place.label);
    return this.put(node, this.position + found[0].length);
  }

  // Opens before a non-space, closes after one; `_` only at the edges of words.
  closing(mark, from) {
    for (let i = this.text.indexOf(mark, from); i >= 0; i = this.text.indexOf(mark, i + 1)) {
      const after = this.text[i + mark.length] ?? " ";
      if (/[\s\\]/.test(this.text[i - 1])) continue;
      if (mark[0] === "_" && word.test(after)) continue;
      if (mark.length === 1 && (after === mark || this.text[i - 1] === mark)) continue;
      if (i > from) return i;
    }
    return -1;
  }

  emphasis() {
    if (this.depth >= deepest) return false;
    const mark = delimiters.find((one) => this.text.startsWith(one, this.position));
    if (!mark || this.dead.has(mark)) return false;
    const from = this.position + mark.length;
    if (/\s/.test(this.text[from] ?? " ")) return false;
    if (mark[0] === "_" && !this.at_word_start()) return false;
    const close = this.closing(mark, from);
    if (close < 0) {
      this.dead.add(mark);
      return false;
    }
    return this.put(h(elements[mark], {}, this.inner(from, close)), close + mark.length);
  }

  special(letter) {
    switch (letter) {
      case "\\": return this.escape();
      case "`": return this.code();
      case "[": return this.bracket();
      case "h": case "H": return this.address();
      case "@": return this.person();
      case "\n": return this.put(h("br"), this.position + 1);
      case "<": {
        const found = at(angle_link, this.text, this.position);
        return found !== null
          && this.put(link([found[1]], found[1]), this.position + found[0].length);
      }
      case "~": return this.room() || this.emphasis();
      case "*": case "_": return this.emphasis();
      default: return false;
    }
  }

  run() {
    while (this.position < this.text.length) {
      const letter = this.text[this.position];
      if (this.special(letter)) continue;
      this.plain += letter;
      ++this.position;
    }
    this.flush();
    return this.nodes;
  }
}

export function inline(text, names, depth = 0) {
  return new Scanner(text, names, depth).run();
}
