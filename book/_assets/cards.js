// Cards: what a link leads to, shown beside it while the pointer rests on it or the keyboard is at it; and over a formula,
// the meaning of its letters. Escape closes. A card never holds what cannot be reached without it: the link stays a link,
// and the letters are on the notation page. Below 600 px there are none.
(() => {
  const root = new URL(document.documentElement.dataset.content_root || "./", location.href);
  const wide = matchMedia("(min-width: 600px)");
  const WAIT = { link: 250, formula: 600, close: 200 };
  let card, owner, timer, data;

  // The contents are one script, fetched when the first card is wanted; a script loads from file:// too.
  const load = () =>
    (data ??= new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = new URL("_static/cards-data.js", root);
      script.onload = () => resolve(window.critCards);
      script.onerror = () => resolve({ links: {}, letters: [], pages: {} });
      document.head.append(script);
    }));

  const address = (url) => decodeURIComponent(url.pathname.slice(root.pathname.length) + url.hash);

  // A figure of this page is copied: its picture is there already.
  function copied(url) {
    const target = url.pathname === location.pathname && document.getElementById(decodeURIComponent(url.hash.slice(1)));
    if (!target || !target.matches("figure")) return "";
    const parts = [target.querySelector("picture, img"), target.querySelector("figcaption p")];
    return parts.map((part) => part?.outerHTML ?? "").join("");
  }

  // TeX as a list of commands and characters, without spaces, braces and words.
  const tokens = (tex) =>
    tex.replace(/\\(text|mathrm|operatorname)\s*\{[^}]{2,}\}/g, " ").match(/\\[A-Za-z]+|[^\s{}\\]/g) ?? [];

  function lettersOf(formula, known) {
    const rest = tokens(formula.querySelector("annotation")?.textContent ?? "");
    const found = [];
    for (const [letter, row] of known) {
      for (let i = 0; i + letter.length <= rest.length; i++)
        if (letter.every((token, k) => token === rest[i + k])) {
          found.push([i, row]);
          rest.fill(null, i, i + letter.length);
        }
    }
    const rows = found.sort((a, b) => a[0] - b[0]).map(([, row]) => row);
    return [...new Set(rows)].slice(0, 8);
  }

  // The letters that this page may use, those of most tokens first.
  function alphabet({ letters, pages }) {
    const page = pages[address(new URL(location.pathname, location.href))] ?? {};
    const spoken = new Set(["everywhere", ...(page.subjects ?? [])]);
    const own = Object.entries(page.own ?? {}).map(([tex, meaning]) => [tokens(tex), row(tex, meaning)]);
    const shared = letters
      .filter(([, , , subject]) => spoken.has(subject))
      .flatMap(([texts, letter, meaning]) => texts.map((tex) => [tokens(tex), `<tr>${letter}${meaning}</tr>`]));
    return [...own, ...shared].sort((a, b) => b[0].length - a[0].length);
  }

  function row(...texts) {
    const line = document.createElement("tr");
    line.append(...texts.map((text) => Object.assign(document.createElement("td"), { textContent: text.replaceAll("$", "") })));
    return line.outerHTML;
  }

  async function content(place) {
    const known = await load();
    if (!place.matches("a")) {
      const rows = lettersOf(place, alphabet(known));
      return rows.length && `<table>${rows.join("")}</table>`;
    }
    const url = new URL(place.href);
    return copied(url) || known.links[address(url)];
  }

  function close() {
    clearTimeout(timer);
    if (card) card.hidden = true;
    if (owner?.matches("a")) owner.removeAttribute("aria-describedby");
    owner = null;
  }

  function lay(place) {
    const box = place.getClientRects()[0];
    if (!box) return;
    const below = box.bottom + 8 + card.offsetHeight < innerHeight || box.top < card.offsetHeight + 8;
    card.style.left = `${Math.max(8, Math.min(box.left, innerWidth - card.offsetWidth - 24))}px`;
    card.style.top = `${below ? box.bottom + 6 : box.top - card.offsetHeight - 6}px`;
  }

  async function open(place) {
    close();
    owner = place;
    const inside = await content(place);
    if (!inside || owner !== place) return;
    if (!card) {
      card = Object.assign(document.createElement("div"), { id: "card", role: "tooltip" });
      card.setAttribute("role", "tooltip");
      card.addEventListener("pointerenter", () => clearTimeout(timer));
      card.addEventListener("pointerleave", leave);
      document.body.append(card);
    }
    card.innerHTML = inside;
    card.hidden = false;
    if (place.title) place.removeAttribute("title"); // or the browser shows a second card
    if (place.matches("a")) place.setAttribute("aria-describedby", "card");
    lay(place);
  }

  const placeOf = (target) => {
    const link = target.closest?.("main a[href*='#']:not(.headerlink)");
    return link ?? (target.closest?.("a, button, summary, #card") ? null : target.closest?.("main .katex"));
  };

  const later = (what, wait) => {
    clearTimeout(timer);
    timer = setTimeout(what, wait);
  };

  const leave = () => later(close, WAIT.close);

  document.addEventListener("pointerover", (event) => {
    const place = wide.matches && event.pointerType !== "touch" && placeOf(event.target);
    if (place === owner && owner) clearTimeout(timer);
    else if (place) later(() => open(place), place.matches("a") ? WAIT.link : WAIT.formula);
  });
  document.addEventListener("pointerout", (event) => {
    if (placeOf(event.target)) leave();
  });
  document.addEventListener("focusin", (event) => {
    const place = wide.matches && event.target.matches(":focus-visible") && placeOf(event.target);
    if (place) open(place);
  });
  document.addEventListener("focusout", close);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
})();
