/* The register of claims gets a form that narrows it down.
   Without scripts the page is the whole list; everything here is text, never markup. */
"use strict";
(() => {
  const FIELDS = [["theme", "Theme"], ["actor", "Stated by"], ["measure", "Measure"]];
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[’‘]/g, "'");

  function make(name, text, ...children) {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    element.append(...children);
    return element;
  }

  function label(text, control, name) {
    control.id = `filter-${name}`;
    control.name = name;
    const made = make("label", text);
    made.htmlFor = control.id;
    const box = make("div", "", made, control);
    box.className = `filter-${name}`;
    return box;
  }

  function choose(entries, name, text) {
    const select = make("select", "", new Option("All", ""));
    const values = new Set(entries.map((entry) => entry.dataset[name]));
    for (const value of [...values].sort()) select.append(new Option(value, value));
    return label(text, select, name);
  }

  function year(entries, name, text) {
    const input = make("input");
    const years = entries.flatMap((entry) => [entry.dataset.from, entry.dataset.to]).filter(Boolean);
    input.type = "number";
    input.min = Math.min(...years);
    input.max = Math.max(...years);
    input.placeholder = name === "from" ? input.min : input.max;
    return label(text, input, name);
  }

  function build(entries) {
    const search = make("input");
    search.type = "search";
    const reset = make("button", "Show all");
    reset.type = "reset";
    const status = make("output");
    status.setAttribute("aria-live", "polite");
    const form = make("form", "",
      ...FIELDS.map(([name, text]) => choose(entries, name, text)),
      year(entries, "from", "Period from"), year(entries, "to", "Period to"),
      label("Words", search, "words"), reset, status);
    form.className = "register-filter";
    form.setAttribute("role", "search");
    form.setAttribute("aria-label", "Filter the claims");
    return form;
  }

  /* A claim without a period fits no period that is asked for. */
  function fits(entry, asked) {
    const data = entry.dataset;
    return FIELDS.every(([name]) => !asked[name] || data[name] === asked[name])
      && (!asked.from || (data.to && +data.to >= +asked.from))
      && (!asked.to || (data.from && +data.from <= +asked.to))
      && plain(asked.words).split(/\s+/).every((word) => plain(entry.textContent).includes(word));
  }

  function apply(form, entries, groups) {
    const asked = Object.fromEntries(new FormData(form));
    for (const entry of entries) entry.hidden = !fits(entry, asked);
    for (const [head, members] of groups) head.hidden = members.every((entry) => entry.hidden);
    const shown = entries.filter((entry) => !entry.hidden).length;
    form.querySelector("output").textContent = `${shown} of ${entries.length} claims shown`;
  }

  /* What stands over entries: the section, the name of a measure, its definition. */
  function group(entries) {
    const groups = new Map();
    const add = (head, entry) => groups.set(head, [...(groups.get(head) || []), entry]);
    for (const entry of entries) {
      add(entry.parentElement, entry);
      let head = entry.previousElementSibling;
      while (head && !head.matches(".rubric")) head = head.previousElementSibling;
      if (head) [head, head.nextElementSibling].forEach((one) => add(one, entry));
    }
    return groups;
  }

  document.addEventListener("DOMContentLoaded", () => {
    const entries = [...document.querySelectorAll(".register-entry[data-theme]")];
    if (!entries.length) return;
    const form = build(entries), groups = group(entries);
    const update = () => apply(form, entries, groups);
    form.addEventListener("input", update);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(update));
    // A link to an entry that is filtered away shows everything again.
    window.addEventListener("hashchange", () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (target && target.closest("[hidden]")) { form.reset(); setTimeout(() => target.scrollIntoView()); }
    });
    entries[0].parentElement.before(form);
    update();
  });
})();
