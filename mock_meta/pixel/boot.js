/** What pages and config scripts see as `fbq.instance`. */
function createInstance() {
  return {
    locks: state.locks,
    get pixelsByID() {
      return Object.fromEntries(state.pixels);
    },
    get configsLoaded() {
      return Object.fromEntries([...state.configsLoaded].map((id) => [id, true]));
    },
    configLoaded,
    optIn(id, feature, on = true) {
      toggleFeature(state.optIns, id, feature, on);
      if (on) OPT_IN_EFFECTS[feature]?.(String(id));
    },
    optOut(id, feature, on = true) {
      toggleFeature(state.optOuts, id, feature, on);
    },
  };
}

/** @returns {object} what `fbq.getState()` tells the page */
function getState() {
  return {
    pixelInitializationTime: state.initTime,
    pixels: [...state.pixels.values()].map(({ id, agent, eventCount, userData }) => ({
      id,
      agent,
      eventCount,
      userData,
    })),
  };
}

/** Takes over the page's stub and replays its queue. A second copy of the script finds it taken, and does nothing. */
function boot(fbq) {
  if (!fbq || fbq.instance) return;
  state.fbq = fbq;
  if (window._fbq && window._fbq !== fbq) warn("CONFLICTING_VERSIONS");
  const instance = createInstance();
  Object.assign(fbq, { version: VERSION, instance, getState, callMethod, queue: fbq.queue ?? [] });
  fbq.loadPlugin = () => true;
  fbq.registerPlugin = (name, { plugin }) => plugin(fbq, instance, configStore);
  state.locks.onUnlocked(processQueue);
  window.addEventListener("pageshow", onPageShow);
  processQueue();
}

boot(window.fbq);
