// What the browser scripts share: the browser found on this machine, and a watch over what a page does.
import { execSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };

/** Start the Chromium of this machine: the one named by CHROMIUM, else the first one on the path. */
export function launch() {
  const executablePath = process.env.CHROMIUM || execSync("command -v chromium chromium-browser google-chrome | head -1")
    .toString().trim();
  return chromium.launch({ executablePath, args: FLAGS });
}

/** Serve the folder `site` on a free port of this machine. */
export async function serve(site) {
  const server = createServer((request, answer) => {
    const path = join(site, decodeURIComponent(new URL(request.url, "http://x").pathname));
    try {
      const body = readFileSync(path);
      answer.writeHead(200, { "content-type": TYPES[extname(path)] || "application/octet-stream" }).end(body);
    } catch {
      answer.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { host: `127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Open a page whose requests to hosts outside `hosts` are aborted and written down, as are its errors. */
export async function watched(context, hosts) {
  const page = await context.newPage();
  const seen = { foreign: [], errors: [], failed: [] };
  await page.route("**/*", (route) => {
    const url = new URL(route.request().url());
    const own = ["data:", "blob:"].includes(url.protocol) || hosts.includes(url.protocol === "file:" ? "file" : url.host);
    if (own) return route.continue();
    seen.foreign.push(url.href);
    return route.abort();
  });
  page.on("websocket", (socket) => hosts.includes(new URL(socket.url()).host) || seen.foreign.push(socket.url()));
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && seen.errors.push(message.text()));
  page.on("response", (answer) => answer.status() >= 400 && seen.failed.push(`${answer.status()} ${answer.url()}`));
  page.on("requestfailed", (request) => seen.failed.push(request.url()));
  return { page, seen };
}

/** Wait until the fonts of the page are loaded and all pictures that are to be seen, down to its end, are decoded. */
export function settled(page) {
  return page.evaluate(async () => {
    await document.fonts.ready;
    const seen = [...document.images].filter((image) => image.checkVisibility());
    seen.forEach((image) => { image.loading = "eager"; });
    await Promise.all(seen.map((image) => image.decode().catch(() => null)));
  });
}
