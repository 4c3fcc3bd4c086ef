// The SPARQL editor: highlighting, completion of our own prefixes and terms, results as a table, downloads.
// It takes over the plain form of the page, which works without it. Nothing is asked of any other host.
import { Yasqe } from "@zazuko/yasqe";
import "@zazuko/yasqe/build/yasqe.min.css";

const form = document.getElementById("query-form");
const config = JSON.parse(document.getElementById("editor-config").textContent);
const words = config.words;
const output = document.getElementById("results");
const PAGE = 200; // rows shown at a time: a browser lays out thousands of table rows slowly

const iris = config.terms.map((term) => term.iri);
const haystack = new Map(config.terms.map((term) => [term.iri, `${term.iri} ${term.zh} ${term.en}`.toLowerCase()]));

function inTriple(yasqe) {
  const token = yasqe.getCompleteToken();
  return token.string.length > 0 && !/^[?$"'#{}.;,]/.test(token.string) && token.type !== "comment";
}

// The library's own class and property completers ask Linked Open Vocabularies: only ours are switched on.
Yasqe.forkAutocompleter(
  "property",
  {
    name: "duikou-terms",
    isValidCompletionPosition: inTriple,
    get: (_yasqe, token) => {
      const wanted = (token?.autocompletionString || token?.string || "").toLowerCase();
      const starting = iris.filter((iri) => iri.toLowerCase().startsWith(wanted));
      return starting.length ? starting : iris.filter((iri) => haystack.get(iri).includes(wanted)).slice(0, 60);
    },
  },
  false,
);
Yasqe.forkAutocompleter(
  "prefixes",
  {
    name: "duikou-prefixes",
    persistenceId: null,
    get: () => Promise.resolve(Object.entries(config.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`).sort()),
  },
  false,
);

const area = form.elements.namedItem("query");
const holder = document.createElement("div");
holder.className = "editor";
area.hidden = true;
area.after(holder);
const yasqe = new Yasqe(holder, {
  value: area.value,
  persistenceId: null,
  consumeShareLink: null,
  createShareableLink: null,
  showQueryButton: false,
  prefixCcApi: null,
  collapsePrefixesOnLoad: false,
  autocompleters: ["variables", "duikou-prefixes", "duikou-terms"],
  editorHeight: "20rem",
  screenReaderLabel: words.query,
  extraKeys: {
    "Ctrl-Space": () => yasqe.autocomplete(),
    "Ctrl-Enter": run,
    "Cmd-Enter": run,
    "Esc": () => yasqe.getInputField().blur(), // Tab indents: Escape leaves the editor by keyboard
  },
});
const scroller = holder.querySelector(".CodeMirror-scroll"); // by keyboard too, on a narrow screen
scroller.setAttribute("tabindex", "0");
scroller.setAttribute("role", "region");
scroller.setAttribute("aria-label", words.query);
yasqe.on("change", () => {
  area.value = yasqe.getValue();
});

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function say(text, kind = "status") {
  output.replaceChildren(element("p", { class: kind, role: kind === "error" ? "alert" : "status" }, text));
}

// <https://.../id/place/440300> is shown short and leads to its page on this site, whatever host serves it.
function iriLink(iri) {
  if (iri.startsWith(config.base)) {
    const rest = iri.slice(config.base.length);
    return element("a", { href: config.root + "/" + rest }, rest);
  }
  const known = Object.entries(config.prefixes).find(([, namespace]) => iri.startsWith(namespace));
  return element("span", { title: iri }, known ? `${known[0]}:${iri.slice(known[1].length)}` : iri);
}

function cell(term) {
  const node = element("td");
  if (!term) return node;
  if (term.type === "uri") node.append(iriLink(term.value));
  else if (term.type === "triple") node.append(JSON.stringify(term.value));
  else node.append(term["xml:lang"] ? element("span", { lang: term["xml:lang"] }, term.value) : term.value);
  return node;
}

function table(data) {
  const names = data.head.vars;
  const rows = data.results.bindings;
  const body = element("tbody");
  const more = element("button", { type: "button" }, words.more);
  let shown = 0;
  const show = () => {
    body.append(...rows.slice(shown, shown + PAGE).map((row) => element("tr", {}, ...names.map((name) => cell(row[name])))));
    shown = Math.min(shown + PAGE, rows.length);
    more.hidden = shown >= rows.length;
  };
  more.addEventListener("click", show);
  show();
  const head = element("thead", {}, element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name))));
  const scroller = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": words.results });
  scroller.append(element("table", {}, head, body));
  return [scroller, more];
}

function downloads(kinds) {
  const links = kinds.map(([label, type, suffix]) => {
    const button = element("button", { type: "button", class: "quiet" }, label);
    button.addEventListener("click", async () => {
      const response = await ask(type);
      const parts = suffix === "csv" ? ["\ufeff", await response.blob()] : [await response.blob()]; // the mark says UTF-8
      const link = element("a", { href: URL.createObjectURL(new Blob(parts, { type })), download: `duikou.${suffix}` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    });
    return button;
  });
  return element("p", { class: "downloads" }, words.download, ...links);
}

const ROWS = [
  ["CSV", "text/csv", "csv"],
  ["TSV", "text/tab-separated-values", "tsv"],
  ["JSON", "application/sparql-results+json", "json"],
  ["XML", "application/sparql-results+xml", "xml"],
];
const GRAPHS = [
  ["Turtle", "text/turtle", "ttl"],
  ["JSON-LD", "application/ld+json", "jsonld"],
  ["N-Triples", "application/n-triples", "nt"],
  ["RDF/XML", "application/rdf+xml", "rdf"],
];

let running = null;

function ask(accept, signal) {
  return fetch(config.endpoint, {
    method: "POST",
    headers: { "Content-Type": "application/sparql-query", Accept: accept },
    body: yasqe.getValue(),
    signal,
  });
}

async function run() {
  running?.abort();
  running = new AbortController();
  history.replaceState(null, "", `?query=${encodeURIComponent(yasqe.getValue())}`);
  say(words.running);
  const started = performance.now();
  try {
    const response = await ask("application/sparql-results+json, text/turtle;q=0.9", running.signal);
    const text = await response.text();
    const took = words.took.replace("{ms}", Math.round(performance.now() - started));
    if (!response.ok) {
      let message = text;
      try {
        const parsed = JSON.parse(text);
        message = parsed.detail ?? parsed.error ?? text;
      } catch {
        // the service answered in plain text: show it as it is
      }
      say(String(message).slice(0, 2000), "error");
    } else if (response.headers.get("Content-Type").includes("json")) {
      const data = JSON.parse(text);
      if ("boolean" in data) {
        say(`${data.boolean ? words.yes : words.no} · ${took}`);
      } else {
        const count = words.rows.replace("{count}", data.results.bindings.length);
        output.replaceChildren(element("p", { role: "status" }, `${count} · ${took}`), downloads(ROWS), ...table(data));
      }
    } else {
      const pre = element("pre", { tabindex: "0" }, text.slice(0, 200000));
      output.replaceChildren(element("p", { role: "status" }, took), downloads(GRAPHS), pre);
    }
  } catch (error) {
    if (error.name !== "AbortError") say(words.unreachable, "error");
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
for (const link of document.querySelectorAll("a[data-example]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    yasqe.setValue(config.examples[Number(link.dataset.example)]);
    run();
    form.scrollIntoView({ block: "start" });
  });
}
document.documentElement.classList.add("editor-ready");
if (new URLSearchParams(location.search).get("query") && !output.querySelector("table, pre")) run();
