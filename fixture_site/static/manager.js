// The consent question by a manager that many sites use, in the place of the shop's own banner.
(() => {
  "use strict";

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const colour = () => document.documentElement.classList.toggle("cc--darkmode", dark.matches);

  function answered() {
    shop.decide(CookieConsent.acceptedCategory("marketing") ? "granted" : "denied");
  }

  const words = {
    consentModal: {
      title: "May we measure?",
      description:
        "With your permission we tell Meta what you look at and buy here, so that our advertising reaches people who care. Without it, nothing is sent. You can change your mind at any time.",
      acceptAllBtn: "Accept",
      acceptNecessaryBtn: "Deny",
      showPreferencesBtn: "Choose",
    },
    preferencesModal: {
      title: "Privacy settings",
      acceptAllBtn: "Accept all",
      acceptNecessaryBtn: "Deny all",
      savePreferencesBtn: "Save",
      closeIconLabel: "Close",
      sections: [
        { title: "Necessary", description: "Your cart and your answer to this question.", linkedCategory: "necessary" },
        { title: "Advertising", description: "Meta hears what you look at and buy.", linkedCategory: "marketing" },
      ],
    },
  };

  colour();
  dark.addEventListener("change", colour);
  CookieConsent.run({
    categories: { necessary: { enabled: true, readOnly: true }, marketing: {} },
    guiOptions: { consentModal: { layout: "bar inline", position: "bottom", equalWeightButtons: true } },
    language: { default: "en", translations: { en: words } },
    onFirstConsent: answered,
    onChange: answered,
  });
  document.getElementById("privacy-settings").addEventListener("click", () => CookieConsent.show(true));
})();
