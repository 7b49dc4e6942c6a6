/** What counts as a button (`<button>` was measured with 2.9.325, the rest is inferred). */
const BUTTONS = 'button, [role="button"], input[type="submit"], input[type="button"], input[type="image"]';

/** Begins, once per page, to report clicks on buttons as `SubscribedButtonClick`. */
const watchButtons = (() => {
  let watching = false;
  return () => {
    if (!watching) document.addEventListener("click", onButtonClick, { capture: true });
    watching = true;
  };
})();

function onButtonClick({ target }) {
  const button = target instanceof Element ? target.closest(BUTTONS) : null;
  if (!button) return;
  for (const pixel of state.pixels.values()) {
    if (hasAutomaticFeature(pixel.id, "InferredEvents")) reportClick(pixel, button);
  }
}

function reportClick(pixel, button) {
  const form = button.form ?? button.closest("form");
  matchForm(pixel, form);
  callMethod("trackSingleSystem", {
    pixel: pixel.id,
    eventName: "SubscribedButtonClick",
    systemCategory: "automatic",
    customData: {
      buttonFeatures: buttonFeatures(button, form),
      buttonText: textOf(button),
      formFeatures: formFeatures(form, button),
      pageFeatures: { title: document.title },
    },
  });
}

function textOf(button) {
  return (button.innerText || button.value || "").trim();
}

/** The keys in their order on the wire. */
function buttonFeatures(button, form) {
  return {
    classList: button.className,
    destination: form?.action ?? "",
    id: button.id,
    imageUrl: button.src ?? "",
    innerText: textOf(button),
    numChildButtons: button.querySelectorAll(BUTTONS).length,
    tag: button.tagName.toLowerCase(),
    type: button.getAttribute("type"),
    name: button.getAttribute("name") ?? "",
    value: button.getAttribute("value") ?? "",
  };
}

function formFeatures(form, button) {
  const fields = [...(form?.elements ?? [])].filter((field) => field !== button);
  return fields.map((field) => ({
    id: field.id,
    name: field.name,
    tag: field.tagName.toLowerCase(),
    inputType: field.getAttribute("type"),
  }));
}
