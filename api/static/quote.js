// A link to a quote names where it begins: marks the whole of it, as many characters as the target says. Without scripts
// its first words are marked. Numbers and notes on the page are not in the text.
const body = document.querySelector(".text-body");
const asides = ".printed, .anchor, .note";

function mark() {
  if (!body || !globalThis.CSS?.highlights) return;
  CSS.highlights.delete("duikou-quote");
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target?.dataset.length || !body.contains(target)) return;
  const range = document.createRange();
  range.setStart(target, 0);
  let left = Number(target.dataset.length);
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node && left > 0; node = walker.nextNode()) {
    const before = !(target.contains(node) || target.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
    // Between paragraphs there are line ends of the page, and in an editor's view all words stand in parts.
    if (before || node.parentElement === body || node.parentElement.closest(asides)) continue;
    const points = Array.from(node.data);
    const taken = Math.min(left, points.length);
    range.setEnd(node, points.slice(0, taken).join("").length);
    left -= taken;
  }
  CSS.highlights.set("duikou-quote", new Highlight(range));
}

addEventListener("hashchange", mark);
mark();
