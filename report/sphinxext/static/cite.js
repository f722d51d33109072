/* Each citation gets a button that copies it; without scripts it is text to select.
   Works from disk: where the clipboard is closed to pages, the text is selected. */
"use strict";
(() => {
  const select = (element) => getSelection().selectAllChildren(element);

  async function copy(text, button) {
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "Copied";
    } catch {
      select(text);
      button.textContent = document.execCommand("copy") ? "Copied" : "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  }

  function equip(text) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cite-copy";
    button.textContent = "Copy";
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => copy(text, button));
    text.after(button);
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".cite-text").forEach(equip);
  });
  /* The cards behind numbers come later, when the first is asked for. */
  document.addEventListener("report:cards", (event) => {
    event.target.querySelectorAll(".cite-text").forEach(equip);
  });
})();
