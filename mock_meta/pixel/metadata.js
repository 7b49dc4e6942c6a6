/**
 * Reads what a page says about its products for search engines: JSON-LD and OpenGraph.
 *
 * Nothing of it is kept: a page may change between two events.
 */

/** Every product of the page's JSON-LD, wherever it stands: alone, in a list, or in a graph. */
function linkedProducts() {
  const scripts = [...document.querySelectorAll('script[type="application/ld+json"]')];
  return scripts.flatMap(({ textContent }) => productsIn(parseOrNull(textContent)));
}

function parseOrNull(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function productsIn(node) {
  if (Array.isArray(node)) return node.flatMap(productsIn);
  if (node === null || typeof node !== "object") return [];
  const types = [node["@type"]].flat();
  return types.includes("Product") ? [node] : productsIn(node["@graph"] ?? null);
}

/** The content of one OpenGraph tag, or null. */
function graphTag(property) {
  return document.querySelector(`meta[property="${property}"]`)?.content || null;
}

/** `pmd[title]` goes with a PageView only, `pmd[contents]` with every event (measured with 2.9.325). */
function appendMetadata(params, pixelId, eventName) {
  if (!hasAutomaticFeature(pixelId, "PageMetadata")) return;
  if (eventName === "PageView") params.append("pmd[title]", document.title || undefined);
  const contents = linkedProducts().map(({ sku, name }) => ({ ids: sku === undefined ? undefined : [sku], name }));
  if (contents.length) params.append("pmd[contents]", contents);
}

/** The currency and the prices that the page shows: OpenGraph's first, then each offer of JSON-LD. */
function automaticParameters() {
  const graph = { price: graphTag("product:price:amount"), currency: graphTag("product:price:currency") };
  const offers = linkedProducts().flatMap(({ sku, offers: given }) =>
    [given ?? []].flat().map(({ price, priceCurrency }) => ({ price, currency: priceCurrency, id: sku })),
  );
  const priced = [graph, ...offers].filter(({ price }) => price !== null && price !== undefined);
  return {
    currency: priced.find(({ currency }) => currency)?.currency,
    contents: priced.map(({ price, id }) => ({ item_price: Number(price), id })),
  };
}

function appendAutomaticParameters(params, pixelId) {
  if (!hasAutomaticFeature(pixelId, "AutomaticParameters")) return;
  const { currency, contents } = automaticParameters();
  params.append("ap[currency]", currency);
  if (contents.length) params.append("ap[contents]", contents);
}
