// What was solved, in the browser's own storage: handed over once, then written down.
const KEY = "cross-entropy-felt.solved";
const written = new WeakMap(); // what this tab said last: another may have added to it

export default function ({ data, parentElement, setStateValue }) {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(KEY));
    if (data.known || !kept) {
      const solved = JSON.parse(data.solved);
      const before = written.get(parentElement) ?? solved;
      written.set(parentElement, solved);
      const forgotten = before.length && !solved.length;
      const others = forgotten || !Array.isArray(kept) ? [] : kept.filter((name) => !before.includes(name));
      const all = [...new Set([...solved, ...others])].sort();
      if (all.length) localStorage.setItem(KEY, JSON.stringify(all));
      else localStorage.removeItem(KEY);
    }
  } catch {
    return; // no storage, or not our text: then this visit is all there is
  }
  if (!data.known && Array.isArray(kept) && kept.length) setStateValue("recalled", kept);
}
