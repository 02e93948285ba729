// Work with a page of claims as a reader does, from a file, and print as JSON what came of it:
//   node tests/book/ledger.mjs PAGE.html
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { launch } from "./browser.mjs";

const address = pathToFileURL(process.argv[2]).href;
const browser = await launch();
const seen = {};

async function open(hash = "", options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => (seen.errors ??= []).push(String(error)));
  await page.goto(address + hash);
  return page;
}

const keys = (page) => page.$$eval(".crit-ledger tbody tr", (rows) => rows
  .filter((row) => row.checkVisibility()).map((row) => row.id.replace("claim-", "")));
const hash = (page) => page.evaluate(() => location.hash);

let page = await open();
seen.all = await keys(page);
seen.said = await page.locator(".crit-filter output").textContent();
for (const [name, value] of [["chapter", "book/b"], ["status", "refuted"], ["kind", "a/two"], ["sort", "far"]]) {
  await page.selectOption(`[name=${name}]`, value);
  seen[name] = { keys: await keys(page), hash: await hash(page) };
  await page.click("[type=reset]");
  await page.waitForTimeout(20);
}
seen.reset = { keys: await keys(page), hash: await hash(page) };
await page.fill("[name=z]", "1.8");
await page.fill("[name=words]", "SENTENCE two");
seen.both = { keys: await keys(page), hash: await hash(page) };
seen.milliseconds = await page.evaluate(() => {
  const words = document.querySelector("[name=words]");
  const start = performance.now();
  words.value = "a";
  words.dispatchEvent(new Event("input", { bubbles: true }));
  return performance.now() - start;
});

page = await open("#status=refuted&sort=far");
seen.recalled = await keys(page);
await page.evaluate(() => { location.hash = "#claim-a/one"; });
await page.waitForTimeout(50);
seen.named = { keys: (await keys(page)).length, visible: await page.locator('[id="claim-a/one"]').isVisible() };

page = await open();
for (const kind of ["json", "csv"]) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(`[download="ledger.${kind}"]`)]);
  seen[kind] = { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

const unfolded = () => page.$$eval(".crit-fold tbody tr", (rows) => rows.filter((row) => row.checkVisibility()).length);
seen.folded = await unfolded();
await page.click("#call");
await page.waitForTimeout(50);
seen.opened = await unfolded();

page = await open("", { javaScriptEnabled: false });
seen.plain = { rows: (await page.locator(".crit-ledger tbody tr:visible").count()), form: await page.locator("form").isVisible() };

for (const width of [320, 360]) {
  page = await open("", { viewport: { width, height: 700 } });
  seen[width] = await page.evaluate(() => ({
    overflow: document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth,
    labels: getComputedStyle(document.querySelector(".crit-ledger td"), "::before").content,
    cut: [...document.querySelectorAll(".crit-ledger tbody :is(td, th)")].filter((cell) => cell.scrollWidth > cell.clientWidth + 1).length,
  }));
}
console.log(JSON.stringify(seen));
await browser.close();
