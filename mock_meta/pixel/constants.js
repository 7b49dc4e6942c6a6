/** The version whose wire behaviour this script reproduces; sent as `v`. */
const VERSION = "2.9.364";
/** The release segment; sent as `r`. */
const RELEASE = "stable";

const DEFAULT_ENDPOINT = "https://www.facebook.com/tr/";
const DEFAULT_CDN = "https://connect.facebook.net";

/** The longest URL an ordinary browser is given for an image request is one character shorter. */
const GET_LIMIT = 2048;
/** Facebook's and Instagram's own in-app browsers are trusted with much longer URLs. */
const IN_APP_GET_LIMIT = 32 * 1024;

/** Names that `track` takes without a warning. */
const STANDARD_EVENTS = new Set([
  "AddPaymentInfo",
  "AddToCart",
  "AddToWishlist",
  "CompleteRegistration",
  "Contact",
  "CustomEvent",
  "CustomizeProduct",
  "Donate",
  "FindLocation",
  "InitiateCheckout",
  "Lead",
  "PageView",
  "PixelInitialized",
  "Purchase",
  "Schedule",
  "Search",
  "StartTrial",
  "SubmitApplication",
  "Subscribe",
  "ViewContent",
]);

/** Values of `tm`: which of the single-pixel commands sent the event. */
const TRACK_METHOD = Object.freeze({ trackSingle: 1, trackSingleCustom: 2, trackSingleSystem: 3 });

/** The bits of `o` that this script can set. */
const OPTION = Object.freeze({
  AUTO_CONFIG_OPTED_OUT: 1,
  AUTO_CONFIG_OPTED_IN: 2,
  CONFIG_LOADING: 4,
  DEFINE_PROPERTY: 8,
  SEND_BEACON: 16,
  INVALID_PII: 32,
  HEADLESS: 128,
  AUTO_MATCHED_PII: 2048,
  FIRST_PARTY_COOKIES: 4096,
});

/** One arm of each experiment. The genuine script draws them anew on every page load; they count towards the length. */
const EXPERIMENT_ARMS = Object.freeze(["pl1", "el3", "bc1", "ra0", "rp0", "im1", "hf0"]);
