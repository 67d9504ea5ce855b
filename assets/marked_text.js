// A text shaded by surprise. Every piece, its shade and what is said of it come from Python, and are
// shown as text, whatever they contain. A slider walks through the pieces, so that keys, fingers and
// screen readers reach each number; a pointer over a piece does the same.

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function build(root, { pieces, legend, label }) {
  const spans = pieces.map(([seen, shade]) =>
    make("span", { className: `shade-${shade}`, textContent: seen === "\n" ? "↵\n" : seen }),
  );
  const said = make("p", { className: "said", dir: "auto" }, ...spans);
  const input = make("input", { type: "range", min: 0, max: spans.length - 1, value: 0 });
  input.ariaLabel = label;
  const output = make("output", { ariaLive: "off" });
  let here = null;

  function stand(index) {
    here?.classList.remove("here");
    here = spans[index];
    here.classList.add("here");
    input.value = index;
    output.textContent = pieces[index][2];
    input.setAttribute("aria-valuetext", pieces[index][2]);
  }

  input.oninput = () => stand(+input.value);
  said.onpointerover = ({ target }) => {
    const index = spans.indexOf(target);
    if (index >= 0) stand(index);
  };
  const names = legend.map((name, shade) =>
    make("li", {}, make("span", { className: `shade-${shade}`, textContent: "\u00a0" }), name),
  );
  root.replaceChildren(
    said,
    make("div", { className: "walk" }, input, output),
    make("ul", { className: "legend", ariaLabel: "Shades" }, ...names),
  );
  if (spans.length) stand(0);
}

function gradient(root) {
  const colors = getComputedStyle(root).getPropertyValue("--st-chart-categorical-colors");
  return colors.split(/,(?![^(]*\))/)[3];
}

// `mark` is the color's name, where the page has one: to read a color costs a layout of the page.
export default function ({ parentElement, data: bytes, mark }) {
  const root = parentElement.querySelector(".marked");
  root.style.setProperty("--mark", mark ?? gradient(root));
  const text = new TextDecoder().decode(bytes);
  if (root.built !== text) {
    root.built = text;
    build(root, JSON.parse(text));
  }
  if (parentElement.host) parentElement.host.dataset.mounted = "";
}
