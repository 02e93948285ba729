// Pictures of every page, for people to look at: light, dark, and light on a phone.
//   node tests/book/screenshots.mjs SITE OUT
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { launch, serve, settled } from "./browser.mjs";

const LOOKS = {
  light: { viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  phone: { viewport: { width: 360, height: 740 }, colorScheme: "light", deviceScaleFactor: 2 },
};

const [site, out] = process.argv.slice(2);
const pages = readdirSync(site, { recursive: true })
  .filter((file) => file.endsWith(".html") && !file.startsWith("_") && file !== "index.html");
const { host, close } = await serve(site);
const browser = await launch();
mkdirSync(out, { recursive: true });
for (const [look, options] of Object.entries(LOOKS)) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  for (const file of pages) {
    await page.goto(`http://${host}/${file}`);
    await settled(page);
    const path = join(out, `${file.replace(/\.html$/, "").replaceAll("/", "-")}-${look}.png`);
    // The theme scrolls a box inside the window, so the window is made as tall as the page.
    const height = await page.evaluate(() => document.scrollingElement.scrollHeight);
    await page.setViewportSize({ width: options.viewport.width, height: Math.min(height, 12_000) });
    await page.screenshot({ path });
    await page.setViewportSize(options.viewport);
    console.log(path);
  }
  await context.close();
}
await browser.close();
close();
