/** Observable store: a state's keys, typed, and listeners to their changes. */

/**
 * @template {object} State
 * @typedef {object} Store
 * @property {<Key extends keyof State>(key: Key) => State[Key]} get
 * @property {(changes: Partial<State>) => void} set Changes some keys, and tells those who listen to any that differ.
 * @property {(keys: (keyof State)[], listener: () => void) => () => void} on Listens to changes of some keys; returns a
 *     function that stops it.
 */

/**
 * @template {object} State
 * @param {State} initial
 * @returns {Store<State>}
 */
export function createStore(initial) {
  const state = { ...initial };
  /** @type {Set<{keys: (keyof State)[], listener: () => void}>} */
  const listeners = new Set();
  return {
    get: (key) => state[key],
    set(changes) {
      const keys = /** @type {(keyof State)[]} */ (Object.keys(changes));
      const changed = keys.filter((key) => !Object.is(state[key], changes[key]));
      Object.assign(state, changes);
      for (const each of [...listeners]) if (each.keys.some((key) => changed.includes(key))) each.listener();
    },
    on(keys, listener) {
      const entry = { keys, listener };
      listeners.add(entry);
      return () => { listeners.delete(entry); };
    },
  };
}
