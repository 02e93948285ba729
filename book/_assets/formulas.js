// Formulas: what MathJax 3 alone leaves undone on these pages.
(() => {
  "use strict";

  // Sphinx gives MathJax no dollar signs to look for; Python sends its formulas between them.
  function typeset(node) {
    const formula = node.textContent.match(/^\s*(\${1,2})([^$]+)\1\s*$/);
    if (formula) {
      node.textContent = `\\(${formula[2]}\\)`;
      node.classList.add("math");
    }
    return window.MathJax.typesetPromise?.([node]);
  }

  // Widgets and thebe speak to MathJax 2.
  function answerAsMathJax2() {
    const none = () => {};
    const queue = (call) => call && call[0] === "Typeset" && typeset(call[2]);
    window.MathJax = window.MathJax || {};
    window.MathJax.Hub = { Config: none, Configured: none, Queue: queue, Register: { StartupHook: none } };
  }

  // A table header that is only a formula would have no name.
  function nameHeaders() {
    document.querySelectorAll("th math").forEach((formula) => {
      const symbols = [...formula.querySelectorAll("mi, mn, mo, mtext")].map((part) => part.textContent);
      formula.setAttribute("aria-label", symbols.join(" ") || formula.textContent);
    });
  }

  function start() {
    answerAsMathJax2();
    window.MathJax.startup?.promise.then(nameHeaders);
  }

  // MathJax itself is a deferred script: it is there when the document is.
  document.addEventListener("DOMContentLoaded", start);
})();
