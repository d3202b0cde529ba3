/** Words in both pictures of a network: none lies across another, and no caption across a neuron. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrange } from '../../web/render2d/arrangement.js';
import { captionWords, shapesOf } from '../../web/render2d/captions.js';
import { labelWords, shareWords } from '../../web/render2d/outputs.js';
import { cross, letters, outlineOf, overlap, wrapped } from '../../web/render2d/words.js';
import { look, turned } from '../../web/render3d/camera.js';
import { createPictureState } from '../../web/render3d/picture_state.js';
import { startOf } from '../../web/render3d/scene.js';
import { letterBox, placedWords, planeOutlines } from '../../web/render3d/words.js';
import { addTexts, createTranslate } from '../../web/text/language.js';
import { texts } from '../../web/text/think.js';
import { captionsOf } from '../../web/views/think/captions.js';
import { networkOf, readingOf } from '../support/network3d_fixtures.mjs';

addTexts(texts);
/** As wide fonts have it: ideographs are square, and bold letters are wider. */
const measure = (text, { size, weight }) => [...text].reduce((sum, letter) => sum + (letters(letter) === 2 ? 1.02 : 0.6) * size * (weight > 500 ? 1.08 : 1), 0);
const BOXES = [[592, 576], [348, 554], [260, 554], [1500, 640], [530, 554], [700, 448], [560, 448], [590, 576], [540, 448], [280, 740]];
const SHAPES = [[512, 256, 256, 10], [10], [3, 2], [1, 4096, 1, 50], Array(8).fill(4096).concat(10), [30, 10], [4096, 24, 25, 26], Array(15).fill(1024).concat(10)];
const SIGNS = ['貓', '<b>ring</b>', 'airplane', '數字三', '10', 'I', '汽車'];

/** Every pair of boxes that lies across one another. */
const crossing = (boxes) => boxes.flatMap((one, n) => boxes.slice(n + 1).filter((other) => overlap(one, other)).map(({ text }) => `${one.text} × ${text}`));

/** What a network's pictures and words ask of it; the weights, of which large networks have many, are not among that. */
const NETWORKS = SHAPES.map((units) => ({ ...networkOf(units.map(() => 1)), labels: Array.from({ length: units.at(-1) }, (_, n) => String(n)),
  layers: units.map((count, n) => ({ units: count, inputs: n ? units[n - 1] : 784, activation: 'relu' })) }));

/** Each language, shape and room, and labels of figures or of words. */
function* cases() {
  for (const language of ['en', 'zh']) {
    for (const [n, units] of SHAPES.entries()) {
      for (const [width, height] of BOXES) {
        for (const signs of [null, SIGNS]) {
          const network = signs ? { ...NETWORKS[n], labels: NETWORKS[n].labels.map((_, k) => signs[k % signs.length]) } : NETWORKS[n];
          yield { language, t: createTranslate(language), network, width, height, isShipped: units === SHAPES[0] && !signs, name: `${language} ${units} ${width} × ${height} ${signs ?? ''}` };
        }
      }
    }
  }
}

/** All words of the flat picture, with the confidences of every output alike, or of one alone. */
function flat({ t, network, width, height }, confidences) {
  const arrangement = arrange(network, { width, height, down: width < 540 });
  const captions = captionWords(arrangement, (n, plane) => captionsOf(network, plane, n, t), measure, { width, height });
  const best = confidences.indexOf(Math.max(...confidences));
  const labels = labelWords(arrangement, network.labels, best, measure);
  return { arrangement, captions, words: [...captions, ...labels, ...shareWords(arrangement, confidences, measure, labels)] };
}

test('no two words of the flat picture lie across one another, and no caption across a neuron', () => {
  for (const given of cases()) {
    const { labels } = given.network;
    for (const confidences of [labels.map(() => 1 / labels.length), labels.map((_, n) => Number(n === 0)), labels.map((_, n) => (n < 2 ? 0.5 : 0))]) {
      const { arrangement, captions, words } = flat(given, confidences);
      assert.deepEqual(crossing(words), [], given.name);
      const shapes = shapesOf(arrangement);
      for (const word of captions) assert.deepEqual(shapes.filter((shape) => overlap(word, shape)), [], `${given.name}: ${word.text}`);
      for (const { text, left, top, right, bottom } of captions) {
        assert.ok(left >= -0.5 && top >= 0 && right <= given.width + 0.5 && bottom <= given.height, `${given.name}: ${text} is cut off`);
      }
    }
  }
});

test('of the network that is shipped every layer has its caption, in both languages and on every screen', () => {
  for (const { language, network, t, width, height, isShipped } of cases()) {
    if (!isShipped) continue;
    const { captions } = flat({ t, network, width, height }, [1]);
    const said = captions.map(({ text }) => text).join(' ');
    for (const [count, times] of [['784', 1], ['512', 1], ['256', 2], ['10', 1]]) {
      assert.ok(said.split(count).length > times, `${language} ${width} × ${height}: ${count} is missing from ${said}`);
    }
  }
});

test('lines are as wide as they may be, about as long as one another, and end between words', () => {
  const manner = { size: 10, weight: 400 };
  const letter = (text) => 5 * letters(text);
  assert.deepEqual(wrapped('each looks at all 784 pixels', 75, manner, letter), ['each looks at', 'all 784 pixels']);
  assert.deepEqual(wrapped('每個都看前一層全部 512 個', 80, manner, letter), ['每個都看前一層', '全部 512 個']);
  assert.equal(wrapped('unbreakable', 30, manner, letter), null);
  for (const line of wrapped('28 × 28，網路看到的樣子', 50, manner, letter)) assert.ok(!/^[，。：]/.test(line) && letter(line) <= 50, line);
});

test('an ideograph takes the room of two letters', () => {
  assert.deepEqual([letters('10'), letters('貓'), letters('a貓')], [2, 2, 3]);
});

test('two shapes overlap only where no line parts them', () => {
  const square = outlineOf({ left: 0, top: 0, right: 10, bottom: 10 });
  assert.ok(cross(square, [[5, 5], [20, 5], [20, 20]]));
  assert.ok(!cross(square, [[11, 0], [20, 5], [11, 10]]));
  assert.ok(!cross(square, [[12, 9], [9, 12], [20, 20]])); // their boxes overlap
  assert.ok(cross(square, outlineOf({ left: 4, top: 4, right: 5, bottom: 5 }))); // one in the other
});

/** All words of the picture in 3-D, from where it is first seen or turned. */
function solid({ t, network, width, height }, [yaw, pitch] = [0, 0]) {
  const content = createPictureState();
  content.show(network, readingOf(network, { a: [...network.layers.slice(1).map(() => []), [0, 1]] }), []);
  content.fit(width, height);
  content.step(1);
  const { shown } = content;
  const seen = look(shown.scene, turned(startOf(shown.scene), yaw, pitch), width, height);
  const box = ({ text, size, bold }) => ({ x: 0, y: 0, width: measure(text, { size, weight: bold ? 700 : 400 }) + 6, height: size * 1.2 + 6 });
  const placed = placedWords(shown, seen, (n, plane) => captionsOf(network, plane, n, t), { box, ratio: 1, width, height });
  return { shapes: planeOutlines(shown.scene, seen), words: placed.map((word) => ({ text: word.text, name: word.name, ...letterBox(word, 1) })) };
}

test('in 3-D no two words lie across one another, however it is turned', () => {
  for (const given of cases()) {
    if (given.language === 'zh' && given.network.layers.length > 4) continue; // as in English, and many
    for (const turn of [[0, 0], [0.7, -0.2], [-1.5, 0.3], [3, 0.6]]) assert.deepEqual(crossing(solid(given, turn).words), [], given.name);
  }
});

test('of the network that is shipped all is said in 3-D, and no caption lies across a plane as it is first seen', () => {
  for (const given of cases()) {
    const { network, name, isShipped } = given;
    if (!isShipped) continue;
    const { words, shapes } = solid(given);
    for (const label of network.labels) assert.ok(words.some(({ text }) => text === label), `${name}: ${label} is missing`);
    const captions = words.filter((word) => word.name === 'quiet');
    assert.ok(captions.length >= 5, `${name}: ${captions.map(({ text }) => text)}`);
    for (const word of captions) assert.ok(!shapes.some((shape) => cross(outlineOf(word), shape)), `${name}: ${word.text} lies across a plane`);
  }
});
