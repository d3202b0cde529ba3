import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { decodeDigits } from '../../web/training/digits.js';
import { initialNetwork } from '../../web/training/gradient_descent.js';
import { createTrainingWorker } from '../../web/training/training_worker.js';

const SETTINGS = { learningRate: 0.01, batchSize: 5, optimizer: 'adam', epochs: 4, seed: 1 };
const STRUCTURE = { units: [8], activation: 'relu', labels: ['top', 'bottom'] };
/** A network for the sheet below that has learned nothing. */
const untrained = () => initialNetwork({ ...STRUCTURE, side: 4, seed: 1 });

/** Digits of 4 × 4 in two classes, light at the top or at the bottom: 20 to learn from, 6 to judge by. */
function sheet(count = 26) {
  const labels = Uint8Array.from({ length: count }, (_, n) => n % 2);
  const images = Uint8Array.from({ length: 16 * count }, (_, at) => (
    Math.floor((at % 16) / 8) === labels[Math.floor(at / 16)] ? 255 - (at % 7) : at % 5));
  return { images, labels, side: 4, count, training: 20, validation: count - 20 };
}

/** A trainer in a world where every step and every look at the clock takes ten milliseconds. */
function trainer(tick = 10) {
  const [messages, waiting] = [[], []];
  let time = 0;
  const receive = createTrainingWorker({
    post: (message, transfer) => messages.push({ ...message, transfer }),
    now: () => (time += tick),
    later: (work) => waiting.push(work),
  });
  return {
    receive,
    messages,
    /** Goes on until nothing waits, or so many times. */
    run(times = Infinity) {
      for (let n = 0; n < times && waiting.length > 0; n += 1) waiting.shift()();
    },
    get waits() { return waiting.length; },
  };
}

test('a training tells how it stands, from before its first step to its last', () => {
  const { receive, messages, run } = trainer();
  receive({ type: 'start', settings: { ...SETTINGS, warp: false }, sheet: sheet(), network: untrained() });
  run();
  assert.equal(messages[0].type, 'progress');
  assert.deepEqual([messages[0].epoch, messages[0].step, messages[0].steps, messages[0].seconds], [0, 0, 16, 0]);
  const last = messages.at(-1);
  assert.deepEqual([last.type, last.epoch, last.step, last.stopped], ['done', 4, 16, false]);
  assert.ok(last.loss < messages[0].loss && last.validationLoss < messages[0].validationLoss);
  assert.ok(last.accuracy === 1 && last.validationAccuracy === 1 && last.seconds > 0);
  for (const message of messages.slice(1, -1)) assert.equal(message.type, 'progress');
});

test('each message has a copy of the network, handed over', () => {
  const { receive, messages, run } = trainer();
  receive({ type: 'start', settings: SETTINGS, sheet: sheet(), network: untrained() });
  run();
  const [first, last] = [messages[0], messages.at(-1)];
  assert.deepEqual(first.transfer, first.network.layers.flatMap(({ weights, biases }) => [weights.buffer, biases.buffer]));
  assert.deepEqual(first.network, untrained());
  assert.notDeepEqual(last.network.layers[0].weights, first.network.layers[0].weights);
});

test('the same seed gives the same training, digit by digit and weight by weight', () => {
  const [one, other] = [1, 1].map(() => {
    const { receive, messages, run } = trainer();
    receive({ type: 'start', settings: SETTINGS, sheet: sheet(), network: untrained() });
    run();
    return messages.at(-1).network;
  });
  assert.deepEqual(one, other);
});

test('it pauses, says so, and goes on where it was', () => {
  const { receive, messages, run } = trainer();
  receive({ type: 'start', settings: SETTINGS, sheet: sheet(), network: untrained() });
  run(2);
  receive({ type: 'pause' });
  const paused = messages.at(-1).step;
  run(5);
  assert.equal(messages.at(-1).step, paused);
  receive({ type: 'resume' });
  receive({ type: 'resume' });
  run();
  assert.equal(messages.filter(({ type }) => type === 'done').length, 1);
  assert.equal(messages.at(-1).step, 16);
});

test('it stops at once, with the network as it is', () => {
  const { receive, messages, run } = trainer();
  receive({ type: 'start', settings: SETTINGS, sheet: sheet(), network: untrained() });
  run(1);
  receive({ type: 'stop' });
  assert.deepEqual([messages.at(-1).type, messages.at(-1).stopped], ['done', true]);
  const { length } = messages;
  run();
  receive({ type: 'stop' });
  receive({ type: 'pause' });
  assert.equal(messages.length, length);
});

test('between slices of work it waits for messages', () => {
  const work = trainer();
  work.receive({ type: 'start', settings: SETTINGS, sheet: sheet(), network: untrained() });
  assert.equal(work.waits, 1);
  work.run(1);
  assert.ok(work.waits === 1 && work.messages.at(-1).step < 16);
});

test('a learning rate of 0 from some step on leaves the network as it is', () => {
  const { receive, messages, run } = trainer();
  receive({ type: 'start', settings: { ...SETTINGS, optimizer: 'sgd' }, sheet: sheet(), network: untrained() });
  receive({ type: 'rate', learningRate: 0 });
  run();
  assert.deepEqual(messages.at(-1).network, messages[0].network);
});

test('it goes on from a network that it is given, and leaves that as it is', () => {
  const network = initialNetwork({ ...STRUCTURE, units: [3], side: 4, seed: 9 });
  const before = structuredClone(network);
  const { receive, messages, run } = trainer();
  receive({ type: 'start', settings: SETTINGS, sheet: sheet(), network });
  run();
  assert.deepEqual(messages[0].network, before);
  assert.deepEqual(network, before);
  assert.equal(messages.at(-1).network.layers[0].units, 3);
});

test('a second start begins anew', () => {
  const { receive, messages, run } = trainer();
  receive({ type: 'start', settings: SETTINGS, sheet: sheet(), network: untrained() });
  run(2);
  receive({ type: 'start', settings: { ...SETTINGS, epochs: 1 }, sheet: sheet(), network: untrained() });
  run();
  assert.equal(messages.filter(({ type }) => type === 'done').length, 1);
  assert.equal(messages.at(-1).steps, 4);
});

test('a loss beyond all numbers is said, and ends the training', () => {
  const { receive, messages, run } = trainer();
  const network = untrained();
  network.layers[1].weights.fill(NaN);
  receive({ type: 'start', settings: SETTINGS, sheet: sheet(), network });
  run();
  assert.deepEqual([messages.at(-1).type, messages.at(-1).key], ['failed', 'steps.diverged']);
});

test('what cannot be trained fails with a message', () => {
  const { receive, messages } = trainer();
  receive({ type: 'start', settings: SETTINGS, sheet: null, network: untrained() });
  assert.equal(messages.at(-1).type, 'failed');
  assert.ok(messages.at(-1).message.length > 0);
  receive({ type: 'unheard of' });
});

test("the page's own digits are learned to nine in ten in a few epochs", async () => {
  const digits = await decodeDigits(new Uint8Array(await readFile(new URL('../../web/digits.bin', import.meta.url))));
  const { receive, messages, run } = trainer();
  const settings = { learningRate: 0.003, batchSize: 32, optimizer: 'adam', epochs: 5, seed: 1 };
  receive({ type: 'start', settings, sheet: digits, network: initialNetwork({ units: [64], activation: 'relu', seed: 1 }) });
  run();
  assert.ok(messages.at(-1).validationAccuracy >= 0.9, `${messages.at(-1).validationAccuracy}`);
});
