/**
 * Trains a network in a worker, so that the page stays quick. It is told what to do, and tells how it goes:
 *
 *     in   start {settings, sheet, network}, pause, resume, stop, rate {learningRate}
 *     out  progress and at last done {epoch, step, steps, loss, accuracy, validationLoss, validationAccuracy, seconds,
 *          network}, or failed {message}
 */
import { forward } from './forward.js';
import { fault } from '../state/fault.js';
import { copyOf, createLearner, lossOf, randomOf } from './learning.js';

/**
 * @typedef {import('../types.js').Network} Network
 * @typedef {{images: Uint8Array, labels: Uint8Array, count: number, training: number}} Sheet Digits: those for training
 *     first, the others for validation.
 * @typedef {{learningRate: number, batchSize: number, optimizer: 'adam' | 'sgd', epochs: number, seed: number}} Settings
 */

/** How long it works before it listens again, and how often it tells how it goes, in milliseconds. */
const LISTENING = 40;
const TELLING = 120;

/** @param {Sheet} sheet @returns {Float32Array[]} Each digit as the network takes it. */
function digitsOf({ images, count }) {
  const size = images.length / count;
  return Array.from({ length: count }, (_, n) => Float32Array.from(images.subarray(n * size, (n + 1) * size), (grey) => grey / 255));
}

/** 0 … n − 1 in random order (R. Fisher, F. Yates). @param {number} n @param {() => number} random @returns {Uint32Array} */
export function shuffled(n, random) {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i -= 1) {
    const k = Math.floor(random() * (i + 1));
    [order[i], order[k]] = [order[k], order[i]];
  }
  return order;
}

/**
 * A network's mean loss and its share of right answers.
 *
 * @param {Network} network
 * @param {Float32Array[]} digits
 * @param {ArrayLike<number>} labels
 */
export function judge(network, digits, labels) {
  let [loss, right] = [0, 0];
  digits.forEach((digit, n) => {
    const pass = forward(network, digit);
    const y = pass.a[pass.a.length - 1];
    loss += lossOf(pass, labels[n]);
    right += Number(y.indexOf(Math.max(...y)) === labels[n]);
  });
  return { validationLoss: loss / digits.length, validationAccuracy: right / digits.length };
}

/**
 * Goes through the digits, batch after batch, in an order of its own each epoch; yields after every step.
 *
 * @param {Network} start
 * @param {Settings} settings
 * @param {Sheet} sheet
 */
export function createTraining(start, { batchSize, epochs, seed, ...settings }, sheet) {
  const digits = digitsOf(sheet);
  const validation = { digits: digits.slice(sheet.training), labels: sheet.labels.subarray(sheet.training) };
  const learner = createLearner(start, settings);
  const random = randomOf(seed);
  const perEpoch = Math.ceil(sheet.training / batchSize);
  const steps = perEpoch * epochs;
  let order = shuffled(sheet.training, random);
  let step = 0;
  let judged = judge(learner.network, validation.digits, validation.labels);
  // Of single batches loss and accuracy waver; these are means over about the last twenty.
  let [loss, accuracy] = [NaN, NaN];
  const smooth = (/** @type {number} */ mean, /** @type {number} */ value) => (Number.isNaN(mean) ? value : mean + (value - mean) / Math.min(step, 20));
  return {
    setRate: learner.setRate,
    network: learner.network,
    done: () => step >= steps,
    step() {
      const at = (step % perEpoch) * batchSize;
      if (at === 0 && step > 0) order = shuffled(sheet.training, random);
      const batch = order.subarray(at, at + batchSize);
      const found = learner.step(Array.from(batch, (n) => digits[n]), Array.from(batch, (n) => sheet.labels[n]));
      step += 1;
      loss = smooth(loss, found.loss);
      accuracy = smooth(accuracy, found.correct / batch.length);
      // Four times an epoch: often enough for a curve, and a small part of the work.
      if (step % Math.ceil(perEpoch / 4) === 0 || step === steps) judged = judge(learner.network, validation.digits, validation.labels);
    },
    moment: () => ({ epoch: step / perEpoch, step, steps, loss, accuracy, ...judged }),
  };
}

/**
 * Works in slices, and listens between them.
 *
 * @param {{postMessage: (message: unknown, transfer?: Transferable[]) => void, onmessage: ((event: MessageEvent) => void) | null}} scope
 *     The worker's own.
 * @param {{now: () => number, later: (work: () => void) => unknown}} clock
 */
export function serve(scope, { now, later }) {
  /** @type {ReturnType<typeof createTraining> | null} */
  let training = null;
  let paused = false;
  let [worked, told] = [0, 0];
  const tell = (/** @type {'progress' | 'done'} */ type) => {
    if (!training) return;
    const network = copyOf(training.network);
    const buffers = network.layers.flatMap(({ weights, biases }) => [weights.buffer, biases.buffer]);
    scope.postMessage({ type, ...training.moment(), seconds: worked / 1000, network }, /** @type {Transferable[]} */ (buffers));
    told = now();
  };
  const fail = (/** @type {unknown} */ error) => {
    training = null;
    const { key, message } = /** @type {{key?: string, message?: string}} */ (error ?? {});
    scope.postMessage({ type: 'failed', key, message: message ?? String(error) });
  };
  const work = () => {
    if (!training || paused) return;
    try {
      const began = now();
      while (!training.done() && now() - began < LISTENING) training.step();
      worked += now() - began;
      if (!Number.isFinite(training.moment().loss)) throw fault('steps.diverged');
      if (training.done()) {
        tell('done');
        training = null;
        return;
      }
      if (now() - told >= TELLING) tell('progress');
      later(work);
    } catch (error) {
      fail(error);
    }
  };
  scope.onmessage = ({ data }) => {
    if (data.type === 'start') {
      try {
        training = createTraining(data.network, data.settings, data.sheet);
      } catch (error) {
        return fail(error);
      }
      [paused, worked] = [false, 0];
      tell('progress');
      later(work);
    } else if (data.type === 'rate') training?.setRate(data.learningRate);
    else if (data.type === 'pause') {
      paused = true;
      tell('progress');
    } else if (data.type === 'resume' && paused) {
      paused = false;
      later(work);
    } else if (data.type === 'stop') training = null;
  };
}

const scope = /** @type {any} */ (globalThis);
// In a worker only: tests take the parts apart. A message to itself comes round sooner than any timer.
if (typeof scope.WorkerGlobalScope === 'function' && scope instanceof scope.WorkerGlobalScope) {
  const channel = new MessageChannel();
  /** @type {(() => void) | null} */
  let waiting = null;
  channel.port1.onmessage = () => {
    const next = waiting;
    waiting = null;
    next?.();
  };
  serve(scope, { now: () => performance.now(), later(next) { waiting = next; channel.port2.postMessage(null); } });
}
