// What the parts of the network view write into the page with.
export const PLAIN = "#8b95a1";

// A sentence of the page's language with its {names} filled in.
export const text = (template, values) => template.replace(/\{(\w+)\}/g, (_, key) => values[key]);

export const shorten = (label, length) => (label.length > length ? `${label.slice(0, length - 1)}…` : label);

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

// The coloured mark of a kind of node, or of line.
export const swatch = (color, line) => {
  const mark = element("span", { class: line ? "swatch line" : "swatch", "aria-hidden": "true" });
  mark.style.backgroundColor = color || PLAIN;
  return mark;
};
