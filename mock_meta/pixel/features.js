/**
 * What the pixels' configs switched on, beyond what every pixel does.
 *
 * A config opts its pixel in to a feature by name, and may leave that feature's own settings in the store.
 */
const featureSettings = {};

/** Where config scripts keep their settings, by pixel and feature. */
const configStore = Object.freeze({
  set(id, feature, value) {
    (featureSettings[id] ??= {})[feature] = value;
  },
  get(id, feature) {
    return featureSettings[id]?.[feature];
  },
});

/** Whether the pixel's config asked for `feature`, and the page did not decline it. */
function hasFeature(pixelId, feature) {
  return isOptedIn(pixelId, feature) && !isOptedOut(pixelId, feature);
}

/**
 * Whether a feature that reads the page of its own accord is on: `fbq('set', 'autoConfig', false, id)` declines all
 * of these at once (measured with 2.9.325: button clicks, page metadata, automatic parameters, `imft`).
 */
function hasAutomaticFeature(pixelId, feature) {
  return hasFeature(pixelId, feature) && !isOptedOut(pixelId, "AutomaticSetup");
}

/** What happens at once when a config opts its pixel in, even while consent is revoked (measured with 2.9.252). */
const OPT_IN_EFFECTS = Object.freeze({
  FirstPartyCookies: (id) => rememberClick(id),
  LastExternalReferrer: () => rememberReferrer(),
  CookieDeprecationLabel: () => askForLabel(),
  InferredEvents: () => watchButtons(),
});
