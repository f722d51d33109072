/* What a page does when asked: numbers open in place, links can be copied, charts answer.
   Without scripts every one of these is a plain link, a drawing or a table. */
"use strict";
(() => {
  const here = document.currentScript.src;
  const loaded = new Map();

  /* Each script beside the page is asked for once, when it is first needed. */
  function load(address) {
    if (!loaded.has(address)) {
      loaded.set(address, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = address;
        script.onload = done;
        script.onerror = failed;
        document.head.append(script);
      }));
    }
    return loaded.get(address);
  }

  /* A number opens what stands behind it in place; without this it is a link to
     its entry in the index. Escape closes it and gives the focus back. */
  function startNumbers(links) {
    const cards = document.getElementById("cards");
    if (!cards || !cards.showPopover) return;
    const fetch = () => load(new URL(cards.dataset.script, location.href).href);
    for (const link of links) {
      link.addEventListener("pointerover", fetch, { once: true });
      link.addEventListener("focus", fetch, { once: true });
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        fetch().then(() => openCard(link), () => { location.href = link.href; });
      });
    }
  }

  function findCard(link) {
    return document.getElementById(link.hash.replace(/^#(number-)?/, "card-"));
  }

  function showCard(link, card) {
    card.showPopover();
    const at = link.getBoundingClientRect();
    const room = document.documentElement;
    const below = at.bottom + 6 + card.offsetHeight < room.clientHeight;
    const top = below ? at.bottom + 6 : at.top - 6 - card.offsetHeight;
    card.style.top = `${Math.max(8, Math.min(top, room.clientHeight - card.offsetHeight - 8))}px`;
    card.style.left = `${Math.max(8, Math.min(at.left, room.clientWidth - card.offsetWidth - 8))}px`;
  }

  function openCard(link) {
    const card = findCard(link);
    if (!card) { location.href = link.href; return; }
    if (!card.matches(":popover-open")) showCard(link, card);
    card.focus();
    card.onkeydown = (key) => { if (key.key === "Escape") card.hidePopover(); };
    card.ontoggle = (change) => {
      if (change.newState !== "closed") return;
      card.ontoggle = null;
      /* Whoever has gone on meanwhile is not called back. */
      const now = document.activeElement;
      if (!now || now === document.body || card.contains(now)) link.focus();
    };
  }

  /* A term shows its definition under the pointer too, as long as the pointer stays on
     either; what was opened on purpose stays open. */
  function startTerm(link) {
    let leaving;
    const fetch = () => load(new URL(document.getElementById("cards").dataset.script, location.href).href);
    link.addEventListener("pointerenter", (event) => {
      if (event.pointerType !== "mouse") return;
      fetch().then(() => {
        const card = findCard(link);
        if (!card || !link.matches(":hover") || card.matches(":popover-open")) return;
        showCard(link, card);
        const stay = () => clearTimeout(leaving);
        const leave = () => {
          leaving = setTimeout(() => { if (!card.ontoggle) card.hidePopover(); }, 300);
        };
        link.onpointerleave = card.onpointerleave = leave;
        link.onpointerenter = card.onpointerenter = stay;
      }, () => {});
    });
  }

  const notice = document.createElement("div");
  notice.className = "notice";
  notice.setAttribute("role", "status");

  function say(words) {
    notice.textContent = words;
    setTimeout(() => { notice.textContent = ""; }, 3000);
  }

  function copyLink() {
    if (!navigator.clipboard) return;
    navigator.clipboard.writeText(this.href).then(() => say("Link copied"), () => {});
  }

  function startChart(figure) {
    const svg = figure.querySelector(".drawing > svg");
    if (!svg) return;
    svg.setAttribute("tabindex", "0");
    let early;
    svg.addEventListener("keydown", (event) => { early = event.key; }, { once: true });
    const start = () => load(new URL("charts.js", here).href).then(() => window.startChart(svg, early));
    figure.addEventListener("pointerover", start, { once: true });
    figure.addEventListener("focusin", start, { once: true });
  }

  document.body.append(notice);
  startNumbers(document.querySelectorAll("a.number-link, a.term-link"));
  document.querySelectorAll("a.term-link").forEach(startTerm);
  document.querySelectorAll(".headerlink").forEach((a) => a.addEventListener("click", copyLink));
  document.querySelectorAll("figure.report-figure").forEach(startChart);
})();
