/**
 * Telling ink from paper: on a clean picture, in a scan with a frame, on a photograph with a shadow across it or with
 * ruled lines. The same steps and numbers as kerasdl/inference/foreground.py, and the lines besides.
 */
import { gaussianBlur, greyClosing, enlarge, minimumFilter, median, connectedComponents, resize, shrink } from './filters.js';
import { removeRuledLines } from './ruled_lines.js';

/** @typedef {import('./filters.js').GreyImage} GreyImage */

/** Ink must stand out from its ground by this much of the full range, or the picture is blank. */
const LEAST_CONTRAST = 16;
/** Of the darkest ink: what is fainter is the ground's own unevenness (paper, compression, sensor noise). */
const GROUND_NOISE = 0.15;
/** A ground is even when this share of the rim lies this near to the rim's median, … */
const EVEN_RIM = 0.65;
const EVEN_TONE = 6;
/** … and the rim shows the ground, not a frame, when at least this share of the picture looks like it. */
const LEAST_GROUND = 0.35;
/** An uneven ground is looked for in a picture of at most this side, in pixels. */
const COARSE_SIDE = 320;
/**
 * Ink on an uneven ground: this many times the ground's own noise at least, in one piece of at least this share of the
 * largest; at the rim, where a shadow's corner looks like ink, only where nothing of a tenth of its size lies inside.
 */
const NOISE_FACTOR = 5;
const LEAST_PIECE = 0.03;
const LEAST_INSIDE = 0.1;
/** Ink on an uneven ground is dark, unless the picture as a whole is as dark as a board. */
const BOARD = 110;
/** How far a shadow's edge is blurred in the coarse picture, in its pixels. */
const EDGE = 2;
/** A piece of ink that covers this share of the picture's rim is a frame, or the paper's own edge. */
const FRAME = 0.2;

/** @param {GreyImage} greys @param {(value: number, i: number) => number} of @returns {GreyImage} */
const mapped = ({ data, width, height }, of) => ({ data: data.map(of), width, height });

/** @param {Float32Array} data */
const most = (data) => data.reduce((a, b) => Math.max(a, b), -Infinity);

/** @param {Float32Array} data @param {(value: number) => boolean} holds */
function share(data, holds) {
  let count = 0;
  for (const value of data) count += Number(holds(value));
  return count / data.length;
}

/** The outermost pixels. @param {GreyImage} greys */
function rimOf({ data, width, height }) {
  const sides = Array.from({ length: height }, (_, y) => [data[y * width], data[y * width + width - 1]]).flat();
  return Float32Array.of(...data.subarray(0, width), ...data.subarray(data.length - width), ...sides);
}

/** @param {GreyImage} grey @param {number} ground @returns {GreyImage | null} */
function inkOnEven(grey, ground) {
  const darker = mapped(grey, (value) => ground - value);
  const lighter = mapped(grey, (value) => value - ground);
  const ink = most(darker.data) >= most(lighter.data) ? darker : lighter;
  const strongest = most(ink.data);
  return strongest < LEAST_CONTRAST ? null : mapped(ink, (value) => (value < GROUND_NOISE * strongest ? 0 : value));
}

/**
 * Ink as a share of the light that its ground gives, times 255, so that it is as dark in the shadow as in the sun.
 *
 * @param {GreyImage} given @returns {GreyImage | null}
 */
function inkOnUneven(given) {
  let grey = given;
  let coarse = gaussianBlur(shrink(grey, COARSE_SIDE), 1);
  const longest = Math.max(coarse.width, coarse.height);
  // Narrow dark strokes pull the local contrast down, light ones up; so do shadows, but they leave the paper light.
  const tiny = shrink(coarse, COARSE_SIDE / 4);
  const around = enlarge(gaussianBlur(tiny, Math.max(tiny.width, tiny.height) / 8), coarse.width, coarse.height).data;
  const contrast = coarse.data.reduce((sum, value, i) => sum + (value - around[i]) ** 3, 0);
  if (contrast > 0 && median(coarse.data) < BOARD) {
    [grey, coarse] = [mapped(grey, (value) => 255 - value), mapped(coarse, (value) => 255 - value)];
  }
  const reach = Math.max(1, Math.floor(longest / 8));
  // And lower by a shadow's edge, beside which the coarse picture is lighter than the fine one.
  const ground = enlarge(minimumFilter(greyClosing(coarse, reach), EDGE), grey.width, grey.height).data;
  const lit = mapped(gaussianBlur(grey, 0.7), (value, i) => value / Math.max(ground[i], 16));
  const ink = mapped(lit, (value) => 255 * Math.min(Math.max(1 - value, 0), 1));
  const usual = median(ink.data);
  const noise = 1.4826 * median(ink.data.map((value) => Math.abs(value - usual)));
  const strongest = most(ink.data);
  const least = Math.max(GROUND_NOISE * strongest, usual + NOISE_FACTOR * noise);
  return strongest < Math.max(LEAST_CONTRAST, least) ? null : mapped(ink, (value) => (value < least ? 0 : value));
}

/**
 * Leaves pieces of ink out.
 *
 * @param {GreyImage} ink @param {(pieces: ReturnType<typeof connectedComponents>) => boolean[]} choose Which stay.
 */
function only(ink, choose) {
  const pieces = connectedComponents(ink);
  const stays = choose(pieces);
  return mapped(ink, (value, i) => (stays[pieces.numbers[i]] ? value : 0));
}

/** What touches the rim is left out, where there is enough besides. @param {GreyImage} ink */
const inside = (ink) => only(ink, ({ sizes, rim }) => {
  const largest = Math.max(0, ...sizes.filter((_, k) => rim[k] === 0));
  return sizes.map((_, k) => largest < LEAST_INSIDE * Math.max(...sizes) || rim[k] === 0);
});

/** @param {GreyImage} ink */
const withoutSpecks = (ink) => only(ink, ({ sizes }) => sizes.map((size) => size >= LEAST_PIECE * Math.max(...sizes)));

/** Pieces that run along the rim are left out, unless nothing else is there. @param {GreyImage} ink */
const withoutFrame = (ink) => only(ink, ({ sizes, rim }) => {
  const frame = rim.map((part) => part >= FRAME);
  return sizes.map((size, k) => !frame[k] || !sizes.some((other, j) => other > 0 && !frame[j]));
});

/**
 * Separates ink from its ground.
 *
 * Where the rim is of one tone, that tone is the ground. Where it is not, the ground is what a grey-scale closing
 * leaves of the picture: strokes are narrow and vanish in it, shadows are wide and stay. Ink may be darker or lighter.
 *
 * @param {GreyImage} grey 0 to 255.
 * @returns {GreyImage | null} White ink on black, 255 where strongest; null where nothing stands out.
 */
export function foregroundOf(grey) {
  const rim = rimOf(grey);
  const tone = median(rim);
  const even = share(rim, (value) => Math.abs(value - tone) < EVEN_TONE) >= EVEN_RIM;
  const framed = () => share(grey.data, (value) => Math.abs(value - tone) < LEAST_CONTRAST) < LEAST_GROUND;
  const all = even ? inkOnEven(grey, framed() ? median(grey.data) : tone) : inkOnUneven(grey);
  if (!all) return null;
  const unruled = removeRuledLines(all);
  const ink = withoutFrame(withoutSpecks(even ? unruled : inside(unruled)));
  const strongest = most(ink.data);
  return strongest > 0 ? mapped(ink, (value) => Math.round((255 * value) / strongest)) : null;
}

/**
 * Cuts ink to its box and lays it on a square, as large as one would write it there.
 *
 * @param {GreyImage} ink
 * @param {number} side The square's side, and `box` the ink's longer one.
 * @param {number} box
 * @returns {import('../types.js').Picture}
 */
export function fitted({ data, width, height }, side, box) {
  let [left, top, right, bottom] = [width, height, 0, 0];
  data.forEach((value, i) => {
    if (value === 0) return;
    const [x, y] = [i % width, Math.floor(i / width)];
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x + 1), Math.max(bottom, y + 1)];
  });
  const [w, h] = [right - left, bottom - top];
  const cut = Float32Array.from({ length: w * h }, (_, i) => data[(top + Math.floor(i / w)) * width + left + (i % w)]);
  const scale = box / Math.max(w, h);
  const [wide, high] = [w, h].map((length) => Math.max(1, Math.round(scale * length)));
  const ink = resize({ data: cut, width: w, height: h }, wide, high).data;
  const picture = new Uint8Array(side * side);
  const [x, y] = [(side - wide) >> 1, (side - high) >> 1];
  for (let row = 0; row < high; row += 1) picture.set(ink.subarray(row * wide, (row + 1) * wide), (y + row) * side + x);
  return { data: picture, width: side, height: side };
}
