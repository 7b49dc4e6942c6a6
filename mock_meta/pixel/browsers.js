/** Whether this is Google's own desktop or Android browser, as the genuine script tells it. */
function isChrome() {
  const agent = navigator.userAgent;
  const other = /CriOS|Edg/.test(agent) || window.opr !== undefined;
  return !other && Boolean(window.chrome) && navigator.vendor === "Google Inc.";
}

function isInAppBrowser() {
  return /FBAN|FBAV|FB_IAB|Instagram/.test(navigator.userAgent);
}
