/** Currencies that pass without a warning (about fifty; others are sent all the same). */
const CURRENCIES = new Set(
  (
    "AED ARS AUD BOB BRL CAD CHF CLP CNY COP CRC CZK DKK EUR GBP GTQ HKD HNL HUF IDR ILS INR ISK JPY KRW MOP MXN " +
    "MYR NIO NOK NZD PEN PHP PLN PYG QAR RON RUB SAR SEK SGD THB TRY TWD USD UYU VEF VND ZAR"
  ).split(" "),
);

const AMOUNT = /^[+-]?\d+(\.\d+)?$/;

/** What each event must carry, in the order in which it is looked at. Only these two are checked at all. */
const REQUIREMENTS = Object.freeze({
  Purchase: [
    ["value", amountMistake],
    ["currency", currencyMistake],
  ],
  CustomEvent: [["event", () => null]],
});

function amountMistake(value) {
  const text = String(value);
  if (!AMOUNT.test(text)) return "INVALID_PARAM";
  return Number(text) < 0 ? "NEGATIVE_EVENT_PARAM" : null;
}

function currencyMistake(value) {
  return CURRENCIES.has(String(value).toUpperCase()) ? null : "INVALID_PARAM";
}

/**
 * Warns of the first mistake in an event sent with `track` or `trackSingle`. It is sent in any case.
 *
 * @param {unknown} eventName
 * @param {unknown} customData
 */
function validateEvent(eventName, customData) {
  if (!eventName) {
    warn("NO_EVENT_NAME");
  } else if (!STANDARD_EVENTS.has(eventName)) {
    warn("NONSTANDARD_EVENT", { eventName });
  } else {
    validateParameters(eventName, Object(customData ?? {}));
  }
}

function validateParameters(eventName, customData) {
  for (const [param, mistakeIn] of REQUIREMENTS[eventName] ?? []) {
    const value = customData[param];
    const mistake = value === undefined || value === null ? "REQUIRED_PARAM_MISSING" : mistakeIn(value);
    if (mistake) {
      warn(mistake, { eventName, param });
      return;
    }
  }
}
