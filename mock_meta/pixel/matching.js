/** Long names of customer information, and the short key under which a second copy is sent. */
const ALIASES = Object.freeze({
  email: "em",
  phone: "ph",
  last_name: "ln",
  first_name: "fn",
  gender: "ge",
  dob: "db",
  city: "ct",
  state: "st",
  zip: "zp",
});

/** Keys whose masked text is sent, in the order of the raw masks. */
const MASKED_KEYS = Object.freeze([
  "ph",
  "phone",
  "em",
  "email",
  "fn",
  "ln",
  "external_id",
  "gender",
  "db",
  "dob",
  "ct",
  "city",
  "st",
  "state",
  "zp",
  "zip",
  "country",
  "first_name",
  "last_name",
]);

/** The order in which second copies follow the keys that were given. */
const COPY_ORDER = Object.freeze(["em", "ph", "ln", "fn", "ge", "db", "ct", "st", "zp"]);

/** How a value gives itself away under a key that does not name its kind. */
const LOOKS_LIKE = Object.freeze({
  em: (text) => text.includes("@") && normalizeEmail(text) !== null,
  ph: (text) => /^[\d\s().+-]+$/.test(text) && text.replace(/\D/g, "").length >= 4,
  zp: (text) => /^\d{5}(-\d{4})?$/.test(text.trim()),
  ge: (text) => normalizeGender(text) !== null,
});

/** `ped` tells Meta that an address belongs to a provider that hides its users. */
const PRIVATE_DOMAINS = Object.freeze([
  ["@privaterelay.appleid.com", 1],
  ["@icloud.com", 2],
]);

/**
 * Prepares what a pixel sends about its customer with each event.
 *
 * @param {object} userData as `init` was given it
 * @returns {{ped?: number, raw: [string, string][], clear: [string, string][], invalid: boolean}} `raw` holds the masks
 *   of the given texts, `clear` the normalised texts by key, in wire order; `invalid` tells that an address was dropped
 */
function matchCustomer(userData) {
  const given = Object.entries(userData).filter(([, value]) => value !== undefined && value !== null);
  const filled = given.filter(([, value]) => value !== "");
  const normal = filled.map(([key, value]) => [key, normalize(ALIASES[key] ?? key, value), value]);
  const invalid = normal.filter(([, text]) => text === null);
  for (const [key, , value] of invalid) {
    if (typeof value !== "object") warn("PII_INVALID_TYPE", { keyType: "email address", keyVal: key });
  }
  return {
    ped: privateDomainOf(filled),
    raw: rawMasks(given),
    clear: [...normal.filter(([, text]) => text !== null), ...copies(filled)].map(([key, text]) => [key, text]),
    invalid: invalid.length > 0,
  };
}

function rawMasks(given) {
  const values = new Map(given);
  return MASKED_KEYS.filter((key) => values.has(key) && typeof values.get(key) !== "object").map((key) => [
    key,
    maskOf(String(values.get(key))),
  ]);
}

/** The short keys that were not given, but that an alias names or a value looks like. */
function copies(filled) {
  const given = new Set(filled.map(([key]) => key));
  return COPY_ORDER.filter((kind) => !given.has(kind)).flatMap((kind) => {
    const source = filled.find(([key]) => ALIASES[key] === kind) ?? filled.find(([, value]) => looksLike(kind, value));
    const text = source && normalize(kind, source[1]);
    return text ? [[kind, text]] : [];
  });
}

function looksLike(kind, value) {
  return typeof value !== "object" && (LOOKS_LIKE[kind]?.(String(value)) ?? false);
}

function privateDomainOf(filled) {
  const address = filled.find(([key]) => key === "em" || key === "email")?.[1];
  if (typeof address !== "string") return undefined;
  const text = address.trim().toLowerCase();
  return PRIVATE_DOMAINS.find(([domain]) => text.endsWith(domain))?.[1];
}

/** Normalised texts as they are sent: hashed, unless they came so. */
function hashesOf({ clear }) {
  return clear.map(([key, text]) => [key, HASHED.test(text) ? text : sha256(text)]);
}

/** Adds the masks and hashes of what `init` was told about the pixel's customer. */
function appendMatching(params, pixel) {
  if (!pixel) return;
  params.append("ped", pixel.matching.ped);
  appendHashed(params, pixel.matching, "");
}

/** Adds information in its four forms. The alternate hashes were equal wherever they were measured. */
function appendHashed(params, { raw, clear }, ending) {
  for (const [key, mask] of raw) params.append(`cud${ending}[${key}]`, mask);
  const hashes = hashesOf({ clear });
  hashes.forEach(([key, hash], i) => {
    if (MASKED_KEYS.includes(key)) params.append(`ncud${ending}[${key}]`, maskOf(clear[i][1]));
    params.append(`ud${ending}[${key}]`, hash);
  });
  for (const [key, hash] of hashes) params.append(`aud${ending}[${key}]`, hash);
}
