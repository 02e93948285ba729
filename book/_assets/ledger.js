// Claims: links that open the fold in which their row lies, and the ledger as an instrument.
// Without this script the rows are a plain table, and folds are opened by hand.
(() => {
  "use strict";

  /** The row that an address such as #claim-signal/mean names, if the page holds it. */
  const named = (hash) => document.getElementById(decodeURIComponent(hash.slice(1)));

  /** Open the folds around the row that the address of the page names, and go there. */
  function reveal() {
    const place = location.hash.startsWith("#claim-") && named(location.hash);
    if (!place) return;
    for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    place.scrollIntoView({ block: "center" });
  }

  /** Open all folds of a page that hold a claim which a chip counts; the link leads to the first. */
  function open(event) {
    const prefix = event.target.closest?.(".crit-chip[title^='Claims ']")?.title.slice("Claims ".length);
    if (!prefix) return;
    for (const row of document.querySelectorAll(".crit-fold tr")) {
      if (`${row.id}/`.startsWith(`claim-${prefix}/`)) row.closest("details").open = true;
    }
  }

  const far = (row) => (row.dataset.z ? Number(row.dataset.z) : -1);
  const word = (row) => row.querySelector(".crit-status").textContent;
  const ORDERS = {
    far: (one, other) => far(other) - far(one),
    near: (one, other) => far(one) - far(other),
    key: (one, other) => (one.id < other.id ? -1 : 1),
    status: (one, other) => word(one).localeCompare(word(other)),
  };

  /** Filter and sort the ledger; its state is the address, so that it can be sent to others. */
  class Ledger {
    constructor(form, table) {
      this.form = form;
      this.body = table.tBodies[0];
      this.rows = [...this.body.rows];
      this.texts = new Map(this.rows.map((row) => [row, row.textContent.toLowerCase()]));
      this.order = "";
      form.hidden = false;
      form.addEventListener("input", () => this.remember());
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("reset", () => setTimeout(() => this.remember()));
      addEventListener("hashchange", () => this.recall());
      this.recall();
    }

    get state() {
      return Object.fromEntries([...new FormData(this.form)].filter(([, value]) => value !== ""));
    }

    /** Put the state into the address. */
    remember() {
      const query = new URLSearchParams(this.state).toString().replaceAll("%2F", "/");
      history.replaceState(null, "", query ? `#${query}` : location.pathname + location.search);
      this.show();
    }

    /** Take the state from the address. A claim that is named there is shown whatever was chosen. */
    recall() {
      const claim = location.hash.startsWith("#claim-");
      if (claim && !named(location.hash)?.closest("tr")?.hidden) return this.show();
      const asked = new URLSearchParams(claim ? "" : location.hash.slice(1));
      for (const field of this.form.elements) if (field.name) field.value = asked.get(field.name) ?? "";
      this.show();
      if (claim) reveal();
    }

    fits(row, { chapter, status, kind, z, words }) {
      return (!chapter || row.dataset.chapter === chapter)
        && (!status || row.classList.contains(`crit-${status}`))
        && (!kind || `${row.id}/`.startsWith(`claim-${kind}/`))
        && (!z || far(row) >= Number(z))
        && (words ?? "").toLowerCase().split(/\s+/).every((part) => this.texts.get(row).includes(part));
    }

    show() {
      const state = this.state;
      for (const row of this.rows) row.hidden = !this.fits(row, state);
      if ((state.sort ?? "") !== this.order) {
        this.order = state.sort ?? "";
        this.body.append(...(this.order ? [...this.rows].sort(ORDERS[this.order]) : this.rows));
      }
      const shown = this.rows.filter((row) => !row.hidden).length;
      this.form.querySelector("output").value = `${shown} of ${this.rows.length} claims`;
    }
  }

  addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector(".crit-filter");
    if (form) new Ledger(form, document.querySelector(".crit-ledger"));
    addEventListener("hashchange", reveal);
    addEventListener("click", open);
    reveal();
  });
})();
