/**
 * Geometry of the 2-D network: each plane's place on a canvas, from left to right or from top to bottom.
 *
 * `flow` runs the way of the signals, `cross` across it; only `place` and `find` know which of the two is x.
 *
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('./layout.js').Plane} Plane
 *
 * @typedef {object} Block
 * @property {Plane} plane
 * @property {number} flow Where its middle is.
 * @property {number} cross
 * @property {number} pitch From cell to cell across the flow.
 * @property {number} step From cell to cell along it.
 * @property {number} length Its size along the flow.
 * @property {number} breadth Its size across it.
 * @property {number} lead From a cell's middle to its neuron, along the flow: outputs have label and bar behind them.
 * @property {number} label The room for an output's label.
 *
 * @typedef {object} Arrangement
 * @property {boolean} down From top to bottom.
 * @property {number} density Pixels of the canvas per unit.
 * @property {Block[]} blocks
 */
import { layoutOf } from './layout.js';
import { letters } from './words.js';

/** Cells smaller than this share a place. */
const LEAST_PITCH = 3;
const MOST_PITCH = 15;
/** A layer of few neurons has larger ones. */
const MOST_LONE_PITCH = 34;
/** The share of the hidden layers' length that their cells may take; the rest is for connections. */
const CELLS = 0.45;
/** From an output's edge to its neuron. */
const LEAD = 12;

/** The room for a label, by its letters. */
const [LETTER, MOST_LABEL] = [8, 74];

/** @param {number} value @param {number} least @param {number} most */
const clamp = (value, least, most) => Math.max(least, Math.min(most, value));

/** The room that labels take. @param {string[]} labels */
const labelRoom = (labels) => Math.min(MOST_LABEL, 10 + LETTER * Math.max(...labels.map(letters)));

/**
 * How many outputs stand in one row, from top to bottom.
 *
 * @param {string[]} labels
 * @param {number} width
 */
export function outputsAcross(labels, width) {
  return Math.floor(clamp(width / Math.max(23, labelRoom(labels) + 4), 3, 26));
}

/**
 * As many cells across as make them largest.
 *
 * @param {number[]} cells Of each hidden layer that has more than one row.
 * @param {number} length What they may take along the flow, all together.
 * @param {number} breadth
 */
function bestAcross(cells, length, breadth) {
  let best = { across: 1, pitch: 0 };
  for (let across = 8; across <= 256; across += 1) {
    const rows = cells.reduce((sum, count) => sum + Math.ceil(count / across), 0);
    const pitch = Math.min(breadth / across, length / rows, MOST_PITCH);
    if (pitch > best.pitch) best = { across, pitch };
  }
  return best;
}

/**
 * The hidden layers' planes and the pitch of their cells.
 *
 * @param {Network} network
 * @param {number} length
 * @param {number} breadth
 * @param {number} outputs
 */
function fit(network, length, breadth, outputs) {
  const hidden = network.layers.length - 1;
  for (let maxUnits = 4096; ; maxUnits /= 2) {
    const loose = layoutOf(network, { maxUnits, outputs }).slice(1, -1);
    const dense = loose.filter(({ along }) => along > 1).map(({ cells }) => cells);
    const room = Math.max(length - (hidden - dense.length) * LEAST_PITCH, length / 2);
    const { across, pitch } = dense.length > 0 ? bestAcross(dense, room, breadth) : { across: 1, pitch: MOST_PITCH };
    if (pitch < LEAST_PITCH && maxUnits > 64) continue;
    return { planes: layoutOf(network, { maxUnits, across, outputs }), pitch };
  }
}

/**
 * @param {Network} network
 * @param {object} room
 * @param {number} room.width
 * @param {number} room.height
 * @param {boolean} room.down
 * @param {number} [room.density] Pixels of the screen per unit: cells begin on whole ones.
 * @returns {Arrangement}
 */
export function arrange(network, { width, height, down, density = 1 }) {
  const [length, breadth] = down ? [height, width] : [width, height];
  const caption = down ? 22 : 66;
  const [edge, free] = [down ? caption : 8, breadth - (down ? 24 : caption + 24)];
  const whole = (/** @type {number} */ value) => Math.max(1, Math.floor(value * density)) / density;
  const { side, labels } = network;
  const outputs = down ? outputsAcross(labels, free) : Math.floor(clamp(free / 15, 6, 26));
  const label = labelRoom(labels);
  const pixel = whole(Math.min(down ? length * 0.24 : length * 0.2, free * 0.6, 224) / side);
  const rows = Math.ceil(labels.length / outputs);
  const step = down ? (rows > 1 ? 60 : 84) : clamp(length * 0.17, 78 + label, 160 + label) / Math.min(rows, 1.4);
  const rest = length - pixel * side - rows * step - 2 * edge;
  const hidden = network.layers.length - 1;
  const { planes, pitch } = fit(network, rest * CELLS, free, outputs);
  // The digit stands upright whichever way the signals run.
  if (down) [planes[0].x, planes[0].y] = [planes[0].y, planes[0].x];
  const blocks = planes.map((plane, n) => {
    if (n === 0) return { plane, pitch: pixel, step: pixel, lead: 0, label };
    if (n === planes.length - 1) return { plane, pitch: Math.min(free / plane.across, Math.max(40, down ? label + 6 : 0)), step, lead: LEAD - step / 2, label };
    const lone = plane.along === 1;
    const own = whole(lone ? Math.min(MOST_LONE_PITCH, free / plane.across, Math.max((rest * CELLS) / hidden, pitch)) : pitch);
    return { plane, pitch: own, step: own, lead: 0, label };
  }).map((block) => ({ ...block, length: block.plane.along * block.step, breadth: block.plane.across * block.pitch }));
  const gap = (length - 2 * edge - blocks.reduce((sum, block) => sum + block.length, 0)) / Math.max(blocks.length - 1, 1);
  const middle = (down ? breadth : breadth - caption) / 2;
  let at = edge;
  const placed = blocks.map((block) => {
    const flow = at + block.length / 2;
    at += block.length + gap;
    return { ...block, flow, cross: middle };
  });
  return { down, density, blocks: placed };
}

/**
 * Where a cell's neuron is on the canvas.
 *
 * @param {Arrangement} arrangement
 * @param {Block} block
 * @param {number} cell
 * @returns {[number, number]}
 */
export function place({ down }, block, cell) {
  const { plane, flow, cross, pitch, step, lead } = block;
  const [along, across] = [flow + plane.x[cell] * step + lead, cross + plane.y[cell] * pitch];
  return down ? [across, along] : [along, across];
}

/**
 * The cell at a point, or the nearest within reach.
 *
 * @param {Arrangement} arrangement
 * @param {number} x
 * @param {number} y
 * @param {number} reach How far outside a block still counts.
 * @returns {{ plane: number, cell: number } | null} Cells of planes 1 and after; pixels are no neurons.
 */
export function find({ down, blocks }, x, y, reach) {
  const [along, across] = down ? [y, x] : [x, y];
  for (let n = 1; n < blocks.length; n += 1) {
    const { plane, flow, cross, pitch, step, length, breadth } = blocks[n];
    const [f, c] = [along - flow + length / 2, across - cross + breadth / 2];
    if (f < -reach || f > length + reach || c < -reach || c > breadth + reach) continue;
    const column = clamp(Math.floor(f / step), 0, plane.along - 1);
    const row = clamp(Math.floor(c / pitch), 0, plane.across - 1);
    return { plane: n, cell: Math.min(column * plane.across + row, plane.cells - 1) };
  }
  return null;
}
