// A page without a server: its states were run beforehand, and a press turns to one of them.
//
// `LiveFigure.mount` and `markText` are those of the app; `course.first` is what the page shows at
// first, `course.more` the other states, which come when they are asked for.

const course = (() => {
  const SOLVED = "cross-entropy-felt.solved"; // as assets/memory.js calls it
  const LINES = 3; // on paper, for an explanation
  const OF_THE_HAND = ["open", "hidden", "aria-selected", "data-done"]; // not of a state
  const main = document.querySelector("main");
  const notice = document.querySelector("#notice");
  const live = main.dataset.live; // the address of the running app, if there is one
  const held = { figures: {}, parts: {}, states: new Map(), aliases: {}, pieces: [] };
  const figures = new Map(); // place in the page -> what is mounted there
  let here = main.dataset.link;
  let revealed = main.dataset.asks === undefined;
  let coming = null; // the other states, on their way

  // ---- data ----

  function take({ figures, parts }) {
    Object.assign(held.figures, figures);
    Object.assign(held.parts, parts);
  }

  function states({ states, aliases, pieces, ...rest }) {
    take(rest);
    Object.assign(held, { aliases, pieces });
    for (const state of states) held.states.set(state.link, state);
  }

  // A figure as the app would have sent it. Its answer is never older than what a hand has done.
  function figureOf(name) {
    const { at, sliders, panels, ...rest } = held.figures[name];
    return {
      ...rest,
      commits: Infinity,
      panels: panels.map((part) => held.parts[part]),
      sliders: sliders.map((part, i) => ({ ...held.parts[part], at: at[i] })),
    };
  }

  // ---- figures ----

  function shadow(place, styles, className) {
    const root = Object.assign(document.createElement("div"), { className });
    if (place.shadowRoot) return handOver(place.shadowRoot, root);
    const sheet = Object.assign(document.createElement("style"), { textContent: styles });
    place.attachShadow({ mode: "open" }).append(sheet, root);
    return root;
  }

  // A picture that came with the page stays until the live one is drawn in its place.
  function handOver(shade, root) {
    root.classList.add("coming");
    shade.append(root);
    const drawn = new MutationObserver(() => {
      if (!root.querySelector(".main-svg .subplot")) return;
      drawn.disconnect();
      for (const still of shade.querySelectorAll(".still")) still.remove();
      root.classList.remove("coming");
    });
    drawn.observe(root, { childList: true, subtree: true });
    return root;
  }

  function show(place) {
    if (!held.figures[place.dataset.figure]) return;
    let figure = figures.get(place);
    if (!figure) {
      const root = shadow(place, course.styles.figure, "live-figure");
      figure = LiveFigure.mount(root, {
        bundle: course.bundle,
        alone: true,
        onCommit: (commit) => told(place, commit.values),
        onChoose: ({ to }) => to !== undefined && turn(to),
        onPick: (index) => turn(held.figures[place.dataset.figure].picks[index]),
        onEdit: () => {},
      });
      figures.set(place, figure);
    }
    figure.update(figureOf(place.dataset.figure));
    say(place);
  }

  function showAll() {
    for (const [place, figure] of figures) {
      if (place.isConnected) continue;
      figure.destroy();
      figures.delete(place);
    }
    for (const place of main.querySelectorAll(".figure")) show(place);
    for (const place of main.querySelectorAll(".marked:not([data-done])")) {
      place.dataset.done = "";
      const root = shadow(place, course.styles.marked, "marked");
      const data = new TextEncoder().encode(place.dataset.marked);
      markText({ parentElement: root.parentNode, data, mark: "var(--st-chart-gradient)" });
    }
  }

  // What follows a release in the app: here the words stay, and that is said.
  function told(place, values) {
    const { sliders } = figureOf(place.dataset.figure);
    const moved = sliders.filter((s) => s.key in values && values[s.key] !== s.values[s.at]);
    if (!moved.length) return say(place);
    const stood = moved.map((s) => `${shownAt(s)} (${s.label})`).join(", ");
    const texts = new URLSearchParams(here);
    for (const s of moved) texts.set(s.key, String(+values[s.key].toPrecision(10)));
    say(place, `The words on this page were written for ${stood}.`, texts);
  }

  // The text at a position; an empty line repeats the one before it.
  function shownAt({ shown, at }) {
    const texts = shown.split("\n").slice(0, at + 1);
    return (texts.findLast((text) => text) ?? "").replaceAll("-", "−");
  }

  function say(place, text = "", texts = "") {
    const old = place.nextElementSibling?.matches(".note") ? place.nextElementSibling : null;
    if (!text) return old?.remove();
    const note = old ?? Object.assign(document.createElement("p"), { className: "note", role: "status" });
    const back = Object.assign(document.createElement("button"), { type: "button", textContent: "Put it back" });
    back.onclick = () => show(place);
    note.replaceChildren(`${text} `, back, ...inApp(texts));
    if (!old) place.after(note);
  }

  function inApp(texts) {
    if (!live) return [];
    const href = `${live}?${texts}`;
    return [" ", Object.assign(document.createElement("a"), { href, textContent: "Open this in the running app" })];
  }

  // ---- states ----

  // Whether the other states are there.
  async function more() {
    coming ??= course.load().then(states);
    try {
      await coming;
      return true;
    } catch {
      coming = null; // the next press may try again
      notice.textContent = "The other states of this page could not be loaded. Please press again.";
      return false;
    }
  }

  // Turn to a state; what the file does not have is said, with the way to it.
  async function turn(link, remember = true) {
    if (!(await more())) return true;
    const state = held.states.get(held.aliases[link] ?? link);
    if (state) {
      here = state.link;
      notice.replaceChildren();
      if (remember) history.pushState(null, "", `#${here}`);
    } else {
      const text = "This choice needs the running app: the file has the states that are one press away, and some more.";
      notice.replaceChildren(text, ...inApp(link));
    }
    draw();
    return true;
  }

  function draw() {
    const state = held.states.get(here);
    const template = document.createElement("template");
    template.innerHTML = (revealed ? state.shown : state.veiled).map((i) => held.pieces[i]).join("");
    morph(main, template.content);
    showAll();
    remind();
  }

  // Make one part of the page like another, and leave alone what is the same: it keeps the focus.
  function morph(old, fresh) {
    const mine = [...old.childNodes].filter((node) => !node.classList?.contains("note"));
    const theirs = [...fresh.childNodes];
    theirs.forEach((node, i) => {
      const own = mine[i];
      if (!own) return old.append(node);
      if (own.nodeName !== node.nodeName || own.className !== node.className) return own.replaceWith(node);
      if (own.nodeType !== Node.ELEMENT_NODE) return (own.nodeValue = node.nodeValue);
      if (["marked", "key"].some((name) => own.dataset[name] !== node.dataset[name])) return own.replaceWith(node);
      for (const { name } of [...own.attributes]) {
        if (!node.hasAttribute(name) && !OF_THE_HAND.includes(name)) own.removeAttribute(name);
      }
      for (const { name, value } of node.attributes) {
        if (!OF_THE_HAND.includes(name)) own.setAttribute(name, value);
      }
      if (own.matches(".figure, .marked, .marks")) return;
      if (own.isEqualNode(node)) return;
      if (own.matches("option")) own.selected = node.selected;
      morph(own, node);
    });
    for (const node of mine.slice(theirs.length)) node.remove();
  }

  // ---- what was solved, in the browser's own storage ----

  function solved() {
    try {
      return new Set(JSON.parse(localStorage.getItem(SOLVED)) ?? []);
    } catch {
      return new Set();
    }
  }

  function solve(name) {
    try {
      localStorage.setItem(SOLVED, JSON.stringify([...solved().add(name)].sort()));
    } catch {
      // no storage: then this visit is all there is
    }
    remind();
  }

  function remind() {
    const done = solved();
    for (const marks of document.querySelectorAll(".marks")) {
      const checks = marks.dataset.checks.split(" ");
      const dots = checks.map((name) => "○●"[+done.has(name)]).join("");
      marks.textContent = `${dots} ${checks.filter((name) => done.has(name)).length} of ${checks.length} checks solved`;
    }
  }

  // ---- hands ----

  function answer(input) {
    const question = input.closest(".asked");
    for (const each of question.querySelectorAll(".answer")) each.hidden = true;
    const said = input.closest("label").nextElementSibling;
    said.hidden = false;
    const { key } = question.dataset;
    if (said.querySelector(".success")) solve(key.replace(/\.check$/, ""));
  }

  const steps = {
    next: (lines, shown) => shown + 1,
    all: (lines) => lines.length,
    again: () => 1,
  };

  function step(button) {
    const lines = button.closest("details").querySelectorAll(".stack > .words");
    const shown = [...lines].filter((line) => !line.hidden).length;
    const now = Math.min(lines.length, steps[button.dataset.does](lines, shown));
    lines.forEach((line, i) => (line.hidden = i >= now));
  }

  function choose(button) {
    const { to, does } = button.dataset;
    if (to !== undefined) turn(to);
    else if (does === "reveal") reveal();
    else if (does) step(button);
    else if (button.matches('[role="tab"]')) tab(button);
    else if (button.matches(".copy")) copy(button);
    else if (button.matches(".theme")) theme();
  }

  async function reveal() {
    if (!(await more())) return;
    revealed = true;
    draw();
  }

  function tab(button) {
    const buttons = [...button.parentElement.children];
    const panels = button.closest(".tabs").querySelectorAll(":scope > [role=tabpanel]");
    buttons.forEach((each, i) => {
      each.ariaSelected = each === button;
      panels[i].hidden = each !== button;
    });
  }

  async function copy(button) {
    const text = button.parentElement.querySelector("code").textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      getSelection().selectAllChildren(button.parentElement.querySelector("code"));
      return (button.textContent = "Press Ctrl+C");
    }
    button.textContent = "Copied";
  }

  function theme() {
    const root = document.documentElement;
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    root.dataset.theme = (root.dataset.theme ?? system) === "dark" ? "light" : "dark";
    showAll();
  }

  // A text that a field takes: one that the file knows, or the first that begins so, or has it.
  function find(field) {
    const said = field.value.trim().toLowerCase();
    const texts = new URLSearchParams(here);
    texts.delete(field.name);
    if (!said) return turn(`${texts}`);
    const options = [...field.list.options];
    const names = options.map((option) => option.value.toLowerCase());
    const places = [names.indexOf(said), names.findIndex((name) => name.startsWith(said))];
    const place = [...places, names.findIndex((name) => name.includes(said))].find((i) => i >= 0);
    if (place !== undefined) return turn(options[place].dataset.to);
    texts.set(field.name, field.value);
    turn(`${texts}`);
  }

  function listen() {
    addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button) choose(button);
    });
    addEventListener("change", ({ target }) => {
      if (target.matches("select")) turn(target.value);
      else if (target.matches("[type=radio]")) answer(target);
      else if (target.list) find(target);
      else if (target.closest(".guess")) reveal();
    });
    addEventListener("hashchange", () => turn(location.hash.slice(1), false));
    addEventListener("popstate", () => turn(location.hash.slice(1), false));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showAll);
    addEventListener("beforeprint", () => paper(true));
    addEventListener("afterprint", () => paper(false));
  }

  // ---- paper: every fold is open, and what answers stands on a page of its own ----

  let closed = [];

  function paper(now) {
    const key = document.querySelector("#key");
    if (!now) {
      for (const fold of closed) fold.open = false;
      for (const line of main.querySelectorAll(".line")) line.remove();
      return key.replaceChildren();
    }
    closed = [...main.querySelectorAll("details:not([open])")];
    for (const fold of closed) fold.open = true;
    const heading = Object.assign(document.createElement("h2"), { textContent: "Key" });
    const right = [...main.querySelectorAll(".answer")].filter((answer) => answer.querySelector(".success"));
    const parts = right.map((answer) => {
      const part = answer.cloneNode(true);
      part.hidden = false;
      part.prepend(answer.previousElementSibling.textContent);
      return part;
    });
    const whys = [...main.querySelectorAll("details.fold.why")].map((fold) => fold.cloneNode(true));
    if (whys.length + parts.length) key.replaceChildren(heading, ...whys, ...parts);
    for (const fold of main.querySelectorAll("details.fold.why")) {
      for (let i = 0; i < LINES; i++) fold.append(Object.assign(document.createElement("p"), { className: "line" }));
    }
  }

  return {
    take,
    states,
    start(first) {
      take(first);
      for (const fold of main.querySelectorAll("details.fold.steps")) {
        fold.querySelectorAll(".stack > .words").forEach((line, i) => (line.hidden = i > 0));
      }
      showAll();
      remind();
      listen();
      const asked = location.hash.slice(1);
      if (asked && asked !== here) turn(asked, false);
    },
  };
})();
