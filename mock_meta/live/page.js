// The page: what it hears, what it shows, and what a person does with it.

const AT_ONCE = 400;
const QUIET_MS = 1500;
const TOTALS_MS = 100;

const model = new Model();
const rows = new Rows(model, (row) => detail.open(row));
const detail = new Detail(rows);
const switches = new Switches();
const held = { isPaused: false, isCatchingUp: false, lines: [], fresh: new Set() };
let isDrawing = false;
let isWarming = false;
let totalled = -TOTALS_MS;
let saying = 0;
let firstState = true;
let failure = "";

// ---- hearing

const hear = {
  link(word) {
    put(find("link"), word);
    find("link").className = `link ${word === "live" ? "up" : "down"}`;
  },
  lines(lines) {
    if (held.isPaused || held.lines.length) return hold(lines);
    for (const line of lines) model.take(line);
    draw();
  },
  forget() {
    held.lines = [];
    held.fresh.clear();
    model.forget();
    detail.panel.close();
    draw();
  },
  state(state) {
    switches.take(state.groups);
    find("site").hidden = !state.site;
    if (state.site) {
      find("site").href = state.site.url;
      put(find("site"), `Open ${state.site.name} ↗`);
    }
    slots(state);
    if (state.failure !== failure) complain(state.failure);
    failure = state.failure;
    find("link").title = state.ahead_s ? `its clock is ${span(state.ahead_s)} ahead` : "";
    if (firstState) empty(state);
    firstState = false;
  },
};

function slots({ slot, slots: links }) {
  const nav = find("slots");
  if (nav.childElementCount === links.length) return;
  nav.hidden = links.length < 2;
  nav.replaceChildren(...links.map((link, index) => element("a", {
    href: link.url, "aria-current": index === slot ? "page" : null,
  }, link.name)));
}

function hold(lines) {
  held.lines.push(...lines);
  for (const line of lines) if (!model.lines.has(line.key)) held.fresh.add(line.key);
  draw();
}

// What came during a pause is taken a piece a frame, so that the page stays at hand.
function catchUp() {
  held.isCatchingUp = !held.isPaused && held.lines.length > 0;
  if (!held.isCatchingUp) return;
  for (const line of held.lines.splice(0, AT_ONCE)) model.take(line);
  if (!held.lines.length) held.fresh.clear();
  requestAnimationFrame(catchUp);
  draw();
}

function pause() {
  held.isPaused = !held.isPaused;
  find("pause").setAttribute("aria-pressed", String(held.isPaused));
  if (!held.isPaused && !held.isCatchingUp) catchUp();
  draw();
}

// ---- showing

function draw() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame((now) => {
    isDrawing = false;
    rows.draw();
    detail.refresh();
    if (now - totalled >= TOTALS_MS || now < totalled) {
      totalled = now;
      totals();
    } else draw();
    if (!isWarming && model.cold.length && globalThis.requestIdleCallback) {
      isWarming = true;
      requestIdleCallback(idle);
    }
  });
}

function idle(deadline) {
  isWarming = model.warm(() => deadline.timeRemaining() > 2);
  if (isWarming) requestIdleCallback(idle);
}

function totals() {
  const { totals: now, shown } = model;
  const events = now.browser + now.server;
  const tone = now.lost ? "bad" : now.near ? "warn" : events ? "good" : "";
  const sentence = now.rows ? `Meta would count ${many(now.counted, "action")}` : "Nothing has come yet";
  const parts = [
    `${whole.format(now.browser)} browser and ${whole.format(now.server)} server events`,
    `${many(now.paired, "pair")} folded`,
    now.near && `${whole.format(now.near)} nearly folded`,
    now.lost && `${whole.format(now.lost)} refused or not kept`,
  ];
  put(find("sentence"), sentence);
  put(find("lead"), now.rows ? parts.filter(Boolean).join(" · ") : "");
  document.body.dataset.tone = tone;
  document.title = `${now.rows ? `${whole.format(now.counted)} counted` : "live"}${now.lost ? `, ${whole.format(now.lost)} refused` : ""} · pixelproof`;
  const counts = { all: now.rows, pairs: now.paired, alone: now.counted - now.paired, near: now.near, lost: now.lost };
  for (const [kind, button] of kinds) put(button.lastChild, whole.format(counts[kind]));
  put(find("pause"), held.isPaused ? `Resume${held.fresh.size ? ` (${whole.format(held.fresh.size)} new)` : ""}` : "Pause");
  const isNarrowed = shown.length < now.rows;
  find("again").hidden = model.clearedTo < 0;
  find("shown").parentElement.hidden = !isNarrowed;
  put(find("shown"), isNarrowed ? `${whole.format(shown.length)} of ${whole.format(now.rows)} shown` : "");
  find("empty").hidden = now.rows > 0;
  say([sentence, ...parts].filter(Boolean).join(", "));
}

// Whoever listens is told the counts when they have come to rest, not each of them.
function say(text) {
  clearTimeout(saying);
  saying = setTimeout(() => put(find("counts"), text), QUIET_MS);
}

function empty(state) {
  const example = `curl -g '${location.origin}/tr/?id=1202835294532393&ev=PageView&eid=hello-1'`;
  const parts = [element("p", {}, state.site ? `Open ${state.site.name} and click through it: what it tells Meta appears here.` : "Point a browser or a backend at this stand-in: what it tells Meta appears here.")];
  parts.push(element("p", {}, "Or send one event yourself:"), element("pre", { class: "value" }, example), copier("Copy", example));
  find("empty").replaceChildren(...parts);
}

function complain(text) {
  find("failure").hidden = !text;
  put(find("failure"), text);
}

// ---- panels: beside the list where there is room, over it where there is none

function openPanel(panel) {
  for (const other of document.querySelectorAll("dialog.panel[open]")) if (other !== panel) other.close();
  if (panel.open) return;
  if (matchMedia("(min-width: 64rem)").matches) panel.show();
  else panel.showModal();
}

function closer(panel) {
  return element("button", { type: "button", class: "close", "aria-label": "Close", on: { click: () => panel.close() } }, "×");
}

// ---- doing

const kinds = new Map(Object.entries(KINDS).map(([kind, [name]]) => {
  const button = element("button", { type: "button", "aria-pressed": String(kind === "all") }, `${name} `, element("span", { class: "number" }, "0"));
  button.addEventListener("click", () => {
    for (const [other, one] of kinds) one.setAttribute("aria-pressed", String(other === kind));
    narrow(kind);
  });
  return [kind, button];
}));
find("kinds").append(...kinds.values());

function narrow(kind = model.kind) {
  model.filter(find("filter").value, kind);
  rows.toTop();
  draw();
}

async function forgetAll() {
  find("confirm").close();
  try {
    await ask("POST", "/mock/reset");
  } catch (error) {
    complain(error.message);
  }
}

const typing = (place) => place.matches("input, select, textarea, [contenteditable]");

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const panel = document.querySelector("dialog.panel[open]");
  if (event.key === "Escape" && panel && !event.defaultPrevented) return panel.close();
  if (typing(event.target)) {
    if (event.key === "ArrowDown" && event.target === find("filter")) {
      event.preventDefault();
      rows.go(0);
    }
    return;
  }
  if (!find("keys").checked || document.querySelector("dialog:modal")) return;
  if (event.key === "/") {
    event.preventDefault();
    find("filter").focus();
  }
  if (event.key === "p") pause();
});

find("filter").addEventListener("input", () => narrow());
find("pause").addEventListener("click", pause);
find("clear").addEventListener("click", () => { model.clear(model.latest); rows.toTop(); draw(); });
find("again").addEventListener("click", () => { model.clear(-1); draw(); });
find("above").addEventListener("click", () => { rows.toTop(); rows.go(0); });
find("reset").addEventListener("click", () => find("confirm").showModal());
find("keep").addEventListener("click", () => find("confirm").close());
find("forget").addEventListener("click", forgetAll);
document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); rows.go(0); });

draw();
new News(hear);
