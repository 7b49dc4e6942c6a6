const EVENTS = "SignalsFBEventsEvents";

/**
 * First-party cookies for the genuine script, whose own cookie plugin comes with each pixel's genuine config.
 *
 * Scripts of today offer listeners by module (read in the source), those of 2018 `fbq.on` (measured with 2.8.14).
 * Without either the events go without cookies.
 */
function joinGuest(pixelId, fbq, instance) {
  const parameters = (pixel) =>
    instance.disableFirstPartyCookies || String(pixel?.id) !== pixelId ? {} : cookieParameters();
  const events = fbq.fbIsModuleLoaded?.(EVENTS) ? fbq.getFbeventsModules(EVENTS) : null;
  if (events?.getCustomParameters) events.getCustomParameters.listen(parameters);
  else fbq.on?.("getCustomParameters", parameters);
  if (!instance.disableFirstPartyCookies) clickCookie();
  // Noted by hand, since `instance.optIn` would also wait for the plugin.
  instance.optIns?.optIn(pixelId, "FirstPartyCookies");
}

function cookieParameters() {
  const fbc = clickCookie();
  return { ...(fbc && { fbc, fbcs: recentClicks().join(",") || fbc }), fbp: browserId() };
}
