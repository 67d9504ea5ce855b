// What was solved, in the browser's own storage: handed over once, then written down.
const KEY = "cross-entropy-felt.solved";
let before = null; // what this tab said last: another may have added to it

export default function ({ data, setStateValue }) {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(KEY));
    if (data.known || !kept) {
      const solved = JSON.parse(data.solved);
      before ??= solved;
      const forgotten = before.length && !solved.length;
      const others = forgotten || !Array.isArray(kept) ? [] : kept.filter((name) => !before.includes(name));
      const all = [...new Set([...solved, ...others])].sort();
      before = solved;
      if (all.length) localStorage.setItem(KEY, JSON.stringify(all));
      else localStorage.removeItem(KEY);
    }
  } catch {
    return; // no storage, or not our text: then this visit is all there is
  }
  if (!data.known && Array.isArray(kept) && kept.length) setStateValue("recalled", kept);
}
