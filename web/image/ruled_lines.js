/** Ruled paper: lines that run from rim to rim are no ink, except where a stroke crosses them. */

/** @typedef {import('./filters.js').GreyImage} GreyImage */

/** A ruled line may lean by this much, … */
const LEAN = 0.12;
/** … has ink on this share of its way, both ends included, … */
const COVERED = 0.75;
const ENDS = 0.04;
/** … and is at most this share of the picture thick. */
const THICKEST = 0.03;

/** @param {GreyImage} greys @returns {GreyImage} Rows and columns changed over. */
function turned({ data, width, height }) {
  const other = new Float32Array(data.length);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) other[x * height + y] = data[y * width + x];
  return { data: other, width: height, height: width };
}

/**
 * The run of ink up and down from a pixel, or from one beside it: its first row and the one after its last.
 *
 * @param {GreyImage} ink @param {number} x @param {number} at @returns {[number, number]}
 */
function runAt({ data, width, height }, x, at) {
  const y = [at, at - 1, at + 1].find((row) => row >= 0 && row < height && data[row * width + x] > 0);
  if (y === undefined) return [at, at];
  let [first, last] = [y, y];
  while (first > 0 && data[(first - 1) * width + x] > 0) first -= 1;
  while (last < height && data[last * width + x] > 0) last += 1;
  return [first, last];
}

/** The rows about which a line can begin. @param {GreyImage} ink */
function rowsWithInkAtLeft({ data, width, height }) {
  /** @type {Set<number>} */
  const rows = new Set();
  for (let y = 0; y < height; y += 1) {
    if (!data.subarray(y * width, y * width + Math.ceil(ENDS * width)).some((value) => value > 0)) continue;
    for (let near = -3; near <= 3; near += 1) rows.add(y + near);
  }
  return rows;
}

/**
 * How much of a line has ink; 0 for little.
 *
 * @param {GreyImage} ink @param {number} start Row at the left. @param {number} lean Down to the right, in rows.
 */
function coverage({ data, width, height }, start, lean) {
  const step = Math.max(1, Math.floor(width / 200));
  const most = (1 - COVERED) * (width / step);
  let [missed, ends] = [0, 0];
  for (let x = 0; x < width && missed <= most; x += step) {
    const y = Math.round(start + (lean * x) / width);
    const i = y * width + x;
    if (y < 0 || y >= height || !(data[i] > 0 || data[i - width] > 0 || data[i + width] > 0)) missed += 1;
    else if (x < ENDS * width) ends |= 1;
    else if (x > (1 - ENDS) * width) ends |= 2;
  }
  return ends === 3 ? 1 - (missed * step) / width : 0;
}

/** Level lines left out. @param {GreyImage} given @returns {GreyImage} */
function withoutLevel(given) {
  const ink = { ...given, data: given.data.slice() };
  const { data, width, height } = ink;
  const reach = Math.round(LEAN * width);
  const lines = [];
  const starts = [...rowsWithInkAtLeft(ink)];
  for (let lean = -reach; lean <= reach; lean += 2) {
    for (const start of starts) {
      const covered = coverage(ink, start, lean);
      if (covered >= COVERED) lines.push({ covered, start, lean });
    }
  }
  lines.sort((one, other) => other.covered - one.covered);
  for (const { start, lean } of lines) {
    if (coverage(ink, start, lean) < COVERED) continue; // gone, with one that lay over it
    const runs = Array.from({ length: width }, (_, x) => runAt(ink, x, Math.round(start + (lean * x) / width)));
    const thickness = runs.map(([first, last]) => last - first).filter((rows) => rows > 0).sort((a, b) => a - b);
    const usual = thickness[thickness.length >> 1];
    if (usual > THICKEST * height) continue;
    runs.forEach(([first, last], x) => {
      if (last - first <= 1.5 * usual + 1) for (let y = first; y < last; y += 1) data[y * width + x] = 0;
    });
  }
  return ink;
}

/**
 * @param {GreyImage} ink White on black.
 * @returns {GreyImage} The same without ruled lines, level and upright, where there is anything besides.
 */
export function removeRuledLines(ink) {
  const rest = turned(withoutLevel(turned(withoutLevel(ink))));
  return rest.data.some((value) => value > 0) ? rest : ink;
}
