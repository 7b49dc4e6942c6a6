// All text goes in as text: events may hold anything.

const find = (id) => document.getElementById(id);

function made(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function element(name, attributes, ...children) {
  return made(document.createElement(name), attributes, children);
}

function shape(name, attributes, ...children) {
  return made(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function heading(text) {
  return element("h3", {}, text);
}

function wide(label, ...children) {
  return element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": label }, ...children);
}

function table(label, columns, rows) {
  const head = element("tr", {}, ...columns.map((name) => element("th", { scope: "col" }, name)));
  const body = rows.map(({ cells, kind }) => {
    const [first, ...others] = cells.map((cell) => (cell === "" ? "–" : cell));
    const made = others.map((cell) => element("td", {}, cell));
    return element("tr", kind ? { class: kind } : {}, element("th", { scope: "row" }, first), ...made);
  });
  return wide(label, element("table", {}, element("thead", {}, head), element("tbody", {}, ...body)));
}

// What is longer than anyone reads is shown when it is asked for, and nothing of it is left out. It stands in pieces
// then, so that the browser lays out those alone that are looked at.
const LONG = 20000;

function* pieces(text) {
  for (let from = 0; from < text.length; from += LONG) yield element("div", { class: "piece" }, text.slice(from, from + LONG));
}

function longText(text) {
  const shown = element("pre", { tabindex: "0", role: "region", "aria-label": "Details" });
  if (text.length <= LONG) {
    shown.append(text);
    return shown;
  }
  shown.append(text.slice(0, LONG));
  const more = element("button", { type: "button" }, `Show all ${text.length.toLocaleString("en")} characters`);
  more.addEventListener("click", () => {
    shown.replaceChildren(...pieces(text));
    more.remove();
    shown.focus();
  });
  return element("div", {}, shown, more);
}
