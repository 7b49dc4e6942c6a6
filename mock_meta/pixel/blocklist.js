/** What takes the place of a blocked parameter's value in an address. */
const REMOVED = "_removed_";

/**
 * An event without what the owner's blocklist names: custom data lose the parameter, addresses its value.
 *
 * @param {object | null} pixel
 * @param {unknown} data the event's custom data
 * @returns {{data: unknown, location: string, referrer: string, removed: object}} `removed` holds, as 2.9.325 sends
 *   them, the names that were met and two flags for changed addresses; each is undefined where nothing was
 */
function withoutBlocked(pixel, data) {
  const { customData = [], urlParams = [] } = (pixel && configStore.get(pixel.id, "UnwantedData")) ?? {};
  const kept = withoutKeys(data, customData);
  const location = withoutValues(window.location.href, urlParams);
  const referrer = withoutValues(document.referrer, urlParams);
  if (kept.met.length) warn("REMOVED_CUSTOM_DATA");
  if (location.met.length || referrer.met.length) warn("REMOVED_URL_PARAMETERS");
  return {
    data: kept.data,
    location: location.address,
    referrer: referrer.address,
    removed: {
      up: kept.met.join(",") || undefined,
      up_url: location.met.join(",") || undefined,
      dlc: location.met.length ? 1 : undefined,
      rlc: referrer.met.length ? 1 : undefined,
    },
  };
}

function withoutKeys(data, blocked) {
  const met = blocked.filter((key) => Object.keys(Object(data ?? {})).includes(key));
  if (!met.length) return { data, met };
  return { data: Object.fromEntries(Object.entries(data).filter(([key]) => !met.includes(key))), met };
}

function withoutValues(address, blocked) {
  const met = new Set();
  const replace = (whole, start, name) => {
    if (!blocked.includes(name)) return whole;
    met.add(name);
    return `${start}${name}=${REMOVED}`;
  };
  return { address: address.replace(/([?&])([^=&#]+)=[^&#]*/g, replace), met: [...met] };
}

function appendRemoved(params, removed) {
  for (const [key, value] of Object.entries(removed)) params.append(key, value);
}
