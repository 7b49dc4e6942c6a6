const COOKIE_DAYS = 90;

/** The raw value of a first-party cookie, or null; null too where the page may not read cookies. */
function readCookie(name) {
  try {
    const found = document.cookie.split(";").map((part) => part.trim()).find((part) => part.startsWith(`${name}=`));
    return found === undefined ? null : found.slice(name.length + 1);
  } catch {
    return null;
  }
}

/** Writes a cookie for one domain, for 90 days from now. A browser that refuses it is not asked for a reason. */
function writeCookie(name, value, domain) {
  const expires = new Date(Date.now() + COOKIE_DAYS * 24 * 60 * 60 * 1000).toUTCString();
  const sameSite = isChrome() ? ";SameSite=Lax" : "";
  try {
    document.cookie = `${name}=${value};expires=${expires};domain=.${domain};path=/${sameSite}`;
  } catch {
    // A page in a sandbox has no cookies: its events go without them.
  }
}

/** The end of the host name that has `dots` dots, or null when the host has fewer. */
function domainWithDots(dots) {
  const labels = window.location.hostname.split(".");
  return labels.length > dots ? labels.slice(-(dots + 1)).join(".") : null;
}

/**
 * Stores a new cookie on the widest domain that the browser accepts, which leaves out public suffixes.
 *
 * @param {string} name
 * @param {(dots: number) => string} valueFor the value names the number of dots of its domain
 * @returns {string} the value as stored; where nothing was, the one for the whole host name
 */
function storeOnWidestDomain(name, valueFor) {
  const most = window.location.hostname.split(".").length - 1;
  for (let dots = 0; dots <= most; dots += 1) {
    writeCookie(name, valueFor(dots), domainWithDots(dots));
    if (readCookie(name) === valueFor(dots)) return valueFor(dots);
  }
  return valueFor(most);
}
