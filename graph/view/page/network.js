// Draws a view with vis-network: on a page of ours, and in the file that stands alone. Data stands in the page
// as JSON; positions come from the server, so that everybody sees the same picture.
"use strict";
(() => {
  const holder = document.querySelector("[data-picture]");
  const source = document.getElementById("picture-data");
  if (!holder || !source || !window.vis) return;
  // On a narrow screen the drawing that came with the page is scrolled: a canvas would catch every swipe.
  if (holder.querySelector("svg.drawing") && window.matchMedia("(max-width: 767px)").matches) {
    holder.scrollLeft = (holder.scrollWidth - holder.clientWidth) / 2;
    holder.scrollTop = (holder.scrollHeight - holder.clientHeight) / 2;
    return;
  }
  const content = JSON.parse(source.textContent);
  const nodes = new vis.DataSet(content.nodes);
  const edges = new vis.DataSet(content.edges);
  const wheel = holder.dataset.wheel === "yes";
  const options = { ...content.options, interaction: { ...content.options.interaction, zoomView: wheel } };
  holder.replaceChildren();
  holder.classList.add("is-live");
  const network = new vis.Network(holder, { nodes, edges }, options);
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const animation = still ? false : { duration: 200, easingFunction: "easeInOutQuad" };
  network.once("afterDrawing", () => network.fit({ maxZoomLevel: 1.1 }));

  for (const tools of document.querySelectorAll("[data-live]")) tools.hidden = false;
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => {
      if (button.dataset.zoom === "fit") network.fit({ animation, maxZoomLevel: 1.1 });
      else network.moveTo({ scale: network.getScale() * (button.dataset.zoom === "in" ? 1.25 : 0.8), animation });
    });
  }
  for (const button of document.querySelectorAll("[data-kind][aria-pressed]")) {
    button.addEventListener("click", () => {
      const hidden = button.getAttribute("aria-pressed") === "true";
      button.setAttribute("aria-pressed", String(!hidden));
      nodes.update(content.nodes.filter((node) => node.kind === button.dataset.kind).map(({ id }) => ({ id, hidden })));
    });
  }
  if (holder.dataset.entities) {
    network.on("click", ({ nodes: [id] }) => {
      if (id) window.location.assign(holder.dataset.entities + encodeURIComponent(id));
    });
    network.on("hoverNode", () => { holder.querySelector("canvas").style.cursor = "pointer"; });
    network.on("blurNode", () => { holder.querySelector("canvas").style.cursor = ""; });
  }
})();
