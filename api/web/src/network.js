// The network view: sigma.js draws the graphology graph that /export gives, with the places that were laid out there.
import Graph from "graphology";
import Sigma from "sigma";
import { element, PLAIN, shorten, swatch, text } from "./network/dom.js";
import { nameLayer } from "./network/names.js";
import { buildTools } from "./network/tools.js";
import "./network.css";

const config = JSON.parse(document.getElementById("network-config").textContent);
const words = config.words;
const frame = document.getElementById("network");
const tools = document.getElementById("network-tools");
const FADED = "#e3e7eb";

// The page about a node, as the server's own links have it.
function pageOf(iri) {
  if (!iri?.startsWith(config.base)) return iri?.startsWith("http") ? iri : null;
  const local = iri.slice(config.base.length);
  const document_ = /^id\/document\/([^/]+)$/.exec(local);
  return config.root + (document_ ? `/documents/${document_[1]}` : `/${encodeURI(local)}.html`);
}

function aroundOf(iri) {
  const joiner = config.ego.includes("?") ? "&" : "?";
  return `${config.ego}${joiner}entity=${encodeURIComponent(iri.replace(`${config.base}id/`, "").replace(config.base, ""))}`;
}

function show(graph) {
  const state = { hovered: null, chosen: null, near: null, hiddenNodes: new Set(), hiddenEdges: new Set(), least: 0 };
  const picture = frame.lastElementChild;
  frame.replaceChildren();
  frame.classList.add("drawn");
  const stage = element("div", { class: "stage", role: "img", "aria-label": words.canvas });
  frame.append(stage);
  tools.hidden = false; // it takes its place beside the stage before the stage is measured
  const heads = graph.type !== "undirected" && graph.size <= 1500;
  const heaviest = graph.reduceEdges((most, _, { weight }) => Math.max(most, weight || 1), 1);
  const crowd = graph.size > 400;
  let sigma;
  try {
    sigma = new Sigma(graph, stage, {
      renderLabels: false,
      itemSizesReference: "positions",
      zoomToSizeRatioFunction: (ratio) => ratio,
      minEdgeThickness: 0.9,
      defaultEdgeType: heads ? "arrow" : "line",
      stagePadding: 46,
      minCameraRatio: 0.02,
      maxCameraRatio: 3,
      zIndex: true,
      defaultDrawNodeHover: () => {},
      nodeReducer: (node, data) => {
        if (state.hiddenNodes.has(data.kind)) return { ...data, hidden: true };
        if (!state.near) return data;
        return state.near.has(node) ? { ...data, zIndex: 2 } : { ...data, color: FADED, zIndex: 0 };
      },
      edgeReducer: (edge, data) => {
        if (state.hiddenEdges.has(data.kind) || (data.weight || 1) < state.least) return { ...data, hidden: true };
        const focus = state.hovered ?? state.chosen;
        if (!focus) return data;
        const [source, target] = graph.extremities(edge);
        if (source !== focus && target !== focus) return { ...data, hidden: crowd, color: FADED, zIndex: 0 };
        return { ...data, color: config.edgeKinds[data.kind]?.color || PLAIN, zIndex: 2 };
      },
    });
  } catch (error) {
    frame.classList.remove("drawn");
    frame.replaceChildren(picture); // no WebGL: the still picture stays
    throw error;
  }
  // In a small frame the smallest nodes would be specks, in a small network the largest balloons: all grow or shrink alike.
  const smallest = graph.reduceNodes((least, _, { size }) => Math.min(least, size), Infinity);
  const largest = graph.reduceNodes((most, _, { size }) => Math.max(most, size), 0);
  const grow = Math.min(2.5, Math.max(1, 2.6 / sigma.scaleSize(smallest)), 30 / sigma.scaleSize(largest));
  if (grow !== 1) graph.updateEachNodeAttributes((_, data) => ({ ...data, size: data.size * grow }), { attributes: ["size"] });
  const pixel = Math.min(1, stage.clientWidth / 800) / sigma.scaleSize(1);
  graph.updateEachEdgeAttributes(
    (_, data) => {
      const share = heaviest > 1 ? Math.sqrt((data.weight || 1) / heaviest) : 0.2;
      return { ...data, size: ((crowd ? 0.9 : 1) + (crowd ? 2.5 : 3.5) * share) * pixel, color: lighter(data.color || PLAIN, crowd ? 0.5 : 0.35) };
    },
    { attributes: ["size", "color"] },
  );
  new ResizeObserver(() => {
    sigma.resize();
    sigma.refresh({ skipIndexation: true });
  }).observe(stage);
  const layer = nameLayer(sigma, graph, state);

  function refresh() {
    const focus = state.hovered ?? state.chosen;
    state.near = focus ? new Set([focus, ...graph.neighbors(focus)]) : null;
    sigma.refresh({ skipIndexation: true });
  }

  const panel = element("aside", { class: "panel card", hidden: true, "aria-live": "polite" });
  frame.append(panel);

  function describe(node, pinned) {
    if (!node) {
      panel.hidden = true;
      return;
    }
    const data = graph.getNodeAttributes(node);
    const page = pageOf(data.iri);
    const ranked = graph
      .mapEdges(node, (_, edge, source, target) => [source === node ? target : source, edge])
      .sort((a, b) => (b[1].weight || 0) - (a[1].weight || 0) || a[0].localeCompare(b[0]));
    const facts = [`${words.degree} ${data.degree}`, `${words.weighted_degree} ${data.weighted_degree}`];
    panel.replaceChildren(
      element("p", { class: "small soft" }, swatch(data.color), ` ${data.kind_label}`),
      element("h2", {}, shorten(data.label, 60)),
      element("p", { class: "small soft" }, facts.join(" · ")),
      element(
        "ul",
        {},
        ...ranked.slice(0, 8).map(([other, edge]) =>
          element("li", {}, `${shorten(graph.getNodeAttribute(other, "label"), 26)} `, element("span", { class: "soft" }, `${edge.label}${edge.weight > 1 ? ` ${edge.weight}` : ""}`)),
        ),
      ),
      ...(ranked.length > 8 ? [element("p", { class: "small soft" }, `+ ${ranked.length - 8}`)] : []),
    );
    if (pinned) {
      if (page) panel.append(element("a", { class: "button", href: page }, words.open_page), " ");
      if (data.iri?.startsWith(config.base)) panel.append(element("a", { href: aroundOf(data.iri) }, words.around), " ");
      panel.append(element("button", { type: "button", class: "quiet", onclick: () => choose(null) }, words.close));
    }
    panel.classList.toggle("right", sigma.framedGraphToViewport(sigma.getNodeDisplayData(node)).x < sigma.getDimensions().width / 2);
    panel.hidden = false;
  }

  function choose(node, move = false) {
    state.chosen = node;
    state.hovered = null;
    describe(node, true);
    refresh();
    if (node && move) {
      const { x, y } = sigma.getNodeDisplayData(node);
      sigma.getCamera().animate({ x, y, ratio: Math.min(sigma.getCamera().ratio, 0.5) }, { duration: 400 });
    }
  }

  sigma.on("enterNode", ({ node }) => {
    state.hovered = node;
    stage.style.cursor = "pointer";
    describe(node, false);
    refresh();
  });
  sigma.on("leaveNode", () => {
    state.hovered = null;
    stage.style.cursor = "";
    describe(state.chosen, true);
    refresh();
  });
  // A mouse has hovered already, so its click opens the page; a finger has not, so its tap shows the panel first.
  sigma.on("clickNode", ({ node, event }) => {
    const page = pageOf(graph.getNodeAttribute(node, "iri"));
    const touch = event.original.type.startsWith("touch") || event.original.pointerType === "touch";
    if (touch || !page || matchMedia("(hover: none)").matches) choose(node);
    else if (event.original.ctrlKey || event.original.metaKey) window.open(page, "_blank", "noopener");
    else location.assign(page);
  });
  sigma.on("clickStage", () => choose(null));
  document.addEventListener("keydown", (event) => event.key === "Escape" && choose(null));

  buildTools(graph, sigma, state, { frame, tools, config, choose, refresh: () => { refresh(); layer.draw(); } });
  window.duikouNetwork = { graph, sigma, choose, names: layer.drawn }; // for the tests in a browser
}

// A colour mixed with the white ground: thin lines in full colour would hide the nodes.
function lighter(color, share) {
  const mixed = [1, 3, 5].map((i) => Math.round(parseInt(color.slice(i, i + 2), 16) * (1 - share) + 255 * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

fetch(config.data)
  .then((response) => (response.ok ? response.json() : response.text().then((reason) => Promise.reject(new Error(reason)))))
  .then((data) => show(Graph.from(data)))
  .catch((error) => {
    const line = element("p", { class: "error", role: "alert" }, text(words.failed, { reason: error.message }));
    frame.before(line);
    console.error(error);
  });
