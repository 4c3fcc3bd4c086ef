// On a narrow screen what is marked as a fold begins closed, and its summary opens it; on paper all of it is open.
// Without scripts everything is open.
const folds = [...document.querySelectorAll("details.fold")];
const narrow = matchMedia("(max-width: 52rem)");
const named = () => document.getElementById(decodeURIComponent(location.hash.slice(1)));
let closed = [];

document.documentElement.classList.add("folds");
if (narrow.matches) for (const fold of folds) fold.open = fold.contains(named());

addEventListener("beforeprint", () => {
  closed = folds.filter((fold) => !fold.open);
  for (const fold of closed) fold.open = true;
});
addEventListener("afterprint", () => {
  for (const fold of closed) fold.open = false;
});
// Whoever has chosen a line of the contents wants to read it.
document.querySelector(".outline")?.addEventListener("click", (event) => {
  if (narrow.matches && event.target.closest("a")) event.currentTarget.querySelector("details").open = false;
});
