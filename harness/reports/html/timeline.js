// The timeline: six lanes, pairs joined by lines. One mark is in the tab order; arrows lead to the others.

const LEFT = 118, TOP = 14, LANE = 34, WIDTH = 1000, RIGHT = 16, FOOT = 26, PER_SIGN = 6.2;
const META_LANE = 4;

function timeline(view, show) {
  const height = TOP + LANE * view.lanes.length + FOOT;
  const y = (lane) => TOP + LANE * lane + LANE / 2;
  const svg = shape("svg", {
    class: "timeline", viewBox: `0 0 ${LEFT + WIDTH + RIGHT} ${height}`, role: "group",
    "aria-label": "Timeline. Arrow keys go from mark to mark, Enter shows one.",
  });
  svg.append(...grid(view, y, height), ...joins(view, y));
  const marks = view.dots.map((dot) => mark(dot, y(dot.lane)));
  svg.append(...marks, ...names(view, y));
  steer(svg, view.dots, marks, show);
  return wide("Timeline", svg);
}

function grid(view, y, height) {
  const lanes = view.lanes.flatMap((name, lane) => [
    shape("line", { class: "lane", x1: LEFT, x2: LEFT + WIDTH, y1: y(lane), y2: y(lane) }),
    shape("text", { x: LEFT - 12, y: y(lane) + 4, "text-anchor": "end" }, name),
  ]);
  const ticks = view.ticks.flatMap(([x, text]) => [
    shape("line", { class: "tick", x1: LEFT + x, x2: LEFT + x, y1: TOP, y2: height - 22 }),
    shape("text", { x: LEFT + x, y: height - 8, "text-anchor": x > WIDTH - 30 ? "end" : "middle" }, text),
  ]);
  const breaks = view.breaks.map(([since, until]) =>
    shape("rect", { class: "break", x: LEFT + since, y: TOP, width: until - since, height: height - TOP - FOOT }));
  return [...lanes, ...ticks, ...breaks];
}

function joins(view, y) {
  const places = new Map(view.dots.filter((dot) => dot.key && dot.lane < META_LANE).map((dot) => [dot.key, dot]));
  return view.links.filter((pair) => pair.every((key) => places.has(key))).map((pair) => {
    const [from, to] = pair.map((key) => places.get(key));
    return shape("line", { class: "link", x1: LEFT + from.x, y1: y(from.lane), x2: LEFT + to.x, y2: y(to.lane) });
  });
}

// Names stand beside the marks as far as there is room for them, and never beyond the edge.
function names(view, y) {
  const ends = new Map();
  return view.dots.flatMap((dot) => {
    if (dot.w || dot.lane === META_LANE || dot.x < (ends.get(dot.lane) ?? -Infinity)) return [];
    const length = PER_SIGN * dot.label.length + 14;
    const turned = dot.x + length > WIDTH;
    if (turned && dot.x - length < (ends.get(dot.lane) ?? 0)) return [];
    ends.set(dot.lane, turned ? dot.x + 14 : dot.x + length);
    const place = { class: "name", x: LEFT + dot.x + (turned ? -9 : 9), y: y(dot.lane) - 8, "text-anchor": turned ? "end" : "start" };
    return [shape("text", place, dot.label)];
  });
}

function mark(dot, y) {
  const said = `${dot.label}, ${dot.at}${dot.state ? `, ${dot.state}` : ""}`;
  const x = LEFT + dot.x;
  const body = dot.w
    ? shape("rect", { x, y: y - 7, width: Math.max(dot.w, 2), height: 14, rx: 3 })
    : shape("circle", { cx: x, cy: y, r: 6 });
  const attributes = { class: `mark lane${dot.lane} ${dot.state || ""}`, tabindex: "-1", role: "button", "aria-label": said };
  return shape("g", attributes, shape("title", {}, said), body);
}

function steer(svg, dots, marks, show) {
  let current = 0;
  const enter = (place) => {
    marks[current]?.setAttribute("tabindex", "-1");
    current = place;
    marks[current]?.setAttribute("tabindex", "0");
  };
  const go = (place) => {
    if (!marks[place]) return;
    enter(place);
    marks[place].focus();
  };
  const within = (lane) => {
    const near = dots.map((dot, place) => [Math.abs(dot.x - dots[current].x), place]).filter(([, place]) => dots[place].lane === lane);
    return near.sort(([one], [other]) => one - other)[0]?.[1];
  };
  const beside = (step) => {
    for (let lane = dots[current].lane + step; lane >= 0 && lane <= 5; lane += step) {
      const place = within(lane);
      if (place !== undefined) return place;
    }
    return current;
  };
  const moves = {
    ArrowRight: () => current + 1, ArrowLeft: () => current - 1, Home: () => 0, End: () => marks.length - 1,
    ArrowDown: () => beside(1), ArrowUp: () => beside(-1),
  };
  enter(0);
  svg.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") show(dots[current]);
    else if (event.key in moves) go(moves[event.key]());
    else return;
    event.preventDefault();
  });
  marks.forEach((made, place) => made.addEventListener("click", () => {
    enter(place);
    show(dots[place]);
  }));
}
