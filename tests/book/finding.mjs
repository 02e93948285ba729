// What a reader finds, from file://: `node finding.mjs SITE` looks at the small book, with queries only at their results.
import { pathToFileURL } from "node:url";
import { launch, watched } from "./browser.mjs";

const [site, ...queries] = process.argv.slice(2);
const root = pathToFileURL(`${site}/`).href;
const browser = await launch();
const { page, seen } = await watched(await browser.newContext({ viewport: { width: 1100, height: 800 } }), ["file"]);

async function results(query) {
  await page.goto(`${root}search.html?q=${encodeURIComponent(query)}`);
  await page.waitForFunction(() => document.querySelector(".search-summary")?.textContent);
  return page.$$eval("#search-results li a", (links) => links.map((link) => link.textContent));
}

const text = () => page.evaluate(() => [...document.querySelectorAll("#card:not([hidden])")].map((card) => card.textContent).join(""));

async function card(selector, nth = 0) {
  const place = page.locator(selector).nth(nth);
  await page.mouse.move(0, 0);
  await page.keyboard.press("Escape");
  await place.scrollIntoViewIfNeeded();
  await place.hover();
  await page.waitForTimeout(1200);
  return text();
}

async function smallBook() {
  const first = {};
  for (const query of ["vanishing gradient", "dead relu", "χ1", "chi_1", "mean_map", "edge of chaos", "phlogiston"])
    first[query] = (await results(query))[0] ?? null;
  await page.goto(`${root}book/second.html`);
  const figure = await card("main a[href$='#fig-dot']");
  await page.goto(`${root}book/first.html`);
  const letter = await card("main p .katex", 0);
  const letters = await card("main p .katex", 1);
  const name = await card("main a[href$='#crit.mean_map']");
  await page.keyboard.press("Escape");
  const escaped = (await text()) === "";
  await page.mouse.move(0, 0);
  const link = page.locator("main a[href*='#term-']").first();
  await link.focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  await page.waitForTimeout(400);
  const term = await text();
  const focusable = await page.locator("main .katex[tabindex], main .katex [tabindex], #card a, #card button").count();
  await page.setViewportSize({ width: 360, height: 640 });
  await page.reload();
  const phone = await card("main a[href$='#crit.mean_map']");
  return { first, figure, letter, letters, name, escaped, term, focusable, phone };
}

const found = queries.length ? { results: {} } : await smallBook();
for (const query of queries) found.results[query] = await results(query);
// Addresses of other hosts are refused here, and where nothing was fetched pages name some: that is no fault of the page.
const errors = seen.errors.filter((error) => !/net::ERR_FAILED/.test(error));
console.log(JSON.stringify({ ...found, errors }));
await browser.close();
