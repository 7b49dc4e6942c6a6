// What moves on the pages: the cart, the payment form and the consent banner.
(() => {
  "use strict";

  const find = (id) => document.getElementById(id);

  function post(form, submitter) {
    const body = new URLSearchParams(new FormData(form, submitter));
    return fetch(form.getAttribute("action"), { method: "POST", body, keepalive: true });
  }

  // A long report is a form post, which the next page would cut off: it gets a head start before the next click.
  const HEAD_START_MS = 100;

  function trackThen(events, next) {
    events.forEach(pixel.track);
    setTimeout(next, HEAD_START_MS);
  }

  // Who clicks several times in a row means it once.
  const ONE_CLICK_MS = 400;

  function addToCart(form) {
    const button = form.querySelector("button");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answering = post(form, event.submitter);
      button.disabled = true;
      try {
        const answer = await answering;
        if (!answer.ok) throw new Error(await answer.text());
        const added = await answer.json();
        trackThen(added.events, () => {
          if (added.next) location.assign(added.next);
          find("cart-count").textContent = added.items;
          find("cart-status").innerHTML = 'Added to your cart. <a href="/cart">View cart</a> or <a href="/checkout">check out</a>.';
        });
      } catch {
        find("cart-status").textContent = "That did not work. Please try again.";
      } finally {
        setTimeout(() => (button.disabled = false), ONE_CLICK_MS);
      }
    });
  }

  function showCardFields(form) {
    find("card-fields").hidden = new FormData(form).get("method") !== "card";
  }

  // The wallet is loaded when it is wanted: it is the bank's page, in a frame, and tells us of the approval.
  function showWallet(form) {
    const wallet = find("wallet");
    wallet.hidden = new FormData(form).get("method") !== "wallet";
    find("use-method").hidden = !wallet.hidden;
    if (wallet.hidden || wallet.src) return;
    wallet.src = `${wallet.dataset.address}?${new URLSearchParams({ for: pixel.page, merchant: location.origin })}`;
    addEventListener("message", (message) => {
      if (message.source !== wallet.contentWindow || !message.data.approval) return;
      form.elements.approval.value = message.data.approval;
      form.requestSubmit();
    });
  }

  function choosePayment(form) {
    form.addEventListener("change", () => {
      showCardFields(form);
      showWallet(form);
      find("place-order").hidden = true;
      find("payment-status").textContent = "";
    });
    const button = find("use-method");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answering = post(form);
      button.disabled = true;
      const answer = await answering.catch(() => null);
      setTimeout(() => (button.disabled = false), ONE_CLICK_MS);
      const told = answer ? await answer.json() : { problem: "That did not work. Please try again." };
      find("payment-problem").textContent = told.problem || "";
      if (told.problem) return;
      trackThen(pixel.speaksFor(told.frame) ? told.events : [], () => {
        find("payment-status").textContent = `${told.label}. Nothing is charged before you place the order.`;
        find("place-order").hidden = false;
      });
    });
    showCardFields(form);
  }

  // The server's copy goes first: where nothing can dial, the link leads nowhere, and the call is told all the same.
  function callUs(link) {
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      const body = new URLSearchParams({ page: pixel.page });
      const answer = await fetch("/contact/call", { method: "POST", body, keepalive: true }).catch(() => null);
      const told = answer && answer.ok ? await answer.json() : { events: [] };
      trackThen(told.events, () => {
        find("call-status").textContent = "Your phone is dialling. We answer from nine to six.";
        location.assign(link.href);
      });
    });
  }

  function placeOnce(form) {
    form.addEventListener("submit", () => {
      // Disabled a moment later, since a disabled button would stop this very submission.
      setTimeout(() => (form.querySelector("button").disabled = true), 0);
    });
  }

  const BETWEEN_QUESTIONS_MS = 500;

  // The first question comes when the page has loaded and reported itself, which going on would cut off.
  function waitForBank(place) {
    async function ask() {
      const answer = await fetch(place.dataset.ask).catch(() => null);
      const told = answer && answer.ok ? await answer.json() : {};
      if (told.next) location.replace(told.next);
      else setTimeout(ask, BETWEEN_QUESTIONS_MS);
    }
    addEventListener("load", () => setTimeout(ask, HEAD_START_MS));
  }

  function keepAnswer(choice) {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `consent=${choice}; Path=/; Max-Age=${180 * 24 * 3600}; SameSite=Lax${secure}`;
  }

  // The server makes Meta's cookies, so the pixel is let go when it has answered, or could not.
  async function decide(choice) {
    keepAnswer(choice);
    if (choice !== "granted") pixel.hold();
    const body = new URLSearchParams({ choice, page: pixel.page });
    await fetch("/consent", { method: "POST", body, keepalive: true }).catch(() => null);
    if (choice === "granted") pixel.release();
  }

  function consentBanner(banner) {
    const form = banner.querySelector("form");
    banner.hidden = pixel.answer() !== "unanswered";
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      // A second click comes to a banner that is gone.
      if (banner.hidden) return;
      banner.hidden = true;
      decide(event.submitter.value);
    });
    find("privacy-settings").addEventListener("click", () => {
      banner.hidden = false;
      find("consent-deny").focus();
    });
  }

  // The law of several US states: the pixel is told at once, the server by a cookie.
  function limitUse(form) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = await post(form).catch(() => null);
      if (!answer || !answer.ok) return;
      pixel.limit((await answer.json()).limits);
      form.querySelector("button").textContent = "We use your data in a limited way";
    });
  }

  const inMain = { "add-to-cart": addToCart, "choose-payment": choosePayment, "place-order": placeOnce, "call-us": callUs, "wait-for-bank": waitForBank };

  function begin(parts) {
    for (const [id, start] of Object.entries(parts)) if (find(id)) start(find(id));
  }

  begin({ ...inMain, consent: consentBanner, "limit-use": limitUse });
  window.shop = { begin: () => begin(inMain), decide };
})();
