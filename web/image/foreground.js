/**
 * Foreground extraction: ink on a clean canvas, in a scan with a frame, on a shaded photograph, on ruled paper.
 *
 * kerasdl/inference/foreground.py does the same and explains the constants; both are held to one result by
 * tests/fixtures/foreground.json.
 */
import {
  blockMeans, closing, connectedComponents, gaussianBlur, holesFilled, interpolated, medianFilter, minimumFilter, sampledMedian,
} from './filters.js';
import {
  BLACKBOARD_MEDIAN, COARSE_SIDE, FLAT_PIECE, FRAME_BORDER_SHARE, HOLE_NEIGHBOURS, LONG_PIECE, LOWER_SHARES, LOWER_SPREAD, LOWER_TO_MEAN, MAX_TALL_PIECES,
  MEDIAN_SAMPLES, MIN_BACKGROUND_SHARE, MIN_COMPONENT_SHARE, MIN_CONTRAST, MIN_DIGIT_HEIGHT, MIN_ILLUMINATION,
  MIN_INTERIOR_SHARE, NOISELESS_CONTRAST, NOISE_BLOCKS, NOISE_DEVIATIONS, NOISE_FLOOR, PERFORATED, PIECE_GAP, ROW_HEIGHT, SCRAP_DEPTH,
  SHADE_DEPTH, SHADE_WIDTH, SHADOW_EDGE_RADIUS, SMALL_PIECE, THIN_PIECE, UNIFORM_BORDER_SHARE, UNIFORM_BORDER_TOLERANCE,
} from './foreground_constants.js';
import { removeEnclosures } from './enclosures.js';
import { removeFrames } from './frames.js';
import { removeRuledLines } from './ruled_lines.js';

/** @typedef {import('./filters.js').GreyImage} GreyImage */

/** @param {GreyImage} grey @param {(value: number, i: number) => number} of @returns {GreyImage} */
const mapped = ({ data, width, height }, of) => ({ data: data.map(of), width, height });

/** @param {Float64Array | number[]} values */
const maximum = (values) => {
  let most = -Infinity;
  for (const value of values) if (value > most) most = value;
  return most;
};

/** @param {Float64Array} values */
const median = (values) => sampledMedian(values, MEDIAN_SAMPLES);

/** The share of values that lie nearer than `distance` to `tone`. @param {Float64Array} values @param {number} tone @param {number} distance */
function shareNear(values, tone, distance) {
  let count = 0;
  for (const value of values) count += Number(Math.abs(value - tone) < distance);
  return count / values.length;
}

/** The outermost pixels. @param {GreyImage} grey */
function borderOf({ data, width, height }) {
  const sides = Array.from({ length: height }, (_, y) => [data[y * width], data[y * width + width - 1]]).flat();
  return Float64Array.of(...data.subarray(0, width), ...data.subarray(data.length - width), ...sides);
}

/** @param {GreyImage} grey @param {number} background @returns {GreyImage | null} */
function onUniformBackground(grey, background) {
  const darker = mapped(grey, (value) => background - value);
  const lighter = mapped(grey, (value) => value - background);
  const ink = maximum(darker.data) >= maximum(lighter.data) ? darker : lighter;
  const strongest = maximum(ink.data);
  // A ground without any noise shows fainter ink.
  const least = median(ink.data.map(Math.abs)) > 0 ? MIN_CONTRAST : NOISELESS_CONTRAST;
  return strongest < least ? null : mapped(ink, (value) => (value < NOISE_FLOOR * strongest ? 0 : value));
}

/**
 * Whether something wide lies at the rim, as shadows and tables do, and ink beside it or deeper within it.
 *
 * @param {GreyImage} ink
 */
function isShaded(ink) {
  const radius = Math.floor((SHADE_WIDTH * Math.min(ink.width, ink.height)) / 2);
  const [right, bottom] = [ink.width - radius, ink.height - radius];
  const wide = minimumFilter(mapped(ink, (value) => Number(value > 0)), radius).data.map((value, i) => {
    const [x, y] = [i % ink.width, Math.floor(i / ink.width)];
    return x < radius || y < radius || x >= right || y >= bottom ? 0 : value;
  });
  if (!wide.some(Boolean)) return false;
  const { labels, border, boxes } = connectedComponents(ink);
  /** @type {Set<number>} */
  const shades = new Set();
  wide.forEach((within, i) => { if (within && border[labels[i]] > 0) shades.add(labels[i]); });
  if (shades.size === 0) return false;
  const least = MIN_DIGIT_HEIGHT * ink.height;
  if (boxes.some(({ top, bottom }, k) => k > 0 && !shades.has(k) && bottom - top >= least)) return true;
  const strongest = ink.data.reduce((most, value, i) => (shades.has(labels[i]) ? Math.max(most, value) : most), 0);
  return strongest > SHADE_DEPTH * median(ink.data.filter((_, i) => wide[i] && shades.has(labels[i])));
}

/**
 * What ink has to exceed in each part of the picture: a table has a grain of its own. Of a part's values the lowest fifth is
 * its ground, however much of it is written on.
 *
 * @param {GreyImage} ink
 */
function localNoise(ink) {
  const size = Math.max(16, Math.ceil(Math.max(ink.width, ink.height) / NOISE_BLOCKS));
  const [columns, rows] = [ink.width, ink.height].map((side) => Math.max(1, Math.floor(side / size)));
  const [width, height] = [ink.width, ink.height].map((side) => Math.min(size, side));
  const data = Float64Array.from({ length: rows * columns }, (_, k) => {
    const [left, top] = [(k % columns) * width, Math.floor(k / columns) * height];
    const values = Float64Array.from({ length: width * height }, (_, i) => (
      ink.data[(top + Math.floor(i / width)) * ink.width + left + (i % width)])).sort();
    const [low, fifth] = LOWER_SHARES.map((share) => values[Math.floor(share * (values.length - 1))]);
    return fifth + (LOWER_TO_MEAN + NOISE_DEVIATIONS) * ((fifth - low) / LOWER_SPREAD);
  });
  return interpolated(medianFilter({ data, width: columns, height: rows }), ink.width, ink.height).data;
}

/**
 * Whether ink is lighter than its background. Narrow dark strokes pull the local contrast down, light ones up; so do
 * shadows, but they leave the paper light.
 *
 * @param {GreyImage} coarse
 */
function isBlackboard(coarse) {
  const small = blockMeans(coarse, COARSE_SIDE / 4);
  const blurred = gaussianBlur(small, Math.max(small.width, small.height) / 8);
  const around = interpolated(blurred, coarse.width, coarse.height).data;
  const contrast = coarse.data.reduce((sum, value, i) => sum + (value - around[i]) ** 3, 0);
  return contrast > 0 && median(coarse.data) < BLACKBOARD_MEDIAN;
}

/**
 * Ink as a share of its background's light, times 255, so that it is as dark in the shadow as in the sun.
 *
 * @param {GreyImage} given @returns {GreyImage | null}
 */
function onShadedBackground(given) {
  let [grey, coarse] = [given, gaussianBlur(blockMeans(given, COARSE_SIDE), 1)];
  if (isBlackboard(coarse)) [grey, coarse] = [grey, coarse].map((picture) => mapped(picture, (value) => 255 - value));
  const radius = Math.max(1, Math.floor(Math.max(coarse.width, coarse.height) / 8));
  const closed = minimumFilter(closing(coarse, radius), SHADOW_EDGE_RADIUS);
  const light = interpolated(closed, grey.width, grey.height).data;
  const ink = mapped(gaussianBlur(grey, 0.7), (value, i) => (
    255 * Math.min(Math.max(1 - value / Math.max(light[i], MIN_ILLUMINATION), 0), 1)));
  const strongest = maximum(ink.data);
  const usual = median(ink.data);
  const deviation = 1.4826 * median(ink.data.map((value) => Math.abs(value - usual)));
  const least = Math.max(NOISE_FLOOR * strongest, usual + NOISE_DEVIATIONS * deviation);
  if (strongest < Math.max(MIN_CONTRAST, least)) return null;
  const noise = localNoise(ink);
  const found = mapped(ink, (value, i) => (value < Math.max(least, noise[i]) ? 0 : value));
  return found.data.some((value) => value > 0) ? found : null;
}

/**
 * Leaves components out.
 *
 * @param {GreyImage} ink
 * @param {(components: ReturnType<typeof connectedComponents>) => boolean[]} choose For each component whether it stays.
 */
function filtered(ink, choose) {
  const components = connectedComponents(ink);
  const stays = choose(components);
  return mapped(ink, (value, i) => (stays[components.labels[i]] ? value : 0));
}

/**
 * Leaves out what has few pixels, but no hairline, which has few beside a bold stroke; ruled lines' are straight.
 *
 * @param {GreyImage} ink
 */
const withoutSpecks = (ink) => filtered(ink, ({ sizes, boxes }) => {
  const least = MIN_COMPONENT_SHARE * maximum(sizes);
  const sides = boxes.map(({ top, bottom, left, right }) => [bottom - top, right - left].sort((a, b) => a - b));
  const longest = maximum(sides.map(([, long]) => long));
  return sizes.map((size, k) => size >= least || (sides[k][1] >= LONG_PIECE * longest && sides[k][0] >= THIN_PIECE * longest));
});

/**
 * Which components are about as tall as the tallest of those inside, and no frame.
 *
 * @param {ReturnType<typeof connectedComponents>} components @param {(k: number) => boolean} inside
 */
function areDigitsOfARow({ border, boxes }, inside) {
  const heights = boxes.map(({ top, bottom }) => bottom - top);
  const tall = maximum(heights.map((height, k) => (inside(k) ? height : 0)));
  return heights.map((height, k) => Math.abs(height - tall) <= ROW_HEIGHT * tall && border[k] < FRAME_BORDER_SHARE);
}

/**
 * Leaves out shallow pieces at the rim, as of lines and neighbours that were cut, beside a digit that is whole.
 *
 * @param {GreyImage} ink @param {boolean} row
 */
const withoutScraps = (ink, row) => filtered(ink, (components) => {
  const { border, boxes } = components;
  const { width, height } = ink;
  const tall = maximum(boxes.map(({ top, bottom }, k) => (border[k] === 0 ? bottom - top : 0)));
  const digits = row ? areDigitsOfARow(components, (k) => k > 0 && border[k] === 0) : [];
  return boxes.map(({ top, bottom, left, right }, k) => {
    if (tall < MIN_DIGIT_HEIGHT * height || border[k] === 0 || digits[k]) return true;
    /** @type {[boolean, number][]} */
    const sides = [[top === 0, bottom], [bottom === height, height - top], [left === 0, right], [right === width, width - left]];
    return Math.min(...sides.filter(([at]) => at).map(([, depth]) => depth)) > SCRAP_DEPTH * tall;
  });
});

/**
 * Whether a piece lies between the tall ones' tops and bottoms, and is a digit that is wider than high.
 *
 * @param {import('./filters.js').Box} piece @param {import('./filters.js').Box[]} tall
 */
function liesInLine({ top, bottom, left, right }, tall) {
  const tallest = maximum(tall.map((box) => box.bottom - box.top));
  const [height, width] = [bottom - top, right - left];
  return width >= SMALL_PIECE * tallest && width <= tallest && height >= FLAT_PIECE * tallest
    && tall.some((box) => box.top <= top) && tall.some((box) => box.bottom >= bottom);
}

/**
 * Leaves out pieces that are low and apart from all that is tall: buttons, cursors, a stroke that went astray.
 *
 * @param {GreyImage} ink @param {boolean} row
 */
const withoutFurniture = (ink, row) => filtered(ink, ({ boxes }) => {
  const heights = boxes.map(({ top, bottom }) => bottom - top);
  const tallest = maximum(heights);
  const tall = boxes.filter((_, k) => heights[k] >= (1 - SMALL_PIECE) * tallest);
  const gap = PIECE_GAP * tallest;
  return boxes.map((one, k) => tall.length > MAX_TALL_PIECES || heights[k] >= SMALL_PIECE * tallest || (row && liesInLine(one, tall))
    || tall.some((two) => (
      Math.max(two.left - one.right, one.left - two.right, two.top - one.bottom, one.top - two.bottom) <= gap)));
});

/** Leaves out components that touch the border, where there is enough besides. @param {GreyImage} ink @param {boolean} row */
const interior = (ink, row) => filtered(ink, (components) => {
  const { sizes, border } = components;
  const largest = maximum(sizes.map((size, k) => (border[k] === 0 ? size : 0)));
  const enough = largest >= MIN_INTERIOR_SHARE * maximum(sizes);
  const digits = row ? areDigitsOfARow(components, (k) => k > 0 && border[k] === 0) : [];
  return border.map((share, k) => !enough || share === 0 || digits[k]);
});

/** Leaves out components that run along the border, unless nothing else is there. @param {GreyImage} ink */
const withoutFrame = (ink) => filtered(ink, ({ sizes, border }) => {
  const rest = sizes.some((size, k) => size > 0 && border[k] < FRAME_BORDER_SHARE);
  return border.map((share) => !rest || share < FRAME_BORDER_SHARE);
});

const inked = (/** @type {GreyImage} */ { data }) => data.reduce((count, value) => count + Number(value > 0), 0);

/**
 * Fills the holes of strokes that were made black and white, of which many pixels are missing: each looks like lines.
 *
 * @param {GreyImage} ink @returns {GreyImage}
 */
function wholeStrokes(ink) {
  const filled = holesFilled(ink, HOLE_NEIGHBOURS);
  const before = inked(ink);
  return inked(filled) - before > PERFORATED * before ? holesFilled(filled, HOLE_NEIGHBOURS) : ink;
}

/** Ink, and whether its ground is even. @param {GreyImage} grey @returns {{found: GreyImage | null, even: boolean}} */
function onItsGround(grey) {
  const border = borderOf(grey);
  const tone = median(border);
  if (shareNear(border, tone, UNIFORM_BORDER_TOLERANCE) < UNIFORM_BORDER_SHARE) {
    return { found: onShadedBackground(grey), even: false };
  }
  const framed = shareNear(grey.data, tone, MIN_CONTRAST) < MIN_BACKGROUND_SHARE;
  const found = onUniformBackground(grey, framed ? median(grey.data) : tone);
  const shaded = found && isShaded(found) ? onShadedBackground(grey) : null;
  return shaded ? { found: shaded, even: false } : { found, even: true };
}

/**
 * Separates ink from its background.
 *
 * Where the border is of one tone, that tone is the background. Where it is not, or something wide lies at the rim, the
 * background is the picture's grey-scale closing: strokes are narrow and vanish in it, shadows are wide and stay. Ink may be
 * darker or lighter.
 *
 * @param {GreyImage} grey 0 to 255.
 * @param {{row?: boolean}} [options] Whether several digits are expected: what is as tall as a digit stays, also at the rim.
 * @returns {GreyImage | null} White ink on black, 255 where strongest; null where nothing stands out.
 */
export function extractInk(grey, { row = false } = {}) {
  const { found: onGround, even } = onItsGround(grey);
  if (!onGround) return null;
  const found = wholeStrokes(onGround);
  const unruled = removeRuledLines(removeFrames(removeEnclosures(found)));
  // A ruled line that leaves the picture at its top or bottom is not removed; it touches the border.
  const ruled = unruled.data.some((value, i) => value !== found.data[i]);
  const whole = ruled || !even ? interior(unruled, row) : withoutScraps(unruled, row);
  const ink = withoutFurniture(withoutFrame(withoutSpecks(whole)), row);
  const strongest = maximum(ink.data);
  return mapped(ink, (value) => Math.floor((255 * value) / strongest + 0.5));
}
