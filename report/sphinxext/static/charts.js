/* Charts answer to pointer, touch and keys with what each mark says of itself.
   Nothing is loaded: the drawing already carries the words. */
"use strict";
(() => {
  const MARK = '[role="graphics-symbol"][aria-label]';
  const tip = document.createElement("div");
  tip.className = "chart-tip";
  tip.setAttribute("role", "status");
  tip.hidden = true;
  document.body.append(tip);
  const started = new Set();
  let active = null;

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
    const marks = [...svg.querySelectorAll(MARK)];
    if (!marks.length) return;
    const at = marks.indexOf(active);
    show(marks[at < 0 ? (by > 0 ? 0 : marks.length - 1) : (at + by + marks.length) % marks.length]);
  }

  function answer(svg, key) {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
    if (by) step(svg, by);
    if (key === "Escape") hide();
    return !!by;
  }

  /* The drawing as the page shows it, on white, at twice its size. */
  function savePicture(svg, name) {
    const copy = svg.cloneNode(true);
    copy.setAttribute("color", "#000");
    const text = new XMLSerializer().serializeToString(copy);
    const picture = new Image();
    picture.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = 2 * svg.viewBox.baseVal.width;
      canvas.height = 2 * svg.viewBox.baseVal.height;
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      const link = document.createElement("a");
      link.href = canvas.toDataURL("image/png");
      link.download = `${name}.png`;
      link.click();
    };
    picture.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
  }

  function offerPicture(svg) {
    const figure = svg.closest("figure"), list = figure.querySelector(".figure-take");
    if (!list) return;
    const button = document.createElement("button"), item = document.createElement("li");
    button.textContent = "Drawing as PNG";
    button.addEventListener("click", () => savePicture(svg, figure.id));
    item.append(button);
    list.append(item);
  }

  /* early: a key that was pressed before this script was there. */
  window.startChart = (svg, early) => {
    if (started.has(svg)) return;
    started.add(svg);
    svg.addEventListener("pointerover", (event) => {
      const mark = event.target.closest(MARK);
      if (mark) show(mark);
    });
    svg.addEventListener("pointerleave", hide);
    svg.addEventListener("blur", hide);
    svg.addEventListener("keydown", (event) => {
      if (answer(svg, event.key)) event.preventDefault();
    });
    offerPicture(svg);
    if (early) answer(svg, early);
  };
})();
