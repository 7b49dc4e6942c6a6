/** Hashes that callers made themselves: SHA-256 or MD5, in either case. They are sent as they are, in lower case. */
const HASHED = /^([0-9a-f]{64}|[0-9a-f]{32})$/i;
const EMAIL = /^[^\s@,;:<>()[\]\\"]+@([a-z0-9-]+\.)+[a-z]{2,}$/;

/** What takes the place of every address at Apple's relay, which says nothing about its owner. */
const RELAY_HASH = "b68919aff001d8366249403a2544fba2d833084f1ad22839b6310aadacb6a138";

/**
 * The rule for each kind of customer information, from its text to the text that is hashed, or null when the text
 * breaks the rule (all measured with 2.9.364).
 */
const NORMALIZERS = Object.freeze({
  em: normalizeEmail,
  ph: (text) => text.replace(/\D/g, "").replace(/^0+/, ""),
  fn: normalizeName,
  ln: normalizeName,
  ct: (text) => text.toLowerCase().replace(/[^a-z0-9]/g, ""),
  st: (text) => normalizePlace(text, STATE_CODES),
  country: (text) => normalizePlace(text, COUNTRY_CODES),
  zp: (text) => text.toLowerCase().trim().split("-")[0].trim(),
  ge: normalizeGender,
  db: normalizeBirthday,
});

/**
 * The text that is hashed for one value.
 *
 * @param {string} kind a short key such as `em`; every other key only loses case and white space
 * @param {unknown} value
 * @returns {string | null} null only for an e-mail address that is none; other values that break their rule stay raw
 */
function normalize(kind, value) {
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  if (HASHED.test(text.trim())) return text.trim().toLowerCase();
  if (kind === "em") return typeof value === "object" ? null : normalizeEmail(text);
  const rule = NORMALIZERS[kind] ?? ((raw) => raw.toLowerCase().replace(/\s/g, ""));
  return rule(text) || text;
}

/** An address without its `@` is taken for one at gmail.com. */
function normalizeEmail(text) {
  const trimmed = text.trim().toLowerCase().replace(/,$/, "");
  const address = trimmed.includes("@") ? trimmed : `${trimmed}@gmail.com`;
  if (!EMAIL.test(address)) return null;
  return address.endsWith("@privaterelay.appleid.com") ? RELAY_HASH : address;
}

function normalizeName(text) {
  return text.toLowerCase().replace(/[\s!-/:-@[-`{-~]/g, "");
}

function normalizePlace(text, codes) {
  const letters = text.toLowerCase().replace(/[^a-z]/g, "");
  return codes.get(letters) ?? (letters.length < 2 ? null : letters.slice(0, 2));
}

function normalizeGender(text) {
  const letter = text.trim().toLowerCase();
  return letter === "f" || letter === "m" ? letter : null;
}

/** YYYYMMDD. Of two small numbers the first is the month; whether the month has that day is not asked. */
function normalizeBirthday(text) {
  const trimmed = text.trim();
  if (/^\d{8}$/.test(trimmed)) return trimmed;
  const parts = /^(\d+)\D(\d+)\D(\d+)$/.exec(trimmed)?.slice(1);
  if (!parts) return null;
  const [year, ...rest] = parts[0].length === 4 ? parts : [parts[2], parts[0], parts[1]];
  const [month, day] = Number(rest[0]) > 12 ? [rest[1], rest[0]] : rest;
  if (year.length !== 4 || Number(month) > 12 || Number(day) > 31) return null;
  return year + month.padStart(2, "0") + day.padStart(2, "0");
}

/** The shape of a text without its content: capitals, small letters, digits and other letters become four signs. */
function maskOf(text) {
  return text
    .replace(/[A-Z]/g, "^")
    .replace(/[a-z]/g, "*")
    .replace(/[0-9]/g, "#")
    .replace(/\p{L}/gu, "~");
}
