// The address of a page says how a picture was left: #fig-name:2,0 holds the positions of its controls, in their order.
(() => {
  "use strict";
  const controls = (box) => [...box.querySelectorAll(".crit-control")];

  function remember({ target }) {
    const box = target.closest(".crit-explorer");
    const figure = target.matches("input, select, .crit-reset") && box?.closest("figure[id]");
    if (!figure) return;
    const positions = controls(box).map((control) => control.querySelector("input[type=range], :checked").value);
    history.replaceState(null, "", `#${figure.id}:${positions}`);
  }

  function restore() {
    const [, name, positions] = location.hash.match(/^#([\w-]+):([\d,]+)$/) || [];
    const figure = name && document.getElementById(name);
    const box = figure?.querySelector(".crit-explorer");
    if (!box) return;
    positions.split(",").forEach((position, index) => {
      const control = controls(box)[index];
      const choice = control?.querySelector(`:is(input[type=radio], option)[value="${position}"]`);
      if (choice) choice.checked = choice.selected = true;
      control?.querySelectorAll("input[type=range]").forEach((slider) => { slider.value = position; });
    });
    box.oninput();
    figure.scrollIntoView();
  }

  document.addEventListener("change", remember);
  document.addEventListener("click", remember);
  document.addEventListener("DOMContentLoaded", restore);
  window.addEventListener("hashchange", restore);
})();
