// The page as a whole: its switch "Show code", and what is done before it is printed.
(() => {
  "use strict";
  const KEY = "show-code";
  const FONTS = ["Main", "Math", "AMS", "Caligraphic", "Size1", "Size2", "Size3"]; // they stand in the style sheet (assets.py)
  const root = document.documentElement;

  // Storage may be forbidden; then the choice lasts as long as the page.
  function remembered() {
    try {
      return localStorage.getItem(KEY) === "on";
    } catch {
      return false;
    }
  }

  function remember(on) {
    try {
      localStorage.setItem(KEY, on ? "on" : "off");
    } catch { /* see above */ }
  }

  function show(on) {
    root.classList.toggle("show-code", on);
    document.querySelectorAll("details.hide.above-input").forEach((fold) => { fold.open = on; });
    document.querySelector(".code-switch")?.setAttribute("aria-pressed", on);
  }

  function offerSwitch() {
    const button = document.querySelector(".code-switch");
    if (!button) return;
    if (remembered()) show(true);
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      remember(on);
      show(on);
    });
  }

  // On paper there is no dark page, and nothing can be unfolded: claims are open, code and solutions stay as chosen.
  function print() {
    const { theme } = root.dataset;
    const folds = [...document.querySelectorAll("details.crit-fold:not([open])")];
    root.dataset.theme = "light";
    folds.forEach((fold) => { fold.open = true; });
    window.addEventListener("afterprint", () => {
      root.dataset.theme = theme;
      folds.forEach((fold) => { fold.open = false; });
    }, { once: true });
  }

  // Before anything is drawn: neither what the reader chose nor the fonts of formulas may move the page.
  root.classList.toggle("show-code", remembered());
  for (const name of FONTS) document.fonts.load(`1em KaTeX_${name}`);
  document.addEventListener("DOMContentLoaded", offerSwitch);
  window.addEventListener("beforeprint", print);
})();
