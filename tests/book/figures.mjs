// Visit a page with figures and print, as JSON, how they look and what they fetch:
//   node tests/book/figures.mjs SITE PAGE OUT
// The figures in light and dark go to OUT as <theme>-<number>.png, whatever scheme the system has.
import { resolve, join } from "node:path";
import { pathToFileURL } from "node:url";
import { launch, serve } from "./browser.mjs";

const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };
const PICTURES = "img.crit-figure:not([hidden])";

/** Wait until every picture that is to be seen has been fetched. */
function fetched(page) {
  return page.waitForFunction((selector) => [...document.querySelectorAll(selector)].every((image) => {
    image.loading = "eager";
    return image.complete && image.naturalWidth;
  }), PICTURES);
}

/** The pictures in both themes of the page, on a system that has the other one. */
async function schemes(browser, address, out) {
  for (const [theme, colorScheme] of [["light", "dark"], ["dark", "light"]]) {
    const page = await browser.newPage({ viewport: WIDE, colorScheme });
    await page.goto(address);
    await page.evaluate((name) => Object.assign(document.documentElement.dataset, { theme: name, mode: name }), theme);
    await fetched(page);
    await page.waitForTimeout(300);
    for (const [index, picture] of (await page.$$(PICTURES)).entries()) {
      await picture.screenshot({ path: join(out, `${theme}-${index}.png`) });
    }
    await page.close();
  }
}

/** Which rendition stands where, and how wide. */
async function renditions(browser, address, viewport) {
  const page = await browser.newPage({ viewport });
  await page.goto(address);
  await fetched(page);
  const found = await page.$$eval(PICTURES, (images) => images.map((image) => (
    { file: image.currentSrc.split("/").pop(), width: image.getBoundingClientRect().width })));
  await page.close();
  return found;
}

/** What an explorer fetches at first, when a reader takes hold of it, and what it shows and says when it is moved. */
async function explorer(browser, address) {
  const page = await browser.newPage({ viewport: WIDE });
  const asked = [];
  page.on("request", (request) => asked.push(request.url().split("/").pop()));
  await page.goto(address);
  await page.waitForLoadState("networkidle");
  const frames = await page.$$eval(".crit-explorer img", (images) => images.map((image) => image.src.split("/").pop()));
  const fetchedOf = () => frames.filter((frame) => asked.includes(frame)).length;
  const shown = () => page.$$eval(".crit-explorer img", (images) => images.map((image) => !image.hidden));
  const steps = [{ shown: await shown(), fetched: fetchedOf() }];
  const slider = page.locator(".crit-explorer input[type=range]");
  const act = async (action) => {
    await action();
    await page.waitForTimeout(300);
    const said = await page.locator(".crit-explorer [role=status]").textContent();
    steps.push({ shown: await shown(), fetched: fetchedOf(), said });
  };
  await act(() => slider.focus());
  await act(() => slider.press("ArrowRight"));
  await act(() => slider.press("End"));
  const link = page.url();
  await act(() => page.locator(".crit-reset").click());
  await page.emulateMedia({ media: "print" });
  const printed = await page.$$eval(".crit-explorer img, .crit-explorer input, .crit-explorer button",
    (parts) => parts.filter((part) => part.checkVisibility()).map((part) => part.tagName));
  await page.close();
  const again = await browser.newPage({ viewport: WIDE });
  await again.goto(link);
  await again.waitForLoadState("networkidle");
  const restored = await again.$$eval(".crit-explorer img", (images) => images.map((image) => !image.hidden));
  await again.close();
  return { steps, printed, link, restored };
}

const [site, name, out] = process.argv.slice(2);
const { host, close } = await serve(site);
const browser = await launch();
const address = `http://${host}/${name}.html`;
await schemes(browser, address, out);
console.log(JSON.stringify({
  wide: await renditions(browser, address, WIDE),
  phone: await renditions(browser, address, PHONE),
  file: await renditions(browser, pathToFileURL(join(resolve(site), `${name}.html`)).href, WIDE),
  explorer: await explorer(browser, address),
}));
await browser.close();
close();
