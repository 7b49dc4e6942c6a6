// The page's clock shows another time than the machine's: by AHEAD_MS milliseconds ahead.
((ahead) => {
  const Machine = Date;
  const now = () => Machine.now() + ahead;
  const shown = new Proxy(Machine, {
    construct: (target, given, made) =>
      Reflect.construct(target, given.length ? given : [now()], made === shown ? target : made),
    apply: () => new Machine(now()).toString(),
    get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
  });
  Machine.prototype.constructor = shown;
  globalThis.Date = shown;

  // The browser ages cookies by the machine's clock, so a date on which one ends is told to it as a span.
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
  const span = (text) =>
    /;\s*max-age=/i.test(text)
      ? text
      : text.replace(/;\s*expires=([^;]*)/i, (whole, date) => {
          const seconds = Math.floor((Machine.parse(date) - now()) / 1000);
          return Number.isNaN(seconds) ? whole : `;max-age=${seconds}`;
        });
  Object.defineProperty(Document.prototype, "cookie", {
    ...cookie,
    set(text) {
      cookie.set.call(this, span(String(text)));
    },
  });
})(AHEAD_MS);
