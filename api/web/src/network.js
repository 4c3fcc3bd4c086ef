// The network view: sigma.js draws the graphology graph that /export gives, with the places that were laid out there.
// Names are drawn by us, on a layer of their own, so that none ever covers another.
import Graph from "graphology";
import Sigma from "sigma";
import "./network.css";

const config = JSON.parse(document.getElementById("network-config").textContent);
const words = config.words;
const frame = document.getElementById("network");
const tools = document.getElementById("network-tools");
const FONT = '"PingFang SC", "Hiragino Sans GB", "Noto Sans CJK SC", "Microsoft YaHei", system-ui, sans-serif';
const PLAIN = "#8b95a1";
const FADED = "#e3e7eb";
const text = (template, values) => template.replace(/\{(\w+)\}/g, (_, key) => values[key]);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

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

const swatch = (color, line) => {
  const mark = element("span", { class: line ? "swatch line" : "swatch", "aria-hidden": "true" });
  mark.style.backgroundColor = color || PLAIN;
  return mark;
};

function show(graph) {
  const state = { hovered: null, chosen: null, near: null, hiddenNodes: new Set(), hiddenEdges: new Set(), least: 0 };
  const picture = frame.firstElementChild;
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

  buildTools(graph, sigma, state, { choose, refresh: () => { refresh(); layer.draw(); } });
  window.duikouNetwork = { graph, sigma, choose, names: layer.drawn }; // for the tests in a browser
}

const shorten = (label, length) => (label.length > length ? `${label.slice(0, length - 1)}…` : label);

// A colour mixed with the white ground: thin lines in full colour would hide the nodes.
function lighter(color, share) {
  const mixed = [1, 3, 5].map((i) => Math.round(parseInt(color.slice(i, i + 2), 16) * (1 - share) + 255 * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

// Names, the most important first, each where it covers no other: right of its node, left, below, above or across it.
function nameLayer(sigma, graph, state) {
  const canvas = sigma.createCanvas("names", { afterLayer: "labels" });
  canvas.style.pointerEvents = "none";
  const context = canvas.getContext("2d");
  const order = graph.nodes().sort((a, b) => graph.getNodeAttribute(b, "size") - graph.getNodeAttribute(a, "size") || (a < b ? -1 : 1));
  const widths = new Map();
  const drawn = [];

  function width(label) {
    if (!widths.has(label)) widths.set(label, context.measureText(label).width);
    return widths.get(label);
  }

  function draw() {
    const { width: w, height: h } = sigma.getDimensions();
    const ratio = window.devicePixelRatio || 1;
    if (canvas.width !== w * ratio || canvas.height !== h * ratio) {
      canvas.width = w * ratio;
      canvas.height = h * ratio;
      canvas.style.width = `${w}px`;
      canvas.style.height = `${h}px`;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, w, h);
    context.font = `13px ${FONT}`;
    context.lineJoin = "round";
    const names = new Grid();
    const circles = new Grid();
    drawn.length = 0;
    names.add([w - 56, h - 200, w, h], "buttons");
    const seen = [];
    for (const node of order) {
      const data = sigma.getNodeDisplayData(node);
      if (!data || data.hidden || (state.near && !state.near.has(node))) continue;
      const { x, y } = sigma.framedGraphToViewport(data);
      if (x < -20 || y < -20 || x > w + 20 || y > h + 20) continue;
      const r = Math.max(1.5, sigma.scaleSize(data.size));
      circles.add([x - r, y - r, x + r, y + r], node);
      seen.push([node, x, y, r]);
    }
    const focus = state.hovered ?? state.chosen;
    if (focus) seen.sort((a, b) => (b[0] === focus) - (a[0] === focus));
    for (const [rank, [node, x, y, r]] of seen.entries()) {
      if (drawn.length > 300) break;
      const full = graph.getNodeAttribute(node, "label");
      const bold = node === focus;
      const forced = bold || rank < 24 || (state.near && state.near.size < 40);
      for (const grids of forced ? [[names, circles], [names]] : [[names, circles]]) {
        const found = [shorten(full, 24), shorten(full, 12)]
          .map((label) => place(label, x, y, r, node, grids, w, h))
          .find(Boolean);
        if (!found) continue;
        names.add(found.box, node);
        drawn.push({ node, label: found.label, box: found.box });
        context.textAlign = found.align;
        context.strokeStyle = "rgba(255,255,255,0.92)";
        context.lineWidth = 3.5;
        context.fillStyle = bold ? "#9c2a24" : "#1d2530";
        context.strokeText(found.label, found.x, found.y);
        context.fillText(found.label, found.x, found.y);
        break;
      }
    }
  }

  function place(label, x, y, r, node, grids, w, h) {
    const long = width(label);
    const spots = [
      { align: "left", x: x + r + 4, y: y + 4.5, box: [x + r + 2, y - 8, x + r + 6 + long, y + 9] },
      { align: "right", x: x - r - 4, y: y + 4.5, box: [x - r - 6 - long, y - 8, x - r - 2, y + 9] },
      { align: "center", x, y: y + r + 14, box: [x - long / 2 - 2, y + r + 1, x + long / 2 + 2, y + r + 19] },
      { align: "center", x, y: y - r - 5, box: [x - long / 2 - 2, y - r - 18, x + long / 2 + 2, y - r - 1] },
      { align: "center", x, y: y + 4.5, box: [x - long / 2 - 2, y - 8, x + long / 2 + 2, y + 9] },
    ];
    const spot = spots.find(({ box }) => box[0] > 2 && box[2] < w - 2 && box[1] > 2 && box[3] < h - 2 && !grids.some((grid) => grid.hit(box, node)));
    return spot && { ...spot, label };
  }

  sigma.on("afterRender", draw);
  draw();
  return { draw, drawn };
}

// Boxes by the cells that they touch.
class Grid {
  constructor(cell = 48) {
    this.cell = cell;
    this.cells = new Map();
  }

  *touched([left, top, right, bottom]) {
    for (let i = Math.floor(left / this.cell); i <= Math.floor(right / this.cell); i++)
      for (let j = Math.floor(top / this.cell); j <= Math.floor(bottom / this.cell); j++) yield `${i},${j}`;
  }

  add(box, owner) {
    for (const key of this.touched(box)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push([box, owner]);
    }
  }

  hit(box, owner) {
    for (const key of this.touched(box))
      for (const [other, of] of this.cells.get(key) || [])
        if (of !== owner && other[0] < box[2] && box[0] < other[2] && other[1] < box[3] && box[1] < other[3]) return true;
    return false;
  }
}

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

function buildTools(graph, sigma, state, { choose, refresh }) {
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

fetch(config.data)
  .then((response) => (response.ok ? response.json() : response.text().then((reason) => Promise.reject(new Error(reason)))))
  .then((data) => show(Graph.from(data)))
  .catch((error) => {
    const line = element("p", { class: "error", role: "alert" }, text(words.failed, { reason: error.message }));
    frame.before(line);
    console.error(error);
  });
