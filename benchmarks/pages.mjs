// Measure pages of the built site as a reader's browser meets them:
//   node benchmarks/pages.mjs [--json] SITE [PAGE...]
// SITE is the folder of the built site, a PAGE is a path in it without ".html"; all pages of the book if there is none.
// Weights are of everything that a page asks for before anybody touches it. Work: processor time of the page's main thread
// until it stands, which does not depend on what else the machine does. TBT: what tasks of it take beyond 50 ms.
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { launch, serve, watched } from "../tests/book/browser.mjs";

const COLUMNS = ["page", "kB", "kB gz", "work ms", "LCP ms", "CLS", "TBT ms", "words", "figures", "live", "tabs", "height", "phone"];
const MOST_TABS = 400;
const QUIET = 700;

/** Runs before the page: keep what the browser observes. */
function observe() {
  const seen = (window.observed = { lcp: 0, cls: 0, tbt: 0, shifted: [] });
  const each = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  each("largest-contentful-paint", (entry) => { seen.lcp = entry.startTime; });
  each("longtask", (entry) => { seen.tbt += entry.duration - 50; });
  each("layout-shift", (entry) => {
    if (entry.hadRecentInput) return;
    seen.cls += entry.value;
    entry.sources.forEach(({ node }) => seen.shifted.push(`${node?.nodeName}.${node?.className || ""}`));
  });
}

/** Runs in the page: what a reader finds there. */
function contents() {
  const article = document.querySelector("article") || document.body;
  const copy = article.cloneNode(true);
  copy.querySelectorAll("pre, table, details, script, style, .katex, mjx-container, .toggle-hidden, .crit-claims, nav")
    .forEach((part) => part.remove());
  return {
    words: (copy.textContent.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) || []).length,
    figures: article.querySelectorAll("figure").length || article.querySelectorAll("img.crit-figure").length,
    live: article.querySelectorAll(".crit-explorer").length,
    height: document.documentElement.scrollHeight,
    ...window.observed,
  };
}

/** How often Tab must be pressed to come to the first control of a picture; NaN where there is none. */
async function tabs(page) {
  if (!await page.locator(".crit-explorer").count()) return NaN;
  await page.evaluate(() => window.scrollTo(0, 0));
  for (let pressed = 1; pressed <= MOST_TABS; pressed += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => Boolean(document.activeElement.closest(".crit-explorer")))) return pressed;
  }
  return MOST_TABS + 1;
}

/** Sum the bodies of all answers, as they are and compressed. */
function weigh(page) {
  const bodies = [];
  page.on("response", (answer) => answer.url().startsWith("http") && bodies.push(answer.body().catch(() => "")));
  return async () => {
    const all = await Promise.all(bodies);
    const sum = (size) => Math.round(all.reduce((total, body) => total + size(body), 0) / 1000);
    return { raw: sum((body) => body.length), gzip: sum((body) => Math.min(body.length, gzipSync(body).length)) };
  };
}

/** Processor time of the page's main thread in milliseconds, from now on. */
async function clock(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return Math.round(1000 * metrics.find(({ name }) => name === "TaskDuration").value);
  };
}

async function visit(browser, host, name) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const { page } = await watched(context, [host]);
  await page.addInitScript(observe);
  const weight = weigh(page);
  const work = await clock(page);
  await page.goto(`http://${host}/${name}.html`, { waitUntil: "load" });
  await page.waitForTimeout(QUIET);
  const found = { work: await work(), ...await weight(), ...await page.evaluate(contents), tabs: await tabs(page) };
  await page.setViewportSize({ width: 360, height: 740 });
  found.phone = await page.evaluate(() => document.documentElement.scrollHeight);
  await context.close();
  return found;
}

function row(name, found) {
  const { raw, gzip, work, lcp, cls, tbt, words, figures, live, tabs: pressed, height, phone } = found;
  const round = [raw, gzip, work, lcp, cls.toFixed(2), tbt, words, figures, live, pressed, height, phone]
    .map((value) => (Number.isFinite(Number(value)) ? String(typeof value === "number" ? Math.round(value) : value) : "–"));
  return `| ${[name.replace(/^book\//, ""), ...round].join(" | ")} |`;
}

function pagesOf(site) {
  return readdirSync(join(site, "book"), { recursive: true }).filter((file) => file.endsWith(".html")).sort()
    .map((file) => `book/${file.slice(0, -".html".length)}`);
}

const json = process.argv[2] === "--json";
const [folder, ...names] = process.argv.slice(json ? 3 : 2);
const site = resolve(folder);
const { host, close } = await serve(site);
const browser = await launch();
const report = {};
if (!json) console.log(`| ${COLUMNS.join(" | ")} |\n|${"---|".repeat(COLUMNS.length)}`);
for (const name of names.length ? names : pagesOf(site)) {
  report[name] = await visit(browser, host, name);
  if (!json) console.log(row(name, report[name]));
}
await browser.close();
close();
if (json) console.log(JSON.stringify(report, null, 1));
