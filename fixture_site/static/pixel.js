// Loads Meta's pixel and hands it this page's events. It holds everything back until the shopper agrees.
(() => {
  "use strict";

  const page = JSON.parse(document.getElementById("page-data").textContent);
  const scripts = page.base || "https://connect.facebook.net";
  let held = false;

  function makeStub() {
    if (window.fbq) return;
    const fbq = (window.fbq = function () {
      if (fbq.callMethod) fbq.callMethod.apply(fbq, arguments);
      else fbq.queue.push(arguments);
    });
    if (!window._fbq) window._fbq = fbq;
    fbq.push = fbq;
    fbq.loaded = true;
    fbq.version = "2.0";
    fbq.queue = [];
    const script = document.createElement("script");
    script.async = true;
    script.src = page.script || `${scripts}/en_US/fbevents.js`;
    document.head.append(script);
  }

  function answer() {
    const found = document.cookie.match(/(?:^|; )consent=(\w+)/);
    return found ? found[1] : "unanswered";
  }

  // Twice revoked would need to be granted twice, so the state is kept here.
  function hold() {
    if (!held) fbq("consent", "revoke");
    held = true;
  }

  function release() {
    if (held) fbq("consent", "grant");
    held = false;
  }

  // A page that the browser restores from its cache must not report a sale again. What is held has not been reported.
  function reported(event) {
    if (!event.once || held) return false;
    const key = `reported:${event.once}`;
    try {
      if (sessionStorage.getItem(key)) return true;
      sessionStorage.setItem(key, "1");
    } catch {
      return false;
    }
    return false;
  }

  function track(event) {
    if (!reported(event)) fbq(event.method, event.name, event.data, event.options);
  }

  // A frame of another origin has no pixel of ours: this page reports what is done in those that it knows.
  function speaksFor(frame) {
    return !frame || page.frames.includes(frame);
  }

  // What Meta may do with the events that follow; said before init, so that it holds for the first one too.
  function limit(limits) {
    if (limits.options) fbq("dataProcessingOptions", limits.options, limits.country, limits.state);
  }

  function start() {
    if (page.base) {
      fbq("set", "cdn", `${page.base}/`);
      fbq("set", "endpoint", page.endpoint || `${page.base}/tr/`);
    }
    limit(page.limits);
    Object.assign(fbq, page.settings);
    for (const id of [page.pixel, ...page.partners]) fbq("init", id, page.matching);
    show(page);
  }

  // What a page, or a view that was swapped into it, has to report.
  function show(view) {
    view.events.forEach(track);
  }

  makeStub();
  window.pixel = { answer, hold, limit, release, show, speaksFor, start, track, page: page.page };
})();
