// Between the page and the text: a place is the number of a unit ([data-unit]) and an offset in its words, in code
// points as the server counts them. Numbers of sections and of measures are on the page and not in the text.

/** The parts of a unit's text, each with where it begins. */
function parts(unit) {
  return [...unit.querySelectorAll("[data-at]")].map((part) => ({ node: part.firstChild, at: Number(part.dataset.at) }));
}

const points = (text) => Array.from(text).length;

/** An offset in code points as one in UTF-16, which the page counts in. */
function units(text, offset) {
  return Array.from(text).slice(0, offset).join("").length;
}

/** The stretch [first, last) of a unit as a range of the page; null when there is none. */
export function rangeOf(body, unit, first, last) {
  const holder = body.querySelector(`[data-unit="${unit}"]`);
  if (!holder) return null;
  const range = document.createRange();
  let begun = false;
  for (const { node, at } of parts(holder)) {
    const end = at + points(node.data);
    if (!begun && first < end) {
      range.setStart(node, units(node.data, Math.max(0, first - at)));
      begun = true;
    }
    if (begun && last <= end) {
      range.setEnd(node, units(node.data, last - at));
      return range;
    }
  }
  return null;
}

/** The place in the text of a node and an offset in it; null outside all parts. */
function placeOf(node, offset) {
  const part = (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("[data-at]");
  const unit = part?.closest("[data-unit]");
  if (!unit) return null;
  const inside = node.nodeType === Node.TEXT_NODE ? points(node.data.slice(0, offset)) : 0;
  return { unit: Number(unit.dataset.unit), offset: Number(part.dataset.at) + inside };
}

/** The place in the text at a point of the window. */
export function place(x, y) {
  const caret = document.caretPositionFromPoint?.(x, y);
  if (caret) return placeOf(caret.offsetNode, caret.offset);
  const range = document.caretRangeFromPoint?.(x, y);
  return range ? placeOf(range.startContainer, range.startOffset) : null;
}

/** What is selected of the text: {unit, first, last, words}, within the unit where it begins; null for nothing. */
export function stretch(body, selection) {
  if (!selection?.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!body.contains(range.commonAncestorContainer)) return null;
  let first = null;
  let last = null;
  let words = "";
  for (const holder of body.querySelectorAll("[data-unit]")) {
    if (!range.intersectsNode(holder)) continue;
    for (const { node, at } of parts(holder)) {
      if (!range.intersectsNode(node)) continue;
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : node.data.length;
      if (from >= to) continue;
      first ??= at + points(node.data.slice(0, from));
      last = at + points(node.data.slice(0, to));
      words += node.data.slice(from, to);
    }
    if (first !== null) return { unit: Number(holder.dataset.unit), first, last, words };
  }
  return null;
}

/** Marks ranges of the page under a name that the style sheet knows, in place of those that it marked before. */
export function light(name, ranges) {
  if (!globalThis.CSS?.highlights) return; // older browsers show the panel alone
  if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
  else CSS.highlights.delete(name);
}
