/* The search page: strings looked for in every passage of the book, in any script.
   Nothing is sent; the index is a script of the book, loaded on this page alone. */
"use strict";
(() => {
  const MOST = 60, AROUND = 90;
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[’‘]/g, "'");
  const root = new URL("../", document.currentScript.src);

  function make(name, text, ...children) {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    element.append(...children);
    return element;
  }

  /* Every word must occur; headings weigh more than text. */
  function weigh(words, heading, text) {
    let weight = 0;
    for (const word of words) {
      const inHeading = heading.includes(word), times = text.split(word).length - 1;
      if (!inHeading && !times) return 0;
      weight += 10 * inHeading + Math.min(times, 5) + 5 * (text.length < 400);
    }
    return weight;
  }

  function find(words) {
    const found = [];
    for (const [address, title, passages] of window.reportIndex) {
      for (const [anchor, heading, text] of passages) {
        const weight = weigh(words, plain(`${title} ${heading}`), plain(text));
        if (weight) found.push({ weight, address, anchor, title, heading, text });
      }
    }
    return found.sort((a, b) => b.weight - a.weight);
  }

  /* The words around the first hit, the hit marked; text only, never markup. */
  function excerpt(text, words) {
    const whole = text.normalize("NFKC"), low = plain(text);
    const at = Math.min(...words.map((word) => low.indexOf(word)).filter((i) => i >= 0));
    if (!Number.isFinite(at)) return make("p", `${whole.slice(0, 2 * AROUND)} …`);
    const word = words.find((one) => low.startsWith(one, at));
    const start = Math.max(0, at - AROUND), end = at + word.length;
    return make("p", "", start ? "… " : "", whole.slice(start, at),
      make("mark", whole.slice(at, end)), whole.slice(end, end + AROUND),
      end + AROUND < whole.length ? " …" : "");
  }

  function show(hit, words) {
    const link = make("a", hit.heading && hit.heading !== hit.title ? `${hit.title}: ${hit.heading}` : hit.title);
    link.href = new URL(hit.address + (hit.anchor ? `#${hit.anchor}` : ""), root).href;
    return make("li", "", link, excerpt(hit.text, words));
  }

  function answer(asked) {
    const words = plain(asked).split(/\s+/).filter(Boolean);
    if (!words.length) return;
    const found = find(words);
    const shown = found.length > MOST ? `, of which ${MOST} are shown` : "";
    document.getElementById("found").textContent =
      `${found.length || "No"} ${found.length === 1 ? "passage holds" : "passages hold"} “${asked}”${shown}.`;
    document.getElementById("results").replaceChildren(...found.slice(0, MOST).map((hit) => show(hit, words)));
  }

  const asked = new URLSearchParams(location.search).get("q") || "";
  document.getElementById("words").value = asked;
  const index = document.createElement("script");
  index.src = new URL("search-index.js", root).href;
  index.onload = () => answer(asked.trim());
  document.head.append(index);
})();
