// Elements and words. Event data is hostile: it goes in as text, and signs that hide or reorder text are shown as escapes.

const find = (id) => document.getElementById(id);
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const LONG = 2000;

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "on") for (const [kind, hear] of Object.entries(value)) made.addEventListener(kind, hear);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function visible(text) {
  return String(text).replace(HIDDEN, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

// Text that only this function sets; what is there already is left alone.
function put(place, text) {
  if (place.said === text) return;
  place.said = text;
  place.textContent = text;
}

const whole = new Intl.NumberFormat("en");
const many = (count, one, more = `${one}s`) => `${whole.format(count)} ${count === 1 ? one : more}`;

// The time of day, with the date where that is not the day of another moment.
function moment(seconds, other = seconds) {
  const [time, day] = [seconds, other].map((one) => new Date(one * 1000));
  if (Number.isNaN(time.getTime())) return String(seconds);
  const two = (number) => String(number).padStart(2, "0");
  const date = time.toDateString() === day.toDateString() ? "" : `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} `;
  const parts = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(":");
  return `${date}${parts}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}

function span(seconds) {
  const size = Math.abs(seconds);
  const round = (number) => String(Number(number.toPrecision(3)));
  if (size < 1) return `${Math.round(size * 1000)} ms`;
  if (size < 120) return `${round(size)} s`;
  if (size < 7200) return `${round(size / 60)} min`;
  return size < 172800 ? `${round(size / 3600)} h` : `${round(size / 86400)} days`;
}

const KEYS = { event_id: "event id", external_id: "external_id", fbp: "fbp" };

// What became of an action, for its row: a tone, a word, and the reason.
function outcome(row) {
  const [first] = row.copies;
  if (first.fate === "refused") return { tone: "bad", word: `refused ${first.code ?? ""}`.trim(), why: first.reason };
  if (first.fate === "dropped") return { tone: "bad", word: "not kept", why: first.reason };
  const untold = row.copies.find((copy) => copy.fate === "untold");
  const near = row.copies.find((copy) => copy.near);
  const folded = row.copies.filter((copy) => !copy.kept);
  if (near) return { tone: "warn", word: folded.length ? "counted apart, folded" : "counted apart", why: near.near };
  if (untold) return { tone: "warn", word: "counted once", why: untold.reason };
  if (!folded.length) return { tone: "", word: "counted", why: `${first.channel} only` };
  const [last] = folded.slice(-1);
  const apart = span(row.copies.reduce((most, copy) => Math.max(most, copy.gap || 0), 0));
  const copies = row.copies.length > 2 ? `${row.copies.length} copies, ` : "";
  return { tone: "good", word: "counted once", why: `${copies}folded by ${KEYS[last.by] || last.by}, ${apart} apart` };
}

async function ask(method, address) {
  const answer = await fetch(address, { method });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error || `status ${answer.status}`);
  return told;
}

// Values may be very long: they are shown when somebody wants them.
function long(text, name = "pre") {
  const shown = visible(text);
  const place = element(name, { class: "value" });
  if (shown.length <= LONG) {
    place.textContent = shown;
    return place;
  }
  place.textContent = `${shown.slice(0, LONG)}…`;
  const more = element("button", { type: "button", class: "more" }, `Show all ${whole.format(text.length)} characters`);
  more.addEventListener("click", () => {
    place.textContent = shown;
    more.remove();
  });
  return element("div", {}, place, more);
}

function copier(words, text) {
  const button = element("button", { type: "button" }, words);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "This browser does not let it be copied: select it below";
    }
    button.addEventListener("blur", () => { button.textContent = words; }, { once: true });
  });
  return button;
}
