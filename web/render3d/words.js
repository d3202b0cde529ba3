/**
 * Words of the 3-D picture: captions of the planes and labels of the outputs. No two lie across one another, and no
 * caption across a plane where there is room beside it. Pure: no GL, no DOM.
 *
 * @typedef {import('./camera.js').Look} Look
 * @typedef {import('./instances.js').Shown} Shown
 * @typedef {import('./label_atlas.js').Box} Patch
 * @typedef {import('./label_atlas.js').Word} Word
 * @typedef {import('./scene.js').Scene} Scene
 * @typedef {import('./scene.js').Place} Place
 * @typedef {import('./shaders.js').ColourName} ColourName
 * @typedef {import('../render2d/words.js').Box} Box
 * @typedef {import('../render2d/words.js').Outline} Outline
 *
 * @typedef {object} Placed A word on the screen; lengths are pixels of it.
 * @property {string} text
 * @property {Patch} patch Where it is in the sheet.
 * @property {number} left
 * @property {number} top
 * @property {ColourName} name
 *
 * @typedef {object} Screen
 * @property {(word: Word) => Patch} box Sets a word.
 * @property {number} ratio Pixels of the screen to a CSS pixel.
 * @property {number} width
 * @property {number} height
 */
import { cross, isClear, outlineOf } from '../render2d/words.js';
import { best, colour } from './instances.js';
import { HALO, SIDE } from './label_atlas.js';

/** How much nearer lines stand than their halos would have them, in CSS pixels. */
const LEADING = 4;
/** A caption that lies across something is moved in such steps, so often at most: farther below it would be another plane's. */
const [STEP, STEPS, STEPS_ASIDE] = [3, 14, 40];

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

/** Where the letters are, without the halo around them. @param {Placed} word @param {number} ratio @returns {Box} */
export function letterBox({ patch, left, top }, ratio) {
  const [halo, lead] = [HALO * ratio, (patch.height - 2 * HALO * ratio) * 0.1];
  return { left: left + halo, right: left + patch.width - halo, top: top + halo + lead, bottom: top + patch.height - halo - lead };
}

/** @param {Box} box @param {number} x @param {number} y @returns {Box} */
const moved = ({ left, top, right, bottom }, x, y) => ({ left: left + x, top: top + y, right: right + x, bottom: bottom + y });

/** The planes' outlines on the screen. @param {Scene} scene @param {Look} look @returns {Outline[]} */
export function planeOutlines({ corners, planes }, { project }) {
  return planes.map((_, n) => [0, 1, 2, 3].map((k) => {
    const at = 12 * n + 3 * k;
    const [x, y] = project(corners[at], corners[at + 1], corners[at + 2]);
    return /** @type {[number, number]} */ ([x, y]);
  }));
}

/** Places words on a screen, so that none lies across another. @param {Look} look @param {Screen} screen */
function placer(look, { box, ratio, width: across, height: tall }) {
  /** @type {Placed[]} */
  const placed = [];
  /** @type {Box[]} */
  const taken = [];
  const sum = (/** @type {number[]} */ sizes) => sizes.reduce((total, size) => total + size, 0);
  /**
   * Words one below another or, `level`, side by side.
   * @param {Word[]} words @param {Place} place @param {ColourName} name @param {boolean} level @returns {Placed[]}
   */
  const stand = (words, { at, out, start }, name, level) => {
    const patches = words.map(box);
    const [widths, heights] = [patches.map((each) => each.width), patches.map((each) => each.height)];
    const [width, height] = level ? [sum(widths), Math.max(...heights)] : [Math.max(...widths), sum(heights)];
    let [x, y] = beside(look, at, out, start ? 0 : width, height);
    // No word is cut off by the edge of the picture, unless all that it belongs to is beyond it.
    if (Math.abs(look.project(...at)[0] / across - 0.5) < 0.5) x = Math.max(0, Math.min(x, across - width));
    return patches.map((patch, n) => {
      const left = level || start ? x : x + Math.round((width - widths[n]) / 2);
      const top = level ? y + Math.round((height - heights[n]) / 2) : y;
      if (level) x += widths[n];
      else y += heights[n] - Math.round(LEADING * ratio);
      return { text: words[n].text, patch, left, top, name };
    });
  };
  return {
    placed,
    /**
     * Places words that belong to one place, the nearest to it that are clear; none where there is no room.
     * @param {Word[]} words @param {Place} place @param {ColourName} name @param {boolean} level @param {Outline[]} [shapes] To keep off, if it can be.
     */
    add(words, place, name, level, shapes = []) {
      const first = stand(words, place, name, level);
      const boxes = first.map((word) => letterBox(word, ratio));
      const steps = shapes.length > 0 ? Array.from({ length: place.start ? STEPS_ASIDE : STEPS }, (_, n) => Math.round(n * STEP * ratio)) : [0];
      const ways = steps.flatMap((step) => (place.start ? [[step, 0], [0, Math.min(step, STEPS * STEP * ratio)]] : [[0, step], [step, step], [-step, step]]));
      const fits = (/** @type {Box} */ each) => each.right <= across && each.bottom <= tall;
      const way = ways.find(([x, y], n) => boxes.every((box) => {
        const one = moved(box, x, y);
        return (n === 0 || fits(one)) && isClear(one, taken) && !shapes.some((shape) => cross(outlineOf(one), shape));
      })) ?? (boxes.every((one) => isClear(one, taken)) ? [0, 0] : null);
      if (!way) return;
      const [x, y] = way;
      placed.push(...first.map((word) => ({ ...word, left: word.left + x, top: word.top + y })));
      taken.push(...boxes.map((box) => moved(box, x, y)));
    },
  };
}

/**
 * Labels of the outputs and captions of the planes. The answer's label is larger, and says how sure the network is. It
 * comes first, then the other labels, from which the captions keep off: what would lie across one before it is left out.
 *
 * @param {Shown} shown @param {Look} look
 * @param {import('../render2d/network2d.js').PictureOptions['captions']} captions
 * @param {Screen} screen
 * @returns {Placed[]}
 */
export function placedWords({ scene, network, reading }, look, captions, screen) {
  const { placed, add } = placer(look, screen);
  const outlines = planeOutlines(scene, look);
  const winner = reading ? best(reading.confidences) : -1;
  const label = (/** @type {number} */ k) => {
    if (!scene.labels[k]) return;
    const won = k === winner;
    const words = [{ text: network.labels[k], size: won ? 20 : 14, bold: won }];
    if (won && reading) words.push({ text: `${Math.round(100 * reading.confidences[k])} %`, size: 12, bold: false });
    add(words, scene.labels[k], won ? 'mark' : 'text', !scene.upright);
  };
  label(winner);
  network.labels.forEach((_, k) => { if (k !== winner) label(k); });
  const texts = scene.planes.map((plane, n) => captions(n, plane).slice(0, 2).map((text, k) => ({ text, size: 12, bold: k === 0 })));
  // Second lines are shown where the planes are far enough apart for them.
  const stands = scene.captions.map(({ at }) => look.project(...at)[0]);
  const widths = texts.map(([, second]) => (second ? screen.box(second).width : 0));
  const tight = scene.upright || widths.some((width, n) => (width + widths[n - 1]) / 2 > Math.abs(stands[n] - stands[n - 1]));
  scene.captions.forEach((place, n) => {
    if (texts[n].length > 0) add(tight ? texts[n].slice(0, 1) : texts[n], place, 'quiet', false, outlines);
  });
  return placed;
}

/** Words for the renderer. @param {Placed[]} placed @returns {Float32Array} Ten numbers a word. */
export function wordsOf(placed) {
  return Float32Array.from(placed.flatMap(({ patch: { x, y, width, height }, left, top, name }) => (
    [left, top, width, height, ...[x, y, width, height].map((value) => value / SIDE), colour(name), 1])));
}
