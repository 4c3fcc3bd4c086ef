// Correcting facts: the panel beside the text and the queue. The server renders every card, so all that comes from
// documents and from people is escaped there, and a page without this script works by forms.
import { light, place, rangeOf, stretch } from "./correct/text.js";
import { offerNames } from "./correct/names.js";

const desk = document.querySelector("[data-desk]");
const publish = document.querySelector("[data-publish]");
const error = document.querySelector("[data-error]");
const csrf = desk?.dataset.csrf ?? publish?.querySelector("[name=csrf]").value;

/** What the server answers, as an object. Throws an Error whose message is the line that the server gives. */
async function ask(address, body) {
  const headers = body ? { "Content-Type": "application/json", "X-CSRF-Token": csrf } : {};
  const answer = await fetch(address, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error((await answer.text()).trim() || String(answer.status));
  return answer.json();
}

function complain(reason) {
  error.textContent = reason ? String(reason.message ?? reason) : "";
  error.hidden = !reason;
}

/** The fields of a form, as the server reads them; the button that was used among them. */
function fieldsOf(form, button) {
  const fields = {};
  for (const [name, value] of new FormData(form, button)) {
    fields[name] = name in fields ? [].concat(fields[name], value) : value;
  }
  for (const name of ["unit", "first", "last"]) if (name in fields) fields[name] = Number(fields[name]);
  delete fields.csrf;
  return fields;
}

if (publish) {
  publish.addEventListener("submit", async (event) => {
    event.preventDefault();
    const output = publish.querySelector("output");
    const button = publish.querySelector("button");
    button.disabled = true;
    output.textContent = publish.dataset.publish;
    complain();
    try {
      await ask(publish.getAttribute("action"), {});
      location.reload();
    } catch (reason) {
      complain(reason);
      output.textContent = "";
      button.disabled = false;
    }
  });
}

if (desk) start();

function start() {
  const root = desk.dataset.root;
  const slot = desk.querySelector("[data-card]");
  const also = desk.querySelector("[data-also]");
  const close = desk.querySelector("[data-close]");
  const text = document.querySelector(".text-body");
  const reading = desk.dataset.mode === "reading";
  let facts = [];
  let current = slot.querySelector("[data-fact]")?.dataset.fact ?? "";
  let skip = Number(desk.dataset.skip ?? 0);
  let busy = false;
  let keysDone; // the keys pressed so far have done their work

  const card = () => slot.querySelector(".correct");
  const address = (path, values) => `${root}/${path}?${new URLSearchParams(values)}`;

  function show(html) {
    slot.innerHTML = html;
    const article = card();
    current = article?.dataset.fact ?? "";
    if (close) close.hidden = !article;
    desk.classList.toggle("open", Boolean(article));
    if (reading) lightUp();
  }

  // --- the text

  function ranges(wanted) {
    return facts.filter(wanted).flatMap((fact) => fact.spots.map((spot) => rangeOf(text, ...spot))).filter(Boolean);
  }

  function lightUp() {
    light("duikou-current", ranges((fact) => fact.key && fact.key === current));
    for (const state of ["confirm", "reject", "amend", "add"]) light(`duikou-${state}`, ranges((fact) => fact.state === state));
    light("duikou-candidate", ranges((fact) => fact.candidate && !fact.state));
  }

  async function refresh() {
    if (!reading) return;
    facts = (await ask(address("facts", { document: desk.dataset.document }))).facts;
    lightUp();
  }

  async function open(key, scroll = true) {
    show((await ask(address("card", { document: desk.dataset.document, fact: key }))).card);
    list([]);
    if (scroll) bringIntoView(key);
  }

  function bringIntoView(key) {
    const spot = facts.find((one) => one.key === key)?.spots[0];
    const box = spot && rangeOf(text, ...spot)?.getBoundingClientRect();
    if (box && (box.top < 80 || box.bottom > innerHeight - 80)) {
      scrollTo({ top: scrollY + box.top - innerHeight / 3 });
    }
  }

  /** The other facts at the same place, as links into the panel. */
  function list(found) {
    also.replaceChildren(
      ...found.map((fact) => {
        const link = document.createElement("a");
        link.href = `?fact=${encodeURIComponent(fact.key)}`;
        link.dataset.open = fact.key;
        link.className = "tag";
        link.lang = "zh";
        link.textContent = fact.label;
        return link;
      }),
    );
  }

  function at(unit, offset) {
    const inside = (spot) => spot[0] === unit && spot[1] <= offset && offset < spot[2];
    const size = (fact) => fact.spots.reduce((sum, spot) => sum + spot[2] - spot[1], 0);
    return facts.filter((fact) => fact.key && fact.spots.some(inside)).sort((one, other) => size(one) - size(other));
  }

  async function onText(event) {
    const mark = event.target.closest("a.m");
    if (mark && (event.ctrlKey || event.metaKey)) {
      window.open(mark.dataset.href, "_blank", "noopener");
      return;
    }
    if (event.shiftKey || event.button) return;
    const selected = stretch(text, getSelection());
    if (selected) {
      event.preventDefault();
      await choose(selected);
      return;
    }
    const where = place(event.clientX, event.clientY);
    // A click on the right half of a character counts as behind it.
    const found = where ? [...at(where.unit, where.offset), ...at(where.unit, where.offset - 1)] : [];
    if (!found.length) return;
    event.preventDefault();
    await open(found[0].key, false);
    list([...new Set(found)].slice(1));
  }

  /** Words that are selected: the right words of the fact that is being changed, or something that was missed. */
  async function choose(selected) {
    const form = slot.querySelector(".correct-change[open] form[data-words]");
    if (form) {
      form.querySelector("textarea").value = selected.words;
      for (const name of ["unit", "first", "last"]) {
        const field = form.querySelector(`[name=${name}]`) ?? form.appendChild(document.createElement("input"));
        Object.assign(field, { type: "hidden", name, value: selected[name] });
      }
      return;
    }
    const { unit, first, last } = selected;
    show((await ask(address("card", { document: desk.dataset.document, unit, first, last }))).card);
    list([]);
  }

  // --- what is entered

  async function send(form, button) {
    if (busy) return;
    busy = true;
    complain();
    const fields = fieldsOf(form, button);
    if (!reading && !("undo" in form.dataset)) {
      const { why, kind, document: only } = desk.dataset;
      fields.queue = { why, kind, document: only, skip };
    }
    try {
      const answer = await ask(form.getAttribute("action"), fields);
      if (!answer.card && !reading) location.reload();
      show(answer.card);
      count(answer.pending);
      await refresh();
    } catch (reason) {
      complain(reason);
    } finally {
      busy = false;
    }
  }

  function count(pending) {
    const field = document.querySelector("[data-count]");
    if (field) field.textContent = pending;
  }

  async function later() {
    if (reading) return step(1, (fact) => fact.candidate && !fact.state);
    const next = slot.querySelector("a[data-key=n]");
    if (next) location.assign(next.href);
    return undefined;
  }

  /** The next (1) or previous (-1) fact in the order of the text. */
  async function step(way, wanted = (fact) => fact.key && fact.kind !== "entity") {
    if (!reading) return;
    const listed = facts.filter((fact) => fact.spots.length && (wanted(fact) || fact.key === current));
    const here = listed.findIndex((fact) => fact.key === current);
    const next = listed[here < 0 ? (way > 0 ? 0 : listed.length - 1) : here + way];
    if (next) await open(next.key);
  }

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    n: later,
    a: () => slot.querySelector("button[data-key=a]")?.click(),
    r: () => slot.querySelector("button[data-key=r]")?.click(),
    e: () => {
      const change = slot.querySelector(".correct-change");
      if (!change) return;
      change.open = !change.open;
      if (change.open) change.querySelector("select, input:not([type=hidden]), textarea")?.focus();
    },
    "?": () => {
      const help = document.querySelector("[data-keys]");
      help.open = !help.open;
    },
    Escape: () => {
      if (reading) show("");
    },
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select");
    if (event.key === "Escape" && typing) typing.blur();
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    // A key waits for the one before: two steps in a hurry are two steps, and none is lost while the facts load.
    keysDone = keysDone.then(keys[event.key]).catch(complain);
  });
  desk.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target, event.submitter);
  });
  desk.addEventListener("click", (event) => {
    const link = event.target.closest("[data-open]");
    if (link && reading && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      open(link.dataset.open).catch(complain);
    }
  });
  slot.addEventListener(
    "toggle",
    async (event) => {
      const where = event.target.dataset?.reasons;
      if (!where || !event.target.open || event.target.dataset.had) return;
      event.target.dataset.had = "yes";
      try {
        event.target.querySelector("div").innerHTML = (await ask(where)).reasons;
      } catch (reason) {
        complain(reason);
      }
    },
    true,
  );
  offerNames(desk, (q, types) => {
    const only = card()?.dataset.document ?? "";
    return ask(address("names", { q, types, document: only }));
  });
  close?.addEventListener("click", () => show(""));
  text?.addEventListener("click", (event) => onText(event).catch(complain));
  // No browser begins a selection inside a link; the page of a name is on its card, and a Ctrl or Cmd click away.
  for (const link of text?.querySelectorAll("a.m") ?? []) {
    link.dataset.href = link.href;
    link.removeAttribute("href");
  }
  if (close) close.hidden = !current;
  desk.classList.toggle("open", Boolean(current));
  keysDone = refresh()
    .then(() => reading && current && bringIntoView(current))
    .catch(complain);
}
