// Read a page in ways of their own and print, as JSON, what was seen: node tests/book/reader.mjs SITE PAGE
import { launch, serve, settled, watched } from "./browser.mjs";

const [site, name] = process.argv.slice(2);
const { host, close } = await serve(site);
const browser = await launch();
const WIDE = { width: 1280, height: 900 };

async function open(options = {}, prepare = () => null) {
  const context = await browser.newContext({ viewport: WIDE, ...options });
  const { page, seen } = await watched(context, [host]);
  await prepare(page);
  await page.goto(`http://${host}/${name}.html`);
  if (options.javaScriptEnabled !== false) await settled(page);
  return { page, seen };
}

/** What in the header takes the focus without showing it. */
async function unseenFocus() {
  const { page } = await open();
  const look = () => page.evaluate(() => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement);
    const header = document.activeElement.closest(".bd-header-article");
    const seen = (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
    return { header: Boolean(header), seen, what: document.activeElement.outerHTML.slice(0, 120) };
  });
  const found = { stops: 0, unseen: [] };
  for (let pressed = 0; pressed < 60; pressed += 1) {
    await page.keyboard.press("Tab");
    const { header, seen, what } = await look();
    found.stops += header;
    if (header && !seen) found.unseen.push(what);
    if (found.stops && !header) break;
  }
  return found;
}

/** Which cells are to be seen, and what the switch says of itself. */
function cells(page) {
  return page.evaluate(() => {
    const seen = (selector) => [...document.querySelectorAll(selector)].filter((part) => part.checkVisibility()).length;
    return { setUp: seen(".cell.tag_set-up"), code: seen("details.hide .cell_input"),
      pressed: document.querySelector(".code-switch").getAttribute("aria-pressed") };
  });
}

/** The switch, off, on, and on after a new visit. */
async function showCode(prepare) {
  const { page, seen } = await open({}, prepare);
  const states = [await cells(page)];
  await page.locator(".code-switch").focus();
  await page.keyboard.press("Enter");
  states.push(await cells(page));
  await page.reload();
  states.push(await cells(page));
  return { states, errors: seen.errors };
}

/** A reader whose browser keeps nothing. */
const forbid = (page) => page.addInitScript(() => {
  const refuse = () => { throw new DOMException("forbidden", "SecurityError"); };
  const { getItem } = Storage.prototype; // the theme asks for its mode without a guard
  Storage.prototype.getItem = function get(key) { return key === "show-code" ? refuse() : getItem.call(this, key); };
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function set(key, value) { return key === "show-code" ? refuse() : setItem.call(this, key, value); };
});

async function withoutScripts() {
  const { page } = await open({ javaScriptEnabled: false });
  return page.evaluate(() => {
    const seen = (selector) => [...document.querySelectorAll(selector)].filter((part) => part.checkVisibility()).length;
    return { bar: seen(".page-bar"), setUp: seen(".cell.tag_set-up"), code: seen(".cell.tag_set-up .cell_input") };
  });
}

/** On paper: what is cut off, and which controls are left. */
async function onPaper() {
  const { page } = await open({ viewport: { width: 660, height: 900 } });
  await page.emulateMedia({ media: "print" });
  return page.evaluate(() => ({
    cut: [...document.querySelectorAll("article :is(pre, p, figure, table)")]
      .filter((part) => part.checkVisibility() && part.scrollWidth > part.clientWidth + 1)
      .map((part) => part.outerHTML.slice(0, 100)),
    controls: [...document.querySelectorAll("button, input, select")].filter((part) => part.checkVisibility()).length,
  }));
}

/** From the top of the page to the first control of a picture, and on with an arrow. */
async function byKeyboard() {
  const { page } = await open();
  const shown = () => page.evaluate(() => [...document.querySelectorAll(".crit-explorer img")]
    .filter((image) => image.checkVisibility()).map((image) => image.src).join());
  for (let pressed = 1; pressed < 200; pressed += 1) {
    await page.keyboard.press("Tab");
    if (!await page.evaluate(() => Boolean(document.activeElement.closest(".crit-explorer input, .crit-explorer select")))) continue;
    const before = await shown();
    await page.keyboard.press("ArrowRight");
    return { pressed, changed: before !== await shown() };
  }
  return { pressed: null };
}

const report = {
  focus: await unseenFocus(), code: await showCode(), forbidden: await showCode(forbid),
  scripts: await withoutScripts(), paper: await onPaper(), keyboard: await byKeyboard(),
};
await browser.close();
close();
console.log(JSON.stringify(report, null, 1));
