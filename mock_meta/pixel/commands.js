/**
 * Runs one call of `fbq`, or puts it at the end of the queue while anything is locked.
 *
 * Only `consent` is let through a lock. `this.allowDuplicatePageViews` is set for the automatic PageView alone.
 */
function callMethod(...given) {
  const args = given.length === 1 && Array.isArray(given[0]) ? given[0] : given;
  const [method, ...rest] = args;
  if (state.locks.isLocked() && method !== "consent") {
    state.fbq.queue.push(args);
  } else if (method === undefined) {
    warn("FBQ_NO_METHOD_NAME");
  } else if (!Object.prototype.hasOwnProperty.call(COMMANDS, method)) {
    warn("INVALID_FBQ_METHOD", { method });
  } else {
    COMMANDS[method].call(this, ...rest);
  }
}

/** Replays what was queued, in order, until the queue is empty or one of the calls takes a lock. */
function processQueue() {
  const { fbq, locks } = state;
  while (fbq.queue.length && !locks.isLocked()) callMethod.apply(fbq, Array.from(fbq.queue.shift()));
}

const COMMANDS = {
  init: initPixel,
  addPixelId: initPixel,
  consent: setConsent,
  set: applySetting,
  dataProcessingOptions(options, country, region) {
    state.dataProcessing = { options: Array.isArray(options) ? options : [], country, state: region };
  },
  track(name, data, options) {
    if (typeof name === "number") {
      fireEvent(null, { name, data, options });
      return;
    }
    validateEvent(name, data);
    trackAll(this, { name, data, options });
  },
  trackCustom(name, data, options) {
    trackAll(this, { name, data, options });
  },
  send(name, data, options) {
    trackAll(this, { name, data, options });
  },
  trackSingle(id, name, data, options) {
    validateEvent(name, data);
    trackOne(id, { name, data, options, method: TRACK_METHOD.trackSingle });
  },
  trackSingleCustom(id, name, data, options) {
    trackOne(id, { name, data, options, method: TRACK_METHOD.trackSingleCustom });
  },
  trackSingleSystem({ pixel, eventName, systemCategory, customData } = {}) {
    trackSystem(pixel, eventName, customData, systemCategory);
  },
  setUserProperties(id, properties) {
    trackSystem(id, "UserProperties", properties, "user_properties");
  },
};

function setConsent(action) {
  if (action === "revoke") state.locks.lock("consent");
  else if (action === "grant") state.locks.release("consent");
  else warn("INVALID_CONSENT_ACTION", { action });
}

/** Sends an event for every pixel that has not asked to be addressed alone. */
function trackAll(caller, event) {
  for (const pixel of state.pixels.values()) {
    if (state.trackSingleOnly.has(pixel.id)) continue;
    if (event.name === "PageView" && isRepeatedPageView(caller, pixel)) continue;
    fireEvent(pixel, event);
  }
}

/** Whether this pixel has had its one PageView of this page load. */
function isRepeatedPageView(caller, pixel) {
  const sent = state.pageViewSent.has(pixel.id);
  state.pageViewSent.add(pixel.id);
  return sent && !caller?.allowDuplicatePageViews && !state.fbq.allowDuplicatePageViews;
}

function trackOne(rawId, event) {
  const pixel = state.pixels.get(String(rawId));
  if (pixel) fireEvent(pixel, event);
  else warn("PIXEL_NOT_FOUND", { pixelID: rawId });
}

function trackSystem(id, name, data, category) {
  trackOne(id, { name, data, category, method: TRACK_METHOD.trackSingleSystem });
}
