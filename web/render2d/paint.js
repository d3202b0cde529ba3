/**
 * Painting of cells, connections, outputs and captions on a 2-D canvas.
 *
 * @typedef {import('./arrangement.js').Arrangement} Arrangement
 * @typedef {import('./arrangement.js').Block} Block
 * @typedef {import('./colours.js').Colours} Colours
 * @typedef {import('../network/strongest_connections.js').Link} Link
 */
import { place } from './arrangement.js';
import { css, levelOf, LEVELS } from './colours.js';

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
 * Where an output's label and bar are, behind its neuron.
 *
 * @param {Arrangement} arrangement
 * @param {Block} block
 * @param {number} cell
 */
function outputPlaces(arrangement, block, cell) {
  const { step, pitch, label } = block;
  const [x, y] = place(arrangement, block, cell);
  const size = Math.max(9, Math.min(15, pitch * 0.5));
  const radius = Math.min(9, pitch * 0.38);
  if (arrangement.down) {
    const width = Math.min(pitch * 0.6, 20);
    const height = Math.min(22, step - 50); // rows of outputs stand closer, and leave the percentages out
    return { x, y, radius, size, labelX: x, labelY: y + 23, left: x - width / 2, top: y + 35, width, height, shareX: x, shareY: step > 80 ? y + 66 : NaN };
  }
  const height = Math.min(12, pitch * 0.5);
  const width = step - 38 - label;
  const left = x + 20 + label;
  return { x, y, radius, size, labelX: x + 15 + label / 2, labelY: y, left, top: y - height / 2, width: width < 12 ? 0 : width, height, shareX: left + width / 2, shareY: y + height / 2 + 8 };
}

/** As much of a label as there is room for. @param {string} label @param {Block} block */
function short(label, { label: room }) {
  const letters = Math.floor((room - 6) / 7);
  return label.length > letters ? `${label.slice(0, letters - 1)}…` : label;
}

/**
 * The outputs without a drawing: neurons, labels and the tracks of their bars.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Arrangement} arrangement
 * @param {Colours} colours
 * @param {string[]} labels
 */
export function paintOutputs(context, arrangement, { track, quiet }, labels) {
  const block = arrangement.blocks[arrangement.blocks.length - 1];
  labels.forEach((label, cell) => {
    const { x, y, radius, size, labelX, labelY, left, top, width, height } = outputPlaces(arrangement, block, cell);
    context.fillStyle = track;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.roundRect(left, top, width, height, 3);
    context.fill();
    context.fillStyle = quiet;
    write(context, short(label, block), labelX, labelY, font(size, 600));
  });
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
export function paintConfidences(context, arrangement, { scale, text, ground }, confidences, labels) {
  const { blocks, down } = arrangement;
  const block = blocks[blocks.length - 1];
  const best = confidences.indexOf(Math.max(...confidences));
  confidences.forEach((confidence, cell) => {
    const { x, y, radius, size, labelX, labelY, left, top, width, height, shareX, shareY } = outputPlaces(arrangement, block, cell);
    context.fillStyle = css(scale[levelOf(confidence, 1)]);
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = css(scale[LEVELS + Math.round(LEVELS * 0.66)]);
    context.beginPath();
    if (down) context.roundRect(left, top + height * (1 - confidence), width, height * confidence, 3);
    else context.roundRect(left, top, width * confidence, height, 3);
    context.fill();
    context.fillStyle = text;
    if (confidence >= 0.005 && block.pitch >= 26 && shareY) write(context, `${Math.round(100 * confidence)} %`, shareX, shareY, font(11));
    if (cell !== best) return;
    context.fillStyle = ground;
    context.fillRect(labelX - block.label / 2, labelY - size * 0.6, block.label, size * 1.2);
    context.fillStyle = text;
    write(context, short(labels[cell], block), labelX, labelY, font(size * (labels[cell].length > 2 ? 1 : 1.3), 800));
  });
}

/** @param {CanvasRenderingContext2D} context @param {string} words @param {number} x @param {number} y @param {string} how */
function write(context, words, x, y, how) {
  context.font = how;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(words, x, y);
}

/** Words in lines no wider than `width`. @param {CanvasRenderingContext2D} context @param {string} words @param {number} width @param {string} how */
function wrapped(context, words, width, how) {
  context.font = how;
  /** @type {string[]} */
  const lines = [];
  for (const word of words.split(/(?<= )|(?<=[，：])/)) {
    const last = lines.length - 1;
    if (last >= 0 && context.measureText(lines[last] + word.trimEnd()).width <= width) lines[last] += word;
    else lines.push(word);
  }
  return lines.map((line) => line.trim());
}

/**
 * What each layer is: under it, or, from top to bottom, above it in one line.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Arrangement} arrangement
 * @param {Colours} colours
 * @param {(n: number, plane: Block['plane']) => string[]} captions
 * @param {{width: number, height: number}} size Of the canvas.
 */
export function paintCaptions(context, { down, blocks, spacing }, { text, quiet, ground }, captions, { width, height }) {
  blocks.forEach(({ plane, flow, cross, length, breadth }, n) => {
    const [first, second, both] = captions(n, plane);
    if (down) {
      context.font = font(12);
      const words = context.measureText(both).width <= width ? both : first;
      const y = flow - length / 2 - 13;
      // Connections run behind it.
      context.strokeStyle = ground;
      context.lineWidth = 4;
      context.lineJoin = 'round';
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.strokeText(words, cross, y);
      context.fillStyle = quiet;
      write(context, words, cross, y, font(12));
      return;
    }
    const most = Math.min(spacing - 6, 190);
    const top = cross + breadth / 2 + 18;
    /** @type {[string, string, string, number][]} */
    const lines = [];
    const names = wrapped(context, first, most, font(12.5, 650));
    // Where layers stand close, the number says most.
    for (const line of most < 76 && names.length > 1 ? names.slice(0, 1) : names) lines.push([line, text, font(12.5, 650), 16]);
    if (most >= 80) for (const line of wrapped(context, second, most, font(11.5))) lines.push([line, quiet, font(11.5), 14]);
    let y = top;
    for (const [line, colour, how, leading] of lines) {
      context.font = how;
      const half = context.measureText(line).width / 2;
      context.fillStyle = colour;
      if (y < height - 4) write(context, line, Math.max(half, Math.min(width - half, flow)), y, how);
      y += leading;
    }
  });
}
