/** How the visitor came, and what browser and clock they have: small facts that a config may ask for. */

const LAST_REFERRER = "lastExternalReferrer";
let cookieDeprecationLabel = "API_unavailable";

/** Notes in the page's storage where the visitor came from, unless it was another page of this site. */
function rememberReferrer() {
  const kind = referrerKind();
  if (kind === null) return;
  try {
    localStorage.setItem(LAST_REFERRER, kind);
    localStorage.setItem(`${LAST_REFERRER}Time`, String(Date.now()));
  } catch {
    // Without storage the referrer is known on its own page only.
  }
}

/** @returns {"empty" | "fb" | "ig" | "other" | null} null for a page of the same host */
function referrerKind() {
  if (!document.referrer) return "empty";
  const host = new URL(document.referrer).hostname;
  if (host === window.location.hostname) return null;
  if (/(^|\.)facebook\.com$/.test(host)) return "fb";
  return /(^|\.)instagram\.com$/.test(host) ? "ig" : "other";
}

function lastReferrer() {
  try {
    return localStorage.getItem(LAST_REFERRER);
  } catch {
    return referrerKind();
  }
}

/** Chrome's label of the trial that took third-party cookies away, where the browser has one. */
function askForLabel() {
  navigator.cookieDeprecationLabel?.getValue?.().then((label) => {
    cookieDeprecationLabel = label;
  });
}

function appendReferrerAndLabel(params, pixelId) {
  if (hasFeature(pixelId, "LastExternalReferrer")) params.append("ler", lastReferrer());
  if (hasFeature(pixelId, "CookieDeprecationLabel")) params.append("cdl", cookieDeprecationLabel);
}

function appendClockAndSpeed(params, pixelId) {
  if (hasFeature(pixelId, "WebsitePerformance")) params.append("plt", contentLoadedTime());
  if (hasAutomaticFeature(pixelId, "Microdata")) params.append("imft", 1);
  if (hasFeature(pixelId, "Timezone")) params.append("tz", -new Date().getTimezoneOffset());
}

/** Milliseconds from the start of the navigation to DOMContentLoaded; undefined before that. */
function contentLoadedTime() {
  return performance.getEntriesByType("navigation")[0]?.domContentLoadedEventStart || undefined;
}

/**
 * Asks Meta, once per storage, to note this visit for Chrome's Topics. The answer is not looked at; without a CORS
 * header the browser itself complains on the console (measured with 2.9.252).
 */
function registerTopics(pixelId) {
  if (!hasFeature(pixelId, "Topics")) return;
  try {
    if (localStorage.getItem("topicsLastReferenceTime")) return;
    localStorage.setItem("topicsLastReferenceTime", String(Date.now()));
  } catch {
    return;
  }
  fetch(`https://www.facebook.com/privacy_sandbox/topics/registration/?id=${pixelId}`).catch(() => {});
}
