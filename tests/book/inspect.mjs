// Functions that run inside a page and say what is wrong there.

/** Formulas left as source or in error, and pictures without a real alt text. */
export function faults() {
  const article = document.querySelector("article") || document.body;
  const formulas = [];
  const images = [];
  const text = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  while (text.nextNode()) {
    const { data, parentElement } = text.currentNode;
    const source = /\\[([]|\$[^$\n]+\$|\\(frac|sigma|int|displaystyle)\b/.exec(data);
    if (source && !parentElement.closest("pre, code, script, style, textarea, .katex")) {
      formulas.push(`not typeset: ${data.trim().slice(0, 80)}`);
    }
  }
  article.querySelectorAll(".math").forEach((math) => {
    if (!math.querySelector(".katex math")) formulas.push(`empty formula: ${math.textContent.slice(0, 80)}`);
  });
  article.querySelectorAll(".katex-error").forEach((error) => formulas.push(`bad formula: ${error.textContent}`));
  article.querySelectorAll(".math :is(a:not(.headerlink), button, [tabindex])").forEach((stop) => {
    const box = stop.closest(".katex-display");
    if (stop !== box || box.scrollWidth <= box.clientWidth) formulas.push(`a tab stop: ${stop.textContent.slice(0, 80)}`);
  });
  article.querySelectorAll("img").forEach((image) => {
    const alt = image.alt.trim();
    const caption = image.closest("figure")?.querySelector("figcaption")?.textContent.trim();
    const file = /\.(png|svg|jpe?g|gif)$/i.test(alt) || /^[0-9a-f_/]{20,}$/i.test(alt);
    if (alt.length < 20 || file || alt === caption) images.push(`alt text "${alt}" of ${image.src.slice(0, 60)}`);
    if (image.naturalWidth === 0 && image.checkVisibility()) images.push(`not loaded: ${image.src.slice(0, 80)}`);
  });
  return { formulas, images };
}

/** Name every explorer and every control in it that can be moved. */
export function explorers() {
  return [...document.querySelectorAll("article .crit-explorer")].flatMap((box, index) => {
    const name = (box.dataset.explorer = `explorer-${index + 1}`);
    const controls = [...box.querySelectorAll("input[type=range], select, input[type=radio]:not(:checked)")];
    return controls.map((control, place) => {
      control.dataset.tested = `${name}-${control.name || "control"}-${place + 1}`;
      return { name, control: control.dataset.tested, kind: control.tagName === "SELECT" ? "select" : control.type };
    });
  });
}

/** Controls that are of no explorer and not of the ledger: without a kernel nothing can answer them. */
export function strays() {
  return [...document.querySelectorAll("article :is(input[type=range], select, .jupyter-widgets)")]
    .filter((control) => !control.closest(".crit-explorer, .crit-filter"))
    .map((control) => `a control that does nothing: ${control.outerHTML.slice(0, 120)}`);
}

/** Open every fold, so that what is inside is judged too. */
export function unfold() {
  document.querySelectorAll("details").forEach((fold) => { fold.open = true; });
  document.querySelectorAll(".toggle-hidden button.toggle-button").forEach((button) => button.click());
}

/** What makes the page wider than the window. */
export function overflow() {
  const { scrollWidth, clientWidth } = document.scrollingElement;
  if (scrollWidth <= clientWidth) return [];
  const wide = [...document.querySelectorAll("article *")].filter((e) => e.getBoundingClientRect().right > clientWidth + 1);
  const names = wide.slice(0, 5).map((e) => `<${e.tagName.toLowerCase()} class="${e.className}">`);
  return [`${scrollWidth} px wide in a window of ${clientWidth} px: ${names.join(", ")}`];
}
