// What was solved, in the browser's own storage: handed over once, then written down.
const KEY = "cross-entropy-felt.solved";

export default function ({ data, setStateValue }) {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(KEY));
    if (data.known || !kept) {
      if (data.solved === "[]") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, data.solved);
    }
  } catch {
    return; // no storage, or not our text: then this visit is all there is
  }
  if (!data.known && Array.isArray(kept) && kept.length) setStateValue("recalled", kept);
}
