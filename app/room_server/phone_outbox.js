/** Drawings of one telephone that are not acknowledged yet, kept in the browser until they are. */

const PAUSE = 1500;  // milliseconds until something is sent again
const LAST = 3;  // how many drawings can be taken back, one after another

/** @param {string} code The room's. @param {Storage} storage The browser's. */
export function createOutbox(code, storage) {
  const key = `kerasdl-room-${code}`;
  const kept = read();
  let busy = false;
  let failing = false;

  function read() {
    const empty = { token: null, waiting: [], sent: [] };
    try {
      return { ...empty, ...JSON.parse(storage.getItem(key) ?? '{}') };
    } catch {
      return empty;
    }
  }

  function write() {
    try {
      storage.setItem(key, JSON.stringify(kept));
    } catch { /* a private window: what waits lives as long as the page */ }
  }

  /** Sends the first that waits; false where it has to wait longer. */
  async function deliverOne(ask) {
    const one = kept.waiting[0];
    try {
      if (one.back) await ask('back', { drawing: one.back });
      else if (await ask('digits', { drawing: one.drawing, label: one.label, strokes: one.strokes }) !== null) remember(one);
    } catch {
      failing = true;
      await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
      return;
    }
    failing = false;
    kept.waiting.splice(kept.waiting.indexOf(one), 1);
    write();
  }

  function remember({ drawing, label }) {
    kept.sent = [...kept.sent, { drawing, label }].slice(-LAST);
  }

  return {
    token: () => kept.token,
    waiting: () => kept.waiting.filter((one) => !one.back),
    failing: () => failing,
    /** The drawing that would be taken back. */
    last: () => kept.waiting.filter((one) => !one.back).at(-1) ?? kept.sent.at(-1) ?? null,
    join(token) {
      Object.assign(kept, { token, waiting: [], sent: [] });
      write();
    },
    forget() { this.join(null); },
    add({ label, strokes }) {
      kept.waiting.push({ drawing: crypto.getRandomValues(new Uint32Array(4)).join('-').slice(0, 40), label, strokes });
      write();
    },
    takeBack() {
      const { drawing } = this.last();
      kept.sent = kept.sent.filter((one) => one.drawing !== drawing);
      const [first, ...others] = kept.waiting;
      // The first may be on its way already; those behind it are not.
      kept.waiting = [first, ...others.filter((one) => one.drawing !== drawing)].filter(Boolean);
      if (first?.drawing === drawing || !others.some((one) => one.drawing === drawing)) kept.waiting.push({ back: drawing });
      write();
    },
    /** Sends all that waits, in order. @param {Function} ask @param {() => void} changed */
    async deliver(ask, changed) {
      if (busy) return;
      busy = true;
      while (kept.token && kept.waiting.length) {
        await deliverOne(ask);
        changed();
      }
      busy = false;
    },
  };
}
