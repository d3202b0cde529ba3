/**
 * Foreground extraction: ink on a clean canvas, in a scan with a frame, on a shaded photograph, on ruled paper.
 *
 * kerasdl/inference/foreground.py does the same and explains the constants; both are held to one result by
 * tests/fixtures/foreground.json.
 */
import {
  blockMeans, closing, connectedComponents, gaussianBlur, interpolated, minimumFilter, sampledMedian,
} from './filters.js';
import {
  BLACKBOARD_MEDIAN, COARSE_SIDE, FRAME_BORDER_SHARE, MEDIAN_SAMPLES, MIN_BACKGROUND_SHARE, MIN_COMPONENT_SHARE,
  MIN_CONTRAST, MIN_ILLUMINATION, MIN_INTERIOR_SHARE, NOISE_DEVIATIONS, NOISE_FLOOR, SHADOW_EDGE_RADIUS,
  UNIFORM_BORDER_SHARE, UNIFORM_BORDER_TOLERANCE,
} from './foreground_constants.js';
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
  return strongest < MIN_CONTRAST ? null : mapped(ink, (value) => (value < NOISE_FLOOR * strongest ? 0 : value));
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
  return strongest < Math.max(MIN_CONTRAST, least) ? null : mapped(ink, (value) => (value < least ? 0 : value));
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

/** @param {GreyImage} ink */
const withoutSpecks = (ink) => filtered(ink, ({ sizes }) => {
  const least = MIN_COMPONENT_SHARE * maximum(sizes);
  return sizes.map((size) => size >= least);
});

/** Leaves out components that touch the border, where there is enough besides. @param {GreyImage} ink */
const interior = (ink) => filtered(ink, ({ sizes, border }) => {
  const largest = maximum(sizes.map((size, k) => (border[k] === 0 ? size : 0)));
  const enough = largest >= MIN_INTERIOR_SHARE * maximum(sizes);
  return border.map((share) => !enough || share === 0);
});

/** Leaves out components that run along the border, unless nothing else is there. @param {GreyImage} ink */
const withoutFrame = (ink) => filtered(ink, ({ sizes, border }) => {
  const rest = sizes.some((size, k) => size > 0 && border[k] < FRAME_BORDER_SHARE);
  return border.map((share) => !rest || share < FRAME_BORDER_SHARE);
});

/**
 * Separates ink from its background.
 *
 * Where the border is of one tone, that tone is the background. Where it is not, the background is the picture's
 * grey-scale closing: strokes are narrow and vanish in it, shadows are wide and stay. Ink may be darker or lighter.
 *
 * @param {GreyImage} grey 0 to 255.
 * @returns {GreyImage | null} White ink on black, 255 where strongest; null where nothing stands out.
 */
export function extractInk(grey) {
  const border = borderOf(grey);
  const tone = median(border);
  const uniform = shareNear(border, tone, UNIFORM_BORDER_TOLERANCE) >= UNIFORM_BORDER_SHARE;
  const framed = uniform && shareNear(grey.data, tone, MIN_CONTRAST) < MIN_BACKGROUND_SHARE;
  const found = uniform ? onUniformBackground(grey, framed ? median(grey.data) : tone) : onShadedBackground(grey);
  if (!found) return null;
  const unruled = removeRuledLines(found);
  // A ruled line that leaves the picture at its top or bottom is not removed; it touches the border.
  const ruled = unruled.data.some((value, i) => value !== found.data[i]);
  const ink = withoutFrame(withoutSpecks(ruled || !uniform ? interior(unruled) : unruled));
  const strongest = maximum(ink.data);
  return mapped(ink, (value) => Math.floor((255 * value) / strongest + 0.5));
}
