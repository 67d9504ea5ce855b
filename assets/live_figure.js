// A live figure: panels drawn by Plotly, sliders that turn the pages of flipbooks while they are
// dragged. Every number shown was computed beforehand; this file only looks numbers up and draws.
//
// `mount(root, { bundle, onCommit, onPick, onEdit, onLeave }).update(data)` needs no server; the adapter at
// the end is all that Streamlit adds. Where nothing answers a release (`alone`), the other sliders go back
// to where the books were computed as soon as one is moved, and `onChoose` may take over a preset.
// A figure is made of read-outs, panels, sliders and presets, each a class
// that builds its part of the page and changes only what has changed; `Figure` joins them.

const ROLES = ["model", "truth", "loss", "gradient", "rival-1", "rival-2", "rival-3", "rival-4"];
const AT_ONCE = { mode: "immediate", frame: { duration: 0, redraw: false }, transition: { duration: 0 } };
const SWEEP_MS = 6000; // one play from end to end
const MARGIN = 200; // pixels below the screen at which a figure is drawn
const PAUSE_MS = 350; // after the last key, before Python is told
const [SMALL, LARGE] = [13, 16]; // pixels of letters, in a narrow panel and in others
const USUAL_HEIGHT = 800; // pixels of a screen for which the panels' heights were chosen

// ---- reading the flipbooks ----------------------------------------------------------------------

function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const letters = atob(base64);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

function unpack({ bits, decimals, width, base64 }) {
  const bytes = bytesOf(base64);
  const numbers = bits === 16 ? new Int16Array(bytes.buffer) : new Int32Array(bytes.buffer);
  for (let i = width; i < numbers.length; i++) numbers[i] += numbers[i - width];
  const gap = -(2 ** (bits - 1));
  return Float64Array.from(numbers, (n) => (n === gap ? NaN : n / 10 ** decimals));
}

// Lines of text; an empty one repeats the line before it.
function lines(text) {
  let last = "";
  return text.split("\n").map((line) => (last = line || last));
}

// Numbers are unpacked when they are asked for: most figures are not on the screen yet.
function readBook(book) {
  const traces = book.traces.map(([name, attribute, packed]) => {
    let numbers = null;
    return { name, attribute, width: packed.width, get numbers() { return (numbers ??= unpack(packed)); } };
  });
  // A linked slider has numbers of its own, or those of one column of a trace.
  const follow = (said) => {
    if (!Array.isArray(said)) return unpack(said);
    const [name, attribute, column] = said;
    const { numbers, width } = traces.find((t) => t.name === name && t.attribute === attribute);
    return numbers.filter((_, i) => i % width === column);
  };
  let sliders = null;
  return {
    traces,
    readouts: Object.entries(book.readouts).map(([key, texts]) => [key, lines(texts)]),
    get sliders() {
      return (sliders ??= Object.entries(book.sliders).map(([key, said]) => [key, follow(said)]));
    },
    films: Object.entries(book.rasters ?? {}).map(([name, packed]) => new Film(name, packed)),
  };
}

// A picture for each position: levels, packed as differences from the picture before.
class Film {
  #levels = null;

  constructor(name, { shape, low, high, levels, deflate }) {
    const [, rows, columns] = shape;
    Object.assign(this, { name, rows, columns, low, high, count: levels });
    this.ready = this.#unpack(deflate);
  }

  async #unpack(base64) {
    const packed = new Blob([bytesOf(base64)]).stream();
    const stream = packed.pipeThrough(new DecompressionStream("deflate"));
    const levels = new Uint8Array(await new Response(stream).arrayBuffer());
    const size = this.rows * this.columns;
    for (let i = size; i < levels.length; i++) levels[i] += levels[i - size];
    this.#levels = levels;
  }

  // The levels of a position, row by row from the lowest; nothing before they are unpacked.
  picture(index) {
    const size = this.rows * this.columns;
    return this.#levels?.subarray(index * size, (index + 1) * size);
  }

  number(level) {
    return this.low + (level * (this.high - this.low)) / (this.count - 1);
  }
}

function nearest(values, value) {
  let best = 0;
  values.forEach((v, i) => {
    if (Math.abs(v - value) < Math.abs(values[best] - value)) best = i;
  });
  return best;
}

// ---- colours ------------------------------------------------------------------------------------

function adoptPalette(root) {
  const style = getComputedStyle(root);
  const read = (name) => style.getPropertyValue(name).trim();
  const palette = read("--st-chart-categorical-colors").split(/,(?![^(]*\))/);
  ROLES.forEach((role, i) => root.style.setProperty(`--${role}`, palette[i]));
  return (text) => text.replace(/var\((--[\w-]+)\)/g, (_, name) => read(name) || "#888");
}

// ---- the Plotly bundle, loaded once for all figures of the page ---------------------------------
// `bundle` is its address, or a promise after which it is there.

// For every frame Plotly searches every trace for its arrays, a third of a frame's work. Which ones
// they are does not change as long as a trace lives.
function rememberArrays(Plotly) {
  const search = Plotly.PlotSchema.findArrayAttributes;
  const found = new WeakMap(); // a trace as it was given -> its arrays
  Plotly.PlotSchema.findArrayAttributes = (trace) => {
    const given = trace._input ?? trace;
    if (!found.has(given)) found.set(given, search(trace));
    return found.get(given);
  };
  return Plotly;
}

function loadPlotly(bundle) {
  window.__liveFigurePlotly ??= (bundle instanceof URL ? fetchPlotly(bundle) : bundle).then(() =>
    rememberArrays(window.Plotly),
  );
  return window.__liveFigurePlotly;
}

function fetchPlotly(url) {
  return new Promise((resolve, reject) => {
    if (window.Plotly) return resolve();
    // The page's head may have asked for it already.
    const asked = [...document.scripts].find((script) => script.src === url.href);
    const script = asked ?? document.createElement("script");
    script.addEventListener("load", () => (window.Plotly ? resolve() : reject(new Error("no Plotly"))));
    script.addEventListener("error", () => {
      window.__liveFigurePlotly = undefined; // the next figure may try again
      script.remove();
      reject(new Error("blocked"));
    });
    if (!asked) {
      script.src = url;
      document.head.append(script);
    }
  });
}

// Plotly writes its style sheet into the document's head, where a shadow root does not see it.
function adoptPlotlyStyles(root) {
  const shadow = root.getRootNode();
  const written = document.getElementById("plotly.js-style-global");
  if (!written || shadow === document) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync([...written.sheet.cssRules].map((rule) => rule.cssText).join("\n"));
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
}

// New panels are drawn one a frame, those of all figures together, so that the first is seen as soon
// as it can be. Only who draws now may: the others ask again after the frame.
const afterFrame = (go) => requestAnimationFrame(() => setTimeout(go));
let drawing = false;

function mayDraw() {
  if (drawing) return false;
  afterFrame(() => (drawing = false));
  return (drawing = true);
}

// ---- small DOM helpers --------------------------------------------------------------------------

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function makeButton(className, textContent, name = textContent) {
  return make("button", { type: "button", className, textContent, ariaLabel: name });
}

// The same text anew would be laid out anew.
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Put children in order and leave alone those that stand right: an element that is moved loses the
// focus.
function arrange(parent, children) {
  for (const child of [...parent.children]) if (!children.includes(child)) child.remove();
  children.forEach((child, i) => {
    if (parent.children[i] !== child) parent.insertBefore(child, parent.children[i] ?? null);
  });
}

// ---- read-outs: numbers that move with the hand -------------------------------------------------

class Readouts {
  box = make("dl", { className: "readouts" });
  #outputs = new Map(); // key -> {output, unit}
  #main = null;

  update(specs) {
    if (JSON.stringify(specs) === this.box.dataset.built) return;
    this.box.dataset.built = JSON.stringify(specs);
    this.#outputs.clear();
    this.#main = specs.find((spec) => spec.main);
    this.box.replaceChildren(...specs.map((spec) => this.#build(spec)));
  }

  #build(spec) {
    const output = make("output", { ariaLive: "off" });
    const box = make("div", { className: spec.main ? "readout main" : "readout" });
    box.dataset.key = spec.key;
    box.style.setProperty("--role", `var(--${spec.role})`);
    box.append(make("dt", { textContent: spec.label }), make("dd", {}, output));
    this.#outputs.set(spec.key, { output, unit: spec.unit });
    return box;
  }

  show(book, index) {
    for (const [key, texts] of book.readouts) {
      const { output, unit } = this.#outputs.get(key);
      write(output, unit ? `${texts[index]} ${unit}` : texts[index]);
    }
  }

  // What the number that matters says, for those who hear the slider and do not see the figure.
  get meaning() {
    if (!this.#main) return "";
    return `, ${this.#main.label} ${this.#outputs.get(this.#main.key).output.textContent}`;
  }
}

// ---- a slider -----------------------------------------------------------------------------------

class Slider {
  index = 0;
  value = 0;
  held = false; // under a pointer
  locked = false; // by the link
  keyed = false; // last moved by a key
  spec = null;
  book = null;

  // `hand` hears `take`, `move`, `release`, `rest`, `giveBack` and `play` of this slider, and `see`
  // when there are pictures to show.
  constructor(key, hand) {
    this.input = make("input", { type: "range", min: 0, step: 1, id: `slider-${key}` });
    this.output = make("output", { ariaLive: "off" });
    this.label = make("label", { htmlFor: this.input.id });
    this.button = makeButton("play", "▶", "Play");
    this.button.title = "Play";
    this.button.onclick = () => hand.play(this);
    this.box = make("div", { className: "slider" }, this.button, this.label, this.input, this.output);
    this.onFilm = hand.see;
    this.#listen(hand);
  }

  #listen(hand) {
    const { input } = this;
    let lost = false; // the browser has taken the finger away, to scroll
    input.oninput = () => {
      if (lost) input.value = this.index;
      else hand.move(this, +input.value);
    };
    input.onchange = () => {
      if (lost) return;
      // A native range fires `change` for each arrow key: wait until the keys rest.
      if (this.keyed) hand.rest();
      else hand.release();
    };
    input.onkeydown = () => {
      this.keyed = true;
      lost = false;
    };
    input.onpointerdown = () => {
      this.keyed = lost = false;
      this.held = true;
      hand.take();
    };
    input.onpointerup = () => (this.held = false);
    // A swipe that turns out to be vertical was never meant for the slider.
    input.onpointercancel = () => {
      this.held = false;
      lost = true;
      hand.giveBack(this);
    };
    input.onblur = () => {
      this.held = false;
      hand.release();
    };
  }

  // `keep`: the hand is right, a value that is still moving is not taken back by an older answer.
  update(spec, keep) {
    const stay = this.spec && keep;
    this.spec = { ...spec, shown: lines(spec.shown.replaceAll("-", "−")) };
    this.book = readBook(spec.book);
    for (const film of this.book.films) film.ready.then(this.onFilm);
    this.index = stay ? nearest(spec.values, this.value) : spec.at;
    this.value = spec.values[this.index];
    this.label.textContent = spec.label;
    this.input.max = spec.values.length - 1;
    this.input.value = this.index;
    this.button.hidden = !spec.play;
  }

  // What a link leaves out, and what it keeps where it stands: also what would move that.
  restrict(hide, lock) {
    this.box.hidden = hide.includes(this.spec.key);
    const linked = lock.length ? this.book.sliders : [];
    const moves = linked.filter(([, values]) => values.some((value) => value !== values[0]));
    this.locked = [this.spec.key, ...moves.map(([key]) => key)].some((key) => lock.includes(key));
    this.input.disabled = this.button.disabled = this.locked;
  }

  get last() {
    return this.spec.values.length - 1;
  }

  stand(index) {
    this.index = index;
    this.value = this.spec.values[index];
    if (+this.input.value !== index) this.input.value = index;
    this.say();
  }

  // A linked slider may stand between its positions.
  follow(value) {
    this.value = value;
    this.index = nearest(this.spec.values, value);
    this.input.value = this.index;
    this.say();
  }

  say() {
    write(this.output, this.text);
  }

  // Between two positions no text was computed.
  get text() {
    const { spec, value, index } = this;
    const at = value === spec.values[index] || spec.places === null;
    return at ? spec.shown[index] : value.toFixed(spec.places).replace("-", "−");
  }

  describe(meaning) {
    this.input.setAttribute("aria-valuetext", this.text + meaning);
  }
}

// ---- playing: a slider that moves by itself -----------------------------------------------------

class Sweep {
  constructor(slider, { move, end }) {
    this.slider = slider;
    this.move = move;
    this.end = end;
    this.from = slider.index === slider.last ? 0 : slider.index;
    this.began = performance.now();
    this.calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  start() {
    this.#name("❚❚", "Pause");
    this.#turn();
  }

  #name(sign, name) {
    const { button } = this.slider;
    button.textContent = sign;
    button.ariaLabel = button.title = name;
  }

  #turn() {
    const { slider } = this;
    const share = (performance.now() - this.began) / SWEEP_MS;
    const index = Math.min(slider.last, this.from + Math.round(share * slider.last));
    if (index !== slider.index) this.move(slider, index);
    if (index === slider.last) this.end();
    // With reduced motion the sweep is a slide show: a still every half second.
    else if (this.calm) this.step = setTimeout(() => this.#turn(), 500);
    else this.frame = requestAnimationFrame(() => this.#turn());
  }

  stop() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.step);
    this.#name("▶", "Play");
  }
}

// ---- presets ------------------------------------------------------------------------------------

class Presets {
  box = make("div", { className: "presets", role: "group", ariaLabel: "Presets" });
  #buttons = new Map(); // label -> button, kept so that a pressed one keeps the focus

  // Those that would move a locked slider cannot be pressed.
  update(specs, locked, choose) {
    this.box.hidden = specs.length === 0;
    const kept = this.#buttons;
    this.#buttons = new Map();
    for (const spec of specs) {
      const button = kept.get(spec.label) ?? makeButton("preset", spec.label);
      button.onclick = () => choose(spec);
      button.disabled = Object.keys({ ...spec.set, ...spec.hidden }).some((key) => locked.includes(key));
      this.#buttons.set(spec.label, button);
    }
    arrange(this.box, [...this.#buttons.values()]);
  }
}

// ---- a raster under a panel's marks -------------------------------------------------------------

class Raster {
  #canvas = make("canvas", { className: "raster", ariaHidden: true });
  #value = make("output", { className: "raster-value", ariaLive: "off", hidden: true });
  #spec = null;
  #inks = null; // the colours of the levels
  #film = null;
  #picture = null;

  // Where Plotly has put the axes, in whose rectangle the picture lies.
  place(plot, spec) {
    const { l, t, w, h } = plot._fullLayout._size;
    this.#spec = spec;
    this.#inks = null;
    this.#canvas.style.cssText = `left: ${l}px; top: ${t}px; width: ${w}px; height: ${h}px`;
    this.#canvas.classList.toggle("crisp", spec.crisp);
    if (this.#canvas.parentElement === plot) return;
    plot.prepend(this.#canvas);
    plot.append(this.#value);
    plot.addEventListener("pointermove", (event) => this.#read(event));
    plot.addEventListener("pointerleave", () => (this.#value.hidden = true));
  }

  remove() {
    this.#canvas.remove();
    this.#value.remove();
  }

  show(film, index) {
    const picture = film.picture(index);
    if (!picture) return;
    this.#film = film;
    this.#picture = picture;
    this.#inks ??= this.#mix(film.count);
    const { rows, columns } = film;
    const image = new ImageData(columns, rows);
    const pixels = new Uint32Array(image.data.buffer);
    for (let row = 0; row < rows; row++) {
      const above = (rows - 1 - row) * columns;
      for (let column = 0; column < columns; column++) {
        pixels[above + column] = this.#inks[picture[row * columns + column]];
      }
    }
    Object.assign(this.#canvas, { width: columns, height: rows });
    this.#canvas.getContext("2d").putImageData(image, 0, 0);
  }

  #mix(count) {
    const ruler = new OffscreenCanvas(count, 1).getContext("2d");
    const gradient = ruler.createLinearGradient(0.5, 0, count - 0.5, 0);
    this.#spec.colors.forEach((color, i) => gradient.addColorStop(i / 2, color));
    ruler.fillStyle = gradient;
    ruler.fillRect(0, 0, count, 1);
    return new Uint32Array(ruler.getImageData(0, 0, count, 1).data.buffer);
  }

  // Where a pointer is, as shares of the picture: from its left, and from its bottom.
  shares({ clientX, clientY }) {
    const { left, bottom, width, height } = this.#canvas.getBoundingClientRect();
    return [(clientX - left) / width, (bottom - clientY) / height];
  }

  // What the picture says there, in words; nothing outside.
  at([across, up]) {
    if (!this.#film || Math.min(across, up) < 0 || Math.max(across, up) >= 1) return "";
    const { rows, columns } = this.#film;
    const cell = Math.floor(up * rows) * columns + Math.floor(across * columns);
    const number = this.#film.number(this.#picture[cell]);
    return `${this.#spec.label} ≈ ${number.toFixed(2)}`;
  }

  #read(event) {
    this.#value.textContent = this.at(this.shares(event));
    this.#value.hidden = !this.#value.textContent;
  }

  // The picture for one that is saved; the marks lie above it.
  get image() {
    const whole = { xref: "x domain", yref: "y domain", x: 0, y: 1, sizex: 1, sizey: 1 };
    return { ...whole, source: this.#canvas.toDataURL(), sizing: "stretch", layer: "below" };
  }
}

// ---- points that a hand edits -------------------------------------------------------------------

const REACH = 14; // pixels within which a point is meant
const STEP = 0.02; // of the axes, for a cursor key; with Shift five times as far

// Adds, moves and removes points of two classes, by pointer or by keys, over a raster.
class Editor {
  tools = make("div", { className: "tools", role: "group", ariaLabel: "What a tap or Enter does" });
  #cross = make("div", { className: "cross", hidden: true });
  #said = make("p", { className: "said", role: "status" });
  #tool = "1";
  #place = [0.5, 0.5]; // of the cross, in shares of the picture
  #held = null; // the point under a pointer

  constructor(panel, onEdit) {
    this.panel = panel;
    this.onEdit = onEdit;
    for (const [tool, sign, name] of [
      ["0", "●+", "Add a circle, class 0"],
      ["1", "◆+", "Add a diamond, class 1"],
      ["remove", "✕", "Remove the nearest point"],
    ]) {
      const button = makeButton("tool", sign, name);
      button.title = name;
      button.onclick = () => this.#choose(tool);
      button.dataset.tool = tool;
      this.tools.append(button);
    }
    this.#choose("1");
    const { plot } = panel;
    plot.tabIndex = 0;
    plot.setAttribute("role", "application");
    plot.append(this.#cross, this.#said);
    plot.addEventListener("pointerdown", (event) => this.#down(event));
    plot.addEventListener("pointermove", (event) => this.#move(event));
    plot.addEventListener("pointerup", (event) => this.#up(event));
    plot.addEventListener("pointercancel", () => this.#back());
    plot.addEventListener("keydown", (event) => this.#key(event));
    plot.addEventListener("blur", () => (this.#cross.hidden = true));
  }

  #choose(tool) {
    this.#tool = tool;
    for (const button of this.tools.children) button.ariaPressed = button.dataset.tool === tool;
  }

  // [x, y, class] of every point, as they are drawn.
  get #points() {
    return this.panel.plot.data.flatMap(({ name, x, y }) => {
      const label = /^class (\d)$/.exec(name)?.[1];
      return label === undefined ? [] : x.map((each, i) => [each, y[i], +label]);
    });
  }

  #ends(axis) {
    return this.panel.plot.layout[axis].range;
  }

  #toNumbers(shares) {
    return ["xaxis", "yaxis"].map((axis, i) => {
      const [low, high] = this.#ends(axis);
      return Math.round(100 * (low + (high - low) * shares[i])) / 100;
    });
  }

  #toShares(point) {
    return ["xaxis", "yaxis"].map((axis, i) => {
      const [low, high] = this.#ends(axis);
      return (point[i] - low) / (high - low);
    });
  }

  // The index of the point next to a place, within reach.
  #nearest(shares) {
    const { w, h } = this.panel.plot._fullLayout._size;
    const far = this.#points.map((point) => {
      const [across, up] = this.#toShares(point);
      return Math.hypot((across - shares[0]) * w, (up - shares[1]) * h);
    });
    const best = far.indexOf(Math.min(...far));
    return far[best] <= REACH ? best : -1;
  }

  // Where a pointer is, or the edge next to it.
  #within = (event) => this.panel.raster.shares(event).map((share) => Math.min(1, Math.max(0, share)));

  #inside = (shares) => shares.every((share) => share >= 0 && share <= 1);

  #down(event) {
    const shares = this.panel.raster.shares(event);
    if (event.button || !this.#inside(shares)) return;
    this.panel.plot.setPointerCapture(event.pointerId); // Plotly lays a cover over the page
    const index = this.#nearest(shares);
    const mark = index < 0 ? null : this.panel.markOf(this.#points, index);
    this.#held = { index, mark, from: [event.clientX, event.clientY], moved: false };
  }

  // A point that is held follows the hand; Python hears of it when it is let go.
  #move(event) {
    const held = this.#held;
    if (!held) return;
    const [x, y] = held.from;
    held.moved ||= Math.hypot(event.clientX - x, event.clientY - y) > 4;
    if (held.moved) held.mark?.move(this.#within(event));
  }

  // A finger that turns out to scroll leaves the point where it found it.
  #back() {
    this.#held?.mark?.back();
    this.#held = null;
  }

  #up(event) {
    const held = this.#held;
    this.#held = null;
    if (!held) return;
    const shares = this.#within(event);
    if (held.moved && held.index >= 0) {
      const points = this.#points;
      points[held.index] = [...this.#toNumbers(shares), points[held.index][2]];
      this.#send(points, "Moved");
    } else if (!held.moved) this.#act(shares);
  }

  #act(shares, tool = this.#tool) {
    const points = this.#points;
    const index = this.#nearest(shares);
    if (tool === "remove" || tool === "flip") {
      if (index < 0) return this.#say("No point is near");
      if (tool === "remove") points.splice(index, 1);
      else points[index][2] = 1 - points[index][2];
    } else points.push([...this.#toNumbers(shares), +tool]);
    this.#send(points, { remove: "Removed", flip: "Changed" }[tool] ?? `Added to class ${tool}`);
  }

  #send(points, done) {
    this.panel.drawPoints(points);
    this.#say(`${done}, ${points.length} points`);
    this.onEdit(points);
  }

  #say(text) {
    this.#said.textContent = text;
  }

  #key(event) {
    const { key, shiftKey } = event;
    const far = STEP * (shiftKey ? 5 : 1);
    const way = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, far], ArrowDown: [0, -far] }[key];
    if (way) this.#place = this.#place.map((share, i) => Math.min(0.999, Math.max(0, share + way[i])));
    else if (key === "Enter" || key === " ") this.#act(this.#place);
    else if (key === "Delete" || key === "Backspace") this.#act(this.#place, "remove");
    else if (key === "0" || key === "1") this.#act(this.#place, key);
    else if (key === "c") this.#act(this.#place, "flip");
    else return;
    event.preventDefault();
    const { l, t, w, h } = this.panel.plot._fullLayout._size;
    this.#cross.hidden = false;
    this.#cross.style.left = `${l + this.#place[0] * w}px`;
    this.#cross.style.top = `${t + (1 - this.#place[1]) * h}px`;
    if (!way) return;
    const near = this.#points[this.#nearest(this.#place)];
    const here = this.#toNumbers(this.#place).join(", ").replaceAll("-", "−");
    this.#say(`${here}: ${this.panel.raster.at(this.#place)}${near ? `, a point of class ${near[2]}` : ""}`);
  }
}

// ---- a panel: one picture -----------------------------------------------------------------------

class Panel {
  plot = make("div", { className: "plot" });
  drawn = false;
  changed = false; // since it was drawn
  spec = null;
  #moving = new Map(); // trace name -> its place in the picture
  raster = null;
  #editor = null;
  #work = Promise.resolve(); // what Plotly still draws

  constructor(root, { onPick, onEdit }, onMisfit) {
    this.root = root;
    this.onMisfit = onMisfit;
    this.onPick = onPick;
    this.onEdit = onEdit;
    this.plot.setAttribute("role", "img");
    this.save = makeButton("save", "⤓", "Save this picture");
    this.save.title = "Save this picture";
    this.box = make("div", { className: "panel" }, this.plot, this.save);
  }

  update(spec) {
    this.changed ||= JSON.stringify(this.spec?.figure) !== JSON.stringify(spec.figure);
    this.spec = spec;
    this.#moving = new Map(spec.figure.data.map(({ name }, place) => [name, place]).reverse());
    this.plot.ariaLabel = spec.alt;
    this.box.classList.toggle("wide", spec.wide);
    this.box.style.setProperty("--height", spec.height);
  }

  #frameOf(sliders) {
    const moved = new Map(); // trace index -> patch
    for (const { book, index } of sliders) {
      for (const trace of book.traces) {
        const place = this.#moving.get(trace.name);
        if (place === undefined) continue;
        if (!moved.has(place)) moved.set(place, {});
        const { attribute, numbers, width } = trace;
        moved.get(place)[attribute] = Array.from(numbers.subarray(index * width, (index + 1) * width));
      }
    }
    return { data: [...moved.values()], traces: [...moved.keys()] };
  }

  #underlay(resolve) {
    const { raster } = this.spec;
    if (!raster) {
      this.raster?.remove();
      this.raster = null;
      return;
    }
    this.raster ??= new Raster();
    this.raster.place(this.plot, { ...raster, colors: raster.colors.map(resolve) });
    if (!raster.edited || this.#editor) return;
    this.#editor = new Editor(this, this.onEdit);
    this.box.append(this.#editor.tools);
  }

  #begin(work) {
    this.#work = Promise.allSettled([this.#work, work]).then(() => {});
    return work;
  }

  // Plotly must have come to its end before its memory is taken away, or it trips over that.
  remove() {
    this.box.remove();
    this.#work.then(() => this.Plotly?.purge(this.plot));
  }

  // Points that Python has not heard of yet.
  drawPoints(points) {
    const { data } = this.plot;
    this.changed = true; // what Python answers is drawn, also if it takes nothing over
    data.forEach((trace) => {
      const own = points.filter(([, , label]) => trace.name === `class ${label}`);
      if (!/^class \d$/.test(trace.name)) return;
      trace.x = own.map(([x]) => x);
      trace.y = own.map(([, y]) => y);
    });
    this.plot._fullLayout._skipDefaults = false;
    this.#begin(this.Plotly.react(this.plot, data, this.plot.layout));
  }

  // The mark of a point, which can be moved and put back; Plotly would draw all of them anew.
  markOf(points, index) {
    const own = ([, , label]) => label === points[index][2];
    const place = this.plot.data.findIndex(({ name }) => name === `class ${points[index][2]}`);
    const drawn = this.plot.querySelectorAll(".scatterlayer .trace")[place];
    const mark = drawn.querySelectorAll(".point")[points.slice(0, index).filter(own).length];
    const before = mark.getAttribute("transform");
    const { w, h } = this.plot._fullLayout._size;
    return {
      move: ([across, up]) => mark.setAttribute("transform", `translate(${across * w},${(1 - up) * h})`),
      back: () => mark.setAttribute("transform", before),
    };
  }

  // The raster under the marks, as the sliders stand.
  #project(sliders) {
    if (!this.raster) return;
    for (const { book, index } of sliders) {
      const film = book.films.find(({ name }) => name === this.spec.raster.name);
      if (film) this.raster.show(film, index);
    }
  }

  // Show where sliders stand in a picture that is drawn already.
  turn(Plotly, sliders) {
    this.#project(sliders);
    const frame = this.#frameOf(sliders);
    if (!frame.traces.length) return;
    // Plotly takes away bars that a frame does not name.
    this.spec.figure.data.forEach(({ type }, trace) => {
      if (type !== "bar" || frame.traces.includes(trace)) return;
      frame.data.push({});
      frame.traces.push(trace);
    });
    // Only numbers move, so Plotly need not look up every default of the picture again: that would
    // be half of a frame's work. `react` leaves itself the same word where it has done so already.
    const { _fullLayout, _fullData } = this.plot;
    _fullLayout._skipDefaults = true;
    frame.traces.forEach((trace, i) => Object.assign(_fullData[trace], frame.data[i]));
    // A frame that ends after the picture was drawn in another size leaves its axes in the old one.
    const before = this.size;
    const again = () => {
      if (before === this.size) return;
      this.size = "";
      this.onMisfit();
    };
    // Plotly rejects the promise of a frame that a newer one overtakes.
    this.#begin(Plotly.animate(this.plot, frame, AT_ONCE).then(again, () => {}));
  }

  draw(Plotly, sliders) {
    return this.#begin(this.#draw(Plotly, sliders));
  }

  async #draw(Plotly, sliders) {
    const { plot, root } = this;
    const resolve = adoptPalette(root);
    this.Plotly = Plotly;
    const { data: traces, layout } = JSON.parse(resolve(JSON.stringify(this.spec.figure)));
    const frame = this.#frameOf(sliders);
    frame.traces.forEach((trace, i) => Object.assign(traces[trace], frame.data[i]));
    this.size = [plot.clientWidth, plot.clientHeight].join();
    const projected = root.classList.contains("projected");
    const size = plot.clientWidth < (projected ? 350 : 480) ? SMALL : LARGE;
    // Before a class no tick is smaller than the others.
    for (const axis of ["xaxis", "yaxis"]) if (projected) delete layout[axis].tickfont;
    layout.font = { ...layout.font, size, family: getComputedStyle(root).fontFamily };
    // Margins are those of small letters. Where they are too narrow for the numbers of an axis, Plotly
    // widens them and draws all of the panel a second time.
    if (size === LARGE) layout.margin.l += 9;
    layout.autosize = true;
    this.drawn = true;
    this.changed = false;
    if (plot._fullLayout) plot._fullLayout._skipDefaults = false;
    await Plotly.react(plot, traces, layout, { displayModeBar: false, responsive: false });
    this.#underlay(resolve);
    this.#project(sliders);
    this.save.onclick = () => {
      const images = this.raster ? [this.raster.image] : [];
      const whole = { data: plot.data, layout: { ...plot.layout, images } };
      const size = { width: plot.clientWidth, height: plot.clientHeight };
      Plotly.downloadImage(whole, { format: "png", scale: 2, filename: "cross-entropy", ...size });
    };
    if (this.spec.pick && !this.listening) {
      this.listening = true;
      plot.on("plotly_click", ({ points: [point] }) => this.onPick(point.pointNumber));
    }
  }

  // Whether the place of a drawn picture has another size; a hidden page has none.
  get misfit() {
    const { clientWidth, clientHeight } = this.plot;
    return this.drawn && clientWidth > 0 && this.size !== [clientWidth, clientHeight].join();
  }

  complain() {
    this.plot.replaceChildren(
      make("p", {
        className: "missing",
        role: "status",
        textContent:
          "The drawing library could not be loaded, so this picture is missing. " +
          "The numbers still follow the sliders.",
      }),
    );
  }
}

// ---- the figure ---------------------------------------------------------------------------------

class Figure {
  #readouts = new Readouts();
  #presets = new Presets();
  #sliders = new Map(); // key -> Slider
  #panels = [];
  #panelBox = make("div", { className: "panels" });
  #sliderBox = make("div", { className: "sliders" });
  #Plotly = null;
  #broken = false; // the bundle could not be loaded
  #near = false; // a figure far below the screen is drawn when it comes near
  #alive = false; // there is something to show
  #commits = 0; // how many values were sent to Python
  #known = 0; // how many of them its last answer knew
  #away = false; // Python cannot be told anything (page.js says so)
  #dirty = false; // a value is shown that Python does not know
  #hidden = {}; // what presets have set of sliders that are not shown, as long as it does not
  #before = null; // what a hand found when it took a slider
  #timer = null;
  #sweep = null;
  #moved = null; // the slider that moved last
  #asked = undefined; // what Python says of the projector
  #stage = null; // where it is shown then
  #growth = 1; // of the panels, as the style sheet has it

  constructor(root, { bundle, onCommit, ...hooks }) {
    this.root = root;
    this.onCommit = onCommit;
    this.hooks = hooks;
    const controls = make("div", { className: "controls" }, this.#sliderBox, this.#presets.box);
    this.board = make("div", { className: "board" }, this.#readouts.box, this.#panelBox, controls);
    root.append(this.board);
    this.#watch();
    loadPlotly(bundle).then(
      (loaded) => {
        this.#Plotly = loaded;
        adoptPlotlyStyles(root);
        this.#paint();
      },
      () => {
        this.#broken = true;
        for (const panel of this.#panels) panel.complain();
      },
    );
  }

  // -- what comes from Python --

  update(data) {
    if (!this.#alive) this.#commits = data.commits; // those of a figure that stood here before
    this.#known = data.commits;
    const late = data.commits < this.#commits; // an answer to an older value is still under way
    const held = [...this.#sliders.values()].some((slider) => slider.held);
    this.#alive = true;
    this.board.classList.toggle("beside", data.beside);
    const { hide = [], lock = [] } = data;
    this.board.classList.toggle("few", data.sliders.filter(({ key }) => !hide.includes(key)).length === 1);
    this.#readouts.update(data.readouts);
    this.#updateSliders(data.sliders, late || this.#dirty || held || this.#sweep !== null);
    for (const slider of this.#sliders.values()) slider.restrict(hide, lock);
    const locked = [...lock, ...[...this.#sliders].flatMap(([key, each]) => (each.locked ? key : []))];
    const presets = hide.includes("presets") ? [] : data.presets;
    this.#presets.update(presets, locked, (preset) => this.#choose(preset));
    this.#updatePanels(data.panels);
    this.#say();
    // First all figures are written, then all are measured: each change between would cost a layout.
    queueMicrotask(() => this.#look());
    this.#project(data.projector);
  }

  #look() {
    if (!this.#alive) return;
    this.#grow();
    adoptPalette(this.root);
    this.#draw();
  }

  // Before a class, where the link says so; whoever has left it stays away until it says so anew.
  #project(asked) {
    const { script, task } = asked ?? this.#asked ?? {};
    const turns = Boolean(asked) !== Boolean(this.#asked);
    this.#asked = asked;
    if (!turns) return;
    import(new URL(script, document.baseURI)).then(({ stage }) => {
      this.#stage = stage;
      if (this.#asked && this.#alive) stage.join(this.root, task, this.hooks.onLeave);
      else stage.quit(this.root);
    });
  }

  #updateSliders(specs, keep) {
    const kept = new Map(this.#sliders);
    if (specs.map((spec) => spec.key).join() !== [...kept.keys()].join()) this.#stop();
    this.#sliders.clear();
    for (const spec of specs) {
      const slider = kept.get(spec.key) ?? new Slider(spec.key, this.#hand);
      this.#sliders.set(spec.key, slider);
      slider.update(spec, keep);
    }
    arrange(this.#sliderBox, [...this.#sliders.values()].map((slider) => slider.box));
  }

  #updatePanels(specs) {
    while (this.#panels.length > specs.length) this.#drop(this.#panels.pop());
    while (this.#panels.length < specs.length) {
      const panel = new Panel(this.root, this.hooks, () => this.#fit());
      if (this.#broken) panel.complain();
      this.#panels.push(panel);
      this.#panelBox.append(panel.box);
      this.#sizes.observe(panel.plot);
    }
    specs.forEach((spec, i) => this.#panels[i].update(spec));
  }

  #drop(panel) {
    this.#sizes.unobserve(panel.plot);
    panel.remove();
  }

  // -- what is seen --

  // One slider has moved: everything that its book says of the position is looked up.
  #show(slider, index) {
    this.#moved = slider;
    slider.stand(index);
    this.#readouts.show(slider.book, index);
    const { meaning } = this.#readouts;
    for (const [key, values] of slider.book.sliders) {
      const linked = this.#sliders.get(key);
      linked.follow(values[index]);
      linked.describe(meaning);
    }
    slider.describe(meaning);
    for (const panel of this.#panels) if (panel.drawn) panel.turn(this.#Plotly, [slider]);
  }

  // The slider that moved last comes last: an answer to an older value knows only its book to the
  // place where the hand is now.
  get #standing() {
    const all = [...this.#sliders.values()];
    return [...all.filter((s) => s !== this.#moved), ...all.filter((s) => s === this.#moved)];
  }

  // Everything is shown as the sliders stand, and drawn where it is not yet or no longer right.
  #paint() {
    if (!this.#alive) return;
    this.#say();
    this.#draw();
  }

  #say() {
    const sliders = this.#standing;
    for (const slider of sliders) {
      slider.say();
      this.#readouts.show(slider.book, slider.index);
    }
    for (const slider of sliders) slider.describe(this.#readouts.meaning);
  }

  #draw() {
    const sliders = this.#standing;
    this.#near ||= this.root.getBoundingClientRect().top < innerHeight + MARGIN;
    if (!this.#Plotly || !this.#near) return;
    const theme = getComputedStyle(this.root).getPropertyValue("--st-background-color");
    const fresh = this.#panels.filter((panel) => !panel.drawn);
    const next = fresh.length && mayDraw() ? fresh.shift() : null;
    for (const panel of this.#panels) {
      if (fresh.includes(panel)) continue;
      if (panel === next || panel.changed || panel.theme !== theme) panel.draw(this.#Plotly, sliders);
      else panel.turn(this.#Plotly, sliders);
      panel.theme = theme;
    }
    if (fresh.length) afterFrame(() => this.#paint());
  }

  // -- the hand --

  #hand = {
    see: () => this.#paint(),
    take: () => {
      const places = [...this.#sliders.values()].map((slider) => [slider, slider.value]);
      this.#before = { places, dirty: this.#dirty };
    },
    move: (slider, index) => {
      this.#stop();
      this.#dirty = true;
      this.#settle(slider);
      this.#show(slider, index);
    },
    release: () => this.#commit(),
    rest: () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#commit(), PAUSE_MS);
    },
    giveBack: (slider) => {
      if (!this.#before) return;
      const { places, dirty } = this.#before;
      const value = new Map(places).get(slider);
      this.#show(slider, nearest(slider.spec.values, value));
      for (const [each, found] of places) each.value = found;
      this.#dirty = dirty;
      this.#before = null;
    },
    play: (slider) => {
      if (this.#sweep) return this.#stop();
      this.#settle(slider);
      const move = (...to) => {
        this.#dirty = true;
        this.#show(...to);
      };
      this.#sweep = new Sweep(slider, { move, end: () => this.#stop() });
      this.#sweep.start();
    },
  };

  // A book knows the other sliders only where they stood when it was computed.
  #settle(slider) {
    if (!this.hooks.alone || slider === this.#moved) return;
    for (const other of this.#sliders.values()) {
      if (other !== slider) other.stand(other.spec.at);
    }
    this.#moved = slider;
    this.#paint();
  }

  #stop() {
    if (!this.#sweep) return;
    this.#sweep.stop();
    this.#sweep = null;
    this.#commit();
  }

  #choose(preset) {
    this.#stop();
    if (this.hooks.onChoose?.(preset)) return;
    const { set, hidden } = preset;
    this.#dirty = true;
    const places = Object.entries(set);
    for (const [key, index] of places) {
      const slider = this.#sliders.get(key);
      // Several sliders at once have no page in any book: Python computes that one.
      if (places.length === 1) this.#show(slider, index);
      else slider.value = slider.spec.values[index];
    }
    Object.assign(this.#hidden, hidden);
    this.#commit();
  }

  #commit() {
    clearTimeout(this.#timer);
    if (!this.#dirty || this.#away) return;
    this.#dirty = false;
    this.#commits += 1;
    const values = this.#hidden;
    this.#hidden = {};
    for (const [key, { value }] of this.#sliders) values[key] = value;
    this.onCommit({ values, commits: this.#commits });
  }

  // -- a server that goes away, and comes back as one that knows the link only --

  #leave() {
    this.#away = true;
    this.#dirty ||= this.#known < this.#commits;
  }

  #comeBack() {
    this.#away = false;
    this.#commits = this.#known;
    this.#commit();
  }

  // -- the place: a screen that scrolls, changes its size, or becomes paper --

  #sizes = new ResizeObserver(() => {
    this.#grow();
    this.#fit();
  });
  #gone = new AbortController();

  #watch() {
    this.approach = new IntersectionObserver(
      ([{ isIntersecting }]) => {
        if (!isIntersecting) return;
        this.approach.disconnect();
        this.#near = true;
        this.#paint();
      },
      { rootMargin: `${MARGIN}px` },
    );
    this.approach.observe(this.root);
    const { signal } = this.#gone;
    addEventListener("resize", () => this.#grow(), { signal });
    addEventListener("server-away", () => this.#leave(), { signal });
    addEventListener("server-back", () => this.#comeBack(), { signal });
    addEventListener("beforeprint", () => this.#print(true), { signal });
    addEventListener("afterprint", () => this.#print(false), { signal });
  }

  // On a large screen, as before a class, pictures and all that is written in them are larger.
  #grow() {
    if (this.root.classList.contains("projected")) {
      const scale = Math.max(1, Math.min(innerHeight / 675, innerWidth / 1000));
      this.#growth = 0;
      return this.root.style.setProperty("--scale", scale);
    }
    const wide = this.root.clientWidth > 760 && !this.root.classList.contains("printing");
    const growth = wide ? Math.min(1.5, Math.max(1, innerHeight / USUAL_HEIGHT)) : 1;
    if (growth === this.#growth) return;
    this.#growth = growth;
    this.root.style.setProperty("--growth", growth);
    this.root.style.setProperty("--scale", Math.min(1.3, growth));
  }

  #fit() {
    for (const panel of this.#panels) if (panel.misfit) panel.draw(this.#Plotly, this.#standing);
  }

  // Paper has its own width, and everything on it is drawn, also what was never scrolled to.
  #print(now) {
    this.root.classList.toggle("printing", now);
    this.#grow();
    if (!this.#Plotly || !this.#alive) return;
    for (const panel of this.#panels) panel.draw(this.#Plotly, this.#standing);
  }

  destroy() {
    this.#stop();
    clearTimeout(this.#timer);
    this.#sizes.disconnect();
    this.approach.disconnect();
    this.#gone.abort();
    this.#stage?.quit(this.root);
    this.#alive = false; // nothing is drawn any more
    for (const panel of this.#panels.splice(0)) this.#drop(panel);
    this.root.replaceChildren();
  }
}

export function mount(root, hooks) {
  return new Figure(root, hooks);
}

// ---- Streamlit ----------------------------------------------------------------------------------

const mounted = new WeakMap();

export default function ({ parentElement, data: bytes, setStateValue, setTriggerValue }) {
  const data = JSON.parse(new TextDecoder().decode(bytes));
  let figure = mounted.get(parentElement);
  if (!figure) {
    figure = mount(parentElement.querySelector(".live-figure"), {
      bundle: new URL(data.bundle, document.baseURI),
      onCommit: (commit) => setStateValue("commit", commit),
      onPick: (index) => setTriggerValue("pick", index),
      onEdit: (points) => setTriggerValue("edit", { points }),
      onLeave: () => setTriggerValue("leave", true),
    });
    mounted.set(parentElement, figure);
  }
  figure.update(data);
  // Now the figure has its height: what stands below it may come (assets/page.css).
  if (parentElement.host) parentElement.host.dataset.mounted = "";
  // Streamlit calls this when the figure leaves the page, and also when newer data comes while older
  // is under way: then the figure stays, and with it what a hand holds.
  return () => {
    if (parentElement.isConnected || !mounted.delete(parentElement)) return;
    figure.destroy();
  };
}
