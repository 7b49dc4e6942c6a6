/**
 * First-party cookies for the genuine script, whose own cookie plugin comes with each pixel's genuine config.
 *
 * Scripts of today offer a list of listeners for each event, those of 2018 `fbq.on` (both read in the source). Without
 * either the events go without cookies.
 */
function joinGuest(pixelId, fbq, instance) {
  const parameters = (pixel) =>
    instance.disableFirstPartyCookies || String(pixel?.id) !== pixelId ? {} : cookieParameters();
  const listeners = fbq.getFbeventsModules?.("SignalsFBEventsEvents")?.getCustomParameters;
  if (listeners) listeners.listen(parameters);
  else fbq.on?.("getCustomParameters", parameters);
  if (!instance.disableFirstPartyCookies) clickCookie();
  // Noted by hand, since `instance.optIn` would also wait for the plugin.
  instance.optIns?.optIn(pixelId, "FirstPartyCookies");
}

function cookieParameters() {
  const fbc = clickCookie();
  return { ...(fbc && { fbc, fbcs: recentClicks().join(",") || fbc }), fbp: browserId() };
}
