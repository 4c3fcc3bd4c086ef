// The day on which a reader takes a reference is known to the browser alone; pages are kept and carry none.
const now = new Date();
const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
for (const place of document.querySelectorAll(".accessed")) place.textContent = `[${day}]`;
