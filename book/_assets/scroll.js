// What scrolls sideways can be reached with the keyboard, and what does not is no tab stop.
(() => {
  "use strict";
  const BOXES = "pre, .katex-display, .pst-scrollable-table-container, article :is(p, dd, figcaption):has(.katex)";

  function update() {
    const boxes = [...document.querySelectorAll(BOXES)];
    const scroll = boxes.map((box) => box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX === "auto");
    boxes.forEach((box, index) => {
      if (scroll[index]) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const article = document.querySelector("article");
    if (article) new ResizeObserver(update).observe(article);
  });
})();
