/**
 * Instance data of cells, connections and words, for the renderer. Pure: no GL, no DOM.
 *
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Reading} Reading
 * @typedef {import('../network/strongest_connections.js').Link} Link
 * @typedef {import('./camera.js').Look} Look
 * @typedef {import('./label_atlas.js').Box} Box
 * @typedef {import('./label_atlas.js').Word} Word
 * @typedef {import('./scene.js').Scene} Scene
 * @typedef {import('./scene.js').Place} Place
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
import { SIDE } from './label_atlas.js';
import { CELL, cage } from './scene.js';
import { COLOURS } from './shaders.js';

/** @param {ColourName} name */
const colour = (name) => COLOURS.indexOf(name);
/** The width of the strongest line, and of a frame's, in pixels of the digit. */
const [WIDEST, FRAME] = [0.42, 0.1];
/** How much nearer lines stand than their halos would have them, in pixels. */
const LEADING = 4;
/** How far a line runs along the flow before it turns, in gaps. */
const BEND = 0.42;

/** @param {ArrayLike<number>} values */
const best = (values) => Array.from(values).reduce((most, value, n, all) => (value > all[most] ? n : most), 0);

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

/**
 * Where a box stands that keeps off a point of the scene: beyond the end of `out`, level or upright of it rather than
 * aslant.
 * @param {Look} look @param {Place['at']} at @param {Place['out']} out @param {number} width @param {number} height Pixels.
 * @returns {[number, number]} Its upper left corner, in whole pixels so that the letters stay sharp.
 */
export function beside({ project }, at, out, width, height) {
  const [x, y] = project(...at);
  const [ox, oy] = project(at[0] + out[0], at[1] + out[1], at[2] + out[2]);
  const away = Math.hypot(ox - x, oy - y);
  const [cx, cy] = [(ox - x) ** 3, (oy - y) ** 3];
  const cube = Math.hypot(cx, cy) || 1;
  const [dx, dy] = [cx / cube, cy / cube];
  const off = away + (Math.abs(dx) * width + Math.abs(dy) * height) / 2;
  return [Math.round(x + dx * off - width / 2), Math.round(y + dy * off - height / 2)];
}

/**
 * Writes words on the painter's list.
 * @param {Look} look @param {(word: Word) => Box} box @param {number} ratio @param {number} screen How wide it is.
 */
function writer(look, box, ratio, screen) {
  /** @type {number[]} */
  const list = [];
  /** @type {(found: Box, x: number, y: number, name: ColourName) => void} */
  const write = ({ x, y, width, height }, left, top, name) => {
    list.push(left, top, width, height, ...[x, y, width, height].map((value) => value / SIDE), colour(name), 1);
  };
  const sum = (/** @type {number[]} */ sizes) => sizes.reduce((total, size) => total + size, 0);
  return {
    list,
    /**
     * Words one below another or, `level`, side by side.
     * @param {Word[]} words @param {Place} place @param {ColourName} name @param {boolean} [level]
     */
    write(words, { at, out, start }, name, level = false) {
      const boxes = words.map(box);
      const [widths, heights] = [boxes.map((each) => each.width), boxes.map((each) => each.height)];
      const [width, height] = level ? [sum(widths), Math.max(...heights)] : [Math.max(...widths), sum(heights)];
      let [x, y] = beside(look, at, out, start ? 0 : width, height);
      // No word is cut off by the edge of the picture, unless all that it belongs to is beyond it.
      if (Math.abs(look.project(...at)[0] / screen - 0.5) < 0.5) x = Math.max(0, Math.min(x, screen - width));
      boxes.forEach((found, n) => {
        if (level) write(found, x, y + Math.round((height - heights[n]) / 2), name);
        else write(found, start ? x : x + Math.round((width - widths[n]) / 2), y, name);
        if (level) x += widths[n];
        else y += heights[n] - Math.round(LEADING * ratio);
      });
    },
  };
}

/**
 * Captions of the planes and labels of the outputs; the answer's label is larger, and says how sure the network is.
 *
 * @param {Shown} shown @param {Look} look
 * @param {import('../render2d/network2d.js').PictureOptions['captions']} captions
 * @param {(word: Word) => Box} box Sets a word.
 * @param {number} ratio Pixels of the screen to a CSS pixel.
 * @param {number} screen How wide it is.
 * @returns {Float32Array} Ten numbers a word.
 */
export function wordsOf({ scene, network, reading }, look, captions, box, ratio, screen) {
  const { list, write } = writer(look, box, ratio, screen);
  const texts = scene.planes.map((plane, n) => captions(n, plane).slice(0, 2).map((text, k) => ({ text, size: 12, bold: k === 0 })));
  // Second lines are shown where the planes are far enough apart for them.
  const stands = scene.captions.map(({ at }) => look.project(...at)[0]);
  const widths = texts.map(([, second]) => (second ? box(second).width : 0));
  const tight = scene.upright || widths.some((width, n) => (width + widths[n - 1]) / 2 > Math.abs(stands[n] - stands[n - 1]));
  scene.captions.forEach((place, n) => {
    if (texts[n].length > 0) write(tight ? texts[n].slice(0, 1) : texts[n], place, 'quiet');
  });
  const winner = reading ? best(reading.confidences) : -1;
  network.labels.forEach((text, k) => {
    if (!scene.labels[k]) return;
    const won = k === winner;
    const words = [{ text, size: won ? 20 : 14, bold: won }];
    if (won && reading) words.push({ text: `${Math.round(100 * reading.confidences[k])} %`, size: 12, bold: false });
    write(words, scene.labels[k], won ? 'mark' : 'text', !scene.upright);
  });
  return Float32Array.from(list);
}
