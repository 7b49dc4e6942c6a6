/** How the name of a form field tells which customer information it holds (`email` was measured, the rest inferred). */
const FIELD_NAMES = Object.freeze({
  em: /e-?mail/i,
  ph: /phone|mobile|^tel$/i,
  fn: /^(fn|fname|first_?name)$/i,
  ln: /^(ln|lname|last_?name)$/i,
  ct: /^city$/i,
  st: /^(state|province|region)$/i,
  zp: /zip|postal/i,
  country: /^country$/i,
  ge: /^gender$/i,
  db: /^(birthday|birthdate|dob)$/i,
  external_id: /^external_id$/i,
});

/**
 * Takes the customer's information out of the form around a button that was clicked, as far as the config selected
 * its kinds. The pixel's events carry it from then on (measured with 2.9.325 for the click itself).
 */
function matchForm(pixel, form) {
  if (!form || !hasAutomaticFeature(pixel.id, "AutomaticMatching")) return;
  const { keys = [] } = configStore.get(pixel.id, "AutomaticMatching") ?? {};
  const found = {};
  for (const field of form.elements) {
    const key = keys.find((kind) => FIELD_NAMES[kind]?.test(field.name || field.id));
    if (key && field.value && !(key in found) && normalize(key, field.value)) found[key] = field.value;
  }
  if (!Object.keys(found).length) return;
  pixel.formFields = { raw: rawMasks(Object.entries(found)), clear: normalizedEntries(found) };
  pixel.matchedLater = true;
}

function normalizedEntries(found) {
  return Object.entries(found).map(([key, value]) => [key, normalize(key, value)]);
}

/** The same four forms in which information given to `init` is sent, with names that end in `ff`. */
function appendFormFields(params, pixel) {
  if (pixel?.formFields) appendHashed(params, pixel.formFields, "ff");
}
