/** The sentence for each kind of mistake. Pages and test tools match them, so they read as 2.9.364 prints them. */
const MESSAGES = Object.freeze({
  FBQ_NO_METHOD_NAME: () => "You must provide an argument to fbq().",
  INVALID_FBQ_METHOD: ({ method }) => `"fbq('${method}', ...);" is not a valid fbq command.`,
  INVALID_FBQ_METHOD_PARAMETER: ({ method, params, invalidParamName, invalidParamValue }) =>
    `Call to "fbq(${[method, ...params].map(describe).join(", ")});" with parameter "${invalidParamName}"` +
    ` has an invalid value of "${describe(invalidParamValue)}"`,
  INVALID_CONSENT_ACTION: ({ action }) =>
    `"fbq('${action}', ...);" is not a valid fbq('consent', ...) action. Valid actions are 'revoke' and 'grant'.`,
  INVALID_PIXEL_ID: () => "Invalid PixelID: null.",
  DUPLICATE_PIXEL_ID: ({ pixelID }) => `Duplicate Pixel ID: ${pixelID}.`,
  PIXEL_NOT_FOUND: ({ pixelID }) => `Pixel ${pixelID} not found`,
  CONFLICTING_VERSIONS: () => "Multiple pixels with conflicting versions were detected on this page.",
  NO_EVENT_NAME: () =>
    'Missing event name. Track events must be logged with an event name fbq("track", eventName)',
  NONSTANDARD_EVENT: ({ eventName }) =>
    `You are sending a non-standard event '${eventName}'. The preferred way to send these events is using` +
    " trackCustom. See 'https://developers.facebook.com/docs/ads-for-websites/pixel-events/#events' for more" +
    " information.",
  REQUIRED_PARAM_MISSING: ({ eventName, param }) =>
    `Required parameter '${param}' is missing for event '${eventName}'.`,
  INVALID_PARAM: ({ eventName, param }) => `Parameter '${param}' is invalid for event '${eventName}'.`,
  NEGATIVE_EVENT_PARAM: ({ eventName, param }) => `Parameter '${param}' is negative for event '${eventName}'.`,
  PII_INVALID_TYPE: ({ keyType, keyVal }) =>
    `An invalid ${keyType} was specified for '${keyVal}'. This data will not be sent with any events for this Pixel.`,
  REMOVED_CUSTOM_DATA: () =>
    "Removed parameters from custom data due to potential violations. Go to Events Manager to learn more.",
  REMOVED_URL_PARAMETERS: () => "Removed URL query parameters due to potential violations.",
});

/** One argument as a warning quotes it: strings in quotes, objects by the name of their class. */
function describe(value) {
  if (typeof value === "string") return `'${value}'`;
  if (value !== null && typeof value === "object") return value.constructor?.name ?? "Object";
  return String(value);
}

/**
 * Tells the developer about a mistake: on the console, each sentence once per page, and by a message to the page
 * itself, where helper extensions listen.
 *
 * @param {keyof typeof MESSAGES} type
 * @param {object} [fields] what the sentence needs
 */
const warn = (() => {
  const told = new Set();
  return (type, fields = {}) => {
    const logMessage = MESSAGES[type](fields);
    if (told.has(logMessage)) return;
    told.add(logMessage);
    console.warn(`[Meta Pixel] - ${logMessage}`);
    postLog(logMessage, { ...fields, type });
  };
})();

function postLog(logMessage, error) {
  const message = { action: "FB_LOG", logMessage, logType: "Meta Pixel Error", error };
  // A value that cannot be cloned (a function among the arguments) must not stop the event.
  try {
    window.postMessage({ ...message, pixelId: null, url: window.location.href }, "*");
  } catch {
    window.postMessage({ ...message, error: { type: error.type }, pixelId: null, url: window.location.href }, "*");
  }
}
