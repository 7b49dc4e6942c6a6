/**
 * Sends one event for one pixel, with the address and the clock of this moment.
 *
 * @param {object | null} pixel null for the numeric form of `track`, which belongs to no pixel
 * @param {{name: unknown, data?: unknown, options?: unknown, method?: number, category?: string}} event
 */
function fireEvent(pixel, event) {
  if (pixel && !maySend(pixel.id)) return;
  const page = withoutBlocked(pixel, event.data);
  const allowed = { ...event, data: page.data };
  const madeUpId = gatewayId(pixel, event);
  const params = new ParamList();
  appendPage(params, pixel, allowed, page);
  appendMatching(params, pixel);
  appendFormFields(params, pixel);
  appendLibrary(params, pixel);
  appendClickIds(params, pixel);
  params.append("eid", madeUpId);
  if (pixel) appendFeatures(params, pixel.id, event.name);
  params.append("it", state.initTime);
  if (pixel) params.append("coo", false);
  appendDataProcessing(params);
  params.append("eid", eventIdOf(event.options)).append("es", event.category).append("tm", event.method);
  appendRemoved(params, page.removed);
  if (pixel) appendAutomaticParameters(params, pixel.id);
  forward(params, pixel, allowed, madeUpId ?? eventIdOf(event.options));
  params.appendEach("expv2", EXPERIMENT_ARMS);
  if (pixel) {
    pixel.eventCount += 1;
    registerTopics(pixel.id);
  }
  send(params);
  watchPageChanges();
}

/** What the pixel's config asked for besides, in its order on the wire (measured with 2.9.325). */
function appendFeatures(params, pixelId, eventName) {
  appendReferrerAndLabel(params, pixelId);
  appendMetadata(params, pixelId, eventName);
  appendClockAndSpeed(params, pixelId);
}

function appendPage(params, pixel, { name, data }, { location, referrer }) {
  params
    .append("id", pixel?.id)
    .append("ev", eventNameOf(name, data))
    .append("dl", location)
    .append("rl", referrer)
    .append("if", window.top !== window)
    .append("ts", Date.now())
    .append("iw", false)
    .appendEach("cd", data)
    .append("sw", window.screen.width)
    .append("sh", window.screen.height);
}

function appendLibrary(params, pixel) {
  params
    .append("v", VERSION)
    .append("r", RELEASE)
    .append("a", pixel?.agent ?? state.fbq.agent)
    .append("ec", pixel?.eventCount)
    .append("o", optionBits(pixel));
}

/** An empty list of options is sent as such, and takes country and state with it. */
function appendDataProcessing(params) {
  if (!state.dataProcessing) return;
  const { options, country, state: region } = state.dataProcessing;
  params.append("dpo", options.join(","));
  if (options.length) params.append("dpoco", country).append("dpost", region);
}

/** The old generic event carries its true name among its data. */
function eventNameOf(name, data) {
  return name === "CustomEvent" && data?.event ? data.event : name;
}

/**
 * The id by which this event is deduplicated: `eventID` of the fourth argument, or else `event_id`.
 *
 * @returns {string | undefined} undefined when there is none; an empty string is one
 */
function eventIdOf(options) {
  if (options === null || typeof options !== "object") return undefined;
  const id = options.eventID ?? options.event_id;
  if (id === undefined || id === null) return undefined;
  return typeof id === "object" ? eventIdOf(id) : String(id);
}

/** The value of `o`: what this browser can do, and what the page and the pixel's config chose. */
function optionBits(pixel) {
  const id = pixel?.id;
  const bits = [
    [OPTION.AUTO_CONFIG_OPTED_OUT, isOptedOut(id, "AutomaticSetup")],
    [OPTION.AUTO_CONFIG_OPTED_IN, hasFeature(id, "AutomaticSetup")],
    [OPTION.CONFIG_LOADING, state.fbq.disableConfigLoading !== true],
    [OPTION.DEFINE_PROPERTY, Boolean(Object.defineProperty)],
    [OPTION.SEND_BEACON, Boolean(navigator.sendBeacon)],
    [OPTION.INVALID_PII, Boolean(pixel?.matching.invalid)],
    [OPTION.HEADLESS, /HeadlessChrome/.test(navigator.userAgent)],
    [OPTION.AUTO_MATCHED_PII, Boolean(pixel?.matchedLater)],
    [OPTION.FIRST_PARTY_COOKIES, hasFeature(id, "FirstPartyCookies")],
  ];
  return bits.reduce((mask, [bit, on]) => (on ? mask | bit : mask), 0);
}
