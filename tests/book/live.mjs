// Make a page live against a Jupyter server of this machine and print, as JSON, what happened:
//   node tests/book/live.mjs SITE PAGE SERVER TOKEN
import { launch, serve, settled, watched } from "./browser.mjs";

const SLIDER = `import ipywidgets
ipywidgets.interact(lambda n: print("square", n * n), n=(0, 10))`;
const [site, name, server, token] = process.argv.slice(2);
const { host, close } = await serve(site);
const browser = await launch();

/** Open the page with a query, in a browser that knows nothing. */
async function open(query, ...hosts) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const visit = await watched(context, [host, ...hosts]);
  await visit.page.goto(`http://${host}/${name}.html${query}`);
  await settled(visit.page);
  return visit;
}

function status(page, wanted, timeout = 120_000) {
  return page.waitForFunction((word) => document.querySelector(".live-bar [role=status]").textContent.includes(word),
    wanted, { timeout });
}

/** Run the cell at `index`, with other code if there is any, and return what it shows. */
async function run(page, index, code, end = "ready") {
  const cell = page.locator(".thebe-cell").nth(index);
  if (code) {
    await cell.locator(".CodeMirror-line").first().click();
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(code);
  }
  await cell.getByRole("button", { name: "Run" }).click();
  await status(page, end);
  return page.locator("[data-output]").nth(index);
}

/** Without a local server: nothing before the press, Binder alone after it. */
async function withBinder() {
  const { page, seen } = await open(`?server=https://example.org&token=${token}`);
  const before = [...seen.foreign];
  await page.getByRole("button", { name: "Make the code live" }).click();
  await status(page, "no kernel").catch(() => null);
  return { before, after: seen.foreign, said: await page.textContent(".live-bar [role=status]") };
}

async function withServer() {
  const { page, seen } = await open(`?server=${server}&token=${token}`, new URL(server).host);
  const address = page.url();
  await page.getByRole("button", { name: "Make the code live" }).click();
  await status(page, "ready");
  const tagged = await page.evaluate(() => [...document.querySelectorAll(".thebe-cell")]
    .findIndex((box) => box.closest(".tag_live")));
  const own = await (await run(page, Math.max(tagged, 0))).textContent();
  const output = await run(page, 0, SLIDER);
  const slider = [await output.textContent()];
  await output.locator(".noUi-handle").focus();
  await page.keyboard.press("ArrowRight");
  await output.getByText("square 36").waitFor();
  slider.push(await output.textContent());
  const wrong = await (await run(page, 0, "1 / 0", "raised")).textContent();
  return { address, own, slider, wrong, ...seen };
}

console.log(JSON.stringify({ server: await withServer(), binder: await withBinder() }, null, 1));
await browser.close();
close();
