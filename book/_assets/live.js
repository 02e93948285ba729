// Live code: one button under the title turns the code cells of a page into editors that run.
//
// Nothing is asked of the network before the button is pressed. Then a kernel comes from
//   - a Jupyter server on this machine, when the address of the page ends in
//     ?server=http://localhost:8888&token=...   (only loopback addresses are taken), or
//   - Binder, at the address of the page's own Binder link.
// A cell that is run first runs the cells above it that have not run yet.
(() => {
  "use strict";

  const THEBE = "0.9.3";
  const assets = new URL("vendor/", document.currentScript.src);
  const state = { cells: [], done: new Set(), status: null };

  // Where a kernel comes from

  function loopback(address) {
    try {
      const url = new URL(address);
      const local = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
      return local && url.protocol.startsWith("http") ? url.origin + url.pathname.replace(/\/$/, "") : null;
    } catch {
      return null;
    }
  }

  // The choice is kept for the tab, so that it survives a click on the next chapter; the token
  // leaves the address bar, so that it is in no bookmark and no shared link.
  function localServer() {
    const here = new URL(location.href);
    const baseUrl = loopback(here.searchParams.get("server"));
    if (baseUrl) {
      sessionStorage.setItem("live-server", JSON.stringify({ baseUrl, token: here.searchParams.get("token") || "" }));
      ["server", "token"].forEach((name) => here.searchParams.delete(name));
      history.replaceState(null, "", here);
    }
    return JSON.parse(sessionStorage.getItem("live-server"));
  }

  // .../v2/gh/OWNER/NAME/REF?urlpath=lab/tree/PATH is the one place that knows the repository.
  function binderLink() {
    const link = document.querySelector('a[href*="/v2/gh/"]');
    const parts = link && link.href.match(/^(.*)\/v2\/gh\/([^/]+\/[^/]+)\/([^?]+)\?urlpath=(.*)$/);
    return parts && { binderUrl: parts[1], repo: parts[2], ref: parts[3], path: decodeURIComponent(parts[4]) };
  }

  function source() {
    const binder = binderLink();
    const server = localServer();
    const path = binder ? binder.path.replace(/^(lab\/)?tree\//, "") : "";
    if (server) return { where: server.baseUrl, options: { useBinder: false, serverSettings: server }, path };
    if (!binder) return null;
    const { binderUrl, repo, ref } = binder;
    const options = { useBinder: true, binderOptions: { binderUrl, repo, ref, repoProvider: "github" } };
    return { where: new URL(binderUrl).hostname, options, path };
  }

  // The page

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  function button(text, press) {
    return element("button", { type: "button", className: "page-button", textContent: text, onclick: press });
  }

  function say(text) {
    state.status.textContent = text;
  }

  // thebe pairs the n-th source with the n-th output, so each cell gets exactly one of both.
  function markCells() {
    document.querySelectorAll("div.cell").forEach((cell) => {
      const code = cell.querySelector(".cell_input pre");
      if (!code) return;
      const outputs = [...cell.querySelectorAll(".cell_output")];
      const output = outputs.pop() || cell.appendChild(element("div", { className: "cell_output" }));
      code.dataset.executable = "";
      output.dataset.output = "";
    });
  }

  function dressCells() {
    document.querySelectorAll(".thebe-cell").forEach((box, index) => {
      box.querySelector("textarea").setAttribute("aria-label", `Code of cell ${index + 1}`);
      box.append(button("Run", () => run(index)));
      box.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || !event.shiftKey) return;
        event.preventDefault();
        event.stopPropagation();
        run(index);
      }, true);
    });
    document.querySelectorAll("div.cell .copybtn").forEach((copy) => copy.remove());
  }

  // thebe fetches a module loader from a CDN before the first widget; the widgets of this book need none.

  const LOADER = `
    window.define = () => {};
    window.require = (names, found, failed) => failed(new Error("no such widget here: " + names));
    window.require.config = () => {};`;

  function bridgeLoader() {
    const request = window.fetch;
    window.fetch = (address, ...rest) =>
      String(address).includes("require.js") ? Promise.resolve(new Response(LOADER)) : request(address, ...rest);
  }

  function script(address) {
    return new Promise((resolve, reject) => {
      document.head.append(element("script", { src: address, onload: resolve, onerror: reject }));
    });
  }

  // A site built without npm has no copy of thebe.
  function loadThebe() {
    return script(new URL("thebe/index.js", assets)).catch(() =>
      script(`https://cdn.jsdelivr.net/npm/thebe@${THEBE}/lib/index.js`)).catch(() => {
      throw new Error("thebe could not be loaded");
    });
  }

  // Formulas of the page are typeset already; those that a kernel sends are not. Thebe and widgets hand them to MathJax 2,
  // with dollars around; KaTeX answers in its place.

  const DELIMITERS = [
    { left: "$$", right: "$$", display: true }, { left: "$", right: "$", display: false },
    { left: "\\[", right: "\\]", display: true }, { left: "\\(", right: "\\)", display: false },
  ];

  async function loadKatex() {
    if (!window.katex) await script(new URL("katex/katex.min.js", assets));
    if (!window.renderMathInElement) await script(new URL("katex/auto-render.min.js", assets));
    const none = () => {};
    const typeset = ([action, , node]) =>
      action === "Typeset" && window.renderMathInElement(node, { delimiters: DELIMITERS, throwOnError: false });
    window.MathJax = { Hub: { Config: none, Configured: none, Queue: typeset, Register: { StartupHook: none } } };
  }

  // Running

  async function run(last) {
    for (let index = 0; index <= last; index += 1) {
      if (index < last && state.done.has(index)) continue;
      say(`running cell ${index + 1} of ${state.cells.length} …`);
      const cell = state.cells[index];
      const result = await cell.execute(cell.source);
      if (!result || result.error) return say(`cell ${index + 1} raised an error`);
      state.done.add(index);
    }
    return say("ready");
  }

  async function restart() {
    say("restarting the kernel …");
    await window.thebe.session.kernel.restart();
    state.done.clear();
    say("ready");
  }

  async function start({ where, options, path }, pressed) {
    pressed.disabled = true;
    say(`waiting for a kernel from ${where} …`);
    try {
      bridgeLoader();
      await Promise.all([loadThebe(), loadKatex()]);
      document.querySelector('.code-switch[aria-pressed="false"]')?.click(); // an editor that is out of sight has no size
      markCells();
      window.thebe.on("status", (_, event) => event.status === "error" && say(event.message));
      const { notebook, session } = await window.thebe.bootstrap({
        ...options,
        requestKernel: true,
        kernelOptions: { kernelName: "python3", path },
        mathjaxUrl: "data:text/javascript,//",
        codeMirrorConfig: { theme: "default", mode: "python", lineNumbers: false, viewportMargin: Infinity },
        mountRunButton: false, mountRunAllButton: false, mountRestartButton: false, mountRestartAllButton: false,
      });
      if (!session) throw new Error("the server gave no kernel");
      state.cells = notebook.cells;
      dressCells();
      pressed.replaceWith(button("Run all", () => run(state.cells.length - 1)), button("Restart", restart));
      say("ready");
    } catch (error) {
      pressed.replaceWith(button("Try again", () => location.reload()));
      say(`no kernel: ${error.message || `no answer from ${where}`}`);
    }
  }

  function offer() {
    const press = document.querySelector(".live-start");
    if (!press) return;
    const from = source();
    if (!from) return press.remove();
    state.status = document.querySelector(".live-bar [role=status]");
    say(`runs on ${from.where}`);
    press.onclick = () => start(from, press);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", offer);
  else offer();
})();
