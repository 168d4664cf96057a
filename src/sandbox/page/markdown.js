// The block half of Markdown: paragraphs, quotes, lists, tables, code with a copy button.
// SPDX-License-Identifier: Apache-2.0
import { h } from "./dom.js";
import { inline } from "./inline.js";
import { say } from "./words.js";

const deepest = 5;
const fence = /^ {0,3}(`{3,}|~{3,})[^`]*$/;
const heading = /^ {0,3}(#{1,6})\s+(.+?)\s*#*$/;
const rule = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const quote = /^ {0,3}>\s?/;
const bullet = /^(\s{0,12})([-*+]|\d{1,9}[.)])\s+(.*)$/;
const table_rule = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

const blank = (line) => line.trim() === "";

function copy_button(text) {
  const button = h("button", { type: "button", class: "copy" }, say("post.copy"));
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = say("post.copied");
      setTimeout(() => { button.textContent = say("post.copy"); }, 1500);
    } catch {
      // Without the clipboard the text is at least selected, ready for Ctrl+C.
      getSelection().selectAllChildren(button.parentElement.querySelector("code"));
    }
  });
  return button;
}

export function code_block(text) {
  return h("div", { class: "code" }, copy_button(text), h("pre", { tabindex: "0" },
    h("code", {}, text)));
}

class Blocks {
  constructor(lines, names, depth) {
    this.lines = lines;
    this.names = names;
    this.depth = depth;
    this.i = 0;
    this.nodes = [];
  }

  nested(lines) {
    return blocks(lines, this.names, this.depth + 1);
  }

  take_code(open) {
    const mark = open[1];
    const lines = [];
    for (++this.i; this.i < this.lines.length; ++this.i) {
      const line = this.lines[this.i];
      if (line.trim().startsWith(mark) && /^[`~]+$/.test(line.trim())) break;
      lines.push(line);
    }
    ++this.i;
    this.nodes.push(code_block(lines.join("\n")));
  }

  take_quote() {
    const lines = [];
    while (this.i < this.lines.length && quote.test(this.lines[this.i])) {
      lines.push(this.lines[this.i++].replace(quote, ""));
    }
    this.nodes.push(h("blockquote", {}, this.nested(lines)));
  }

  take_list(first) {
    const base = first[1].length;
    const ordered = /\d/.test(first[2]);
    const items = [];
    while (this.i < this.lines.length) {
      const line = this.lines[this.i];
      const found = bullet.exec(line);
      const next = this.lines[this.i + 1] ?? "";
      if (found && found[1].length < base + 2) {
        if (/\d/.test(found[2]) !== ordered || found[1].length < base) break;
        items.push([found[3]]);
      } else if (!blank(line) && /^\s/.test(line)) {
        items.at(-1).push(line.slice(Math.min(base + 2, line.length - line.trimStart().length)));
      } else if (blank(line) && (bullet.test(next) || /^\s+\S/.test(next))) {
        items.at(-1).push("");
      } else {
        break;
      }
      ++this.i;
    }
    const start = ordered ? parseInt(first[2], 10) : 1;
    const tag = ordered ? "ol" : "ul";
    this.nodes.push(h(tag, { start: ordered && start !== 1 ? start : null },
      items.map((lines) => h("li", {}, this.item(lines)))));
  }

  // An item of one paragraph is not wrapped in <p>: lists stay dense.
  item(lines) {
    const nodes = this.nested(lines);
    if (nodes[0]?.tagName !== "P") return nodes;
    return [...nodes[0].childNodes, ...nodes.slice(1)];
  }

  static cells(line) {
    const inner = line.trim().replace(/^\||\|$/g, "");
    return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/\\\|/g, "|"));
  }

  take_table() {
    const head = Blocks.cells(this.lines[this.i]);
    const sides = Blocks.cells(this.lines[this.i + 1]).map((cell) =>
      cell.endsWith(":") ? (cell.startsWith(":") ? "centre" : "right") : null);
    const row = (tag, cells) => h("tr", {}, head.map((_, column) =>
      h(tag, { class: sides[column] }, inline(cells[column] ?? "", this.names, this.depth))));
    const body = [];
    this.i += 2;
    while (this.i < this.lines.length && this.lines[this.i].includes("|")) {
      body.push(row("td", Blocks.cells(this.lines[this.i++])));
    }
    this.nodes.push(h("div", { class: "table", tabindex: "0" },
      h("table", {}, h("thead", {}, row("th", head)), h("tbody", {}, body))));
  }

  table_here() {
    const next = this.lines[this.i + 1] ?? "";
    return this.lines[this.i].includes("|") && next.includes("-")
      && (next.includes("|") || !this.lines[this.i].trim().includes(" | "))
      && table_rule.test(next);
  }

  block_here(line) {
    return fence.test(line) || heading.test(line) || rule.test(line) || quote.test(line)
      || (bullet.test(line) && this.depth < deepest) || this.table_here();
  }

  take_paragraph() {
    const lines = [this.lines[this.i++]];
    while (this.i < this.lines.length && !blank(this.lines[this.i])
           && !this.block_here(this.lines[this.i])) {
      lines.push(this.lines[this.i++]);
    }
    const text = lines.map((line) => line.trimEnd()).join("\n").trim();
    this.nodes.push(h("p", {}, inline(text, this.names)));
  }

  take(line) {
    const open = fence.exec(line);
    const title = heading.exec(line);
    const list = bullet.exec(line);
    if (blank(line)) {
      ++this.i;
    } else if (open) {
      this.take_code(open);
    } else if (title) {
      ++this.i;
      const level = title[1].length;
      this.nodes.push(h("p", { class: `heading h${level}`, role: "heading",
        "aria-level": Math.min(6, level + 2) }, inline(title[2], this.names)));
    } else if (rule.test(line)) {
      ++this.i;
      this.nodes.push(h("hr"));
    } else if (quote.test(line) && this.depth < deepest) {
      this.take_quote();
    } else if (list && this.depth < deepest) {
      this.take_list(list);
    } else if (this.table_here()) {
      this.take_table();
    } else {
      this.take_paragraph();
    }
  }

  run() {
    while (this.i < this.lines.length) this.take(this.lines[this.i]);
    return this.nodes;
  }
}

function blocks(lines, names, depth) {
  return new Blocks(lines, names, depth).run();
}

// → a <div class="md"> with the text rendered; see inline.js for `names`.
export function markdown(text, names) {
  const lines = String(text ?? "").replace(/\r\n?/g, "\n").split("\n");
  return h("div", { class: "md" }, blocks(lines, names, 0));
}

// The same text without any marks, for one-line previews.
export function plain(text) {
  return String(text ?? "").replace(/```[^\n]*\n?/g, " ").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`~]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}/g, (mark) => (/^[_~]$/.test(mark) ? mark : ""))
    .replace(/^\s*>\s?/gm, "").replace(/\s+/g, " ").trim();
}
