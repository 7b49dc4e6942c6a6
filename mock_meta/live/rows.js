// The list: of however many rows only those in view are in the document, each keyed by what it shows.

const AROUND = 6;
const CHANNELS = ["browser", "server"];
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

class Rows {
  constructor(model, open) {
    this.model = model;
    this.open = open;
    this.list = find("list");
    this.space = find("space");
    this.made = new Map();
    this.spare = [];
    this.active = null;
    this.opened = null;
    this.top = null;
    this.height = 1;
    this.room = 0;
    this.list.addEventListener("scroll", () => this.draw(), { passive: true });
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("focusin", () => this.number());
    const sizes = new ResizeObserver(() => this.measure());
    for (const place of [this.list, find("probe")]) sizes.observe(place);
  }

  // Sizes are asked for when they change, not with every picture: asking makes the browser lay everything out.
  measure() {
    this.height = find("probe").offsetHeight || 1;
    this.room = this.list.clientHeight;
    const opened = this.model.rows.get(this.opened);
    if (opened) this.reveal(opened);
    else this.draw();
  }

  // Newest first: the row at this place from the top.
  at(index) {
    const { shown } = this.model;
    return shown[shown.length - 1 - index];
  }

  indexOf(row) {
    const { shown } = this.model;
    const found = place(shown, row.order);
    return shown[found] === row ? shown.length - 1 - found : -1;
  }

  draw() {
    const { shown } = this.model;
    const { height, list } = this;
    const was = list.scrollTop;
    const scrolled = this.hold(was, height);
    const size = `${shown.length * height}px`;
    if (this.space.style.height !== size) this.space.style.height = size;
    if (scrolled !== null) list.scrollTop = scrolled;
    const top = scrolled ?? Math.max(0, Math.min(was, shown.length * height - this.room));
    const first = Math.max(0, Math.floor(top / height) - AROUND);
    const last = Math.min(shown.length, Math.ceil((top + this.room) / height) + AROUND);
    const wanted = new Map();
    for (let index = first; index < last; index += 1) wanted.set(this.at(index), index);
    const focused = this.rowOf(document.activeElement);
    if (focused && !wanted.has(focused) && this.indexOf(focused) >= 0) wanted.set(focused, this.indexOf(focused));
    for (const [row, made] of this.made) if (!wanted.has(row)) this.free(row, made);
    for (const [row, index] of wanted) this.show(row, index, height);
    for (const made of this.spare) if (made.isConnected) made.remove();
    this.tab(wanted);
  }

  // Who reads further down, or has the focus in the list, keeps what they read under their eyes: where to scroll then.
  hold(scrolled, height) {
    const reads = scrolled > 1 || this.rowOf(document.activeElement);
    const anchor = this.top;
    let moved = null;
    if (reads && anchor && anchor.row !== this.at(anchor.index)) {
      const index = this.indexOf(anchor.row);
      if (index >= 0 && index !== anchor.index) moved = scrolled + (index - anchor.index) * height;
    }
    const now = moved ?? scrolled;
    const index = Math.min(Math.floor(now / height), this.model.shown.length - 1);
    this.top = index >= 0 ? { row: this.at(index), index } : null;
    const above = find("above");
    const isAway = now > height;
    if (above.hidden === isAway) above.hidden = !isAway;
    if (isAway) put(above, `↑ Newest (${whole.format(Math.max(index, 0))} above)`);
    return moved;
  }

  // Whoever listens hears which row of how many this is; only they need it.
  number() {
    const { shown } = this.model;
    for (const [row, made] of this.made) {
      made.setAttribute("aria-posinset", this.indexOf(row) + 1);
      made.setAttribute("aria-setsize", shown.length);
    }
  }

  rowOf(place) {
    const item = place && place.closest ? place.closest(".row") : null;
    return item ? item.row : null;
  }

  free(row, made) {
    this.made.delete(row);
    made.row = null;
    this.spare.push(made);
  }

  show(row, index, height) {
    let made = this.made.get(row);
    if (!made) {
      made = this.spare.pop() || this.make();
      made.row = row;
      made.stamp = 0;
      this.made.set(row, made);
    }
    if (made.stamp !== row.stamp) this.fill(made, row);
    const where = `translateY(${index * height}px)`;
    if (made.style.transform !== where) made.style.transform = where;
    if (!made.isConnected) this.space.append(made);
  }

  make() {
    const part = (kind) => element("span", { class: kind });
    const parts = {};
    for (const kind of ["when", "what", "browser", "server", "meta"]) parts[kind] = part(kind);
    for (const kind of ["name", "more"]) parts.what.append((parts[kind] = part(kind)));
    for (const kind of ["word", "why"]) parts.meta.append((parts[kind] = part(kind)));
    for (const channel of CHANNELS) parts[channel].append(element("span", { class: "unseen" }, `${channel} `), (parts[`${channel} id`] = part("id")));
    const face = [parts.when, parts.what, parts.browser, parts.server, parts.meta];
    const button = element("button", { type: "button", class: "face", tabindex: "-1" }, ...face);
    const made = element("div", { class: "row", role: "listitem" }, button);
    button.addEventListener("click", () => this.choose(made.row));
    button.addEventListener("focus", () => { this.active = made.row; });
    return Object.assign(made, { parts, button });
  }

  fill(made, row) {
    const { parts } = made;
    const [first] = row.copies;
    const said = outcome(row);
    const copies = (channel) => row.copies.filter((copy) => copy.channel === channel);
    const told = ["order_id", "value"].map((key) => (row.copies.find((copy) => copy[key]) || {})[key]);
    const more = [told[1], told[0] && `order ${told[0]}`, row.copies.some((copy) => copy.odd) && "unusual form"];
    put(parts.when, moment(first.at));
    put(parts.name, visible(first.name) || "no name");
    put(parts.more, visible(more.filter(Boolean).join(" · ") || pathOf(first.url) || (first.pixel ? `pixel ${first.pixel}` : "")));
    for (const channel of CHANNELS) put(parts[`${channel} id`], idOf(copies(channel)));
    for (const channel of CHANNELS) parts[channel].classList.toggle("none", !copies(channel).length);
    put(parts.word, said.word);
    put(parts.why, visible(said.why));
    const isOpened = this.opened === row.id;
    made.className = `row ${said.tone} ${row.has.paired ? "paired" : ""} ${isOpened ? "opened" : ""}`;
    if (made.stamp && made.stamp < row.stamp) flash(made);
    made.stamp = row.stamp;
  }

  choose(row) {
    this.active = row;
    this.open(row);
    this.draw();
  }

  // One row is in the order of the tab key: the active one, or the first that is in view.
  tab(wanted) {
    const known = this.active && wanted.has(this.active) ? this.active : wanted.keys().next().value;
    for (const [row, made] of this.made) {
      const index = row === known ? "0" : "-1";
      if (made.button.getAttribute("tabindex") !== index) made.button.setAttribute("tabindex", index);
    }
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.room / this.height) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const from = this.active ? this.indexOf(this.active) : -1;
    this.go(Math.min(Math.max(from + steps[event.key], 0), this.model.shown.length - 1));
  }

  go(index) {
    const row = this.at(index);
    if (!row) return;
    const { list, height } = this;
    if (index * height < list.scrollTop) list.scrollTop = index * height;
    const below = (index + 1) * height - this.room;
    if (below > list.scrollTop) list.scrollTop = below;
    this.active = row;
    this.top = null;
    this.draw();
    this.made.get(row).button.focus({ preventScroll: true });
  }

  // The list may have become narrower, so that its rows are higher and lie elsewhere.
  reveal(row) {
    const index = this.indexOf(row);
    if (index < 0) return;
    const { list, height } = this;
    const [top, bottom] = [index * height, (index + 1) * height];
    if (top < list.scrollTop || bottom > list.scrollTop + this.room) {
      this.top = null;
      list.scrollTop = Math.max(0, top - this.room / 3);
    }
    this.draw();
  }

  toTop() {
    this.top = null;
    this.list.scrollTop = 0;
    this.draw();
  }

  mark(id) {
    this.opened = id;
    for (const [row, made] of this.made) made.classList.toggle("opened", row.id === id);
  }

  focus() {
    const made = this.active && this.made.get(this.active);
    if (made) made.button.focus({ preventScroll: true });
    else find("list").focus();
  }
}

function pathOf(url) {
  const [, path] = /^[a-z]+:\/\/[^/?#]*(\/[^?#]*)/i.exec(url || "") || [];
  return path || "";
}

function idOf(copies) {
  if (!copies.length) return "–";
  const more = copies.length > 1 ? ` ×${copies.length}` : "";
  return `${visible(copies[0].id ?? "") || "no id"}${more}`;
}

function flash(made) {
  if (CALM.matches) return;
  made.parts.meta.animate([{ opacity: 0.2 }, { opacity: 1 }], 600);
}
