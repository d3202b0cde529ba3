import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look } from '../../web/render3d/camera.js';
import { createPictureState } from '../../web/render3d/picture_state.js';
import { cellsOf, ribbonsOf } from '../../web/render3d/instances.js';
import { startOf } from '../../web/render3d/scene.js';
import { COLOURS, PROGRAMS } from '../../web/render3d/shaders.js';
import { beside, placedWords, wordsOf } from '../../web/render3d/words.js';
import { networkOf, readingOf } from '../support/network3d_fixtures.mjs';

const network = networkOf([4, 3]);
const reading = readingOf(network, { digit: [0, 0, 0, 0, 0, 1], a: [[0, 1, 0, 0.5], [0.1, 0.7, 0.2]] });
const LINKS = [[{ from: 5, to: 1, value: 2 }, { from: 6, to: 1, value: -1 }], [{ from: 1, to: 1, value: 1 }]];

/** What is shown of the network above, and the look of it. */
function setUp({ width = 800, height = 400, links = LINKS, selected } = {}) {
  const content = createPictureState();
  content.show(network, reading, links);
  if (selected) content.select(...selected);
  content.fit(width, height);
  content.step(1);
  return { shown: content.shown, seen: look(content.scene, startOf(content.scene), width, height) };
}

/** Lists of numbers, `size` each. */
const rows = (list, size) => Array.from({ length: list.length / size }, (_, n) => [...list.slice(size * n, size * n + size)]);
const named = (name) => COLOURS.indexOf(name);

/** Words as they are written: text and place. */
function written(captions, options) {
  const { shown, seen } = setUp(options);
  const texts = [];
  const box = ({ text, size }) => {
    texts.push(text);
    return { x: texts.length - 1, y: 0, width: 7 * text.length + 6, height: size * 1.2 + 6 };
  };
  const list = rows(wordsOf(placedWords(shown, seen, captions, { box, ratio: 1, width: 800, height: 400, ...options })), 10);
  return list.map(([x, y, width, height, source, , , , colour]) => ({ text: texts[Math.round(source * 1024)], x, y, width, height, colour }));
}

test('each list has as many numbers as its program takes', () => {
  const { shown, seen } = setUp();
  const sum = ({ parts }) => parts.reduce((total, part) => total + part, 0);
  assert.equal(cellsOf(shown).length, sum(PROGRAMS.cells) * (784 + 7));
  assert.equal(ribbonsOf(shown, seen).length % sum(PROGRAMS.ribbons), 0);
});

test('pixels are ink, the answer is marked, other cells are not', () => {
  const cells = rows(cellsOf(setUp().shown), 8);
  assert.deepEqual([cells[5][6], cells[5][7]], [1, 1]);
  assert.deepEqual(cells.slice(784, 788).map((cell) => cell[7]), [0, 0, 0, 0]);
  assert.deepEqual(cells.slice(788).map((cell) => cell[7]), [0, 2, 0]);
});

test('connections are coloured by sign and as wide and as strong as their share', () => {
  const { shown, seen } = setUp();
  const lines = rows(ribbonsOf(shown, seen), 10);
  const [plus, minus] = ['plus', 'minus'].map((name) => lines.filter((line) => line[8] === named(name)));
  assert.deepEqual([plus.length, minus.length], [2, 1]);
  assert.ok(plus.every(([, , , , , , width, alpha]) => width > minus[0][6] && alpha > minus[0][7]));
});

test('lines farther away come first, as they shine through one another', () => {
  const { shown, seen } = setUp();
  const depths = rows(ribbonsOf(shown, seen), 10).map((line) => (
    seen.project(...[0, 1, 2].map((n) => (line[n] + line[n + 3]) / 2))[2]
  ));
  depths.forEach((depth, n) => assert.ok(n === 0 || depth <= depths[n - 1] + 1e-3));
});

test('a selected neuron has a cage and its own connections; the others step back', () => {
  const { shown, seen } = setUp({ selected: [0, 1, [{ from: 9, to: 1, value: -4 }]] });
  const lines = rows(ribbonsOf(shown, seen), 10);
  assert.equal(lines.filter((line) => line[8] === named('text')).length, 12);
  const alphas = lines.filter((line) => line[8] === named('minus')).map((line) => line[7]).sort();
  assert.equal(alphas.length, 2);
  assert.ok(alphas[1] > 0.9 && alphas[0] < 0.1);
});

test('a neuron that the network does not have selects nothing', () => {
  const { shown, seen } = setUp({ selected: [0, 4, []], links: [] });
  assert.equal(rows(ribbonsOf(shown, seen), 10).filter((line) => line[8] === named('text')).length, 0);
});

test('the outputs have their labels, and the answer says how sure it is', () => {
  const words = written(() => []);
  assert.deepEqual(words.map(({ text }) => text), ['1', '70 %', '0', '2']);
  assert.deepEqual(words.map(({ colour }) => colour), ['mark', 'mark', 'text', 'text'].map(named));
});

test('captions have their second lines where there is room for them', () => {
  const texts = (width, height, second) => written((n) => [`plane ${n}`, second], { width, height }).map(({ text }) => text);
  assert.ok(texts(800, 400, 'short').includes('short'));
  assert.ok(!texts(800, 400, 'very much longer than the planes are apart').some((text) => text.startsWith('very')));
  assert.ok(!texts(300, 600, 'short').includes('short'));
});

test('no word is cut off by the edge of the picture', () => {
  for (const { x, width } of written(() => ['a caption of some length'], { width: 300, height: 600 })) {
    assert.ok(x >= 0 && x + width <= 300);
  }
});

test('a word keeps off its place on the side it is told, by its own size', () => {
  const seen = { project: (x, y) => [100 + x, 100 - y, 1] };
  assert.deepEqual(beside(seen, [0, 0, 0], [5, 0, 0], 40, 10), [105, 95]);
  assert.deepEqual(beside(seen, [0, 0, 0], [-5, 0, 0], 40, 10), [55, 95]);
  assert.deepEqual(beside(seen, [0, 0, 0], [0, -5, 0], 40, 10), [80, 105]);
  // Aslant it stays nearly level.
  assert.ok(Math.abs(beside(seen, [0, 0, 0], [5, 2, 0], 40, 10)[1] - 95) <= 3);
});
