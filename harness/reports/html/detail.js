// What a scenario shows beside its timeline.

function sheet(view, dot) {
  const told = view.sheets[dot.key] || { title: dot.label, parts: { at: dot.at } };
  const request = view.requests[told.request];
  const text = [element("h4", {}, "As Meta read it"), longText(JSON.stringify(told.parts, null, 2))];
  const raw = request ? [element("h4", {}, "The request"), longText(requestText(request))] : [];
  return element("div", { class: "shown-event" }, heading(told.title), ...text, ...raw);
}

function requestText({ line, headers, body, answer }) {
  const said = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));
  const heads = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [line, ...heads, "", said(body), "", `answered ${answer.status || "nothing"}`, said(answer.body)].join("\n").trim();
}

function pairs(view) {
  const rows = view.rows.map((row) => ({
    cells: [row.action, row.browser.join("; "), row.server.join("; "), row.said],
    kind: row.said === "not folded" ? "apart" : "",
  }));
  return table("Pairs", ["what", "browser", "server", "Meta"], rows);
}

function nearMisses(view) {
  const said = (value) => (value === null || value === undefined ? "nothing" : typeof value === "string" ? value : JSON.stringify(value));
  const rows = view.near.flatMap((near) => near.fields.map(([field, earlier, later], number) => ({
    cells: [number ? "" : `${near.name}: same ${near.same}`, field, `${said(earlier)} (${near.earlier})`, `${said(later)} (${near.later})`],
    kind: "apart",
  })));
  return table("Nearly one", ["counted apart", "differs in", "one copy", "the other"], rows);
}

function consent(view) {
  return table("Consent", ["who", "when", "what"], view.consent.map((cells) => ({ cells })));
}

function draw(scenario, view) {
  const place = scenario.querySelector("[data-drawn]");
  if (!view || place.childElementCount) return;
  const shown = element("div", { "aria-live": "polite" });
  const show = (dot) => shown.replaceChildren(sheet(view, dot));
  place.append(heading("Timeline"), timeline(view, show), shown, heading("Pairs"), pairs(view));
  if (view.near.length) place.append(heading("Nearly one"), nearMisses(view));
  if (view.consent.length) place.append(heading("Consent"), consent(view));
}
