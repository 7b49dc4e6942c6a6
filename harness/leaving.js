// Leaves the page in the same breath as the pixel sends one of these events, once in a tab. All that sends is watched
// at the browser's own doors, since pages and scripts of every kind come to them.
(() => {
  "use strict";

  const names = __NAMES__;
  if (window.top !== window || sessionStorage.getItem("__KEY__")) return;
  let gone = false;

  function eventOf(address, body) {
    try {
      const url = new URL(address, location.href);
      if (!/\/tr\/?$/.test(url.pathname)) return "";
      return url.searchParams.get("ev") || (body && body.get && body.get("ev")) || "";
    } catch {
      return "";
    }
  }

  // What is sent in the same task, to a second pixel for example, still goes.
  function leaveAfter(name, how) {
    if (gone || !names.includes(name)) return;
    gone = true;
    sessionStorage.setItem("__KEY__", name);
    setTimeout(() => {
      window.__KEY__(name, how);
      location.replace("__TO__");
    }, 0);
  }

  function watch(owner, method, how, read) {
    const sends = owner[method];
    owner[method] = function (...given) {
      const answer = sends.apply(this, given);
      leaveAfter(read(this, given), how(...given));
      return answer;
    };
  }

  const source = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, "src");
  Object.defineProperty(HTMLImageElement.prototype, "src", {
    ...source,
    set(address) {
      source.set.call(this, address);
      leaveAfter(eventOf(address), "an image");
    },
  });
  watch(HTMLFormElement.prototype, "submit", () => "a form post", (form) => eventOf(form.action, new FormData(form)));
  watch(Navigator.prototype, "sendBeacon", () => "a beacon", (_, [address, body]) => eventOf(address, body));
  const fetched = (_, init) => (init && init.keepalive ? "a fetch that is kept alive" : "a fetch");
  watch(window, "fetch", fetched, (_, [address, init]) => eventOf(address.url || address, init && init.body));
})();
