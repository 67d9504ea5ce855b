// The texts of a link, each with a button that copies it, and its QR code, small and large.

// Without a secure address, as in a classroom's own network, there is no clipboard to write to.
async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.select();
    return document.execCommand("copy");
  }
}

export default function ({ parentElement, data }) {
  const find = (name) => parentElement.querySelector(name);
  for (const name of ["link", "frame"]) find(`.${name}`).value = data[name];
  find(".who").textContent = data.who;
  find(".code").hidden = !data.code;
  find(".long").hidden = Boolean(data.code);
  for (const name of [".code", ".large"]) {
    const { body } = new DOMParser().parseFromString(data.code, "text/html");
    find(name).replaceChildren(...body.children);
  }
  find(".code").onclick = () => find("dialog").showModal();
  find("dialog").onclose = () => find(".code").focus();
  for (const button of parentElement.querySelectorAll("[data-copies]")) {
    button.onclick = async () => {
      const done = await copy(find(`.${button.dataset.copies}`));
      find(".said").textContent = done ? "Copied." : "Press Ctrl+C or ⌘C to copy it.";
    };
  }
  if (parentElement.host) parentElement.host.dataset.mounted = "";
}
