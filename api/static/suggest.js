// Completes what is typed in the search box with names that have pages. Without scripts the box works as it is.
const box = document.getElementById("find-page");
const list = document.createElement("datalist");
list.id = "find-page-names";
const address = document.getElementById("suggest").dataset.address;
let asked = "";

async function complete() {
  const typed = box.value.trim();
  if (typed === asked) return;
  asked = typed;
  if (!typed) return list.replaceChildren();
  const answer = await fetch(`${address}?q=${encodeURIComponent(typed)}`).catch(() => null);
  if (!answer?.ok || typed !== asked) return;  // something else has been typed meanwhile
  const [, names, kinds] = await answer.json();
  list.replaceChildren(...names.map((name, place) => {
    const option = document.createElement("option");
    option.value = name;
    option.label = `${name} · ${kinds[place]}`;
    return option;
  }));
}

if (box) {
  box.after(list);
  box.setAttribute("list", list.id);
  box.setAttribute("autocomplete", "off");
  let waiting = 0;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(complete, 120);
  });
}
