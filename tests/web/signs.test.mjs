/** A visitor's own signs: what is learned from a few drawings, their file, their link, and the bookkeeping around them. */
import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { test } from 'node:test';
import { forward } from '../../web/network/forward.js';
import { encodeStrokes } from '../../web/drawing/stroke_codec.js';
import { checkSigns, createLesson, featuresOf, learnSigns, thickened, thresholdOf } from '../../web/signs/learn_signs.js';
import { MOST_DRAWINGS, MOST_SIGNS } from '../../web/signs/sign_limits.js';
import { centerInk } from '../../web/network/center_ink.js';
import { digitOf as digitOfPicture, drawingOf, drawingsFrom } from '../../web/signs/sign_drawings.js';
import { readSign, told } from '../../web/views/signs/from_pictures.js';
import { checkName, decodeSigns, encodeSigns, signsFromText, signsToText } from '../../web/signs/signs_file.js';
import { answer } from '../../web/signs/signs_worker.js';
import { decodeNetwork, encodeNetwork } from '../../web/storage/network_file.js';
import { initialNetwork } from '../../web/training/gradient_descent.js';
import { randomOf } from '../../web/training/random.js';
import { mutatedBytes, oddVersions } from '../support/hostile.mjs';

const SIDE = 12;
/** Bars that stand, lie, or lean, never in the very same place: so many of each. */
function examples(each, random = randomOf(3)) {
  const kinds = [(x, y, at) => Math.abs(x - at) < 1.5, (x, y, at) => Math.abs(y - at) < 1.5, (x, y, at) => Math.abs(x - y + at - 6) < 1.5];
  const images = new Uint8Array(3 * each * SIDE * SIDE);
  const labels = Uint8Array.from({ length: 3 * each }, (_, n) => Math.floor(n / each));
  labels.forEach((label, n) => {
    const at = 4 + 4 * random();
    for (let i = 0; i < SIDE * SIDE; i += 1) if (kinds[label](i % SIDE, Math.floor(i / SIDE), at)) images[n * SIDE * SIDE + i] = 255;
  });
  return { images, labels, side: SIDE, names: ['stands', 'lies', 'leans'] };
}
const digitOf = ({ images }, n) => Float32Array.from(images.subarray(n * SIDE * SIDE, (n + 1) * SIDE * SIDE), (grey) => grey / 255);
const best = (confidences) => confidences.indexOf(Math.max(...confidences));
const shipped = initialNetwork({ side: SIDE, units: [60, 40, 5], activation: 'relu', seed: 1 });

for (const what of ['from scratch', 'on features']) {
  test(`a few drawings are learned ${what}, and further ones are read right`, () => {
    const many = examples(10, randomOf(5));
    const features = what === 'on features' ? featuresOf(learnSigns(many, createLesson(many, null, 1), null, 1)) : null;
    const [given, further] = [examples(5), examples(20, randomOf(9))];
    const losses = [];
    const network = learnSigns(given, createLesson(given, features, 1), features, 1, ({ loss }) => losses.push(loss));
    assert.ok(losses.at(-1) < losses[0] / 2);
    const right = [...further.labels].filter((label, n) => best(forward(network, digitOf(further, n)).a.at(-1)) === label).length;
    assert.ok(right >= 54, `${right} of 60`);
    assert.deepEqual(network.labels, given.names);
    assert.deepEqual(decodeNetwork(encodeNetwork({ ...network, notSureBelow: 0.9 })).network, { ...network, notSureBelow: 0.9 });
  });
}

test('features are the first two layers, as they are, and never the last', () => {
  const features = featuresOf(shipped);
  const given = examples(2);
  const network = learnSigns(given, createLesson(given, features, 1), features, 1);
  assert.deepEqual(network.layers.slice(0, 2), shipped.layers.slice(0, 2));
  assert.deepEqual(network.layers.map(({ units }) => units), [60, 40, 3]);
  assert.equal(featuresOf({ ...shipped, layers: shipped.layers.slice(0, 2) })?.layers.length, 1);
  assert.equal(featuresOf({ ...shipped, layers: shipped.layers.slice(3) }), null);
  assert.equal(featuresOf(null), null);
});

test('a drawing that is checked has no part in the network that reads it', () => {
  // One drawing says that a standing bar lies: whoever had learned it would say so, too.
  const given = examples(4);
  given.labels[0] = 1;
  const checks = [...checkSigns(given, createLesson(given, null, 1), null, 1)];
  assert.deepEqual(checks.map(({ drawing }) => drawing).sort((a, b) => a - b), [...given.labels.keys()]);
  assert.equal(best(checks.find(({ drawing }) => drawing === 0).confidences), 0);
});

test('the same seed learns the same network', () => {
  const given = examples(2);
  const [one, other] = [1, 1].map((seed) => learnSigns(given, createLesson(given, null, seed), null, seed));
  assert.deepEqual(one, other);
});

test('strokes are made thicker and thinner', () => {
  const dot = Uint8Array.of(0, 0, 0, 0, 200, 0, 0, 0, 0);
  assert.deepEqual([...thickened(dot, 3, 1)], [0, 200, 0, 200, 200, 200, 0, 200, 0]);
  assert.deepEqual([...thickened(dot, 3, -0.5)], [0, 0, 0, 0, 100, 0, 0, 0, 0]);
});

test('the threshold gives up a tenth of the drawings, between its limits', () => {
  const of = (...highest) => highest.map((each) => Float32Array.of(each, 1 - each));
  assert.equal(thresholdOf(of(0.6, 0.7)).toFixed(3), '0.500');
  assert.equal(thresholdOf(of(1, 1)).toFixed(3), '0.800');
  assert.equal(thresholdOf(of(...Array.from({ length: 20 }, (_, n) => 0.8 + n / 100))).toFixed(3), '0.512');
});

test('the worker tells its progress, the network, each check, and the threshold; or why it failed', () => {
  const messages = [];
  answer({ examples: examples(2), features: null, seed: 1 }, (message) => messages.push(message));
  const types = messages.map(({ type }) => type);
  assert.deepEqual([...new Set(types)], ['progress', 'learned', 'checked', 'done']);
  assert.equal(types.filter((type) => type === 'checked').length, 6);
  assert.ok(messages.at(-1).notSureBelow >= 0.5);
  answer({ examples: null, features: null, seed: 1 }, (message) => messages.push(message));
  assert.equal(messages.at(-1).type, 'failed');
});

const SIGNS = [{ name: 'ㄅ', drawings: [[[[10, 20], [30, 40, 12.5]]], [[[1, 2]], [[3, 4]]]] }, { name: '😀 face', drawings: [] }];

test('signs come back from their file and from their link', async () => {
  assert.deepEqual(decodeSigns(encodeSigns(SIGNS)), SIGNS);
  const text = await signsToText(SIGNS);
  assert.equal(encodeURIComponent(text), text);
  assert.deepEqual(await signsFromText(text), SIGNS);
});

test('ten drawings of five signs fit into a link; what does not is refused', async () => {
  const random = randomOf(1);
  const drawing = () => [Array.from({ length: 80 }, (_, i) => [140 + i * random(), 100 + i, 18])];
  const signs = (count, each) => Array.from({ length: count }, (_, n) => ({ name: `sign ${n}`, drawings: Array.from({ length: each }, drawing) }));
  assert.ok((await signsToText(signs(5, 10))).length < 32_000);
  await assert.rejects(signsToText(signs(12, 40)), { key: 'signs.link_long' });
});

const written = JSON.parse(new TextDecoder().decode(encodeSigns(SIGNS)));
const file = (changes) => new TextEncoder().encode(JSON.stringify({ ...written, ...changes }));
for (const [what, bytes, key] of [
  ['another kind', file({ format: 'other' }), 'signs.no_file'],
  ['no JSON', Uint8Array.of(1, 2, 255), 'signs.no_file'],
  ['another version', file({ version: 3 }), 'signs.version'],
  ['too many signs', file({ signs: Array.from({ length: MOST_SIGNS + 1 }, (_, n) => ({ name: `${n}`, drawings: [] })) }), 'signs.count_rule'],
  ['two of one name', file({ signs: [written.signs[0], written.signs[0]] }), 'signs.name_rule'],
  ['a name that writes backwards', file({ signs: [{ name: 'a\u202e', drawings: [] }] }), 'signs.name_rule'],
  ['too many drawings', file({ signs: [{ name: 'a', drawings: Array(MOST_DRAWINGS + 1).fill(encodeStrokes([[[1, 1]]])) }] }), 'signs.drawings_rule'],
  ['an empty drawing', file({ signs: [{ name: 'a', drawings: [encodeStrokes([])] }] }), 'signs.drawings_rule'],
  ['a drawing off the paper', file({ signs: [{ name: 'a', drawings: [encodeStrokes([[[9000, 1]]])] }] }), 'link.drawing'],
]) {
  test(`a file of signs is refused: ${what}`, () => assert.throws(() => decodeSigns(bytes), { key }));
}

test('whatever is in a file or a link of signs, it is refused in a line or read, in little time', async () => {
  const began = performance.now();
  const attempt = (work) => {
    try {
      work();
    } catch (error) {
      assert.match(String(error.key), /^(signs|link|file)\./, String(error));
    }
  };
  for (const odd of oddVersions(written)) attempt(() => decodeSigns(new TextEncoder().encode(JSON.stringify(odd) ?? '')));
  for (let seed = 0; seed < 100; seed += 1) attempt(() => decodeSigns(mutatedBytes(encodeSigns(SIGNS), seed)));
  const text = await signsToText(SIGNS);
  for (const wrong of ['', '%%%', 'A'.repeat(40_000), text.slice(0, -4)]) {
    await assert.rejects(signsFromText(wrong), ({ key }) => /^(signs|link|file)\./.test(key), wrong.slice(0, 20));
  }
  assert.ok(performance.now() - began < 20_000);
});

test('a link that unpacks to far more than it is long is refused', async () => {
  const packed = new Uint8Array(await new Response(new Blob([new Uint8Array(20_000_000)]).stream().pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer());
  const text = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join('')).replaceAll('+', '-').replaceAll('/', '_');
  assert.ok(text.length < 32_000);
  await assert.rejects(signsFromText(text), ({ key }) => key === 'signs.no_link');
});

test('a name is one to forty printable characters, unlike the others', () => {
  checkName('ᚠ', ['ᚢ']);
  for (const name of ['', '  ', 'ᚢ', 'x'.repeat(41), 3, undefined]) assert.throws(() => checkName(name, ['ᚢ']), { key: 'signs.name_rule' });
});

/** A picture with a bar on it, or without ink. */
const photo = (ink = 255, side = 90) => (
  { width: side, height: side, data: Uint8Array.from({ length: side * side }, (_, i) => (Math.abs((i % side) - 40) < 5 ? ink : 0)) });

test('a drawing from a picture is what the network would be given of it, and comes back from file and link', async () => {
  const drawing = drawingOf(photo(), 28);
  assert.deepEqual([...drawing], [...centerInk(photo(), 28)].map((value) => Math.round(255 * value)));
  assert.deepEqual([...digitOfPicture(drawing, 28)].map((value) => Math.round(255 * value)), [...drawing]);
  assert.equal(digitOfPicture(drawing, 20).length, 400);
  assert.ok(digitOfPicture(drawing, 20).some(Boolean));
  const signs = [{ name: 'bar', drawings: [drawing, SIGNS[0].drawings[0]] }];
  assert.deepEqual(decodeSigns(encodeSigns(signs)), signs);
  assert.deepEqual(await signsFromText(await signsToText(signs)), signs);
});

test('a file without pictures is of the version that every page knows', () => {
  const versionOf = (signs) => JSON.parse(new TextDecoder().decode(encodeSigns(signs))).version;
  assert.deepEqual([versionOf(SIGNS), versionOf([{ name: 'bar', drawings: [drawingOf(photo(), 28)] }])], [1, 2]);
});

test('picture files are read one after another, and those that give nothing are told', async () => {
  const reading = { good: photo(), empty: photo(0) };
  const read = async (file) => {
    if (file === 'blank') throw Object.assign(new Error(), { key: 'picture.blank', values: { name: 'blank.png' } });
    return reading[file];
  };
  const { drawings, errors } = await drawingsFrom(['good', 'blank', 'good', 'empty'], 28, read);
  assert.deepEqual(drawings, [drawingOf(photo(), 28), drawingOf(photo(), 28)]);
  assert.deepEqual(errors.map(({ key }) => key), ['picture.blank', 'signs.empty']);
  await assert.rejects(readSign(read)('blank'), { key: 'signs.no_sign' });
});

test('what came of picture files is said in a few sentences', () => {
  const t = (key, values = {}) => `${key} ${Object.values(values).join(' ')}`.trim();
  const blank = { key: 'signs.no_sign', values: { name: 'a.png' } };
  assert.equal(told(t, 'ㄅ', 7, { added: 2, errors: [] }), 'signs.pictures_added ㄅ 7 2');
  assert.equal(told(t, 'ㄅ', 7, { added: 0, errors: [blank] }), 'signs.no_sign a.png');
  assert.equal(told(t, 'ㄅ', 7, { added: 1, errors: [blank, blank, blank, blank] }), 'signs.pictures_added ㄅ 7 1 signs.no_sign a.png signs.no_sign a.png signs.pictures_refused 2');
});

for (const [what, text] of [
  ['not square', btoa('\u0001'.repeat(10))],
  ['too small', btoa('\u0001'.repeat(49))],
  ['too large', btoa('\u0001'.repeat(65 * 65))],
  ['without ink', btoa('\u0000'.repeat(784))],
  ['no base64', '*'],
]) {
  test(`a sign's picture that is ${what} is refused`, () => {
    const bytes = file({ version: 2, signs: [{ name: 'x', drawings: [`picture:${text}`] }] });
    assert.throws(() => decodeSigns(bytes), { key: 'signs.picture_rule' });
  });
}
