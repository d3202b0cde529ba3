/** Undo and redo of a drawing. */

/** @typedef {import('./drawing.js').Drawing} Drawing */

/** The drawing as it is, and what undo and redo lead to. */
export function createHistory() {
  /** @type {Drawing} */
  let now = { strokes: [], picture: null };
  /** @type {Drawing[]} */
  let past = [];
  /** @type {Drawing[]} */
  let future = [];
  /** @param {Drawing[]} from @param {Drawing[]} to */
  const step = (from, to) => {
    const next = from.pop();
    if (!next) return;
    to.push(now);
    now = next;
  };
  return {
    get now() { return now; },
    /** @param {Drawing} next */
    change(next) {
      past.push(now);
      [now, future] = [next, []];
    },
    /** Without a step to undo. @param {Drawing} next */
    amend(next) { now = next; },
    /** @param {Drawing} next */
    restart(next) { [now, past, future] = [next, [], []]; },
    undo: () => step(past, future),
    redo: () => step(future, past),
    /** As if the last change had not been. */
    forget() { now = past.pop() ?? now; },
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
  };
}
