// Before a class: one figure of the page fills the screen, and keys step it, those of a clicker too.
//
// It does with a figure what a hand would do with its sliders and buttons, so it knows nothing else
// of it (assets/live_figure.js). What the page looks like meanwhile is in page.css, what the figure
// looks like in live_figure.css.

const KEYS = [
  ["← → ↑ ↓", "a step of the slider; with Shift ten"],
  ["Page Down, Page Up", "the next preset, the one before; then the next figure"],
  ["1 to 9, 0", "a preset"],
  ["Home, End", "the ends of the slider"],
  ["s", "the next slider"],
  ["n, p", "the next figure, the one before"],
  ["Space", "play, pause"],
  ["b", "black; any key brings the figure back"],
  ["f", "the whole screen"],
  ["?", "these keys"],
  ["Esc", "leave"],
];
const STOPS = 10; // of a clicker along a slider without presets
const FIRST_MS = 6000; // how long the buttons stay at first
const AGAIN_MS = 3000; // and after a move of the pointer

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

class Stage {
  #figures = new Map(); // the root of a figure -> what to do when one leaves
  #now = null;
  #places = new WeakMap(); // root -> { preset, slider } that were chosen last
  #task = make("p", { className: "task" });
  #black = make("div", { className: "black", hidden: true });
  #help = this.#makeHelp();
  #bar = this.#makeBar();
  #touched = false;
  #timer = null;
  #end = null;

  join(root, task, onLeave) {
    if (!this.#figures.size) this.#begin(task);
    this.#figures.set(root, onLeave);
    root.getRootNode().host.dataset.projected = "later";
    // Figures come in any order; until a key is pressed the first of the page is shown.
    const [first] = this.#roots;
    if (!this.#touched && first !== this.#now) this.#show(first);
    else this.#count();
  }

  quit(root) {
    if (!this.#figures.delete(root)) return;
    this.#lower(root, null);
    if (root === this.#now) this.#now = null;
    if (!this.#figures.size) this.#end?.abort();
    else if (!this.#now) this.#show(this.#roots[0]);
  }

  leave() {
    const leave = this.#figures.get(this.#now);
    for (const root of this.#roots) this.quit(root);
    if (document.fullscreenElement) document.exitFullscreen();
    leave?.();
  }

  #begin(task) {
    this.#task.textContent = task;
    this.#task.hidden = !task;
    this.#touched = false;
    this.#black.hidden = this.#help.hidden = true;
    this.#end = new AbortController();
    const { signal } = this.#end;
    addEventListener("keydown", (event) => this.#key(event), { signal, capture: true });
    addEventListener("pointermove", () => this.#offer(AGAIN_MS), { signal });
    addEventListener("pointerdown", () => this.#offer(AGAIN_MS), { signal });
    // Escape first ends the browser's own full screen, and nobody else hears of it.
    const end = () => document.fullscreenElement || this.leave();
    document.addEventListener("fullscreenchange", end, { signal });
    this.#offer(FIRST_MS);
  }

  // -- which figure --

  // In the order of the page, whatever came first.
  get #roots() {
    const host = (root) => root.getRootNode().host;
    const before = (a, b) => host(a).compareDocumentPosition(host(b)) & Node.DOCUMENT_POSITION_FOLLOWING;
    return [...this.#figures.keys()].sort((a, b) => (before(a, b) ? -1 : 1));
  }

  #show(root) {
    if (this.#now) this.#lower(this.#now, "later");
    this.#now = root;
    root.classList.add("projected");
    root.getRootNode().host.dataset.projected = "now";
    root.prepend(this.#task);
    root.append(this.#bar, this.#help, this.#black);
    this.#choose(0);
    this.#count();
    dispatchEvent(new Event("resize")); // the figure measures its place
  }

  #lower(root, state) {
    root.classList.remove("projected");
    const { dataset } = root.getRootNode().host ?? { dataset: {} };
    if (state) dataset.projected = state;
    else delete dataset.projected;
    for (const part of [this.#task, this.#bar, this.#help, this.#black]) {
      if (part.parentElement === root) part.remove();
    }
    for (const part of root.querySelectorAll(".chosen")) part.classList.remove("chosen");
    dispatchEvent(new Event("resize"));
  }

  #turn(by) {
    const roots = this.#roots;
    const next = roots[roots.indexOf(this.#now) + by];
    this.#touched = true;
    if (next) this.#show(next);
  }

  #count() {
    const roots = this.#roots;
    const several = roots.length > 1;
    for (const part of this.#bar.querySelectorAll(".several")) part.hidden = !several;
    const said = `${roots.indexOf(this.#now) + 1} of ${roots.length}`;
    this.#bar.querySelector("output").textContent = said;
  }

  // -- its sliders and presets --

  get #place() {
    if (!this.#places.has(this.#now)) this.#places.set(this.#now, { preset: -1, slider: 0 });
    return this.#places.get(this.#now);
  }

  get #sliders() {
    return [...this.#now.querySelectorAll(".slider:not([hidden])")].filter(
      (slider) => !slider.querySelector("input").disabled,
    );
  }

  get #slider() {
    const sliders = this.#sliders;
    return sliders[this.#place.slider % sliders.length];
  }

  get #presets() {
    return [...this.#now.querySelectorAll(".presets:not([hidden]) .preset")];
  }

  #choose(by) {
    this.#place.slider += by;
    for (const slider of this.#now.querySelectorAll(".slider")) {
      slider.classList.toggle("chosen", slider === this.#slider);
    }
  }

  #move(to) {
    const input = this.#slider?.querySelector("input");
    if (!input) return false;
    const before = input.value;
    input.value = Math.max(0, Math.min(+input.max, to(+input.value, +input.max)));
    if (input.value === before) return false;
    input.dispatchEvent(new KeyboardEvent("keydown")); // keys, so Python hears when they rest
    input.dispatchEvent(new Event("input"));
    input.dispatchEvent(new Event("change"));
    return true;
  }

  #press(index) {
    const preset = this.#presets[index];
    if (!preset || preset.disabled) return;
    this.#place.preset = index;
    preset.click();
  }

  #page(by) {
    const presets = this.#presets;
    if (!presets.length) {
      if (!this.#move((at, last) => at + by * Math.ceil(last / STOPS))) this.#turn(by);
      return;
    }
    let next = this.#place.preset + by;
    while (presets[next]?.disabled) next += by;
    if (presets[next]) this.#press(next);
    else this.#turn(by);
  }

  #play() {
    const play = this.#now.querySelector(".slider.chosen .play:not([hidden])");
    (play ?? this.#now.querySelector(".slider:not([hidden]) .play:not([hidden], :disabled)"))?.click();
  }

  // -- the keys --

  #key(event) {
    const { key, repeat, shiftKey } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || key === "Tab" || key === "Shift") return;
    const own = this.#bar.contains(event.composedPath()[0]);
    if (own && (key === "Enter" || key === " ")) return;
    const step = shiftKey ? STOPS : 1;
    const does = {
      ArrowRight: () => this.#move((at) => at + step),
      ArrowUp: () => this.#move((at) => at + step),
      ArrowLeft: () => this.#move((at) => at - step),
      ArrowDown: () => this.#move((at) => at - step),
    };
    const once = {
      Home: () => this.#move(() => 0),
      End: () => this.#move((_, last) => last),
      PageDown: () => this.#page(1),
      PageUp: () => this.#page(-1),
      s: () => this.#choose(1),
      n: () => this.#turn(1),
      p: () => this.#turn(-1),
      " ": () => this.#play(),
      b: () => (this.#black.hidden = false),
      ".": () => (this.#black.hidden = false),
      f: () => document.documentElement.requestFullscreen?.().catch(() => {}),
      "?": () => (this.#help.hidden = !this.#help.hidden),
      Escape: () => this.leave(),
    };
    for (let digit = 0; digit < 10; digit++) once[digit] = () => this.#press((digit + 9) % 10);
    const act = does[key] ?? once[key.length === 1 ? key.toLowerCase() : key];
    const dark = !this.#black.hidden;
    if (!act && !dark) return;
    event.preventDefault();
    event.stopPropagation();
    this.#touched = true;
    if (repeat && !does[key]) return;
    if (dark && key !== "Escape") this.#black.hidden = true;
    else act?.();
  }

  // -- what is written on it --

  #makeHelp() {
    const rows = KEYS.flatMap(([key, does]) => [
      make("dt", { textContent: key }),
      make("dd", { textContent: does }),
    ]);
    const help = make("div", { className: "keys", hidden: true }, make("dl", {}, ...rows));
    help.setAttribute("role", "dialog");
    help.ariaLabel = "Keys";
    return help;
  }

  // Seen for a while at first, and when a pointer moves.
  #makeBar() {
    const button = (textContent, name, act, className = "") => {
      const made = make("button", { type: "button", className, textContent, ariaLabel: name, title: name });
      made.onclick = act;
      return made;
    };
    const count = make("output", { className: "several" });
    return make(
      "div",
      { className: "bar" },
      button("‹", "Previous figure", () => this.#turn(-1), "several"),
      count,
      button("›", "Next figure", () => this.#turn(1), "several"),
      button("?", "Keys", () => (this.#help.hidden = !this.#help.hidden)),
      button("✕", "Leave", () => this.leave()),
    );
  }

  #offer(milliseconds) {
    this.#bar.classList.add("offered");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#bar.classList.remove("offered"), milliseconds);
  }
}

export const stage = new Stage();
