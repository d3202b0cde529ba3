/**
 * Removal of boxes that touch no digit: each closes round what is written in it, as forms' cells and frames do.
 *
 * kerasdl/inference/enclosures.py does the same and explains the constants; both are held to one result by
 * tests/fixtures/foreground.json.
 */
import { connectedComponents, maximumFilter } from './filters.js';
import { BOX_CONTENT, BOX_CORNERS, BOX_GAP, BOX_ROOM } from './foreground_constants.js';

/** @typedef {import('./filters.js').GreyImage} GreyImage */
/** @typedef {import('./filters.js').Box} Box */

/**
 * @typedef {object} Ground A connected part of what is no ink.
 * @property {number} first Its first pixel.
 * @property {Box} box
 * @property {boolean} open Whether it reaches the picture's rim.
 * @property {number} extents Its extents along both diagonals, together.
 * @property {boolean} written Whether something lies in it that is tall enough for a digit.
 */

/**
 * The parts of a picture's ground, and each pixel's, from 1; corners do not connect them.
 *
 * @param {{labels: Int32Array, width: number, height: number}} ink
 */
function groundOf({ labels, width, height }) {
  const parts = new Int32Array(labels.length);
  const stack = new Int32Array(labels.length);
  /** @type {Ground[]} */
  const grounds = [];
  for (let start = 0; start < labels.length; start += 1) {
    if (labels[start] || parts[start]) continue;
    const box = { top: height, bottom: 0, left: width, right: 0 };
    let [falling, rising] = [[Infinity, -Infinity], [Infinity, -Infinity]];
    let [filled, open] = [1, false];
    parts[start] = grounds.length + 1;
    stack[0] = start;
    while (filled > 0) {
      const i = stack[--filled];
      const y = Math.floor(i / width);
      const x = i - y * width;
      if (y < box.top) box.top = y;
      if (y >= box.bottom) box.bottom = y + 1;
      if (x < box.left) box.left = x;
      if (x >= box.right) box.right = x + 1;
      if (y + x < falling[0]) falling[0] = y + x;
      if (y + x > falling[1]) falling[1] = y + x;
      if (y - x < rising[0]) rising[0] = y - x;
      if (y - x > rising[1]) rising[1] = y - x;
      const [above, below, before, after] = [y > 0, y < height - 1, x > 0, x < width - 1];
      open ||= !(above && below && before && after);
      if (above && !labels[i - width] && !parts[i - width]) { parts[i - width] = parts[start]; stack[filled++] = i - width; }
      if (below && !labels[i + width] && !parts[i + width]) { parts[i + width] = parts[start]; stack[filled++] = i + width; }
      if (before && !labels[i - 1] && !parts[i - 1]) { parts[i - 1] = parts[start]; stack[filled++] = i - 1; }
      if (after && !labels[i + 1] && !parts[i + 1]) { parts[i + 1] = parts[start]; stack[filled++] = i + 1; }
    }
    grounds.push({ first: start, box, open, extents: falling[1] - falling[0] + rising[1] - rising[0], written: false });
  }
  return { parts, grounds };
}

/**
 * Marks the grounds in which something lies that is tall enough: the ground above its first pixel.
 *
 * @param {ReturnType<typeof groundOf>} ground @param {ReturnType<typeof connectedComponents>} components
 * @param {number} width @param {number} radius By which all ink has grown.
 */
function markWritten({ parts, grounds }, { labels, boxes }, width, radius) {
  const seen = new Uint8Array(boxes.length);
  labels.forEach((label, i) => {
    if (!label || seen[label]) return;
    seen[label] = 1;
    const around = i < width ? undefined : grounds[parts[i - width] - 1];
    const { top, bottom } = boxes[label];
    if (around && bottom - top - 2 * radius >= BOX_CONTENT * (around.box.bottom - around.box.top + 2 * radius)) around.written = true;
  });
}

const areaOf = (/** @type {Ground} */ { box }) => (box.bottom - box.top) * (box.right - box.left);

/** Whether a ground has the corners of a box, and something written in it. @param {Ground} ground */
function isBox({ box, extents, written }) {
  const sides = box.bottom - box.top + box.right - box.left;
  return written && extents >= BOX_CORNERS * Math.max(2 * (sides - 2), 1);
}

/**
 * Removes components of ink of which each room is a box with something written in it.
 *
 * @param {GreyImage} ink Positive where there is ink.
 * @returns {GreyImage} The given one where nothing is removed.
 */
export function removeEnclosures(ink) {
  const { width, height } = ink;
  const radius = Math.max(1, Math.floor(BOX_GAP * Math.min(width, height)));
  const grown = maximumFilter({ ...ink, data: ink.data.map((value) => Number(value > 0)) }, radius, 0);
  const components = connectedComponents(grown);
  const { labels } = components;
  const ground = groundOf({ labels, width, height });
  markWritten(ground, components, width, radius);
  /** The rooms of each component, which is above a room's first pixel. @type {Map<number, Ground[]>} */
  const rooms = new Map();
  for (const room of ground.grounds.filter(({ open }) => !open)) {
    const wall = labels[room.first - width];
    const beside = rooms.get(wall);
    if (beside) beside.push(room);
    else rooms.set(wall, [room]);
  }
  const removed = new Set([...rooms].filter(([, inside]) => {
    const largest = inside.reduce((most, room) => Math.max(most, areaOf(room)), 0);
    return inside.every((room) => areaOf(room) < BOX_ROOM * largest || isBox(room));
  }).map(([wall]) => wall));
  if (removed.size === 0) return ink;
  const rest = { ...ink, data: ink.data.map((value, i) => (removed.has(labels[i]) ? 0 : value)) };
  return rest.data.some((value) => value > 0) ? rest : ink;
}
