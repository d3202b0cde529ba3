/**
 * Training worker, and its messages:
 *
 *     in   {type: 'start', settings, sheet, network}, {type: 'pause' | 'resume' | 'stop'}, {type: 'rate', learningRate}
 *     out  {type: 'progress' | 'done', epoch, step, steps, loss, accuracy, validationLoss, validationAccuracy, seconds, network}
 *          {type: 'failed', key?, message}
 *
 * `loss` and `accuracy` are of some of the digits that it learns from, as they are in the sheet; those of validation are of
 * digits that it never learns from. `network` is a copy, so that the page can read with it while the worker goes on. 'done'
 * also tells whether it was `stopped`.
 *
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('./digits.js').Digits} Digits
 *
 * @typedef {object} Settings
 * @property {number} learningRate
 * @property {number} batchSize
 * @property {'adam'|'sgd'} optimizer
 * @property {number} epochs
 * @property {number} seed
 * @property {boolean} [warp] Turn, scale and shift each digit a little, otherwise each time; true where not given.
 *
 * @typedef {object} Start
 * @property {Settings} settings
 * @property {Digits} sheet
 * @property {Network} network To begin with.
 */
import { localizedError } from '../text/localized_error.js';
import { createLearner, evaluate } from './gradient_descent.js';
import { randomOf, shuffled } from './random.js';
import { drawParameters, warp } from './random_warp.js';

/** Milliseconds of work before messages are looked at, and between messages to the page. */
const [SLICE, BETWEEN] = [25, 100];
/** Judging may take a seventh of the time. */
const WORK_A_JUDGEMENT = 6;

/** @param {Network} network @returns {Network} */
const copyOf = (network) => ({
  ...network,
  layers: network.layers.map((layer) => ({ ...layer, weights: layer.weights.slice(), biases: layer.biases.slice() })),
});

/** @param {Network} network @returns {ArrayBufferLike[]} What goes to the page instead of being copied once more. */
const buffersOf = (network) => network.layers.flatMap(({ weights, biases }) => [weights.buffer, biases.buffer]);

/**
 * One training, a step at a time.
 * @param {Start} start
 */
function createTraining({ settings, sheet, network }) {
  const { batchSize, epochs, seed, optimizer, warp: warps = true } = settings;
  const { images, labels, side, training, validation } = sheet;
  const random = randomOf(seed + 1);
  const learner = createLearner(copyOf(network), { optimizer });
  const perEpoch = Math.ceil(training / batchSize);
  const state = { step: 0, steps: perEpoch * epochs, learningRate: settings.learningRate };

  /** @param {Uint32Array} chosen @param {boolean} changed */
  const digitsOf = (chosen, changed) => {
    const pixels = side * side;
    const digits = new Float32Array(chosen.length * pixels);
    chosen.forEach((digit, n) => {
      const [greys, to] = [images.subarray(digit * pixels, (digit + 1) * pixels), digits.subarray(n * pixels, (n + 1) * pixels)];
      if (changed) warp(greys, side, drawParameters(random), to);
      else for (let i = 0; i < pixels; i += 1) to[i] = greys[i] / 255;
    });
    return { images: digits, labels: Uint8Array.from(chosen, (digit) => labels[digit]) };
  };
  let order = shuffled(training, random);
  const known = digitsOf(order.slice(0, validation), false);
  const unknown = digitsOf(Uint32Array.from({ length: validation }, (_, n) => training + n), false);
  let [learned, judged] = [{ loss: 0, accuracy: 0 }, { loss: 0, accuracy: 0 }];
  return {
    state,
    step() {
      const from = (state.step % perEpoch) * batchSize;
      const batch = digitsOf(order.subarray(from, from + batchSize), warps);
      const { loss } = learner.step(batch.images, batch.labels, state.learningRate);
      if (!Number.isFinite(loss)) throw localizedError('steps.diverged');
      state.step += 1;
      if (state.step % perEpoch === 0) order = shuffled(training, random);
    },
    judge() { [learned, judged] = [known, unknown].map((digits) => evaluate(learner.network, digits.images, digits.labels)); },
    /** How it stands, with a copy of the network. */
    report: () => ({
      epoch: state.step / perEpoch, step: state.step, steps: state.steps, ...learned,
      validationLoss: judged.loss, validationAccuracy: judged.accuracy, network: copyOf(learner.network),
    }),
  };
}

/**
 * Answers messages: what the worker does, with its ways to speak and to wait handed in.
 * @param {object} worker
 * @param {(message: any, transfer?: any[]) => void} worker.post
 * @param {() => number} worker.now Milliseconds.
 * @param {(work: () => void) => void} worker.later Calls `work` once messages have been looked at.
 * @returns {(message: any) => void}
 */
export function createTrainingWorker({ post, now, later }) {
  /** @type {ReturnType<typeof createTraining>|null} */
  let training = null;
  let [paused, waiting, spent, said] = [false, false, 0, 0];
  /** When the network was judged last, in milliseconds of work, and how long that took. */
  let [judged, cost] = [0, 0];

  /** @param {'progress'|'done'} type @param {object} [more] */
  const tell = (type, more) => {
    if (training === null) return;
    if (type === 'done' || spent - judged >= WORK_A_JUDGEMENT * cost) {
      const started = now();
      training.judge();
      [cost, judged] = [now() - started, spent];
    }
    const message = { type, ...training.report(), seconds: spent / 1000, ...more };
    said = now();
    post(message, buffersOf(message.network));
  };
  const fail = (/** @type {any} */ error) => {
    training = null;
    post({ type: 'failed', key: error?.key, values: error?.values, message: String(error?.message ?? error) });
  };
  const work = () => {
    waiting = false;
    if (training === null || paused) return;
    const started = now();
    try {
      const { state } = training;
      while (state.step < state.steps && now() - started < SLICE) training.step();
      spent += now() - started;
      if (state.step >= state.steps) {
        tell('done', { stopped: false });
        training = null;
      } else if (now() - said >= BETWEEN) tell('progress');
    } catch (error) {
      fail(error);
    }
    goOn();
  };
  const goOn = () => {
    if (training === null || paused || waiting) return;
    waiting = true;
    later(work);
  };

  /** @type {Record<string, (message: any) => void>} */
  const answers = {
    start(message) {
      [paused, spent, judged, cost] = [false, 0, 0, 0];
      training = createTraining(message);
      tell('progress');
    },
    pause() {
      paused = true;
      tell('progress');
    },
    resume() { paused = false; },
    stop() {
      tell('done', { stopped: true });
      training = null;
    },
    rate({ learningRate }) { if (training !== null) training.state.learningRate = learningRate; },
  };
  return (message) => {
    try {
      answers[message.type]?.(message);
    } catch (error) {
      fail(error);
    }
    goOn();
  };
}

/** @type {any} */
const scope = globalThis;
// Imported by the page or a test, it does nothing on its own.
if (typeof scope.WorkerGlobalScope === 'function' && scope instanceof scope.WorkerGlobalScope) {
  const receive = createTrainingWorker({
    post: (message, transfer) => scope.postMessage(message, transfer),
    now: () => performance.now(),
    later: (work) => setTimeout(work),
  });
  scope.onmessage = (/** @type {{ data: any }} */ { data }) => receive(data);
}
