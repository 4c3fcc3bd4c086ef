// Copies the rows of the page, as cells for a spreadsheet and as a table for a text. Without scripts they can be selected.
const place = document.querySelector("#copy");
const table = document.querySelector("#rows");
if (place && table && navigator.clipboard?.write) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = place.dataset.label;
  place.append(button);
  // A cell that would be run as a formula gets the mark that spreadsheets take for "this is text".
  const text = (cell) => cell.textContent.trim().replace(/\s+/g, " ").replace(/^(?=['=+\-@＝＋－＠])(?!-?[\d.]+$)/, "'");
  const plain = () => [...table.rows].map((row) => [...row.cells].map(text).join("\t")).join("\n");
  const clean = () => {
    const copy = table.cloneNode(true);
    for (const link of copy.querySelectorAll("a")) link.href = new URL(link.getAttribute("href"), location.href).href;
    return copy.outerHTML;
  };
  button.addEventListener("click", async () => {
    const kinds = { "text/plain": plain(), "text/html": clean() };
    const blobs = Object.entries(kinds).map(([kind, words]) => [kind, new Blob([words], { type: kind })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    button.textContent = place.dataset.done;
    setTimeout(() => { button.textContent = place.dataset.label; }, 2000);
  });
}
