/**
 * The CAPI Gateway: a copy of the event for the advertiser's own server (measured with 2.9.252).
 *
 * Both copies need one id, so events that came without get one here. The automatic button click gets an id too, but
 * is not forwarded.
 */

/** @returns {string | undefined} the id that was made up; undefined where the event has its own, or no gateway */
function gatewayId(pixel, event) {
  if (!pixel || !gatewayHosts(pixel.id).length || eventIdOf(event.options) !== undefined) return undefined;
  return `ob3_plugin-set_${sha256(`${pixel.id} ${pixel.eventCount} ${Date.now()} ${Math.random()}`)}`;
}

function gatewayHosts(pixelId) {
  return configStore.get(pixelId, "OpenBridge")?.hosts ?? [];
}

/** Sends the copy, and tells Meta so by `cf`. */
function forward(params, pixel, event, eventId) {
  if (!pixel || !gatewayHosts(pixel.id).length || event.category === "automatic") return;
  postToFirst(gatewayHosts(pixel.id), JSON.stringify(gatewayBody(params, pixel, event, eventId)));
  params.append("cf", 1);
}

/** Tries the hosts in their order until one answers in a way that the browser lets the page see. */
async function postToFirst([host, ...others], body) {
  try {
    await fetch(`https://${host}/events?cee=no`, { method: "POST", body });
  } catch {
    if (others.length) await postToFirst(others, body);
  }
}

/** What JSON leaves out is undefined here. The keys stand in their order on the wire. */
function gatewayBody(params, pixel, { data }, eventId) {
  const custom = Object(data ?? {});
  const sent = new Map(params.entries);
  return {
    event_name: sent.get("ev"),
    conversion_value: custom.value === undefined ? undefined : { value: custom.value, currency: custom.currency },
    automatic_parameters: { currency: sent.get("ap[currency]"), contents: sent.get("ap[contents]") },
    "fb.dynamic_product_ads": { content_type: custom.content_type, content_ids: custom.content_ids },
    custom_data: custom,
    event_id: eventId,
    "fb.pixel_id": pixel.id,
    "fb.advanced_matching": Object.fromEntries(hashesOf(pixel.matching)),
    website_context: { location: sent.get("dl"), referrer: sent.get("rl"), isInIFrame: window.top !== window },
    "fb.fbp": sent.get("fbp"),
    "fb.fbc": sent.get("fbc"),
  };
}
