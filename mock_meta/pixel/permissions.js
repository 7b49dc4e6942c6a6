/** Programs that look at pages without being shoppers. Unknown and scripted agents pass (measured with 2.9.325). */
const BOTS = /HeadlessChrome|Googlebot/;

/** Whether this pixel may send from this page to this visitor. If not, it is silent: no event, no warning. */
function maySend(pixelId) {
  if (hasFeature(pixelId, "BotBlocking") && BOTS.test(navigator.userAgent)) return false;
  return !isProhibitedHost(pixelId, window.location.hostname);
}

/** Whether the owner's traffic permissions block this host, or the domain that it belongs to (inferred). */
function isProhibitedHost(pixelId, host) {
  const { domains = [] } = configStore.get(pixelId, "ProhibitedSources") ?? {};
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}
