/**
 * Painting of cells, connections, outputs and words on a 2-D canvas.
 *
 * @typedef {import('./arrangement.js').Arrangement} Arrangement
 * @typedef {import('./arrangement.js').Block} Block
 * @typedef {import('./colours.js').Colours} Colours
 * @typedef {import('../network/strongest_connections.js').Link} Link
 * @typedef {import('./words.js').Word} Word
 */
import { place } from './arrangement.js';
import { css, levelOf, LEVELS } from './colours.js';
import { labelWords, outputPlaces, outputsOf, shareWords } from './outputs.js';

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';
/** The width of a connection by its strength. */
const WIDTHS = [0.5, 0.65, 0.8, 1, 2];
/** So many of these are never wider than one pixel of the screen, but more opaque: far the quickest without a graphics card. */
const THIN = 4;
const STRENGTHS = WIDTHS.length;
/** A neuron more active than this share of its layer's most active one glows. */
const GLOWS = 0.4;

/** @param {number} size @param {number} [weight] */
const font = (size, weight = 400) => `${weight} ${size}px ${FONT}`;

/**
 * A neuron at every level of activation, painted once.
 *
 * @param {Document} document
 * @param {Colours} colours
 * @param {number} pitch In units of the canvas.
 * @param {number} density
 */
export function createSprites(document, { scale, dark }, pitch, density) {
  const radius = Math.min(pitch * 0.42, 13);
  // On a chalkboard, what is active glows.
  const halo = dark && pitch > 5 ? radius * 1.9 : radius;
  const size = 2 * Math.ceil(halo * density) + 2;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [size * scale.length, size];
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  scale.forEach((rgb, level) => {
    const [x, y] = [size * (level + 0.5), size / 2];
    const share = Math.abs(level - LEVELS) / LEVELS;
    const disc = (/** @type {number} */ r, /** @type {string | CanvasGradient} */ fill) => {
      context.fillStyle = fill;
      context.beginPath();
      context.arc(x, y, r, 0, 2 * Math.PI);
      context.fill();
    };
    if (halo > radius && share > GLOWS) {
      const glow = context.createRadialGradient(x, y, radius * density * 0.8, x, y, halo * density);
      glow.addColorStop(0, css(rgb, 0.45 * share));
      glow.addColorStop(1, css(rgb, 0));
      disc(halo * density, glow);
    }
    if (pitch * density < 6) {
      const width = Math.max(1, Math.round(pitch * density) - 1);
      context.fillStyle = css(rgb);
      context.fillRect(Math.round(x - width / 2), Math.round(y - width / 2), width, width);
    } else disc(radius * density, css(rgb));
  });
  const inner = 2 * Math.ceil(radius * density) + 2; // of a disc without a halo
  return { canvas, size, inner, density, radius };
}
/** @typedef {ReturnType<typeof createSprites>} Sprites */

/**
 * Neurons, each as bright as it is active. Those near 0 are painted already.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Arrangement} arrangement
 * @param {Block} block
 * @param {Sprites} sprites
 * @param {ArrayLike<number>} a Of each cell.
 * @param {number} most What is brightest.
 * @param {boolean} [quiet] Paints those near 0 too.
 */
export function paintCells(context, arrangement, block, { canvas, size, inner, density }, a, most, quiet = false) {
  const { down } = arrangement;
  const { plane, flow, cross, pitch, step } = block;
  for (let cell = 0; cell < plane.cells; cell += 1) {
    const level = levelOf(a[cell], most);
    if (Math.abs(level - LEVELS) < 2 && !quiet) continue;
    const along = flow + plane.x[cell] * step;
    const across = cross + plane.y[cell] * pitch;
    const part = Math.abs(level - LEVELS) > GLOWS * LEVELS ? size : inner;
    const width = part / density;
    const [x, y] = [(down ? across : along) - width / 2, (down ? along : across) - width / 2];
    context.drawImage(canvas, size * level + (size - part) / 2, (size - part) / 2, part, part, x, y, width, width);
  }
}

/**
 * Connections, the stronger the wider and the more opaque. Each strength of each sign is one path, since paths cost more
 * than what is in them.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Arrangement} arrangement
 * @param {Colours} colours
 * @param {number} to The plane that they run to.
 * @param {Link[]} links Strongest first, of cells.
 * @param {number} strength From 0 to 1, for all of them.
 */
export function paintLinks(context, arrangement, { plus, minus }, to, links, strength) {
  const { blocks, down, density } = arrangement;
  const most = Math.abs(links[0]?.value ?? 0);
  /** @type {Link[][]} */
  const buckets = Array.from({ length: 2 * STRENGTHS }, () => []);
  for (const link of links) {
    const share = Math.min(STRENGTHS - 1, Math.floor((STRENGTHS * Math.abs(link.value)) / most));
    buckets[2 * share + (link.value < 0 ? 1 : 0)].push(link);
  }
  buckets.forEach((bucket, i) => {
    if (bucket.length === 0) return;
    const level = Math.floor(i / 2);
    const share = (level + 1) / STRENGTHS;
    const width = level < THIN ? Math.min(WIDTHS[level], 1 / density) : WIDTHS[level];
    context.strokeStyle = css(i % 2 ? minus : plus, Math.min(1, strength * (0.07 + 0.75 * share * share) * (WIDTHS[level] / width)));
    context.lineWidth = width;
    context.beginPath();
    for (const { from, to: cell } of bucket) {
      const [x0, y0] = place(arrangement, blocks[to - 1], from);
      const [x1, y1] = place(arrangement, blocks[to], cell);
      context.moveTo(x0, y0);
      if (down) context.bezierCurveTo(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2, x1, y1);
      else context.bezierCurveTo((x0 + x1) / 2, y0, (x0 + x1) / 2, y1, x1, y1);
    }
    context.stroke();
  });
}

/**
 * The outputs without a drawing: neurons, labels and the tracks of their bars.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Arrangement} arrangement
 * @param {Colours} colours
 * @param {string[]} labels
 */
export function paintOutputs(context, arrangement, colours, labels) {
  const block = outputsOf(arrangement);
  labels.forEach((_, cell) => {
    const { x, y, radius, left, top, width, height } = outputPlaces(arrangement, block, cell);
    context.fillStyle = colours.track;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.roundRect(left, top, width, height, 3);
    context.fill();
  });
  paintWords(context, labelWords(arrangement, labels, -1, measureOn(context)), colours);
}

/**
 * The outputs' confidences; the highest one's label stands out.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Arrangement} arrangement
 * @param {Colours} colours
 * @param {Float32Array} confidences
 * @param {string[]} labels
 */
export function paintConfidences(context, arrangement, colours, confidences, labels) {
  const { scale, ground } = colours;
  const block = outputsOf(arrangement);
  const best = confidences.indexOf(Math.max(...confidences));
  confidences.forEach((confidence, cell) => {
    const { x, y, radius, left, top, width, height } = outputPlaces(arrangement, block, cell);
    context.fillStyle = css(scale[levelOf(confidence, 1)]);
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = css(scale[LEVELS + Math.round(LEVELS * 0.66)]);
    context.beginPath();
    if (arrangement.down) context.roundRect(left, top + height * (1 - confidence), width, height * confidence, 3);
    else context.roundRect(left, top, width * confidence, height, 3);
    context.fill();
  });
  const named = labelWords(arrangement, labels, best, measureOn(context));
  const { labelX, labelY, size } = outputPlaces(arrangement, block, best);
  context.fillStyle = ground; // over the label as it is when it is not the best
  context.fillRect(labelX - block.label / 2, labelY - size * 0.6, block.label, size * 1.2);
  paintWords(context, [named[best], ...shareWords(arrangement, confidences, measureOn(context), named)], colours);
}

/** Measures words as a canvas writes them. @param {CanvasRenderingContext2D} context @returns {import('./words.js').Measure} */
export const measureOn = (context) => (text, { size, weight }) => {
  context.font = font(size, weight);
  return context.measureText(text).width;
};

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Word[]} words
 * @param {Colours} colours
 */
export function paintWords(context, words, colours) {
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { text, x, y, size, weight, colour } of words) {
    context.font = font(size, weight);
    context.fillStyle = colours[colour];
    context.fillText(text, x, y);
  }
}

/** Ground under words, so that no connection runs through them. @param {CanvasRenderingContext2D} context @param {Word[]} words @param {Colours} colours */
export function paintPlates(context, words, { ground }) {
  context.fillStyle = ground;
  context.beginPath();
  for (const { left, top, right, bottom } of words) context.roundRect(left - 4, top, right - left + 8, bottom - top, 4);
  context.fill();
}
