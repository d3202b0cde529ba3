/** Drawings of one telephone that are not acknowledged yet, kept in the browser until they are. */
import { readSetting, writeSetting } from '../../web/storage/local_storage.js';

/**
 * @typedef {import('./phone_state.js').Drawing} Drawing
 * @typedef {{drawing: string, label: number}} Sent
 * @typedef {Drawing | {back: string}} Waiting A drawing to send, or the name of one to take back.
 * @typedef {{token: string | null, waiting: Waiting[], sent: Sent[]}} Kept
 * @typedef {(path: string, body: object) => Promise<object | null | undefined>} Ask Null where the server refuses; throws where it
 *     is out of reach.
 */

const PAUSE = 1500;  // milliseconds until something is sent again
const LAST = 3;  // how many drawings can be taken back, one after another

/** @param {Waiting} one @returns {one is Drawing} */
const isDrawing = (one) => 'drawing' in one;

/** @param {Document} document @param {string} name @returns {Kept} */
function read(document, name) {
  const empty = { token: null, waiting: [], sent: [] };
  try {
    return { ...empty, ...JSON.parse(readSetting(document, name) ?? '{}') };
  } catch {
    return empty;
  }
}

/**
 * @param {Document} document Whose browser keeps it. @param {string} code The room's.
 * @param {(milliseconds: number) => Promise<unknown>} [pause]
 */
export function createOutbox(document, code, pause = (time) => new Promise((resolve) => { setTimeout(resolve, time); })) {
  const name = `room-${code}`;
  const kept = read(document, name);
  let busy = false;
  let failing = false;
  const write = () => writeSetting(document, name, JSON.stringify(kept));
  /** Whether a drawing that waits, or is on its way, is to be taken back. @param {string} drawing */
  const isTaken = (drawing) => kept.waiting.some((one) => !isDrawing(one) && one.back === drawing);
  const drawings = () => kept.waiting.filter(isDrawing).filter(({ drawing }) => !isTaken(drawing));

  /** @param {Drawing} one */
  function remember({ drawing, label }) {
    if (!isTaken(drawing)) kept.sent = [...kept.sent, { drawing, label }].slice(-LAST);
  }

  /** Sends the first that waits, unless it has to wait longer. @param {Ask} ask */
  async function deliverOne(ask) {
    const [one] = kept.waiting;
    try {
      if (!isDrawing(one)) await ask('back', { drawing: one.back });
      else if (await ask('digits', one) !== null) remember(one);
    } catch {
      failing = true;
      await pause(PAUSE);
      return;
    }
    failing = false;
    kept.waiting = kept.waiting.filter((each) => each !== one);
    write();
  }

  /** @param {string | null} token */
  function join(token) {
    Object.assign(kept, { token, waiting: [], sent: [] });
    write();
  }

  /** The drawing that would be taken back. @returns {Sent | null} */
  const last = () => drawings().at(-1) ?? kept.sent.at(-1) ?? null;

  return {
    token: () => kept.token,
    waiting: drawings,
    failing: () => failing,
    last,
    join,
    forget: () => join(null),
    /** @param {number} label @param {number[][][]} strokes */
    add(label, strokes) {
      kept.waiting.push({ drawing: crypto.getRandomValues(new Uint32Array(4)).join('-').slice(0, 40), label, strokes });
      write();
    },
    /** Takes the last drawing back; there must be one. */
    takeBack() {
      const taken = last()?.drawing ?? '';
      kept.sent = kept.sent.filter((one) => one.drawing !== taken);
      const place = kept.waiting.findIndex((one) => isDrawing(one) && one.drawing === taken);
      // The first may be on its way already; those behind it are not.
      if (place > 0) kept.waiting.splice(place, 1);
      else kept.waiting.push({ back: taken });
      write();
    },
    /** Sends all that waits, in order. @param {Ask} ask @param {() => void} changed */
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
