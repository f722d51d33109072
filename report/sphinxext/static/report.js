/* Charts answer to pointer, touch and keys with what each mark says of itself.
   Nothing is loaded: the drawing already carries the words. */
"use strict";
(() => {
  const tip = document.createElement("div");
  tip.className = "chart-tip";
  tip.setAttribute("role", "status");
  tip.hidden = true;
  let active = null;

  const marksOf = (svg) => [...svg.querySelectorAll('[role="graphics-symbol"][aria-label]')];

  function show(mark) {
    hide();
    active = mark;
    mark.classList.add("chart-mark-active");
    tip.textContent = mark.getAttribute("aria-label").split("; ").join(" · ");
    tip.hidden = false;
    const box = mark.getBoundingClientRect();
    const left = Math.min(box.left + window.scrollX, window.scrollX + document.documentElement.clientWidth - tip.offsetWidth - 8);
    tip.style.left = `${Math.max(left, 8)}px`;
    tip.style.top = `${Math.max(box.top + window.scrollY - tip.offsetHeight - 6, 8)}px`;
  }

  function hide() {
    if (active) active.classList.remove("chart-mark-active");
    active = null;
    tip.hidden = true;
  }

  function step(svg, by) {
    const marks = marksOf(svg);
    if (!marks.length) return;
    const at = marks.indexOf(active);
    show(marks[at < 0 ? (by > 0 ? 0 : marks.length - 1) : (at + by + marks.length) % marks.length]);
  }

  function start(svg) {
    svg.setAttribute("tabindex", "0");
    svg.addEventListener("pointerover", (event) => {
      const mark = event.target.closest('[role="graphics-symbol"][aria-label]');
      if (mark) show(mark);
    });
    svg.addEventListener("pointerleave", hide);
    svg.addEventListener("blur", hide);
    svg.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (by) { event.preventDefault(); step(svg, by); }
      if (event.key === "Escape") hide();
    });
  }

  /* A number opens what stands behind it in place; without this it is a link to
     its entry in the index. Escape closes it and gives the focus back. */
  function openCard(event) {
    const card = document.getElementById(this.hash.replace("#number-", "card-"));
    if (!card || !card.showPopover || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    card.showPopover();
    const at = this.getBoundingClientRect();
    const room = document.documentElement;
    const below = at.bottom + 6 + card.offsetHeight < room.clientHeight;
    const top = below ? at.bottom + 6 : at.top - 6 - card.offsetHeight;
    card.style.top = `${Math.max(8, Math.min(top, room.clientHeight - card.offsetHeight - 8))}px`;
    card.style.left = `${Math.max(8, Math.min(at.left, room.clientWidth - card.offsetWidth - 8))}px`;
    card.focus();
    card.onkeydown = (key) => { if (key.key === "Escape") card.hidePopover(); };
    card.ontoggle = (change) => { if (change.newState === "closed") this.focus(); };
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("a.number-link").forEach((a) => a.addEventListener("click", openCard));
    document.body.append(tip);
    document.querySelectorAll("figure.report-figure > svg").forEach(start);
  });
})();
