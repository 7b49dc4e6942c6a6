// All of one row: its copies side by side, what differs, and each request as it came.

const FIRST_COPIES = 6;
const APART = new Set(["received", "event time", "transport", "sent from"]);

class Detail {
  constructor(rows) {
    this.rows = rows;
    this.panel = find("detail");
    this.row = null;
    this.asked = 0;
    this.panel.addEventListener("close", () => this.closed());
  }

  async open(row) {
    this.asked += 1;
    const { asked } = this;
    const { stamp } = row;
    const beside = document.querySelector("dialog[open]");
    const near = row.copies.map((copy) => copy.near_key).find(Boolean);
    const keys = [...(near ? [near] : []), ...row.copies.slice(0, FIRST_COPIES).map((copy) => copy.key)];
    let wholes = [];
    let failure = "";
    try {
      wholes = await Promise.all(keys.map((key) => ask("GET", `/mock/live/entry?key=${encodeURIComponent(key)}`)));
    } catch (error) {
      failure = error.message;
    }
    const now = document.querySelector("dialog[open]");
    const movedOn = now && now !== beside && now !== this.panel;
    if (asked !== this.asked || movedOn) return;
    const apart = near && wholes.length ? wholes.shift() : null;
    this.row = row;
    this.stamp = stamp;
    this.rows.mark(row.id);
    this.fill(row, wholes, failure, apart);
    openPanel(this.panel);
    this.refresh();
    find("detail-title").focus();
  }

  // What is open changes when another copy comes, be it while its answer was on the way.
  refresh() {
    if (!this.panel.open || !this.row) return;
    const stamp = this.row.stamp;
    if (stamp === this.stamp) return;
    this.stamp = stamp;
    const note = this.panel.querySelector(".stale");
    if (note) note.hidden = false;
  }

  // The browser tells of it in a task of its own: who has gone elsewhere by then is not called back.
  closed() {
    this.row = null;
    this.rows.mark(null);
    const place = document.activeElement;
    const isLeft = place && place !== document.body && !this.panel.contains(place) && !this.rows.list.contains(place);
    if (!isLeft && !document.querySelector("dialog[open]")) this.rows.focus();
  }

  fill(row, wholes, failure, apart) {
    const said = outcome(row);
    const [first] = row.copies;
    const stale = element("button", { type: "button", class: "stale", hidden: true }, "More is known now: show it");
    stale.addEventListener("click", () => this.open(row));
    const head = element("div", { class: "panel-head" },
      element("h2", { id: "detail-title", tabindex: "-1" }, visible(first.name) || "no name"), closer(this.panel));
    const meta = element("p", { class: `said ${said.tone}` }, element("strong", {}, said.word), ` ${visible(said.why)}`);
    const parts = [head, meta, stale];
    if (failure) parts.push(element("p", { class: "failure", role: "alert" }, failure));
    const near = wholes.map((one) => one.near_miss).find(Boolean);
    if (near) parts.push(nearMiss(near));
    const events = wholes.filter((one) => one.event);
    if (apart && apart.event) events.unshift({ ...apart, isApart: true });
    if (events.length) parts.push(comparison(events));
    if (row.copies.length > wholes.length && wholes.length) {
      parts.push(element("p", { class: "quiet" }, `The first ${wholes.length} of ${row.copies.length} copies.`));
    }
    parts.push(...wholes.map((one) => request(one)));
    this.panel.replaceChildren(...parts);
  }
}

function nearMiss(miss) {
  const lines = miss.differences.map((one) => element("li", {}, visible(one.said)));
  return element("section", { class: "near" },
    element("h3", {}, "Why it is counted apart"),
    element("p", {}, `It has the same ${miss.same.join(" and ")} as the event ${visible(miss.earlier)}, but:`),
    element("ul", {}, ...lines));
}

// ---- copies side by side

function comparison(wholes) {
  const columns = wholes.map((one) => fields(one));
  const names = [...new Set(columns.flatMap((column) => [...column.keys()]))];
  const heads = wholes.map((one) => element("th", { scope: "col", class: one.line.channel }, `${one.line.channel}${stateOf(one)}`));
  const body = names.map((name) => {
    const values = columns.map((column) => column.get(name));
    const differs = values.length > 1 && !APART.has(name) && values.every((value) => value !== undefined)
      && new Set(values.map(comparable)).size > 1;
    const cells = values.map((value) => element("td", {}, value === undefined ? "–" : long(asText(value), "span")));
    const label = differs ? [visible(name), " ", element("span", { class: "differs" }, "differs")] : [visible(name)];
    return element("tr", differs ? { class: "apart" } : {}, element("th", { scope: "row" }, ...label), ...cells);
  });
  const table = element("table", {},
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "field"), ...heads)),
    element("tbody", {}, ...body));
  return element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Copies side by side" }, table);
}

function stateOf({ line, isApart }) {
  if (isApart) return `, event ${line.key}`;
  if (!line.action) return "";
  return line.kept ? ", kept" : ", folded";
}

function fields({ event }) {
  const found = new Map([["event id", event.event_id ?? undefined], ["received", moment(event.received_at)]]);
  if (event.event_time !== undefined && event.event_time !== null) found.set("event time", moment(event.event_time, event.received_at));
  found.set("pixel", event.pixel_id);
  for (const [name, value] of Object.entries(event.custom_data || {})) found.set(name, value);
  for (const [name, value] of Object.entries(event.user_data || {})) found.set(`user: ${name}`, value);
  const rest = {
    "page": event.source_url, "action source": event.action_source, "transport": event.transport,
    "data processing": event.data_processing_options, "test code": event.test_event_code, "other": event.other,
  };
  for (const [name, value] of Object.entries(rest)) {
    const isEmpty = value === undefined || value === null || (typeof value === "object" && !Object.keys(value).length);
    if (!isEmpty) found.set(name, value);
  }
  return found;
}

function asText(value) {
  if (typeof value === "string") return value;
  const flat = JSON.stringify(value);
  return flat.length <= 40 ? flat : JSON.stringify(value, null, 1);
}

function comparable(value) {
  const plain = Array.isArray(value) && value.length === 1 && typeof value[0] !== "object" ? value[0] : value;
  const sorted = (one) => (one && typeof one === "object" && !Array.isArray(one)
    ? Object.fromEntries(Object.keys(one).sort().map((key) => [key, sorted(one[key])]))
    : Array.isArray(one) ? one.map(sorted) : String(one));
  const text = typeof plain === "object" ? JSON.stringify(sorted(plain)) : String(plain);
  return Number.isFinite(Number(text)) && text.trim() ? String(Number(text)) : text;
}

// ---- a request as it came

function request(one) {
  const { line, request: sent, answer } = one;
  const title = `${line.channel || "request"} ${line.key}: ${sent.method} ${answer.status || "cut"}`;
  const buttons = element("p", { class: "buttons" });
  if (one.curl) buttons.append(copier("Copy as curl", one.curl));
  buttons.append(copier("Copy as JSON", JSON.stringify(one.event || sent, null, 2)));
  const parts = [element("summary", {}, visible(title)), buttons];
  if (sent.part_of) parts.push(element("p", { class: "quiet" }, `Part of the batch ${sent.part_of}, which curl sends whole.`));
  parts.push(element("h3", {}, "Request"), long(`${sent.method} ${sent.url}`), headers(sent.headers));
  if (sent.body.size) parts.push(element("p", { class: "quiet" }, bodyNote(sent.body)), long(sent.body.text));
  parts.push(element("h3", {}, "Answer"), answered(answer));
  if (one.curl) parts.push(element("h3", {}, "As a command"), curl(one.curl));
  else parts.push(element("p", { class: "quiet" }, "These bytes are no request: curl can't send them."));
  return element("details", { class: "request", open: line.channel === "" || !line.action }, ...parts);
}

function answered(answer) {
  const said = answer.status ? `status ${answer.status}` : "no answer: the connection was cut";
  const parts = [element("p", {}, said)];
  if (answer.error) {
    const told = element("dl", {});
    for (const [name, value] of Object.entries(answer.error)) {
      if (value !== null && value !== undefined) told.append(element("dt", {}, name), element("dd", {}, visible(value)));
    }
    parts.push(told);
  }
  if (answer.headers.length) parts.push(headers(answer.headers));
  if (answer.body.size) parts.push(element("p", { class: "quiet" }, bodyNote(answer.body)), long(answer.body.text));
  return element("div", {}, ...parts);
}

function headers(pairs) {
  return long(pairs.map(([name, value]) => `${name}: ${value}`).join("\n"));
}

function bodyNote(body) {
  const how = [`body, ${many(body.size, "byte")}`, body.packed && "packed, shown unpacked", body.base64 && "no text, shown as Base64"];
  return how.filter(Boolean).join(", ");
}

// The command is shown as it must be typed: what would be hidden in it is an escape of the shell's already.
function curl(command) {
  const place = long(command);
  place.classList.add("curl");
  return place;
}
