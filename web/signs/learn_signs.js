/**
 * Learning from a few drawings: each is warped many times over, and a network is trained on the warped ones.
 *
 * From scratch it is a small network of its own. On features, the first layers of the page's network stay as they are, and
 * only the last layer, which tells the visitor's signs apart, is new: what those layers find in digits is of use for other
 * signs, too. Each drawing is then read by a network that was trained without it.
 *
 * @typedef {import('../types.js').Network} Network
 *
 * @typedef {object} Examples
 * @property {Uint8Array} images count × side × side greys, 0 to 255, centred as the network takes them.
 * @property {Uint8Array} labels
 * @property {number} side
 * @property {string[]} names One a class.
 *
 * @typedef {object} Lesson Warped drawings, as the layers that learn are given them.
 * @property {Float32Array} inputs One row each.
 * @property {number} width Numbers of a row.
 * @property {Uint8Array} labels
 * @property {Uint16Array} drawings Which drawing each row comes from.
 *
 * @typedef {{step: number, steps: number, loss: number}} Progress Of one training: the mean loss since the last report.
 */
import { forward } from '../network/forward.js';
import { suretyOf } from '../network/surety.js';
import { createLearner, initialNetwork } from '../training/gradient_descent.js';
import { randomOf, shuffled } from '../training/random.js';
import { drawParameters, warp } from '../training/random_warp.js';
import { STROKE } from '../training/random_warp_constants.js';

/** Warped drawings in all: a few seconds of a telephone. The fewer the drawings, the more of each. */
const [ROWS, ROWS_OF_A_CHECK] = [2000, 1000];
const [LEAST_WARPS, MOST_WARPS] = [20, 200];
/** A few examples stand for many hands, so they are warped more than MNIST's thousands, which bring their own. */
const STRENGTH = 1.4;
const [EPOCHS, BATCH, RATE] = [4, 32, 0.003];
export const TRAINING = { epochs: EPOCHS, batch: BATCH, rate: RATE, strength: STRENGTH };
export const HIDDEN = 32; // neurons, from scratch
/** Of the page's network, whose later layers know digits alone. */
export const FEATURE_LAYERS = 2;
/** So many networks check the drawings at most: with more drawings, each leaves out several. */
const MOST_CHECKS = 60;
const REPORTS = 60;

/**
 * The layers whose outputs are the features.
 * @param {Network | null} network
 * @returns {Network | null} Null where there are none.
 */
export function featuresOf(network) {
  if (!network || network.layers.length < 2) return null;
  return { ...network, layers: network.layers.slice(0, Math.min(FEATURE_LAYERS, network.layers.length - 1)) };
}

/** How often each of so many drawings is warped. @param {number} count */
export const warpsOf = (count) => Math.min(MOST_WARPS, Math.max(LEAST_WARPS, Math.ceil(ROWS / count)));

/**
 * Strokes a little thicker or thinner: part of the way to the darkest or the lightest pixel beside each.
 * @param {Uint8Array} image @param {number} side @param {number} amount -1 to 1. @returns {Uint8Array}
 */
export function thickened(image, side, amount) {
  return image.map((own, i) => {
    const [x, y] = [i % side, Math.floor(i / side)];
    const beside = [x > 0 ? image[i - 1] : 0, x < side - 1 ? image[i + 1] : 0, y > 0 ? image[i - side] : 0, y < side - 1 ? image[i + side] : 0];
    return own + Math.abs(amount) * ((amount > 0 ? Math.max(own, ...beside) : Math.min(own, ...beside)) - own);
  });
}

/** What the layers that learn are given for a digit. @param {Network | null} features @param {Float32Array} digit */
const inputOf = (features, digit) => (features ? forward(features, digit).a[features.layers.length - 1] : digit);

/**
 * @param {Examples} examples @param {Network | null} features @param {number} seed
 * @returns {Lesson}
 */
export function createLesson({ images, labels, side }, features, seed) {
  const random = randomOf(seed);
  const [count, pixels] = [labels.length, side * side];
  const each = warpsOf(count);
  const width = features ? features.layers[features.layers.length - 1].units : pixels;
  const inputs = new Float32Array(count * each * width);
  const drawings = Uint16Array.from({ length: count * each }, (_, row) => row % count);
  const digit = new Float32Array(pixels);
  drawings.forEach((drawing, row) => {
    const image = thickened(images.subarray(drawing * pixels, (drawing + 1) * pixels), side, STROKE * (2 * random() - 1));
    // The last parameter decides whether it is warped at all.
    warp(image, side, drawParameters(random).map((value, i, { length }) => (i < length - 1 ? STRENGTH * value : value)), digit);
    inputs.set(inputOf(features, digit), row * width);
  });
  return { inputs, width, labels: Uint8Array.from(drawings, (drawing) => labels[drawing]), drawings };
}

/** The layers that learn, untrained. @param {number} width @param {string[]} names @param {Network | null} features @param {number} seed */
function untrained(width, names, features, seed) {
  if (!features) return initialNetwork({ side: Math.sqrt(width), units: [HIDDEN], activation: 'relu', seed, labels: names });
  const layer = { inputs: width, units: names.length, weights: new Float32Array(width * names.length), biases: new Float32Array(names.length) };
  return /** @type {Network} */ ({ layers: [{ ...layer, activation: 'softmax' }], side: features.side, labels: names });
}

/**
 * Trains the layers that learn on some rows of a lesson.
 * @param {Lesson} lesson @param {Uint32Array} rows @param {Network} network It is changed.
 * @param {number} seed @param {(progress: Progress) => void} [report]
 */
function train({ inputs, width, labels }, rows, network, seed, report = () => {}) {
  const learner = createLearner(network);
  const random = randomOf(seed);
  const perEpoch = Math.ceil(rows.length / BATCH);
  const steps = perEpoch * EPOCHS;
  let [order, sum, since] = [shuffled(rows.length, random), 0, 0];
  for (let step = 0; step < steps; step += 1) {
    const from = (step % perEpoch) * BATCH;
    if (step > 0 && from === 0) order = shuffled(rows.length, random);
    const chosen = Array.from(order.subarray(from, from + BATCH), (n) => rows[n]);
    const batch = new Float32Array(chosen.length * width);
    chosen.forEach((row, n) => batch.set(inputs.subarray(row * width, (row + 1) * width), n * width));
    sum += learner.step(batch, chosen.map((row) => labels[row]), RATE * (1 - step / steps)).loss;
    since += 1;
    if ((step + 1) % Math.ceil(steps / REPORTS) === 0 || step + 1 === steps) {
      report({ step: step + 1, steps, loss: sum / since });
      [sum, since] = [0, 0];
    }
  }
}

/** Rows that come from other drawings than those left out, no more than so many. @param {Lesson} lesson @param {(drawing: number) => boolean} leftOut @param {number} most */
function rowsOf({ drawings }, leftOut, most) {
  const rows = Uint32Array.from(drawings.keys()).filter((row) => !leftOut(drawings[row]));
  return rows.subarray(0, most); // the rows go round the drawings, so that the first ones are of all
}

/**
 * A network for all the drawings.
 * @param {Examples} examples @param {Lesson} lesson @param {Network | null} features @param {number} seed
 * @param {(progress: Progress) => void} [report]
 * @returns {Network} From the digit's pixels to the signs; with features, their layers come first.
 */
export function learnSigns({ side, names }, lesson, features, seed, report) {
  const network = untrained(lesson.width, names, features, seed);
  train(lesson, rowsOf(lesson, () => false, Infinity), network, seed, report);
  return { layers: [...(features?.layers ?? []), ...network.layers], side, labels: names };
}

/**
 * Each drawing, unwarped, read by a network that was trained without it. Of up to 60 drawings one is left out at a time; of
 * more, every 60th.
 * @param {Examples} examples @param {Lesson} lesson @param {Network | null} features @param {number} seed
 * @returns {Generator<{drawing: number, confidences: Float32Array}>}
 */
export function* checkSigns({ images, labels, side, names }, lesson, features, seed) {
  const [count, pixels] = [labels.length, side * side];
  const groups = Math.min(count, MOST_CHECKS);
  for (let group = 0; group < groups; group += 1) {
    const network = untrained(lesson.width, names, features, seed);
    train(lesson, rowsOf(lesson, (drawing) => drawing % groups === group, ROWS_OF_A_CHECK), network, seed);
    for (let drawing = group; drawing < count; drawing += groups) {
      const digit = Float32Array.from(images.subarray(drawing * pixels, (drawing + 1) * pixels), (grey) => grey / 255);
      yield { drawing, confidences: /** @type {Float32Array} */ (forward(network, inputOf(features, digit)).a.at(-1)) };
    }
  }
}

/** Of the visitor's own drawings, those which the rejection threshold gives up; and what it is between, in any case. */
const REFUSED = 0.1;
const [LEAST_SURE, MOST_SURE] = [0.5, 0.8];

/**
 * Rejection threshold: the surety that a tenth of the drawings do not reach when they are left out.
 * @param {Float32Array[]} confidences Of the drawings that were left out.
 */
export function thresholdOf(confidences) {
  const sureties = confidences.map(suretyOf).sort((one, other) => one - other);
  return Math.min(MOST_SURE, Math.max(LEAST_SURE, sureties[Math.floor(REFUSED * sureties.length)] ?? 0));
}
