// The shop as a single page: links swap what is shown and change the address, and no document is loaded.
(() => {
  "use strict";

  const parser = new DOMParser();

  function isView(link, event) {
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !link.target;
    return plain && link.origin === location.origin && !link.hash;
  }

  function swap(view) {
    document.title = view.title;
    for (const part of ["header.top", "main"]) document.querySelector(part).replaceWith(view.querySelector(part));
    window.scrollTo(0, 0);
    document.querySelector("main").focus({ preventScroll: true });
    shop.begin();
  }

  // The address changes first, so that everything that is reported from the view names it.
  async function show(address, goTo) {
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html", "X-Document": pixel.page } });
      const view = parser.parseFromString(await answer.text(), "text/html");
      goTo(answer.url);
      swap(view);
      pixel.show(JSON.parse(view.getElementById("page-data").textContent));
    } catch {
      location.assign(address);
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !isView(link, event)) return;
    event.preventDefault();
    show(link.href, (address) => history.pushState(null, "", address));
  });
  window.addEventListener("popstate", () => show(location.href, () => {}));
})();
