const LONGEST_CLICK_ID = 500;
const RECENT_CLICKS = 5;
/** `fb.<dots of the domain>.<milliseconds>.<payload>`, and at times what a server library adds of itself. */
const ID_COOKIE = /^fb\.(\d+)\.(\d+)\.([^.]+)(\.[A-Za-z0-9_-]{2}|\.[A-Za-z0-9_-]{8})?$/;

/** The stored `_fbp` or `_fbc` with its parts, or null when there is none of the right form. */
function readIdCookie(name) {
  const raw = readCookie(name);
  const parts = ID_COOKIE.exec(raw ?? "");
  return parts && { raw, dots: Number(parts[1]), payload: parts[3] };
}

/** Pushes the end of a cookie's life 90 days ahead, where its number of dots fits this host. */
function refreshIdCookie(name, { raw, dots }) {
  const domain = domainWithDots(dots);
  if (domain) writeCookie(name, raw, domain);
  return raw;
}

function storeIdCookie(name, payload) {
  const now = Date.now();
  return storeOnWidestDomain(name, (dots) => `fb.${dots}.${now}.${payload}`);
}

/** The browser's id: a cookie that is not kept still lasts for this page. */
const browserId = (() => {
  let unkept = null;
  return () => {
    const known = readIdCookie("_fbp");
    if (known) return refreshIdCookie("_fbp", known);
    unkept ??= storeIdCookie("_fbp", randomNumber() + randomNumber());
    return unkept;
  };
})();

function randomNumber() {
  return String(Math.floor(Math.random() * 999999999));
}

/**
 * The `_fbc` of the latest click, stored anew when the address carries another click id than the cookie.
 *
 * The cookie is compared as it is stored, so a click id that needs encoding never equals it and gets a new time at
 * every event (measured with 2.9.252).
 *
 * @returns {string | null} decoded, null without a click
 */
function clickCookie() {
  const clickId = clickIdOf(window.location.href) ?? clickIdOf(document.referrer);
  const known = readIdCookie("_fbc");
  if (clickId !== null && known?.payload !== clickId) {
    return rememberRecent(storeIdCookie("_fbc", encodeURIComponent(clickId)));
  }
  return known && rememberRecent(refreshIdCookie("_fbc", known));
}

/** The first `fbclid` of an address, in its query or its fragment; dots become `__DOT__`. Null when too long. */
function clickIdOf(address) {
  const found = /[?&]fbclid=([^&#]*)/.exec(address)?.[1];
  if (!found) return null;
  const clickId = decodeOrKeep(found).replaceAll(".", "__DOT__");
  return clickId.length > LONGEST_CLICK_ID ? null : clickId;
}

function decodeOrKeep(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Keeps the list of recent clicks in local storage, newest first, and gives back the decoded value. */
function rememberRecent(raw) {
  const value = decodeOrKeep(raw);
  const others = recentClicks().filter((entry) => entry !== value);
  try {
    localStorage.setItem("multiFbc", [value, ...others].slice(0, RECENT_CLICKS).join(","));
  } catch {
    // Without storage the list is this one click.
  }
  return value;
}

function recentClicks() {
  try {
    return (localStorage.getItem("multiFbc") ?? "").split(",").filter(Boolean);
  } catch {
    return [];
  }
}

/** A config that brings the cookies stores the click of this page at once, even while consent is revoked. */
function rememberClick(id) {
  if (usesCookies(id)) clickCookie();
}

function usesCookies(id) {
  return state.firstPartyCookies && hasFeature(id, "FirstPartyCookies");
}

function appendClickIds(params, pixel) {
  if (!pixel || !usesCookies(pixel.id)) return;
  const fbc = clickCookie();
  if (fbc) params.append("fbc", fbc).append("fbcs", recentClicks().join(",") || fbc);
  params.append("fbp", browserId());
}
