import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layoutOf } from '../../web/render2d/layout.js';
import { look } from '../../web/render3d/camera.js';
import { CELL, cage, pick, planeOf, sceneOf, startOf } from '../../web/render3d/scene.js';
import { networkOf } from '../support/network3d_fixtures.mjs';

const sceneFor = (units, aspect = 2) => sceneOf(layoutOf(networkOf(units)), aspect);
const middle = ({ cells }, index) => [...cells.subarray(CELL * index, CELL * index + 3)];

test('every pixel, neuron and output has a cell of its own', () => {
  const scene = sceneFor([512, 256, 256, 10]);
  assert.deepEqual(scene.first, [0, 784, 1296, 1552, 1808, 1818]);
  const places = new Set(Array.from({ length: 1818 }, (_, n) => middle(scene, n).map((value) => value.toFixed(3)).join()));
  assert.equal(places.size, 1818);
  assert.equal(scene.captions.length, 5);
  assert.equal(scene.labels.length, 10);
});

test('no cell reaches into its neighbour', () => {
  const scene = sceneFor([20, 100, 10]);
  for (let n = 0; n < 3; n += 1) {
    const cells = Array.from({ length: scene.first[n + 1] - scene.first[n] }, (_, k) => middle(scene, scene.first[n] + k));
    const pitch = scene.cells[CELL * scene.first[n] + 3];
    const [one, ...others] = cells;
    const nearest = Math.min(...others.map((other) => Math.hypot(...other.map((value, k) => value - one[k]))));
    assert.ok(nearest >= pitch - 1e-5);
  }
});

test('on a wide screen the flow goes to the right, and the digit stands as it was drawn', () => {
  const scene = sceneFor([16, 10], 2);
  assert.deepEqual([scene.upright, scene.axis.map((value) => value + 0)], [false, [1, 0, 0]]);
  const { project } = look(scene, startOf(scene), 800, 400);
  const at = (index) => project(...middle(scene, index));
  assert.ok(at(1)[0] > at(0)[0]); // the next pixel of a row
  assert.ok(at(28)[1] > at(0)[1]); // the next row
  assert.ok(at(784)[0] > at(400)[0]);
  assert.ok(at(801)[1] > at(800)[1]); // outputs from top to bottom
});

test('on an upright screen the flow goes down, and the outputs stand from left to right', () => {
  const scene = sceneFor([16, 10], 0.6);
  assert.equal(scene.upright, true);
  const { project } = look(scene, startOf(scene), 300, 500);
  const at = (index) => project(...middle(scene, index));
  assert.ok(at(1)[0] > at(0)[0]);
  assert.ok(at(28)[1] > at(0)[1]);
  assert.ok(at(784)[1] > at(400)[1]);
  assert.ok(at(801)[0] > at(800)[0]);
});

test('a longer screen has the planes farther apart', () => {
  assert.ok(sceneFor([16, 10], 2).gap > sceneFor([16, 10], 1.2).gap);
  assert.ok(sceneFor([16, 10], 0.5).gap > sceneFor([16, 10], 0.9).gap);
  assert.ok(sceneFor(Array(12).fill(16), 3).gap < sceneFor([16, 10], 3).gap); // deep networks are pushed together
});

test('each cell knows its plane', () => {
  const scene = sceneFor([20, 10]);
  assert.deepEqual([0, 783, 784, 803, 804, 813].map((index) => planeOf(scene, index)), [0, 0, 1, 1, 2, 2]);
});

for (const [name, aspect, width, height, pitch] of [['wide', 2, 1200, 600, 0.5], ['upright', 0.6, 360, 600, 1.1]]) {
  test(`seen from above, on a screen that is ${name}, the cell under its own middle is picked`, () => {
    const scene = sceneFor([64, 30, 10], aspect);
    const seen = look(scene, { ...startOf(scene), pitch }, width, height);
    let met = 0;
    for (let index = 784; index < scene.first.at(-1); index += 1) {
      const [x, y, distance] = seen.project(...middle(scene, index));
      const picked = pick(scene, seen, x, y);
      assert.ok(picked >= 784);
      // Otherwise one that stands before it.
      if (picked === index) met += 1;
      else assert.ok(seen.project(...middle(scene, picked))[2] < distance);
    }
    assert.ok(met > 80);
  });
}

test('beside the network nothing is picked, and neither is a pixel', () => {
  const scene = sceneFor([64, 10]);
  const seen = look(scene, startOf(scene), 1200, 600);
  assert.equal(pick(scene, seen, 3, 3), -1);
  const [x, y] = seen.project(...middle(scene, 28 * 3 + 2));
  assert.equal(pick(scene, seen, x, y), -1);
});

test('a gap between two cells still picks one of them', () => {
  const scene = sceneFor([64, 10]);
  const seen = look(scene, startOf(scene), 1200, 600);
  const [one, other] = [784, 785].map((index) => middle(scene, index));
  const [x, y] = seen.project(...one.map((value, n) => (value + other[n]) / 2));
  assert.ok([784, 785].includes(pick(scene, seen, x, y)));
});

test('a cage is twelve edges around a cell, thicker as it is lit', () => {
  const scene = sceneFor([64, 10]);
  const edges = cage(scene, 790, 1);
  assert.equal(edges.length, 12 * 6);
  const [xs, ys] = [0, 1].map((n) => edges.filter((_, k) => k % 3 === n));
  const [x, y] = middle(scene, 790);
  const sides = [x - Math.min(...xs), Math.max(...xs) - x];
  assert.ok(Math.abs(sides[0] - sides[1]) < 1e-5);
  assert.ok(Math.max(...ys) - y > scene.cells[CELL * 790 + 3] / 2);
  const thin = cage(scene, 790, 0).filter((_, k) => k % 3 === 0);
  assert.ok(Math.max(...thin) < Math.max(...xs));
});
