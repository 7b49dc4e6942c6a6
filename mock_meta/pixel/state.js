/**
 * Everything that one page load remembers.
 *
 * `optIns` and `optOuts` map a pixel id to a set of feature names: they may be filled before the pixel is
 * initialised, and by its config.
 */
const state = {
  /** The page's `window.fbq`: its user-settable properties are read at each use. */
  fbq: null,
  /** @type {Map<string, object>} the initialised pixels, in order. */
  pixels: new Map(),
  endpoint: DEFAULT_ENDPOINT,
  cdn: DEFAULT_CDN,
  /** Milliseconds since the epoch of the first init, or of the last page change in a single-page application. */
  initTime: null,
  /** @type {null | {options: string[], country: unknown, state: unknown}} */
  dataProcessing: null,
  firstPartyCookies: true,
  trackSingleOnly: new Set(),
  pageViewSent: new Set(),
  configsLoaded: new Set(),
  optIns: new Map(),
  optOuts: new Map(),
  locks: new Locks(),
};

/** Adds `feature` to the pixel's set in `features` when `on`, takes it away otherwise. */
function toggleFeature(features, pixelId, feature, on) {
  const key = String(pixelId);
  if (!features.has(key)) features.set(key, new Set());
  if (on) features.get(key).add(feature);
  else features.get(key).delete(feature);
}

/** Whether the pixel's config asked for `feature`; the page's own opt-out does not change the answer. */
function isOptedIn(pixelId, feature) {
  return state.optIns.get(pixelId)?.has(feature) ?? false;
}

/** Whether the page opted this pixel out of `feature`. */
function isOptedOut(pixelId, feature) {
  return state.optOuts.get(pixelId)?.has(feature) ?? false;
}
