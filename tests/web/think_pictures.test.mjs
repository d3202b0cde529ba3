/** Where neurons stand in the pictures of a network, and which of its connections are drawn. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forward } from '../../web/network/forward.js';
import { arrange, find, outputsAcross, place } from '../../web/render2d/arrangement.js';
import { levelOf, LEVELS, rgbOf, scaleOf } from '../../web/render2d/colours.js';
import { cellOf, layoutOf, neighbour, unitOf } from '../../web/render2d/layout.js';
import { incomingConnections, strongestConnections } from '../../web/network/strongest_connections.js';
import { networkOf } from '../support/network3d_fixtures.mjs';

/** Repeatable numbers from −1 to 1. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 1073741823.5 - 1;
  };
}

function randomNetwork(units, given) {
  const [network, next] = [networkOf(units, given), numbers(7)];
  for (const { weights, biases } of network.layers) {
    for (const values of [weights, biases]) values.forEach((_, i) => { values[i] = next(); });
  }
  return network;
}

const ROOMS = [[592, 576, false], [348, 554, true], [260, 554, true], [1500, 640, false], [530, 554, true], [700, 448, false], [560, 448, false]];
const SHAPES = [[512, 256, 256, 10], [10], [3, 2], [1, 4096, 1, 50], Array(8).fill(4096).concat(10), [30, 10], [4096, 24, 25, 26]];

test('every neuron has a cell, and every cell is one neuron until there are too many', () => {
  const [digit, first, last] = layoutOf(networkOf([512, 10]));
  assert.deepEqual([digit.cells, digit.across, digit.x[1] - digit.x[0], digit.y[28] - digit.y[0]], [784, 28, 1, 1]);
  assert.deepEqual([first.cells, first.group, last.across, last.along], [512, 1, 10, 1]);
  const [, grouped] = layoutOf(networkOf([4096, 10]), { maxUnits: 1000 });
  assert.deepEqual([grouped.units, grouped.group, grouped.cells], [4096, 5, 820]);
  assert.deepEqual([cellOf(grouped, 4095), unitOf(grouped, 819, undefined)], [819, 4095]);
});

test('the most active neuron of a cell stands for the others', () => {
  const [, plane] = layoutOf(networkOf([100, 10]), { maxUnits: 50 });
  assert.equal(unitOf(plane, 1, [9, 9, 0.5, -2]), 3);
});

test('whatever the network and the room, blocks lie within it, apart and in order', () => {
  for (const units of SHAPES) {
    for (const side of [28, 64]) {
      const network = networkOf(units, { side });
      for (const [width, least, down] of ROOMS) {
        // As think.css has it: a phone's picture is longer where there is more in it.
        const height = down ? 16 * (17 + 4.4 * units.length + 3.8 * Math.ceil(units.at(-1) / outputsAcross(network.labels, 260) - 1)) : least;
        const { blocks } = arrange(network, { width, height, down });
        const [length, breadth] = down ? [height, width] : [width, height];
        const about = `${units} in ${width} × ${height}, ${side}`;
        blocks.forEach((block, n) => {
          const [start, end] = [block.flow - block.length / 2, block.flow + block.length / 2];
          assert.ok(start >= 0 && end <= length, `${about}: block ${n} from ${start} to ${end}`);
          assert.ok(block.breadth <= breadth && block.pitch > 0, `${about}: block ${n} is ${block.breadth} wide`);
          if (n > 0) assert.ok(start >= blocks[n - 1].flow + blocks[n - 1].length / 2, `${about}: blocks ${n - 1} and ${n} overlap`);
        });
      }
    }
  }
});

test('a point on a neuron finds it, in both directions; a pixel is no neuron', () => {
  for (const [width, height, down] of ROOMS) {
    const arrangement = arrange(networkOf([512, 256, 10]), { width, height, down });
    for (const [plane, cell] of [[1, 0], [1, 511], [2, 77], [3, 0], [3, 9]]) {
      assert.deepEqual(find(arrangement, ...place(arrangement, arrangement.blocks[plane], cell), 0), { plane, cell });
    }
    assert.equal(find(arrangement, ...place(arrangement, arrangement.blocks[0], 400), 0), null);
  }
});

test('the digit stands upright whichever way the signals run', () => {
  for (const [width, height, down] of ROOMS) {
    const arrangement = arrange(networkOf([16, 10]), { width, height, down });
    const [[x0, y0], [x1, y1]] = [0, 28 * 2 + 5].map((pixel) => place(arrangement, arrangement.blocks[0], pixel));
    assert.ok(Math.abs((x1 - x0) / (y1 - y0) - 5 / 2) < 1e-4);
  }
});

test('arrow keys go from cell to cell and over a layer’s edge', () => {
  const planes = layoutOf(networkOf([100, 100, 10]));
  const go = (from, key, down = false) => neighbour(planes, from, key, down);
  assert.deepEqual(go({ layer: 0, unit: 0 }, 'ArrowDown'), { layer: 0, unit: 1 });
  assert.deepEqual(go({ layer: 0, unit: 0 }, 'ArrowRight'), { layer: 0, unit: 10 });
  assert.deepEqual(go({ layer: 0, unit: 95 }, 'ArrowRight'), { layer: 1, unit: 5 });
  assert.deepEqual(go({ layer: 1, unit: 5 }, 'ArrowLeft'), { layer: 0, unit: 95 });
  assert.deepEqual(go({ layer: 1, unit: 99 }, 'PageDown'), { layer: 2, unit: 9 });
  assert.deepEqual(go({ layer: 1, unit: 40 }, 'End'), { layer: 1, unit: 99 });
  assert.deepEqual(go({ layer: 0, unit: 0 }, 'ArrowDown', true), { layer: 0, unit: 10 });
  for (const key of ['ArrowUp', 'ArrowLeft', 'PageUp', 'a']) assert.equal(go({ layer: 0, unit: 0 }, key), null);
});

test('the strongest connections are those of the largest |w · a|, strongest first', () => {
  const network = randomNetwork([40, 30, 10], { side: 8, activation: 'tanh' });
  const next = numbers(3);
  const digit = Float32Array.from({ length: 64 }, () => Math.max(0, next()));
  const pass = forward(network, digit);
  const found = strongestConnections(network, pass, digit, 25);
  network.layers.forEach(({ inputs, units, weights }, n) => {
    const a = n === 0 ? digit : pass.a[n - 1];
    const all = Array.from({ length: inputs * units }, (_, i) => ({ from: Math.floor(i / units), to: i % units, value: Math.fround(weights[i] * a[Math.floor(i / units)]) }));
    all.sort((one, other) => Math.abs(other.value) - Math.abs(one.value));
    assert.deepEqual(found[n], all.slice(0, 25));
  });
  const into = incomingConnections(network, pass, digit, 1, 7, 5);
  assert.ok(into.every(({ from, to, value }) => to === 7 && value === network.layers[1].weights[from * 30 + 7] * pass.a[0][from]));
  assert.ok(Math.abs(into[0].value) >= Math.abs(into[4].value));
});

test('where many connections are as strong, the stronger are still all there', () => {
  const network = networkOf([500], { side: 2 });
  network.layers[0].weights.fill(0.5);
  network.layers[0].weights.set([2, -3], 1997);
  const digit = new Float32Array(4).fill(1);
  const [links] = strongestConnections(network, forward(network, digit), digit, 10);
  assert.equal(links.length, 10);
  assert.deepEqual(links.slice(0, 2), [{ from: 3, to: 498, value: -3 }, { from: 3, to: 497, value: 2 }]);
});

test('what is 0 has no connections', () => {
  const network = randomNetwork([5, 3], { side: 4 });
  const digit = new Float32Array(16);
  assert.deepEqual(strongestConnections(network, forward(network, digit), digit)[0], []);
});

test('a scale runs from one sign’s colour over the ground’s to the other’s', () => {
  const scale = scaleOf([10, 20, 30], [200, 100, 0], [0, 100, 200], false);
  assert.equal(scale.length, 2 * LEVELS + 1);
  assert.deepEqual(scale[LEVELS], [10, 20, 30]);
  assert.deepEqual([levelOf(3, 3), levelOf(-9, 3), levelOf(0, 3), levelOf(1, 0)], [2 * LEVELS, 0, LEVELS, LEVELS]);
});

test('colours are read as CSS has them', () => {
  assert.deepEqual([rgbOf('#fff'), rgbOf(' #102030'), rgbOf('rgb(1 2 3 / 1)'), rgbOf('rgba(1, 2, 3, 0.5)'), rgbOf('tomato')], [[255, 255, 255], [16, 32, 48], [1, 2, 3], [1, 2, 3], null]);
});
