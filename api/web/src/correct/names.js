// Official names under a field while one types.
const WAIT = 120; // milliseconds after the last key

/** Offers names in every input[data-names] inside *desk*; *ask* gives them for words and types. */
export function offerNames(desk, ask) {
  const offered = document.createElement("datalist");
  offered.id = "offered-names";
  document.body.append(offered);
  let timer = 0;
  let latest = 0;
  desk.addEventListener("focusin", (event) => {
    if (!event.target.matches("[data-names]")) return;
    event.target.setAttribute("list", offered.id);
    offered.replaceChildren();
  });
  desk.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches("[data-names]")) return;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = ++latest;
      let found = [];
      try {
        found = await ask(field.value, field.dataset.names);
      } catch {
        return; // the name can be typed out
      }
      if (mine !== latest) return;
      offered.replaceChildren(
        ...found.map((one) => {
          const option = document.createElement("option");
          option.value = one.name;
          return option;
        }),
      );
    }, WAIT);
  });
}
