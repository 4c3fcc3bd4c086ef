// The names of the nodes, on a layer of their own, so that none ever covers another.
import { shorten } from "./dom.js";

const FONT = '"PingFang SC", "Hiragino Sans GB", "Noto Sans CJK SC", "Microsoft YaHei", system-ui, sans-serif';

// Names, the most important first, each where it covers no other: right of its node, left, below, above or across it.
export function nameLayer(sigma, graph, state) {
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
