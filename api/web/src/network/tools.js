// What one can do to the picture: search, choose kinds, hide light edges, zoom.
import { element, swatch, text } from "./dom.js";

// Four corners: few fonts have a sign for the full screen.
function corners() {
  const space = "http://www.w3.org/2000/svg";
  const sign = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  for (const [name, value] of [["viewBox", "0 0 16 16"], ["width", "16"], ["height", "16"], ["aria-hidden", "true"]]) sign.setAttribute(name, value);
  for (const [name, value] of [["d", "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"], ["fill", "none"], ["stroke", "currentColor"], ["stroke-width", "1.8"]]) path.setAttribute(name, value);
  sign.append(path);
  return sign;
}

// Fills *tools* beside the *frame* of the picture.
export function buildTools(graph, sigma, state, { frame, tools, config, choose, refresh }) {
  const { words } = config;
  const camera = sigma.getCamera();
  const status = element("span", { class: "small soft", role: "status" });
  const count = () => {
    const hidden = (node) => state.hiddenNodes.has(graph.getNodeAttribute(node, "kind"));
    const nodes = graph.filterNodes((node) => !hidden(node)).length;
    const edges = graph.filterEdges((_, d, s, t) => !state.hiddenEdges.has(d.kind) && (d.weight || 1) >= state.least && !hidden(s) && !hidden(t)).length;
    status.textContent = text(words.shown, { nodes, edges });
  };
  const changed = () => {
    refresh();
    count();
  };

  const hits = element("ul", { class: "hits", hidden: true });
  const search = element("input", {
    type: "search",
    placeholder: words.search,
    "aria-label": words.search,
    autocomplete: "off",
    oninput: () => {
      const wanted = search.value.trim().toLowerCase();
      const found = wanted
        ? graph.filterNodes((_, { label, label_en: english }) => `${label} ${english || ""}`.toLowerCase().includes(wanted)).slice(0, 8)
        : [];
      hits.replaceChildren(
        ...found.map((node) => {
          const { label, color } = graph.getNodeAttributes(node);
          const pick = () => {
            hits.hidden = true;
            search.value = label;
            choose(node, true);
          };
          return element("li", {}, element("button", { type: "button", class: "plain", onclick: pick }, swatch(color), ` ${label}`));
        }),
      );
      hits.hidden = !found.length;
    },
    onkeydown: (event) => {
      if (event.key === "Enter") hits.querySelector("button")?.click();
    },
  });

  const kinds = (title, table, hidden, line) =>
    element(
      "fieldset",
      {},
      element("legend", {}, title),
      ...Object.entries(table).map(([kind, { label, color, count: many }]) => {
        const box = element("input", {
          type: "checkbox",
          checked: true,
          onchange: () => {
            if (box.checked) hidden.delete(kind);
            else hidden.add(kind);
            changed();
          },
        });
        return element("label", {}, box, swatch(color, line), ` ${label} `, element("span", { class: "soft" }, String(many)));
      }),
    );

  const most = Math.ceil(graph.reduceEdges((top, _, { weight }) => Math.max(top, weight || 1), 1));
  const value = element("output", {}, "0");
  const slider = element("input", {
    type: "range",
    min: 0,
    max: most,
    value: 0,
    oninput: () => {
      state.least = Number(slider.value);
      value.textContent = slider.value;
      changed();
    },
  });
  const button = (sign, label, act) => element("button", { type: "button", class: "quiet", title: label, "aria-label": label, onclick: act }, sign);
  const full = () => (document.fullscreenElement ? document.exitFullscreen() : frame.requestFullscreen?.());
  const buttons = element(
    "div",
    { class: "buttons" },
    button("+", words.zoom_in, () => camera.animatedZoom({ duration: 250 })),
    button("−", words.zoom_out, () => camera.animatedUnzoom({ duration: 250 })),
    button("⌂", words.reset, () => camera.animatedReset({ duration: 250 })),
    ...(frame.requestFullscreen ? [button(corners(), words.fullscreen, full)] : []),
  );
  frame.append(buttons);
  tools.replaceChildren(
    element("div", { class: "search" }, search, hits),
    kinds(words.kinds, config.nodeKinds, state.hiddenNodes, false),
    kinds(words.edge_kinds, config.edgeKinds, state.hiddenEdges, true),
    ...(most > 1 ? [element("label", { class: "weight" }, `${words.min_weight} `, slider, value)] : []),
    status,
  );
  count();
}
