/** Runs `fbq('set', key, value[, pixel id])`. A key that is unknown is taken for one that lacks its pixel. */
function applySetting(key, ...rest) {
  if (Object.prototype.hasOwnProperty.call(SETTINGS, key)) SETTINGS[key](...rest);
  else refuseSetting([key, ...rest], rest[1]);
}

const SETTINGS = {
  endpoint(url) {
    state.endpoint = String(url);
  },
  cdn(url) {
    state.cdn = String(url);
  },
  agent(agent, id) {
    if (id === undefined) {
      state.fbq.agent = agent;
      return;
    }
    const pixel = state.pixels.get(String(id));
    if (pixel) pixel.agent = agent;
    else warn("PIXEL_NOT_FOUND", { pixelID: id });
  },
  autoConfig(on, id) {
    if (id === undefined) refuseSetting(["autoConfig", on], id);
    else toggleFeature(state.optOuts, id, "AutomaticSetup", !isOn(on));
  },
  trackSingleOnly(on, id) {
    if (isOn(on)) state.trackSingleOnly.add(String(id));
    else state.trackSingleOnly.delete(String(id));
  },
  firstPartyCookies(on, id) {
    if (id === undefined) state.firstPartyCookies = isOn(on);
    else toggleFeature(state.optOuts, id, "FirstPartyCookies", !isOn(on));
  },
  /** Refused for each pixel: it needs opt-ins of the pixel's own config that ours never gives. */
  userData(userData) {
    for (const id of state.pixels.keys()) refuseSetting(["userData", userData], id);
  },
};

/** Pages write these switches as booleans or as the text of one. */
function isOn(value) {
  return value === true || value === "true";
}

function refuseSetting(params, pixelId) {
  warn("INVALID_FBQ_METHOD_PARAMETER", {
    method: "set",
    params,
    invalidParamName: "pixel_id",
    invalidParamValue: pixelId,
  });
}
