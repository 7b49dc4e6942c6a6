/**
 * Starts a pixel and asks for its config, which holds back every event until it has come.
 *
 * A second init of the same pixel does nothing but warn, unless it brings the first customer information.
 */
function initPixel(rawId, userData, options) {
  const id = pixelIdOf(rawId);
  if (id === null) {
    warn("INVALID_PIXEL_ID", { pixelID: null });
    return;
  }
  const given = userDataOf(id, userData);
  if (state.pixels.has(id)) {
    initAgain(state.pixels.get(id), given);
    return;
  }
  state.initTime ??= Date.now();
  state.pixels.set(id, {
    id,
    agent: options?.agent,
    eventCount: 0,
    userData: given,
    matching: matchCustomer(given),
    matchedLater: false,
  });
  loadConfig(id);
}

function initAgain(pixel, userData) {
  if (Object.keys(pixel.userData).length || !Object.keys(userData).length) {
    warn("DUPLICATE_PIXEL_ID", { pixelID: pixel.id });
    return;
  }
  pixel.userData = userData;
  pixel.matching = matchCustomer(userData);
  pixel.matchedLater = true;
}

/** @returns {string | null} the id as decimal digits; null for anything else, and for numbers that lost digits */
function pixelIdOf(value) {
  if (typeof value === "number" && !Number.isSafeInteger(value)) return null;
  const text = typeof value === "number" || typeof value === "string" ? String(value) : "";
  return /^\d+$/.test(text) ? text : null;
}

function userDataOf(id, userData) {
  if (userData === undefined || userData === null) return {};
  if (typeof userData === "object") return { ...userData };
  warn("INVALID_FBQ_METHOD_PARAMETER", {
    method: "init",
    params: [id, userData],
    invalidParamName: "user_data",
    invalidParamValue: userData,
  });
  return {};
}

/** Takes the pixel's lock and requests its config script. Nothing but that script gives the lock back. */
function loadConfig(id) {
  if (state.fbq.disableConfigLoading === true || state.configsLoaded.has(id)) return;
  state.locks.lock(`config:${id}`);
  const query = new ParamList().append("v", VERSION).append("r", RELEASE).append("domain", siteHost());
  const script = document.createElement("script");
  script.async = true;
  script.src = `${state.cdn.replace(/\/$/, "")}/signals/config/${id}?${query.toQuery()}`;
  const first = document.getElementsByTagName("script")[0];
  if (first?.parentNode) first.parentNode.insertBefore(script, first);
  else document.documentElement.appendChild(script);
}

/** The host that a config is asked for: in a frame, that of the page around it, as far as the referrer tells it. */
function siteHost() {
  if (window.top === window) return window.location.hostname;
  return document.referrer ? new URL(document.referrer).hostname : undefined;
}

/** What the pixel's config script calls at its end. */
function configLoaded(rawId) {
  const id = String(rawId);
  state.configsLoaded.add(id);
  state.locks.release(`config:${id}`);
}
