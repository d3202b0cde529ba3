import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurntable } from '../../web/render3d/camera.js';
import { aim, approach, approachThreads, createPictureState, levels } from '../../web/render3d/picture_state.js';
import { networkOf, readingOf } from '../support/network3d_fixtures.mjs';

/** What a network makes of a reading, at once in its place. */
function contentOf(network, reading, links = []) {
  const content = createPictureState();
  content.show(network, reading, links);
  content.fit(800, 400);
  content.step(1);
  return content;
}

test('a cell is lit by its activation, measured by the largest of its layer', () => {
  const network = networkOf([4, 3]);
  const { shown } = contentOf(network, readingOf(network, { digit: [0.5], a: [[0, 2, 8, 4], [0.1, 0.7, 0.2]] }));
  assert.equal(shown.lit[0], 0.5);
  assert.deepEqual([...shown.lit.slice(784, 788)], [0, 0.25, 1, 0.5]);
  assert.deepEqual([...shown.lit.slice(788)].map((value) => value.toFixed(2)), ['0.10', '0.70', '0.20']);
});

test('activations that have bounds are shown as they are, those below 0 too', () => {
  const network = networkOf([2, 3], { activation: 'tanh' });
  const { scene } = contentOf(network, null);
  assert.deepEqual([...levels(scene, network, readingOf(network, { a: [[-0.5, 0.25]] })).slice(784, 786)], [-0.5, 0.25]);
});

test('nothing drawn lights nothing', () => {
  assert.ok(contentOf(networkOf([4, 3]), null).shown.lit.every((value) => value === 0));
});

test('where several neurons share a cell the most active one shows', () => {
  const network = networkOf([3000, 3]);
  const a = new Float32Array(3000);
  a[4] = 5;
  const { shown, neuron } = contentOf(network, readingOf(network, { a: [a] }));
  assert.equal(shown.scene.planes[1].group, 3);
  assert.deepEqual([...shown.lit.slice(784, 787)], [0, 1, 0]);
  assert.deepEqual(neuron(785), [0, 4]);
});

test('a cell tells its layer and neuron; none tells none', () => {
  const { neuron } = contentOf(networkOf([4, 3]), null);
  assert.deepEqual([neuron(784), neuron(787), neuron(790), neuron(-1)], [[0, 0], [0, 3], [1, 2], [-1, -1]]);
});

test('what is shown comes nearer to what is to be shown, and then is there', () => {
  const [shown, goal] = [new Float32Array([0, 1]), new Float32Array([1, 1])];
  assert.equal(approach(shown, goal, 0.5), false);
  assert.deepEqual([...shown], [0.5, 1]);
  for (let n = 0; n < 12; n += 1) approach(shown, goal, 0.5);
  assert.equal(approach(shown, goal, 0.5), true);
  assert.deepEqual([...shown], [1, 1]);
});

test('connections are shares of the strongest of their layer, and fade when they are no longer among them', () => {
  const network = networkOf([4, 3]);
  const content = contentOf(network, null, [[{ from: 5, to: 1, value: 2 }, { from: 6, to: 1, value: -1 }], [{ from: 0, to: 2, value: 0.1 }]]);
  const { threads } = content.shown;
  const told = () => [...threads.values()].map(({ from, to, value }) => [from, to, value]);
  assert.deepEqual(told(), [[5, 785, 1], [6, 785, -0.5], [784, 790, 1]]);
  content.show(network, null, [[{ from: 6, to: 1, value: -3 }], []]);
  assert.equal(content.step(0.5), false);
  assert.deepEqual(told(), [[5, 785, 0.5], [6, 785, -0.75], [784, 790, 0.5]]);
  content.step(1);
  assert.deepEqual(told(), [[6, 785, -1]]);
  assert.equal(approachThreads(threads, 0.5), true);
});

test('of connections that share a cell the strongest shows, and has its own sign', () => {
  const threads = new Map();
  const { scene } = contentOf(networkOf([3000, 3]), null);
  aim(threads, scene, [[{ from: 0, to: 3, value: 1 }, { from: 0, to: 4, value: -2 }, { from: 1, to: 0, value: 4 }]]);
  assert.deepEqual([...threads.values()].map(({ to, goal }) => [to, goal]), [[785, -0.5], [784, 1]]);
});

test('another network of the same shape keeps the scene; one of another shape gets its own', () => {
  const content = contentOf(networkOf([4, 3]), null);
  const { scene } = content;
  content.show(networkOf([4, 3]), null, []);
  assert.equal(content.scene, scene);
  content.show(networkOf([5, 3]), null, []);
  assert.equal(content.shown, null);
  content.fit(800, 400);
  assert.equal(content.shown.lit.length, 784 + 8);
});

test('a screen of another shape gets another scene, one that is only larger does not', () => {
  const content = contentOf(networkOf([4, 3]), null);
  const { scene } = content;
  content.fit(1600, 801);
  assert.equal(content.scene, scene);
  content.fit(400, 800);
  assert.equal(content.scene.upright, true);
});

test('a turntable that is flung turns on, slower and slower, and comes to rest', () => {
  let changes = 0;
  const table = createTurntable(() => { changes += 1; });
  assert.equal(table.step(16), true);
  table.fling(1, 0);
  assert.equal(changes, 1);
  const yaws = [];
  while (!table.step(16)) yaws.push(table.stance.yaw);
  const steps = yaws.map((yaw, n) => yaw - (yaws[n - 1] ?? 0));
  assert.ok(yaws.length > 20 && yaws.length < 200);
  assert.ok(steps.every((step, n) => n === 0 || step < steps[n - 1]));
});
