// Visit pages of the built site and print, as JSON, what is wrong with each:
//   node tests/book/pages.mjs SITE PAGE...      {page: {check: [complaint, ...]}}
// SITE is the folder of the built site, a PAGE is a path in it without ".html".
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch, serve, settled, watched } from "./browser.mjs";
import { explorers, faults, overflow, strays, unfold } from "./inspect.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const STILL = "*, *::before, *::after { animation: none !important; transition: none !important }";
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };
const NARROW = { width: 320, height: 640 };

// What another size or another theme can change; the rest is asked once.
const CHANGING = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"];

/** What axe finds in the page as it stands, one line a node, by all its rules or by some. */
async function violations(page, label, rules) {
  const options = { resultTypes: ["violations"], ...(rules && { runOnly: { type: "rule", values: rules } }) };
  const found = await page.evaluate((chosen) => window.axe.run(document, chosen), options);
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => {
    const why = node.any[0]?.message || node.all[0]?.message || node.none[0]?.message || "";
    return `${label}: ${id}: ${node.html.slice(0, 160)} (${why})`;
  }));
}

/** Give the page a size and a theme. The theme makes scrolling boxes focusable 300 ms after a new size. */
async function wear(page, size, theme) {
  const changes = page.viewportSize().width !== size.width;
  if (changes) await page.setViewportSize(size);
  await page.evaluate((name) => Object.assign(document.documentElement.dataset, { theme: name, mode: name }), theme);
  if (changes) await page.waitForTimeout(400);
}

/** axe in light and dark, wide and on a phone, with every fold open; and what sticks out of the phone. */
async function looks(page) {
  const complaints = { accessibility: [], overflow: [] };
  await page.addStyleTag({ content: STILL });
  await page.evaluate(unfold);
  await page.evaluate(AXE);
  for (const [shape, size] of Object.entries({ wide: WIDE, phone: PHONE })) {
    for (const theme of ["light", "dark"]) {
      await wear(page, size, theme);
      const all = shape === "wide" && theme === "light";
      complaints.accessibility.push(...await violations(page, `${shape} ${theme}`, all ? undefined : CHANGING));
    }
  }
  complaints.overflow = await page.evaluate(overflow);
  await wear(page, NARROW, "light");
  complaints.overflow.push(...await page.evaluate(overflow));
  return complaints;
}

/** Move every control of every explorer and expect another picture each time; allow no other control. */
async function play(page) {
  const complaints = await page.evaluate(strays);
  for (const { name, control, kind } of await page.evaluate(explorers)) {
    const before = await shown(page, name);
    await move(page.locator(`[data-tested="${control}"]`), kind);
    if (!await changes(page, name, before)) complaints.push(`${name}: ${control} (${kind}) changes no picture`);
  }
  return complaints;
}

/** Whether an explorer comes to show something else; a frame is shown once it has been fetched. */
async function changes(page, name, before) {
  for (let tries = 0; tries < 20; tries += 1) {
    if (await shown(page, name) !== before) return true;
    await page.waitForTimeout(100);
  }
  return false;
}

/** Move one control as a reader at the keyboard does. */
async function move(control, kind) {
  if (kind === "radio") return control.focus().then(() => control.press("Space"));
  await control.focus();
  const last = await control.evaluate((c) => (c.tagName === "SELECT"
    ? c.selectedIndex === c.options.length - 1 : Number(c.value) >= Number(c.max)));
  return control.press(last ? (kind === "range" ? "ArrowLeft" : "ArrowUp") : (kind === "range" ? "ArrowRight" : "ArrowDown"));
}

function shown(page, name) {
  return page.evaluate((id) => [...document.querySelectorAll(`[data-explorer="${id}"] img`)]
    .filter((image) => image.checkVisibility()).map((image) => image.src).join(" "), name);
}

/** One frame of each explorer is to be seen where scripts are off. */
async function stills(browser, address) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: WIDE });
  const page = await context.newPage();
  await page.goto(address);
  const frames = await page.evaluate(() => [...document.querySelectorAll("article .crit-explorer")]
    .map((explorer) => [...explorer.querySelectorAll("img")].filter((image) => image.checkVisibility()).length));
  await context.close();
  return frames.flatMap((count, index) => (count === 1 ? [] : [`explorer ${index + 1} shows ${count} frames`]));
}

async function overHttp(browser, host, name) {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce", colorScheme: "light" });
  const { page, seen } = await watched(context, [host]);
  const address = `http://${host}/${name}.html`;
  await page.goto(address, { waitUntil: "load" });
  await settled(page);
  const report = { ...await page.evaluate(faults), explorers: await play(page), ...await looks(page), ...seen };
  report.without_scripts = await stills(browser, address);
  await context.close();
  return report;
}

async function fromFile(browser, site, name) {
  const context = await browser.newContext({ viewport: WIDE, colorScheme: "light" });
  const { page, seen } = await watched(context, ["file"]);
  await page.goto(pathToFileURL(join(site, `${name}.html`)).href, { waitUntil: "load" });
  await settled(page);
  const { formulas } = await page.evaluate(faults);
  const complaints = [formulas, await play(page), ...Object.values(seen)].flat();
  await context.close();
  return complaints;
}

const [folder, ...names] = process.argv.slice(2);
const site = resolve(folder);
const server = await serve(site);
const browser = await launch();
const report = {};
for (const name of names) {
  report[name] = { ...await overHttp(browser, server.host, name), from_file: await fromFile(browser, site, name) };
}
await browser.close();
server.close();
console.log(JSON.stringify(report, null, 1));
