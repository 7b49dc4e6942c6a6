// What has come: lines by key, and rows, each one action with all its copies, or one refused event.

const SEARCHED = 50;
const KINDS = {
  all: ["All", () => true],
  pairs: ["Pairs", (row) => row.has.paired],
  alone: ["One channel", (row) => row.has.counted && !row.has.paired],
  near: ["Nearly folded", (row) => row.has.near],
  lost: ["Refused", (row) => row.has.lost],
};

function orderOf(line) {
  const [seq, place] = line.key.split(".");
  return Number(seq) * 1e6 + Number(place || 0);
}

class Model {
  constructor() {
    this.words = [];
    this.kind = "all";
    this.forget();
  }

  forget() {
    this.lines = new Map();
    this.rows = new Map();
    this.all = [];
    this.shown = [];
    this.cold = [];
    this.clearedTo = -1;
    this.latest = -1;
    this.totals = { browser: 0, server: 0, requests: 0, counted: 0, paired: 0, near: 0, lost: 0, rows: 0 };
  }

  take(line) {
    line.order = orderOf(line);
    this.latest = Math.max(this.latest, line.order);
    const known = this.lines.get(line.key);
    if (known) this.leave(known);
    else this.totals[line.channel || "requests"] += 1;
    this.lines.set(line.key, line);
    this.join(line);
  }

  join(line) {
    const id = line.action || `!${line.key}`;
    const row = this.rows.get(id);
    if (!row) return this.insert({ id, copies: [line] });
    this.change(row, () => row.copies.splice(place(row.copies, line.order), 0, line));
  }

  leave(line) {
    const row = this.rows.get(line.action || `!${line.key}`);
    if (row.copies.length === 1) return this.remove(row);
    this.change(row, () => row.copies.splice(row.copies.indexOf(line), 1));
  }

  // A row may move in the list, or in and out of what is shown.
  change(row, act) {
    const before = row.copies[0].order;
    this.count(row, -1);
    act();
    if (row.copies[0].order !== before) {
      drop(this.all, row);
      if (row.isShown) drop(this.shown, row);
      this.settle(row);
      this.all.splice(place(this.all, row.order), 0, row);
      if (row.isShown) this.shown.splice(place(this.shown, row.order), 0, row);
      this.count(row, 1);
      return;
    }
    const wasShown = row.isShown;
    this.settle(row);
    this.count(row, 1);
    if (wasShown && !row.isShown) drop(this.shown, row);
    if (!wasShown && row.isShown) this.shown.splice(place(this.shown, row.order), 0, row);
  }

  insert(row) {
    this.rows.set(row.id, row);
    this.settle(row);
    this.count(row, 1);
    this.all.splice(place(this.all, row.order), 0, row);
    if (row.isShown) this.shown.splice(place(this.shown, row.order), 0, row);
  }

  remove(row) {
    this.rows.delete(row.id);
    this.count(row, -1);
    drop(this.all, row);
    if (row.isShown) drop(this.shown, row);
  }

  settle(row) {
    const { copies } = row;
    const channels = new Set(copies.map((copy) => copy.channel));
    const counted = copies[0].action !== undefined;
    row.order = copies[0].order;
    row.last = copies[copies.length - 1].order;
    row.stamp = (row.stamp || 0) + 1;
    if (row.text !== null) this.cold.push(row);
    row.text = null;
    row.has = {
      counted,
      paired: counted && channels.size > 1,
      near: copies.some((copy) => copy.near),
      lost: !counted,
    };
    row.isShown = this.fits(row);
  }

  count(row, sign) {
    const { totals } = this;
    totals.rows += sign;
    for (const [name, has] of Object.entries(row.has)) if (has) totals[name] += sign;
  }

  fits(row) {
    if (row.last <= this.clearedTo || !KINDS[this.kind][1](row)) return false;
    if (!this.words.length) return true;
    row.text ??= haystack(row);
    return this.words.every((word) => row.text.includes(word));
  }

  // What the filter searches is put together while nothing else is to be done, as long as there is time.
  warm(hasTime) {
    while (this.cold.length && hasTime()) {
      const row = this.cold.pop();
      row.text ??= haystack(row);
    }
    return this.cold.length > 0;
  }

  filter(text, kind) {
    this.words = text.toLowerCase().split(/\s+/).filter(Boolean);
    this.kind = kind;
    this.choose();
  }

  clear(upTo) {
    this.clearedTo = upTo;
    this.choose();
  }

  choose() {
    this.shown = this.all.filter((row) => (row.isShown = this.fits(row)));
  }

  get cleared() {
    return this.clearedTo < 0 ? 0 : this.all.filter((row) => row.last <= this.clearedTo).length;
  }
}

// All that a word of the filter may be found in; of an action that is told again and again, its first copies.
function haystack(row) {
  let text = "";
  for (const copy of row.copies.slice(0, SEARCHED)) {
    text += `${copy.name}\n${copy.id ?? ""}\n${copy.order_id ?? ""}\n${copy.channel}\n${copy.value ?? ""}\n${copy.pixel ?? ""}\n`;
    text += `${copy.fate} ${copy.code ?? ""}\n${copy.reason ?? ""}\n${copy.near ?? ""}\n${copy.by ?? ""}\n${copy.url ?? ""}\n${copy.test ?? ""}\n${copy.transport ?? ""}\n`;
  }
  return text.toLowerCase();
}

// Where something of this order belongs in a sorted list; nearly always at its end.
function place(list, order) {
  let low = 0, high = list.length;
  if (!high || list[high - 1].order < order) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].order < order) low = middle + 1;
    else high = middle;
  }
  return low;
}

function drop(list, row) {
  const at = place(list, row.order);
  if (list[at] === row) list.splice(at, 1);
}
