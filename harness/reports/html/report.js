// Filters, and what happens when a scenario is opened.

const scenarios = [...document.querySelectorAll(".scenario")];
let views = null;

async function unpack() {
  const packed = Uint8Array.from(atob(find("views").textContent.trim()), (sign) => sign.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

function fits(scenario) {
  const { status, families, conditions } = scenario.dataset;
  const words = find("text").value.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (list, wanted) => !wanted || list.split(" ").includes(wanted);
  return (
    words.every((word) => scenario.textContent.toLowerCase().includes(word)) &&
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

async function open(scenario) {
  views ??= unpack();
  draw(scenario, (await views)[scenario.dataset.name]);
}

function follow() {
  const scenario = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!scenario || !scenario.classList.contains("scenario")) return;
  scenario.hidden = false;
  scenario.open = true;
  scenario.scrollIntoView();
  scenario.querySelector("summary").focus({ preventScroll: true });
}

function copyable(line) {
  const button = element("button", { type: "button" }, "Copy");
  button.addEventListener("click", async () => {
    getSelection().selectAllChildren(line);
    await navigator.clipboard?.writeText(line.textContent).catch(() => {});
    button.textContent = "Copied";
  });
  line.parentElement.after(button);
}

for (const scenario of scenarios) {
  scenario.addEventListener("toggle", () => scenario.open && open(scenario));
}
document.querySelectorAll(".again code").forEach(copyable);
document.querySelector(".filters").hidden = false;
for (const id of ["text", "status", "family", "condition"]) find(id).addEventListener("input", filter);
addEventListener("hashchange", follow);
filter();
follow();
