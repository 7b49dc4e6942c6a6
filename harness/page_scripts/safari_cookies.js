// What a script writes lives seven days at most, and one day where the address bears a click id, as in Safari.
(() => {
  const DAY_S = 86400;
  const decorated = /[?&](fbclid|gclid|msclkid|ttclid)=/.test(location.search);
  const longest = (decorated ? 1 : 7) * DAY_S;
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");

  const wished = (text) => {
    const age = /;\s*max-age=\s*(-?\d+)/i.exec(text);
    if (age) return Number(age[1]);
    const date = /;\s*expires=([^;]*)/i.exec(text);
    return date ? (Date.parse(date[1]) - Date.now()) / 1000 : NaN;
  };
  const capped = (text) => {
    if (!(wished(text) > longest)) return text;
    return `${text.replace(/;\s*(max-age|expires)=[^;]*/gi, "")};max-age=${longest}`;
  };
  Object.defineProperty(Document.prototype, "cookie", {
    ...cookie,
    set(text) {
      cookie.set.call(this, capped(String(text)));
    },
  });

  if (!globalThis.CookieStore) return;
  const store = CookieStore.prototype.set;
  CookieStore.prototype.set = function (first, ...rest) {
    if (typeof first !== "object" || !(first.expires > Date.now() + longest * 1000)) {
      return store.call(this, first, ...rest);
    }
    return store.call(this, { ...first, expires: Date.now() + longest * 1000 });
  };
})();
