// Filters, and what a scenario shows when it is opened. All text goes in as text: events may hold anything.
(() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const LEFT = 118, TOP = 14, LANE = 34, WIDTH = 1000, RIGHT = 16;
  const find = (id) => document.getElementById(id);
  const scenarios = [...document.querySelectorAll(".scenario")];
  let views = null;

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function shape(name, attributes, ...children) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  async function unpack() {
    const packed = Uint8Array.from(atob(find("views").textContent.trim()), (sign) => sign.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  }

  // ---- filters

  function fits(scenario) {
    const { name, status, families, conditions } = scenario.dataset;
    const words = find("text").value.toLowerCase().split(/\s+/).filter(Boolean);
    const has = (list, wanted) => !wanted || list.split(" ").includes(wanted);
    return (
      words.every((word) => `${name} ${scenario.textContent}`.toLowerCase().includes(word)) &&
      (!find("status").value || status === find("status").value) &&
      has(families, find("family").value) &&
      has(conditions, find("condition").value)
    );
  }

  function filter() {
    let count = 0;
    for (const scenario of scenarios) {
      const shown = fits(scenario);
      count += shown;
      scenario.hidden = !shown;
      document.querySelector(`tr[data-of="${scenario.id}"]`).hidden = !shown;
    }
    find("shown").textContent = `${count} of ${scenarios.length}`;
  }

  // ---- a scenario that is opened

  function timeline(view, show) {
    const height = TOP + LANE * view.lanes.length + 26;
    const svg = shape("svg", {
      class: "timeline", viewBox: `0 0 ${LEFT + WIDTH + RIGHT} ${height}`, role: "group", "aria-label": "Timeline",
    });
    const y = (lane) => TOP + LANE * lane + LANE / 2;
    view.lanes.forEach((name, lane) => {
      svg.append(shape("line", { class: "lane", x1: LEFT, x2: LEFT + WIDTH, y1: y(lane), y2: y(lane) }));
      svg.append(shape("text", { x: LEFT - 12, y: y(lane) + 4, "text-anchor": "end" }, name));
    });
    for (const [x, text] of view.ticks) {
      svg.append(shape("line", { class: "tick", x1: LEFT + x, x2: LEFT + x, y1: TOP, y2: height - 22 }));
      svg.append(shape("text", { x: LEFT + x, y: height - 8, "text-anchor": "middle" }, text));
    }
    for (const [since, until] of view.breaks) {
      svg.append(shape("rect", { class: "break", x: LEFT + since, y: TOP, width: until - since, height: height - TOP - 26 }));
    }
    const places = new Map(view.dots.filter((dot) => dot.key && dot.lane < 4).map((dot) => [dot.key, dot]));
    for (const [one, other] of view.links) {
      const from = places.get(one), to = places.get(other);
      if (!from || !to) continue;
      svg.append(shape("line", { class: "link", x1: LEFT + from.x, y1: y(from.lane), x2: LEFT + to.x, y2: y(to.lane) }));
    }
    for (const dot of view.dots) svg.append(mark(dot, y(dot.lane), show));
    named(view).forEach((dot) => svg.append(shape("text", { class: "name", x: LEFT + dot.x + 9, y: y(dot.lane) - 8 }, dot.label)));
    return element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Timeline" }, svg);
  }

  // Names stand beside the marks as far as there is room for them.
  function named(view) {
    const ends = new Map();
    return view.dots.filter((dot) => {
      if (dot.w || dot.lane === 4 || dot.x < (ends.get(dot.lane) ?? -Infinity)) return false;
      ends.set(dot.lane, dot.x + 6.2 * dot.label.length + 14);
      return true;
    });
  }

  function mark(dot, y, show) {
    const said = `${dot.label}, ${dot.at}${dot.state ? `, ${dot.state}` : ""}`;
    const x = LEFT + dot.x;
    const body = dot.w
      ? shape("rect", { x, y: y - 7, width: Math.max(dot.w, 2), height: 14, rx: 3 })
      : shape("circle", { cx: x, cy: y, r: 6 });
    const group = shape("g", { class: `mark lane${dot.lane} ${dot.state || ""}`, tabindex: "0", role: "button", "aria-label": said });
    group.append(shape("title", {}, said), body);
    group.addEventListener("click", () => show(dot));
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      show(dot);
    });
    return group;
  }

  function pairs(view) {
    const head = element("tr", {}, ...["what", "browser", "server", "Meta"].map((name) => element("th", { scope: "col" }, name)));
    const rows = view.rows.map((row) => {
      const copies = (list) => element("td", {}, list.join("; ") || "–");
      const cells = [element("th", { scope: "row" }, row.action), copies(row.browser), copies(row.server), element("td", {}, row.said)];
      return element("tr", row.said === "not folded" ? { class: "apart" } : {}, ...cells);
    });
    const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
    return element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Pairs" }, table);
  }

  function heading(text) {
    return element("h3", {}, text);
  }

  function draw(scenario) {
    const place = scenario.querySelector("[data-drawn]");
    const view = views[scenario.dataset.name];
    if (!view || place.childElementCount) return;
    const shown = element("div", { "aria-live": "polite" });
    const show = (dot) => {
      const sheet = view.sheets[dot.key] || { title: dot.label, parts: { at: dot.at } };
      const text = element("pre", {}, JSON.stringify(sheet.parts, null, 2));
      shown.replaceChildren(element("div", { class: "shown-event" }, heading(sheet.title), text));
    };
    place.append(heading("Timeline"), timeline(view, show), shown, heading("Pairs"), pairs(view));
    if (view.consent.length) {
      place.append(heading("Consent"), element("ul", {}, ...view.consent.map((line) => element("li", {}, line))));
    }
  }

  async function open(scenario) {
    views ??= unpack();
    views = await views;
    draw(scenario);
  }

  function follow() {
    const scenario = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!scenario || !scenario.classList.contains("scenario")) return;
    scenario.hidden = false;
    scenario.open = true;
    scenario.scrollIntoView();
    scenario.querySelector("summary").focus({ preventScroll: true });
  }

  for (const scenario of scenarios) {
    scenario.addEventListener("toggle", () => scenario.open && open(scenario));
  }
  document.querySelector(".filters").hidden = false;
  for (const id of ["text", "status", "family", "condition"]) find(id).addEventListener("input", filter);
  addEventListener("hashchange", follow);
  filter();
  follow();
})();
