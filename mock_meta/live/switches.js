// What can be switched: Meta's faults, and what the host of the stand-in offers beside them, such as the site's bugs.

const MANY = 12;

class Switches {
  constructor() {
    this.panel = find("switches");
    this.groups = [];
    this.name = "";
    this.failure = "";
    this.busy = new Set();
    this.words = "";
  }

  take(groups) {
    this.groups = groups;
    const buttons = groups.map((group) => this.opener(group));
    const place = find("groups");
    if (place.childElementCount !== buttons.length) place.replaceChildren(...buttons);
    else groups.forEach((group, index) => put(place.children[index], label(group)));
    this.chips();
    if (this.panel.open) this.fill();
  }

  opener(group) {
    const button = element("button", { type: "button", "data-group": group.name, "aria-haspopup": "dialog" }, label(group));
    button.addEventListener("click", () => {
      this.name = group.name;
      this.words = "";
      this.failure = "";
      this.panel.replaceChildren();
      this.fill();
      openPanel(this.panel);
      find("switches-title").focus();
    });
    return button;
  }

  // What is on is said where nobody can overlook it, and can be switched off there.
  chips() {
    const on = this.groups.flatMap((group) => group.switches.filter((one) => one.on).map((one) => [group, one]));
    find("chips").replaceChildren(...on.map(([group, one]) => {
      const off = element("button", { type: "button", "aria-label": `Switch off ${one.name}` }, "×");
      off.addEventListener("click", () => this.turn(group.name, one.name, false));
      return element("li", { class: group.name, title: one.summary }, `${singular(group.name)}: ${one.name}`, off);
    }));
  }

  fill() {
    const group = this.groups.find((one) => one.name === this.name);
    if (!group) return;
    if (!this.panel.childElementCount) this.panel.append(...this.frame(group));
    put(find("switches-title"), label(group));
    put(this.panel.querySelector(".failure"), this.failure);
    this.panel.querySelector(".failure").hidden = !this.failure;
    const place = this.panel.querySelector(".switches");
    const boxes = new Map([...place.querySelectorAll("input")].map((box) => [box.value, box]));
    // Those that are on come first when it is opened; none moves while it is open.
    const sorted = [...group.switches].sort((one, other) => other.on - one.on);
    if (!boxes.size) place.append(...sorted.map((one) => this.item(group, one)));
    for (const one of group.switches) {
      const box = boxes.get(one.name);
      if (!box) continue;
      const isBusy = this.busy.has(`${group.name}/${one.name}`);
      if (!isBusy) box.checked = one.on;
      box.setAttribute("aria-busy", String(isBusy));
    }
    this.narrow();
  }

  frame(group) {
    const head = element("div", { class: "panel-head" },
      element("h2", { id: "switches-title", tabindex: "-1" }, label(group)), closer(this.panel));
    const parts = [head, element("p", { class: "quiet" }, group.note), element("p", { class: "failure", role: "alert", hidden: true })];
    if (group.switches.length > MANY) {
      const filter = element("input", { type: "search", placeholder: "Filter", "aria-label": `Filter ${group.name}` });
      filter.addEventListener("input", () => {
        this.words = filter.value;
        this.narrow();
      });
      parts.push(filter);
    }
    return [...parts, element("ul", { class: "switches" })];
  }

  item(group, one) {
    const box = element("input", { type: "checkbox", role: "switch", value: one.name, checked: one.on });
    box.addEventListener("change", () => this.turn(group.name, one.name, box.checked));
    const text = element("span", {}, element("code", {}, one.name), element("span", { class: "quiet" }, one.summary));
    return element("li", {}, element("label", {}, box, text));
  }

  narrow() {
    const words = this.words.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of this.panel.querySelectorAll(".switches li")) {
      item.hidden = !words.every((word) => item.textContent.toLowerCase().includes(word));
    }
  }

  async turn(group, name, on) {
    const id = `${group}/${name}`;
    if (this.busy.has(id)) return;
    this.busy.add(id);
    this.failure = "";
    const word = encodeURIComponent(name);
    const address = group === "faults" ? `/mock/faults?name=${word}` : `/mock/live/switches?group=${encodeURIComponent(group)}&name=${word}`;
    try {
      await ask(on ? "POST" : "DELETE", address);
    } catch (error) {
      this.failure = error.message;
      complain(error.message);
    }
    this.busy.delete(id);
    this.fill();
  }
}

function singular(name) {
  return name === "faults" ? "Meta" : name.replace(/s$/, "");
}

function label(group) {
  const on = group.switches.filter((one) => one.on).length;
  const name = group.name.charAt(0).toUpperCase() + group.name.slice(1);
  return on ? `${name} (${on})` : name;
}
