// A live figure: panels drawn by Plotly, sliders that turn the pages of flipbooks while they are
// dragged. Every number shown was computed beforehand; this file only looks numbers up and draws.
//
// `mount(root, data, { bundle, onCommit, onPick })` needs no server; the adapter at the end is all
// that Streamlit adds.

const ROLES = ["model", "truth", "loss", "gradient", "rival-1", "rival-2", "rival-3", "rival-4"];
const AT_ONCE = { mode: "immediate", frame: { duration: 0, redraw: false }, transition: { duration: 0 } };
const SWEEP_MS = 6000; // one play from end to end
const MARGIN = 200; // pixels below the screen at which a figure is drawn
const PAUSE_MS = 350; // after the last key, before Python is told

// ---- reading the flipbooks ----------------------------------------------------------------------

function unpack({ bits, decimals, base64 }) {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const numbers = bits === 16 ? new Int16Array(bytes.buffer) : new Int32Array(bytes.buffer);
  const gap = -(2 ** (bits - 1));
  return Float64Array.from(numbers, (n) => (n === gap ? NaN : n / 10 ** decimals));
}

// Lines of text; an empty one repeats the line before it.
function lines(text) {
  let last = "";
  return text.split("\n").map((line) => (last = line || last));
}

function readBook(book, positions) {
  const traces = book.traces.map(([name, attribute, packed]) => {
    const numbers = unpack(packed);
    return { name, attribute, numbers, width: numbers.length / positions };
  });
  // A linked slider has numbers of its own, or those of one column of a trace.
  const follow = (said) => {
    if (!Array.isArray(said)) return unpack(said);
    const [name, attribute, column] = said;
    const { numbers, width } = traces.find((t) => t.name === name && t.attribute === attribute);
    return numbers.filter((_, i) => i % width === column);
  };
  return {
    traces,
    readouts: Object.entries(book.readouts).map(([key, texts]) => [key, lines(texts)]),
    sliders: Object.entries(book.sliders).map(([key, said]) => [key, follow(said)]),
  };
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

function loadPlotly(url) {
  window.__liveFigurePlotly ??= new Promise((resolve, reject) => {
    const done = () => resolve(rememberArrays(window.Plotly));
    if (window.Plotly) return done();
    // The page's head may have asked for it already.
    const asked = [...document.scripts].find((script) => script.src === url.href);
    const script = asked ?? document.createElement("script");
    script.addEventListener("load", () => (window.Plotly ? done() : reject(new Error("no Plotly"))));
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
  return window.__liveFigurePlotly;
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

// ---- small DOM helpers --------------------------------------------------------------------------

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// ---- the figure ---------------------------------------------------------------------------------

function mount(root, { bundle, onCommit, onPick }) {
  const readoutBox = make("dl", { className: "readouts" });
  const panelBox = make("div", { className: "panels" });
  const sliderBox = make("div", { className: "sliders" });
  const presetBox = make("div", { className: "presets", role: "group", ariaLabel: "Presets" });
  const controls = make("div", { className: "controls" }, sliderBox, presetBox);
  const board = make("div", { className: "board" }, readoutBox, panelBox, controls);
  root.append(board);

  const readouts = new Map(); // key -> {output, unit}
  const sliders = new Map(); // key -> {box, input, output, spec, book, index, held}
  const panels = []; // {box, plot, spec, drawn}
  let data = null;
  let Plotly = null;
  let broken = false;
  let near = false; // a figure far below the screen is drawn when it comes near
  let commits = 0; // how many values were sent to Python
  let dirty = false; // a value is shown that Python does not know
  let timer = null;
  let sweep = null;

  // -- showing a position --

  function show(slider, index) {
    const { spec, book } = slider;
    slider.index = index;
    slider.value = spec.values[index];
    if (+slider.input.value !== index) slider.input.value = index;
    slider.output.textContent = spec.shown[index];
    for (const [key, texts] of book.readouts) tell(key, texts[index]);
    for (const [key, values] of book.sliders) {
      const other = sliders.get(key);
      other.value = values[index];
      other.index = nearest(other.spec.values, other.value);
      other.input.value = other.index;
      other.output.textContent = between(other);
      describe(other);
    }
    describe(slider);
    for (const panel of panels) {
      if (panel.drawn) turn(panel, [slider]);
    }
  }

  // A linked slider may stand between its positions, where no text was computed.
  function between({ spec, value, index }) {
    const at = value === spec.values[index] || spec.places === null;
    return at ? spec.shown[index] : value.toFixed(spec.places).replace("-", "−");
  }

  function tell(key, text) {
    const { output, unit } = readouts.get(key);
    output.textContent = unit ? `${text} ${unit}` : text;
  }

  function describe(slider) {
    const main = data.readouts.find((r) => r.main);
    const meaning = main ? `, ${main.label} ${readouts.get(main.key).output.textContent}` : "";
    slider.input.setAttribute("aria-valuetext", between(slider) + meaning);
  }

  function frameOf(panel, which) {
    const moved = new Map(); // trace index -> patch
    for (const { book, index } of which) {
      for (const { name, attribute, numbers, width } of book.traces) {
        const trace = panel.spec.figure.data.findIndex((t) => t.name === name);
        if (trace < 0) continue;
        if (!moved.has(trace)) moved.set(trace, {});
        moved.get(trace)[attribute] = Array.from(numbers.subarray(index * width, (index + 1) * width));
      }
    }
    return { data: [...moved.values()], traces: [...moved.keys()] };
  }

  function turn(panel, which) {
    const frame = frameOf(panel, which);
    if (!frame.traces.length) return;
    // Plotly takes away bars that a frame does not name.
    panel.spec.figure.data.forEach(({ type }, trace) => {
      if (type !== "bar" || frame.traces.includes(trace)) return;
      frame.data.push({});
      frame.traces.push(trace);
    });
    // Only numbers move, so Plotly need not look up every default of the picture again: that would
    // be half of a frame's work. `react` leaves itself the same word where it has done so already.
    const { _fullLayout, _fullData } = panel.plot;
    _fullLayout._skipDefaults = true;
    frame.traces.forEach((trace, i) => Object.assign(_fullData[trace], frame.data[i]));
    // Plotly rejects the promise of a frame that a newer one overtakes.
    Plotly.animate(panel.plot, frame, AT_ONCE).catch(() => {});
  }

  // -- drawing a panel --

  async function draw(panel) {
    const { figure } = panel.spec;
    const resolve = adoptPalette(root);
    const { data: traces, layout } = JSON.parse(resolve(JSON.stringify(figure)));
    const frame = frameOf(panel, [...sliders.values()]);
    frame.traces.forEach((trace, i) => Object.assign(traces[trace], frame.data[i]));
    panel.width = panel.plot.clientWidth;
    layout.font = { ...layout.font, size: panel.width < 480 ? 13 : 16, family: getComputedStyle(root).fontFamily };
    layout.autosize = true;
    panel.drawn = true;
    if (panel.plot._fullLayout) panel.plot._fullLayout._skipDefaults = false;
    await Plotly.react(panel.plot, traces, layout, {
      displayModeBar: false,
      responsive: false,
    });
    if (panel.spec.pick && !panel.listening) {
      panel.listening = true;
      panel.plot.on("plotly_click", ({ points: [point] }) => onPick(point.pointNumber));
    }
  }

  function complain(panel) {
    panel.plot.replaceChildren(
      make("p", {
        className: "missing",
        role: "status",
        textContent:
          "The drawing library could not be loaded, so this picture is missing. " +
          "The numbers still follow the sliders.",
      }),
    );
  }

  // -- telling Python --

  function commit(hidden = {}) {
    clearTimeout(timer);
    if (!dirty) return;
    dirty = false;
    commits += 1;
    const values = { ...hidden };
    for (const [key, { value }] of sliders) values[key] = value;
    onCommit({ values, commits });
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(commit, PAUSE_MS);
  }

  // -- the play button --

  function stop() {
    if (!sweep) return;
    cancelAnimationFrame(sweep.frame);
    clearTimeout(sweep.step);
    sweep.button.textContent = "▶";
    sweep.button.ariaLabel = sweep.button.title = "Play";
    sweep = null;
    commit();
  }

  function play(slider, button) {
    if (sweep) return stop();
    button.textContent = "❚❚";
    button.ariaLabel = button.title = "Pause";
    const last = slider.spec.values.length - 1;
    const from = slider.index === last ? 0 : slider.index;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const began = performance.now();
    sweep = { button };
    const turn = () => {
      const share = (performance.now() - began) / SWEEP_MS;
      const index = Math.min(last, from + Math.round(share * last));
      if (index !== slider.index) {
        dirty = true;
        show(slider, index);
      }
      if (index === last) return stop();
      // With reduced motion the sweep is a slide show: a still every half second.
      if (calm) sweep.step = setTimeout(turn, 500);
      else sweep.frame = requestAnimationFrame(turn);
    };
    turn();
  }

  // -- building the parts from data; again only what changed --

  function buildReadouts(specs) {
    if (JSON.stringify(specs) === readoutBox.dataset.built) return;
    readoutBox.dataset.built = JSON.stringify(specs);
    readouts.clear();
    readoutBox.replaceChildren(
      ...specs.map((spec) => {
        const output = make("output", { ariaLive: "off" });
        const box = make("div", { className: spec.main ? "readout main" : "readout" });
        box.dataset.key = spec.key;
        box.style.setProperty("--role", `var(--${spec.role})`);
        box.append(make("dt", { textContent: spec.label }), make("dd", {}, output));
        readouts.set(spec.key, { output, unit: spec.unit });
        return box;
      }),
    );
  }

  function buildSlider(spec) {
    const input = make("input", { type: "range", min: 0, step: 1, id: `slider-${spec.key}` });
    const output = make("output", { ariaLive: "off" });
    const label = make("label", { htmlFor: input.id });
    const slider = { input, output, label, held: false, index: 0 };
    input.oninput = () => {
      if (sweep) stop();
      dirty = true;
      show(slider, +input.value);
    };
    // A native range fires `change` for each arrow key: wait until the keys rest.
    input.onchange = () => (slider.keyed ? soon() : commit());
    input.onkeydown = () => (slider.keyed = true);
    input.onpointerdown = () => {
      slider.keyed = false;
      slider.held = true;
    };
    input.onpointerup = input.onpointercancel = () => (slider.held = false);
    input.onblur = () => {
      slider.held = false;
      commit();
    };
    slider.button = make("button", { type: "button", className: "play", textContent: "▶" });
    slider.button.ariaLabel = slider.button.title = "Play";
    slider.button.onclick = () => play(slider, slider.button);
    slider.box = make("div", { className: "slider" }, slider.button, label, input, output);
    return slider;
  }

  function updateSliders(specs, mine) {
    const keys = specs.map((spec) => spec.key).join();
    if (keys !== sliderBox.dataset.built) {
      stop();
      sliderBox.dataset.built = keys;
      const kept = new Map(sliders);
      sliders.clear();
      for (const spec of specs) sliders.set(spec.key, kept.get(spec.key) ?? buildSlider(spec));
      sliderBox.replaceChildren(...[...sliders.values()].map((s) => s.box));
    }
    for (const spec of specs) {
      const slider = sliders.get(spec.key);
      // The hand is right: a value that is still moving is not taken back by an older answer.
      const keep = slider.spec && mine;
      slider.spec = { ...spec, shown: lines(spec.shown.replaceAll("-", "−")) };
      slider.book = readBook(spec.book, spec.values.length);
      slider.index = keep ? nearest(spec.values, slider.value) : spec.at;
      slider.value = spec.values[slider.index];
      slider.label.textContent = spec.label;
      slider.input.max = spec.values.length - 1;
      slider.input.value = slider.index;
      slider.button.hidden = !spec.play;
    }
  }

  function nearest(values, value) {
    let best = 0;
    values.forEach((v, i) => {
      if (Math.abs(v - value) < Math.abs(values[best] - value)) best = i;
    });
    return best;
  }

  function buildPresets(specs) {
    presetBox.hidden = specs.length === 0;
    presetBox.replaceChildren(
      ...specs.map((spec) => {
        const button = make("button", { type: "button", className: "preset", textContent: spec.label });
        button.onclick = () => {
          stop();
          dirty = true;
          const set = Object.entries(spec.set);
          for (const [key, index] of set) {
            // Several sliders at once have no page in any book: Python computes that one.
            if (set.length === 1) show(sliders.get(key), index);
            else sliders.get(key).value = sliders.get(key).spec.values[index];
          }
          commit(spec.hidden);
        };
        return button;
      }),
    );
  }

  function updatePanels(specs) {
    while (panels.length > specs.length) {
      const { plot, box } = panels.pop();
      observer.unobserve(plot);
      if (Plotly) Plotly.purge(plot);
      box.remove();
    }
    specs.forEach((spec, i) => {
      if (!panels[i]) {
        const plot = make("div", { className: "plot" });
        plot.setAttribute("role", "img");
        const save = make("button", { type: "button", className: "save", textContent: "⤓" });
        save.ariaLabel = save.title = "Save this picture";
        const box = make("div", { className: "panel" }, plot, save);
        save.onclick = () =>
          Plotly?.downloadImage(plot, { format: "png", scale: 2, filename: "cross-entropy" });
        panels.push({ plot, box, drawn: false });
        panelBox.append(box);
        observer.observe(plot);
      }
      const panel = panels[i];
      panel.changed = JSON.stringify(panel.spec?.figure) !== JSON.stringify(spec.figure);
      panel.spec = spec;
      panel.plot.ariaLabel = spec.alt;
      panel.box.classList.toggle("wide", spec.wide);
      panel.plot.style.height = `${spec.height}px`;
    });
  }

  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const panel = panels.find((p) => p.plot === target);
      const width = target.clientWidth; // 0 while the page is hidden
      if (panel?.drawn && width && panel.width !== width) draw(panel);
    }
  });

  function paint() {
    for (const slider of sliders.values()) {
      slider.output.textContent = slider.spec.shown[slider.index];
      for (const [key, texts] of slider.book.readouts) tell(key, texts[slider.index]);
    }
    for (const slider of sliders.values()) describe(slider);
    near ||= root.getBoundingClientRect().top < innerHeight + MARGIN;
    if (!Plotly || !near) return;
    const theme = getComputedStyle(root).getPropertyValue("--st-background-color");
    // New panels are drawn one a frame, so that the first is seen as soon as it can be.
    const [next, ...later] = panels.filter((panel) => !panel.drawn);
    for (const panel of panels) {
      if (later.includes(panel)) continue;
      if (panel === next || panel.changed || panel.theme !== theme) draw(panel);
      else turn(panel, [...sliders.values()]);
      panel.theme = theme;
      panel.changed = false;
    }
    if (later.length) requestAnimationFrame(() => setTimeout(() => data && paint()));
  }

  const approach = new IntersectionObserver(
    ([{ isIntersecting }]) => {
      if (!isIntersecting) return;
      approach.disconnect();
      near = true;
      if (data) paint();
    },
    { rootMargin: `${MARGIN}px` },
  );
  approach.observe(root);

  function update(next) {
    const late = next.commits < commits; // an answer to an older value is still under way
    const held = [...sliders.values()].some((s) => s.held);
    data = next;
    adoptPalette(root);
    board.classList.toggle("beside", next.beside);
    board.classList.toggle("few", next.sliders.length === 1);
    buildReadouts(next.readouts);
    updateSliders(next.sliders, late || dirty || held || sweep !== null);
    buildPresets(next.presets);
    updatePanels(next.panels);
    paint();
    if (broken) panels.forEach(complain);
  }

  loadPlotly(bundle).then(
    (loaded) => {
      Plotly = loaded;
      adoptPlotlyStyles(root);
      if (data) paint();
    },
    () => {
      broken = true;
      panels.forEach(complain);
    },
  );

  function destroy() {
    stop();
    clearTimeout(timer);
    observer.disconnect();
    approach.disconnect();
    data = null; // nothing is drawn any more
    if (Plotly) for (const { plot } of panels) Plotly.purge(plot);
    root.replaceChildren();
  }

  return { update, destroy };
}

// ---- Streamlit ----------------------------------------------------------------------------------

const mounted = new WeakMap();

export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  let figure = mounted.get(parentElement);
  if (!figure) {
    figure = mount(parentElement.querySelector(".live-figure"), {
      bundle: new URL(data.bundle, document.baseURI),
      onCommit: (commit) => setStateValue("commit", commit),
      onPick: (index) => setTriggerValue("pick", index),
    });
    mounted.set(parentElement, figure);
  }
  figure.update(data);
  return () => {
    figure.destroy();
    mounted.delete(parentElement);
  };
}
