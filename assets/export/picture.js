// What the first figure of a page shows, as HTML: its board, each of its plots as one picture.
async () => {
  const root = document.querySelector(".figure").shadowRoot.querySelector(".live-figure");
  const copy = root.cloneNode(true);
  const copies = [...copy.querySelectorAll(".plot")];
  for (const [i, plot] of [...root.querySelectorAll(".plot")].entries()) {
    const { clientWidth: width, clientHeight: height } = plot;
    const address = await Plotly.toImage(plot, { format: "svg", width, height });
    const text = decodeURIComponent(address.slice(address.indexOf(",") + 1));
    // Names that Plotly draws by lot would make each build another.
    copies[i].innerHTML = text.replaceAll(plot._fullLayout._uid, `p${i}`);
    for (const part of copies[i].querySelectorAll("[class]")) part.removeAttribute("class");
    const canvas = plot.querySelector("canvas.raster");
    if (!canvas) continue;
    const image = document.createElement("img");
    Object.assign(image, { src: canvas.toDataURL(), alt: "", className: "raster" });
    image.style.cssText = canvas.style.cssText;
    copies[i].prepend(image);
  }
  const inputs = [...root.querySelectorAll("input")];
  for (const [i, input] of copy.querySelectorAll("input").entries()) {
    input.setAttribute("value", inputs[i].value);
  }
  copy.removeAttribute("style");
  // Where a browser writes a style among the attributes depends on when it first needs its text.
  for (const part of copy.querySelectorAll("*")) {
    if (!part.getAttribute("style")) part.removeAttribute("style");
    const inOrder = [...part.attributes].sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const each of inOrder) part.setAttributeNode(part.removeAttributeNode(each));
  }
  return copy.innerHTML;
};
