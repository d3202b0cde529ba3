/**
 * Instance data of cells and connections, for the renderer. Pure: no GL, no DOM.
 *
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Reading} Reading
 * @typedef {import('../network/strongest_connections.js').Link} Link
 * @typedef {import('./camera.js').Look} Look
 * @typedef {import('./scene.js').Scene} Scene
 * @typedef {import('./shaders.js').ColourName} ColourName
 *
 * @typedef {object} Shown
 * @property {Scene} scene
 * @property {Network} network
 * @property {Reading | null} reading
 * @property {Float32Array} lit How much each cell is lit.
 * @property {Map<number, import('./picture_state.js').Thread>} threads
 * @property {{layer: number, unit: number, links: Link[]}} selected
 */
import { cellOf } from '../render2d/layout.js';
import { CELL, cage } from './scene.js';
import { COLOURS } from './shaders.js';

/** @param {ColourName} name */
export const colour = (name) => COLOURS.indexOf(name);
/** The width of the strongest line, and of a frame's, in pixels of the digit. */
const [WIDEST, FRAME] = [0.42, 0.1];
/** How far a line runs along the flow before it turns, in gaps. */
const BEND = 0.42;

/** @param {ArrayLike<number>} values */
export const best = (values) => Array.from(values).reduce((most, value, n, all) => (value > all[most] ? n : most), 0);

/** @param {Shown} shown @returns {Float32Array} Eight numbers a cell. */
export function cellsOf({ scene: { cells, first, planes }, lit, reading }) {
  const winner = reading ? first[planes.length - 1] + best(reading.confidences) : -1;
  const list = new Float32Array(8 * lit.length);
  for (let n = 0; n < lit.length; n += 1) {
    list.set(cells.subarray(CELL * n, CELL * n + CELL), 8 * n);
    list[8 * n + 6] = lit[n];
    list[8 * n + 7] = n < first[1] ? 1 : n === winner ? 2 : 0;
  }
  return list;
}

/**
 * Connections, the planes' frames and the selected cell's cage, those farther away first, as they shine through one
 * another.
 *
 * @param {Shown} shown @param {Look} look
 * @returns {Float32Array} Ten numbers a line.
 */
export function ribbonsOf({ scene, lit, threads, selected }, look) {
  /** @type {number[][]} */
  const lines = [];
  const { cells, first, planes, frames } = scene;
  /** @param {number} n */
  const place = (n) => cells.subarray(CELL * n, CELL * n + 3);
  /** @type {(points: ArrayLike<number>, width: number, alpha: number, name: ColourName) => void} */
  const straight = (points, width, alpha, name) => {
    for (let n = 0; n < points.length; n += 6) {
      lines.push([...Array.from({ length: 6 }, (_, k) => points[n + k]), width, alpha, colour(name), 0]);
    }
  };
  /** @type {(from: number, to: number, value: number, alpha: number) => void} */
  const bent = (from, to, value, alpha) => {
    const size = Math.abs(value);
    lines.push([...place(from), ...place(to), WIDEST * (0.25 + 0.75 * size), alpha,
      colour(value > 0 ? 'plus' : 'minus'), BEND]);
  };
  straight(frames, FRAME, 0.4, 'quiet');
  const chosen = selected.unit >= 0;
  for (const { from, to, value } of threads.values()) {
    bent(from, to, value, (chosen ? 0.1 : 1) * (0.06 + 0.7 * Math.abs(value) ** 1.5));
  }
  const plane = planes[selected.layer + 1];
  if (chosen && selected.unit < plane?.units) {
    const to = first[selected.layer + 1] + cellOf(plane, selected.unit);
    const most = selected.links.reduce((peak, { value }) => Math.max(peak, Math.abs(value)), 1e-9);
    for (const { from, value } of selected.links) {
      bent(first[selected.layer] + cellOf(planes[selected.layer], from), to, value / most, 0.25 + 0.7 * Math.abs(value / most));
    }
    straight(cage(scene, to, lit[to]), 2 * FRAME, 1, 'text');
  }
  // Of both ends' distances together: the middle's would order the lines alike.
  const [, , , a, , , , b, , , , c] = look.matrix;
  const order = lines.map((line) => ({ line, far: a * (line[0] + line[3]) + b * (line[1] + line[4]) + c * (line[2] + line[5]) }));
  order.sort((one, other) => other.far - one.far);
  const list = new Float32Array(10 * order.length);
  order.forEach(({ line }, n) => list.set(line, 10 * n));
  return list;
}
