let lastAddress = null;

/**
 * Begins to watch for page changes without a page load. It is called at each event and acts at the first: a page that
 * has sent nothing is not watched.
 */
function watchPageChanges() {
  if (lastAddress !== null || state.fbq.disablePushState === true) return;
  lastAddress = window.location.href;
  for (const name of ["pushState", "replaceState"]) wrapHistory(name);
  window.addEventListener("popstate", onPageChange);
}

function wrapHistory(name) {
  const original = window.history[name];
  window.history[name] = function (...args) {
    const result = original.apply(this, args);
    onPageChange();
    return result;
  };
}

/** Sends a PageView of its own for every pixel when the address, with its fragment, is another one. */
function onPageChange() {
  if (state.fbq.disablePushState === true || window.location.href === lastAddress) return;
  lastAddress = window.location.href;
  sendPageViewAgain();
}

function sendPageViewAgain() {
  state.initTime = Date.now();
  callMethod.call({ allowDuplicatePageViews: true }, "trackCustom", "PageView");
}

/** A page that comes back from the browser's back/forward cache counts as viewed once more. */
function onPageShow({ persisted }) {
  if (persisted) sendPageViewAgain();
}
