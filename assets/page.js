// What the page owes its visitor beyond what Streamlit does; written into the head of the page.

// What the server will say of itself and of the theme: Streamlit need not ask for the one before it
// connects, nor draw the page in a theme of its own, with its own fonts, first.
window.__streamlit = {
  ...JSON.parse(document.querySelector("#said-before").textContent),
  BACKEND_BASE_URL: new URL("./", document.baseURI).href,
};

// Streamlit connects when its scripts have run. The connection that it will ask for is opened here,
// beside them, so that nobody waits for its way to the server and back, which on a phone is long.
(() => {
  const Usual = window.WebSocket;
  const address = new URL("_stcore/stream", window.__streamlit.BACKEND_BASE_URL);
  address.protocol = address.protocol.replace("http", "ws");
  const token = document.cookie.match(/\b_streamlit_xsrf=([^;]*)/)?.[1] ?? "PLACEHOLDER_AUTH_TOKEN";
  const early = new Usual(address, ["streamlit", token]);
  window.WebSocket = class extends Usual {
    constructor(url, protocols) {
      window.WebSocket = Usual;
      if (new URL(url).href !== address.href || early.readyState > Usual.OPEN) return new Usual(url, protocols);
      // Who asks now has still to say that it wants to hear of that.
      if (early.readyState === Usual.OPEN) setTimeout(() => early.dispatchEvent(new Event("open")));
      return early;
    }
  };
})();

// The page's question stands where Streamlit will write it, in its colours, until it has.
(() => {
  const { style } = document.documentElement;
  const chosen = localStorage.getItem("stActiveTheme") ?? "";
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "Dark" : "Light";
  const name = ["Dark", "Light"].find((each) => chosen.includes(each)) ?? system;
  const theme = window.__streamlit[`${name.toUpperCase()}_THEME`];
  style.background = theme.backgroundColor;
  style.color = theme.textColor;
  style.setProperty("--heading", theme.headingFont);
  const written = () => {
    if (document.querySelector("[data-projected]")) return true;
    const heading = document.querySelector('[data-testid="stHeading"]');
    if (heading) return getComputedStyle(heading).visibility === "visible";
    return document.querySelector('[data-test-script-state="notRunning"] [data-testid="stElementContainer"]');
  };
  const turn = () => {
    if (!written()) return requestAnimationFrame(turn);
    document.querySelector("#first-words")?.remove();
    document.documentElement.removeAttribute("style");
  };
  requestAnimationFrame(turn);
})();

// One press of Back undoes one deliberate act: a page, or a change of state. A correction of the
// link that nobody asked for (what a page writes when it opens) replaces its entry of the history.
// Of several steps back or forward in a row the last one counts: that a run of a page in between has
// begun is no reason to go there.
(() => {
  let acted = false, stepped = false;
  const act = ({ isTrusted, type }) => {
    if (!isTrusted) return;
    acted = true;
    stepped = type === "popstate";
  };
  for (const event of ["pointerdown", "keydown", "click", "popstate"]) addEventListener(event, act, true);
  const push = history.pushState.bind(history);
  history.pushState = (state, unused, url) => {
    const opens = new URL(url, location.href).pathname !== location.pathname;
    if (opens && stepped) return;
    if (acted || opens) push(state, unused, url);
    else history.replaceState(state, unused, url);
    acted = false;
  };
})();

// The bar marks where one is: what the line above the page's question names, whenever that changes.
(() => {
  const turn = () => {
    const line = document.querySelector('[data-testid="stMain"] [data-testid="stCaptionContainer"]');
    const [, ...here] = line?.textContent.split(" · ") ?? []; // the menu, and the page in it
    for (const each of document.querySelectorAll('[data-testid^="stTopNav"]:is(a, button)')) {
      if (here.includes(each.textContent.trim())) each.setAttribute("aria-current", "page");
      else each.removeAttribute("aria-current");
    }
  };
  new MutationObserver(turn).observe(document, { subtree: true, childList: true, characterData: true });
})();

// Without their font the names of the icons would be read as words.
document.fonts.addEventListener("loadingerror", ({ fontfaces }) => {
  if (fontfaces.some(({ family }) => family.includes("Material Symbols"))) {
    document.documentElement.dataset.icons = "none";
  }
});

// On a phone the menu leaves the page when a choice has been made.
addEventListener("click", ({ target }) => {
  if (innerWidth >= 768 || !target.closest('[data-testid="stSidebarNavLink"]')) return;
  document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
});

// A link in the words to another page, such as a term to its entry of the glossary, opens it here,
// where Streamlit would open another tab and with it another visit, without the guess.
addEventListener("click", (event) => {
  const link = event.target.closest('[data-testid="stMarkdown"] a[href]');
  const apart = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || apart || link.origin !== location.origin) return;
  event.preventDefault();
  const entry = new URL(link.href);
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (name.startsWith("embed")) entry.searchParams.append(name, value);
  }
  history.pushState({}, "", entry);
  dispatchEvent(new PopStateEvent("popstate")); // Streamlit goes where the address says
});

// What all fields of a page hold goes to the server in one message, and one that it takes for too
// long ends the connection. So a text for which there is no room is refused where it is pasted.
addEventListener(
  "beforeinput",
  (event) => {
    const field = event.target;
    if (!field.matches?.("textarea, input")) return;
    field.setCustomValidity("");
    const added = event.data ?? event.dataTransfer?.getData("text") ?? "";
    if (added.length < 1_000) return; // typed, or too little to matter
    const kept = (each) =>
      each === field
        ? each.value.slice(0, each.selectionStart) + each.value.slice(each.selectionEnd)
        : each.value;
    const texts = [...document.querySelectorAll("textarea, input")].map(kept);
    const bytes = new TextEncoder().encode([...texts, added].join("")).length;
    if (bytes <= 1_020_000) return;
    event.preventDefault();
    field.setCustomValidity(
      `This does not fit: the fields of this page hold at most 1 MB of text together, and with it they would hold ${(bytes / 1e6).toFixed(1)} MB. Take a part of it.`,
    );
    field.reportValidity();
  },
  true,
);

// Half a surrogate pair has no UTF-8: the server could read no message with one, and nothing after.
addEventListener(
  "input",
  ({ target }) => {
    if (target.value?.isWellFormed?.() !== false) return;
    // By the prototype's setter, for React overlooks what is set by the field's own.
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(target), "value").set.call(
      target,
      target.value.toWellFormed(),
    );
  },
  true,
);

// The server may go away: it is started again, or the network is lost. The page says so, goes on by
// itself, and asks for a run of its link when the server is back, because that may know nothing of
// it. Figures hear of both, and keep what a hand has moved meanwhile.
(() => {
  const LOST =
    "The server does not answer. This page connects again by itself, and what you drag meanwhile is kept.";
  const PATIENCE_MS = 5_000;
  const seen = ["data-test-connection-state", "data-test-script-state"];
  const notice = Object.assign(document.createElement("p"), { className: "away", role: "status" });
  let phase = "new"; // then here, away, asked, runs, and here again
  let patience = null;

  const appOf = () => document.querySelector('[data-testid="stApp"]');
  const runs = () => appOf().dataset.testScriptState !== "notRunning";

  // A server that was started again takes folds for closed and leaves them empty. They are pressed one
  // by one, and again, for a run that is under way may turn one back, until they are open and full.
  const folds = new Map(); // and how often each may be pressed
  const isFull = (fold) =>
    fold.open && fold.querySelector('[data-testid="stExpanderDetails"]')?.textContent.trim();
  const fill = () => {
    for (const [fold, left] of folds) {
      if (runs()) break;
      folds.set(fold, left - 1);
      if (left && !isFull(fold)) {
        fold.querySelector("summary").click();
        break;
      }
      folds.delete(fold);
    }
    if (folds.size) setTimeout(fill, 500);
  };

  // Streamlit's own dialog would lie over the page and ask a student to start a server.
  const close = () => document.querySelector('[role="dialog"] [aria-label="Close"]')?.click();
  const dialogs = new MutationObserver(close);

  const turn = {
    leave() {
      phase = "away";
      notice.textContent = LOST;
      document.body.append(notice);
      dialogs.observe(document.body, { childList: true, subtree: true });
      dispatchEvent(new Event("server-away"));
    },
    ask() {
      phase = "asked";
      dispatchEvent(new PopStateEvent("popstate")); // Streamlit runs the page that the link names
      // A run may be over before it is seen, or the request be lost with another connection.
      clearTimeout(patience);
      patience = setTimeout(() => phase === "asked" && turn.ask(), PATIENCE_MS);
    },
    stay() {
      phase = "here";
      notice.remove();
      dialogs.disconnect();
      dispatchEvent(new Event("server-back"));
      folds.clear();
      for (const fold of document.querySelectorAll('[data-testid="stExpander"] details[open]')) folds.set(fold, 6);
      fill();
    },
  };
  const look = () => {
    const app = appOf();
    if (!app) return;
    const connected = app.dataset.testConnectionState === "CONNECTED";
    if (!connected) return phase !== "new" && phase !== "away" && turn.leave();
    if (phase === "new") phase = "here";
    else if (phase === "away") turn.ask();
    else if (phase === "asked" && runs()) phase = "runs";
    else if (phase === "runs" && !runs()) turn.stay();
  };
  new MutationObserver(look).observe(document, {
    subtree: true,
    attributes: true,
    attributeFilter: seen,
  });
})();
