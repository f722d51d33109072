// Turns what reviewers write into comments with anchors, and files into them and back.
"use strict";
(() => {
  const FORMAT = "report-review-comments";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);
  const places = new Map(all("[data-anchor]").map((place) => [place.dataset.anchor, place]));
  const tools = one(".tools");
  let comments = [];
  let saved = true;

  function make(tag, text = "", properties = {}) {
    const made = Object.assign(document.createElement(tag), properties);
    made.textContent = text;
    return made;
  }

  function say(text) {
    one(".status", tools).textContent = text;
  }

  // 1. What stands in the page follows from the list of comments.
  function show() {
    all(".comment").forEach((shown) => shown.remove());
    const lost = one(".orphans ul");
    lost.replaceChildren();
    for (const comment of comments) {
      const place = places.get(comment.anchor);
      (place || lost.appendChild(make("li", comment.label))).append(draw(comment));
    }
    one(".orphans").hidden = !lost.children.length;
    one(".copied").hidden = true;
  }

  function draw(comment) {
    const box = make("div", "", { className: "comment" });
    if (comment.quote) box.append(make("blockquote", comment.quote, { dir: "auto" }));
    box.append(make("div", comment.text, { dir: "auto" }));
    if (comment.by) box.append(make("div", comment.by, { className: "causes", dir: "auto" }));
    const label = comment.label || comment.anchor;
    const edit = make("button", "Edit", { type: "button" });
    const remove = make("button", "Remove", { type: "button" });
    edit.setAttribute("aria-label", `Edit the comment on ${label}`);
    remove.setAttribute("aria-label", `Remove the comment on ${label}`);
    edit.addEventListener("click", () => write(box.parentElement, comment));
    remove.addEventListener("click", () => change(comments.filter((c) => c !== comment), "Removed."));
    box.append(edit, remove);
    return box;
  }

  function change(list, text) {
    comments = list;
    saved = false;
    show();
    say(`${text} ${count()}, not saved yet.`);
  }

  function count() {
    return comments.length === 1 ? "1 comment" : `${comments.length} comments`;
  }

  // 2. Writing one.
  function write(place, comment) {
    one("form", place)?.remove();
    const form = make("form");
    const area = make("textarea", comment.text, { rows: 4, dir: "auto" });
    area.setAttribute("aria-label", `Comment on ${comment.label || comment.anchor}`);
    form.append(area, make("button", "Keep", { type: "submit" }));
    const cancel = make("button", "Cancel", { type: "button" });
    form.append(" ", cancel);
    const end = () => {
      form.remove();
      one(".comment-add", place)?.focus();
    };
    cancel.addEventListener("click", end);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = area.value.trim();
      end();
      if (!text) return;
      const kept = { ...comment, text, by: one("#by").value.trim() || comment.by || "" };
      const old = comments.indexOf(comment);
      change(old < 0 ? [...comments, kept] : comments.with(old, kept), "Kept.");
    });
    place.append(form);
    area.focus();
  }

  function quote(place) {
    const chosen = document.getSelection();
    return chosen && place.contains(chosen.anchorNode) ? chosen.toString().trim() : "";
  }

  for (const [anchor, place] of places) {
    const button = make("button", "Comment", { type: "button", className: "comment-add" });
    const label = place.dataset.label;
    button.setAttribute("aria-label", `Comment on ${label}`);
    // A press would otherwise undo the selection that the comment is to quote.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => write(place, { anchor, label, quote: quote(place), text: "", by: "" }));
    place.append(button);
  }

  // 3. Files and the clipboard.
  function toJson() {
    const { before, after } = document.body.dataset;
    return JSON.stringify({ format: FORMAT, before, after, comments }, null, 1) + "\n";
  }

  function toMarkdown() {
    const plain = (text) => text.replace(/[\\`*_<>[\]#|~$]/g, "\\$&");
    const lines = comments.map(({ anchor, label, quote, text, by }) => {
      const said = quote ? `> ${plain(quote).replace(/\n/g, "\n> ")}\n\n` : "";
      return `**${plain(label || "")}** \`#${anchor.replace(/`/g, "")}\`\n\n${said}${text}${by ? `\n\n${plain(by)}` : ""}\n`;
    });
    return lines.join("\n---\n\n");
  }

  function download(name, text, type) {
    const link = make("a", "", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  function load(text) {
    const read = JSON.parse(text);
    if (read.format !== FORMAT || !Array.isArray(read.comments)) throw new Error("it holds no comments");
    const found = read.comments.map((given) => Object.fromEntries(
      ["anchor", "label", "quote", "text", "by"].map((part) => [part, String(given[part] ?? "")])));
    const known = new Set(comments.map((comment) => JSON.stringify(comment)));
    const fresh = found.filter((comment) => comment.text && !known.has(JSON.stringify(comment)));
    comments = [...comments, ...fresh];
    show();
    say(`Loaded: ${fresh.length} new. ${count()} in all.`);
  }

  const file = one("#file");
  file.addEventListener("change", async () => {
    try {
      if (file.files[0]) load(await file.files[0].text());
    } catch (error) {
      say(`This file cannot be loaded: ${error.message}. Choose one that this page saved.`);
    }
    file.value = "";
  });

  const deeds = {
    save() {
      download("comments.json", toJson(), "application/json");
      saved = true;
      say(`Saved: ${count()}.`);
    },
    open() {
      file.click();
    },
    async copy() {
      const area = one("#markdown");
      area.value = toMarkdown();
      one(".copied").hidden = false;
      area.select();
      try {
        await navigator.clipboard.writeText(area.value);
        say(`Copied: ${count()}.`);
      } catch {
        say("Copy the marked text below.");
      }
    },
    markdown() {
      download("comments.md", toMarkdown(), "text/markdown");
    },
  };
  all("[data-do]").forEach((button) => button.addEventListener("click", deeds[button.dataset.do]));
  window.addEventListener("beforeunload", (event) => {
    if (!saved) event.preventDefault();
  });
  tools.hidden = false;
  say(`${count()}.`);
})();
