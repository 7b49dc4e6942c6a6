/**
 * Sends one event in the way that 2.9.364 chooses for this browser, and looks at no answer.
 *
 * Short events go as an image. Long ones go as a form post in Chrome, which a page that is being left may lose, and
 * as a beacon elsewhere. Nothing is tried again by another way.
 *
 * @param {ParamList} params without `rqm`, which is added here
 */
function send(params) {
  const beaconFirst = !isChrome();
  if (!(beaconFirst && isButtonClick(params)) && sendImage(params)) return;
  if (beaconFirst && sendBeacon(params)) return;
  sendForm(params);
}

function isButtonClick(params) {
  return params.entries.some(([key, value]) => key === "ev" && value === "SubscribedButtonClick");
}

function withMethod(params, method) {
  const list = new ParamList();
  list.entries = [...params.entries, ["rqm", method]];
  return list;
}

/** @returns {boolean} false when the URL would be too long for this browser */
function sendImage(params) {
  const url = `${state.endpoint}?${withMethod(params, "GET").toQuery()}`;
  if (url.length >= (isInAppBrowser() ? IN_APP_GET_LIMIT : GET_LIMIT)) return false;
  new Image().src = url;
  return true;
}

/** @returns {boolean} whether the browser took it */
function sendBeacon(params) {
  if (!navigator.sendBeacon) return false;
  return navigator.sendBeacon(state.endpoint, withMethod(params, "SB").toFormData());
}

/** Posts a hidden form into a hidden frame of its own. The form goes out when the empty frame has loaded. */
function sendForm(params) {
  const name = `fb${Math.random().toString().slice(2)}`;
  const form = Object.assign(document.createElement("form"), {
    method: "post",
    action: state.endpoint,
    target: name,
    acceptCharset: "utf-8",
  });
  form.style.display = "none";
  const frame = Object.assign(document.createElement("iframe"), { src: "about:blank", id: name, name });
  frame.addEventListener("load", () => submitForm(form, frame, params), { once: true });
  form.appendChild(frame);
  (document.body ?? document.documentElement).appendChild(form);
}

function submitForm(form, frame, params) {
  for (const [name, value] of withMethod(params, "formPOST").entries) {
    form.appendChild(Object.assign(document.createElement("input"), { name, value }));
  }
  frame.addEventListener("load", () => form.remove(), { once: true });
  form.submit();
}
