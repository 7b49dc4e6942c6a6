/**
 * A pixel script of our own writing that keeps a genuine one's contract with its host, and is as strict:
 * events wait for each config and each plugin, an unknown feature is an error, and extra parameters come from
 * listeners. It reports beside its events, and sends parameters that nobody has heard of.
 */
(function () {
  const fbq = window.fbq;
  const META = "https://www.facebook.com";
  const CDN = "https://connect.facebook.net/";
  const PLUGINS = { FirstPartyCookies: "cookie", InferredEvents: "inferredevents" };
  const held = new Set();
  const registered = new Set();
  const listeners = [];
  const pixels = [];
  window.answers = {};
  fbq.version = "9.9.9";

  const load = (url) => document.head.append(Object.assign(document.createElement("script"), { src: url }));
  const release = (lock) => {
    held.delete(lock);
    if (!held.size) fbq.queue.splice(0).forEach((call) => fbq.callMethod(...call));
  };
  const instance = {
    optIn(id, feature) {
      if (!PLUGINS[feature]) throw new Error(`"${feature}" is not known`);
      fbq.loadPlugin(PLUGINS[feature]);
    },
    configLoaded: (id) => release(`config:${id}`),
  };

  const modules = { SignalsFBEventsEvents: { getCustomParameters: { listen: (each) => listeners.push(each) } } };
  fbq.fbIsModuleLoaded = (name) => name in modules;
  fbq.getFbeventsModules = (name) => modules[name];
  fbq.registerPlugin = (name, { __fbEventsPlugin, plugin }) => {
    if (__fbEventsPlugin !== 1 || registered.has(name)) return;
    registered.add(name);
    plugin(fbq, instance, { set() {} });
    release(`plugin:${name}`);
  };
  fbq.loadPlugin = (name) => {
    if (registered.has(`fbevents.plugins.${name}`)) return;
    held.add(`plugin:fbevents.plugins.${name}`);
    load(`${CDN}signals/plugins/${name}.js?v=9.9.9`);
  };

  const methods = {
    init(id) {
      pixels.push({ id });
      held.add(`config:${id}`);
      load(`${CDN}signals/config/${id}?v=9.9.9&r=stable&domain=${location.hostname}&hme=${"ab".repeat(32)}&ex_m=1%2C2%2C3`);
      fbq.loadPlugin("identity");
    },
    track(name, data = {}, { eventID } = {}) {
      for (const pixel of pixels) {
        const sent = [["id", pixel.id], ["ev", name], ["dl", location.href], ["ts", Date.now()]];
        sent.push(...Object.entries(data).map(([key, value]) => [`cd[${key}]`, value]));
        sent.push(["v", fbq.version], ["brand_new", "ü & more"], ["odd[0]", "1"], ["odd[1]", ""], ["eid", eventID ?? ""]);
        for (const each of listeners) sent.push(...Object.entries(each(pixel, name)));
        const query = new URLSearchParams(sent);
        if (name === "Purchase") navigator.sendBeacon(`${META}/tr/`, query);
        else new Image().src = `${META}/tr/?${query}`;
      }
    },
  };
  fbq.callMethod = (name, ...rest) => (held.size ? fbq.queue.push([name, ...rest]) : methods[name](...rest));
  fbq.queue.splice(0).forEach((call) => fbq.callMethod(...call));

  const ask = async (name, url, options) => {
    window.answers[name] = await fetch(url, options).then((answer) => answer.status, () => "unreadable");
  };
  new Image().src = `${CDN}/log/error?p=pixel&e=odd&${"x".repeat(9000)}`;
  ask("topics", `${META}/privacy_sandbox/topics/registration/?id=1`, { browsingTopics: true });
  const copy = { event_name: "PageView", event_id: "copied", "fb.pixel_id": "1", "fb.fbp": "fb.1.1.1", custom_data: { value: 3 } };
  ask("gateway", "https://gateway.shop.example/events?cee=no", { method: "POST", body: JSON.stringify(copy), credentials: "include" });
})();
