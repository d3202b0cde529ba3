/** What strangers send to the page: files, links, settings. All is taken or refused in one line, and in little time. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { decodeStrokes, encodeStrokes } from '../../web/drawing/stroke_codec.js';
import { localizedError } from '../../web/text/localized_error.js';
import { addTexts, chooseLanguage, createTranslate, inWords, shown } from '../../web/text/language.js';
import { texts as steps } from '../../web/text/steps.js';
import { texts as storage } from '../../web/text/storage.js';
import { decodeNetwork, encodeNetwork, tooLarge } from '../../web/storage/network_file.js';
import { MAX_BYTES, MAX_HEADER_BYTES, MAX_LABELS, MAX_LAYERS, MAX_UNITS } from '../../web/storage/network_limits.js';
import { readSafetensors, writeSafetensors } from '../../web/storage/safetensors.js';
import { readSetting } from '../../web/storage/local_storage.js';
import { readLink, writeLink } from '../../web/storage/url_fragment.js';
import { decodeDigits } from '../../web/training/digits.js';
import { initialNetwork } from '../../web/training/gradient_descent.js';
import { createTrainer } from '../../web/training/trainer.js';
import { mutatedBytes, ODD_VALUES, oddVersions, refusedOrDone } from '../support/hostile.mjs';

addTexts(steps);
addTexts(storage);
const LABELS = ['a', '乙', 'c d'];
const network = initialNetwork({ side: 3, units: [4], activation: 'tanh', seed: 1, labels: LABELS });
const sound = encodeNetwork(network, { name: 'mine' });
const { tensors, metadata } = readSafetensors(sound);
const STROKES = [[[10, 20], [12, 25], [300, -20.5]], [[140, 140, 17.5]]];

/** A `.kerasdl` file of version 2 with these values in its metadata. @param {Record<string, unknown>} values */
const fileWith = (values) => writeSafetensors(tensors, {
  ...metadata, ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)])),
});

/** An error as the page says it: one line in each language, of no more letters than a screen shows. */
function inBothLanguages(error) {
  for (const language of ['en', 'zh']) {
    const line = inWords(error, createTranslate(language));
    assert.match(line, /^[^\p{Cc}\p{Cf}\u2028\u2029]{5,700}$/u);
    assert.doesNotMatch(line, /\{\w+\}|undefined|\[object/);
    assert.notEqual(line, error.key);
  }
}

/** The error with which a value is refused. */
function refusal(work) {
  try {
    work();
  } catch (error) {
    inBothLanguages(error);
    return error;
  }
  return null;
}

test('a network file with changed bytes is taken or refused', () => {
  for (let seed = 0; seed < 1500; seed += 1) refusedOrDone(() => decodeNetwork(mutatedBytes(sound, seed)), `file ${seed}`);
});

test('a stored file of either version with changed bytes is taken or refused', async () => {
  for (const version of [1, 2]) {
    const bytes = new Uint8Array(await readFile(new URL(`../data/network_version_${version}.kerasdl`, import.meta.url)));
    for (let seed = 0; seed < 300; seed += 1) refusedOrDone(() => decodeNetwork(mutatedBytes(bytes, seed)), `version ${version}, ${seed}`);
  }
});

test('odd values anywhere in a file’s metadata are refused', () => {
  const values = { side: 3, labels: LABELS, activations: ['tanh', 'softmax'], adler32: 1 };
  for (const odd of oddVersions(values)) {
    if (!('adler32' in Object(odd))) continue; // of the sound file
    const key = refusedOrDone(() => decodeNetwork(fileWith(odd)), JSON.stringify(odd).slice(0, 200));
    assert.match(String(key), /^file\./, JSON.stringify(odd).slice(0, 200));
  }
});

test('odd values anywhere in a safetensors header are refused or do no harm', () => {
  const length = Number(new DataView(sound.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(sound.subarray(8, 8 + length)));
  for (const odd of oddVersions(header)) {
    const text = new TextEncoder().encode(JSON.stringify(odd));
    const file = new Uint8Array(8 + text.length + sound.length - 8 - length);
    new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
    file.set(text, 8);
    file.set(sound.subarray(8 + length), 8 + text.length);
    refusedOrDone(() => decodeNetwork(file), JSON.stringify(odd).slice(0, 200));
  }
});

for (const [what, labels] of Object.entries({
  'none': [],
  'too many': Array.from({ length: MAX_LABELS + 1 }, (_, i) => String(i)),
  'an empty one': ['a', 'b', ''],
  'one of spaces': ['a', 'b', '  '],
  'a long one': ['a', 'b', 'x'.repeat(41)],
  'a very long one': ['a', 'b', 'x'.repeat(20_000)],
  'one with a line end': ['a', 'b', 'c\nd'],
  'one that writes backwards': ['a', 'b', 'c\u202e'],
  'one with a space of another kind': ['a', 'b', 'c\u2003d'],
  'two alike': ['a', 'b', 'a'],
  'a number': ['a', 'b', 3],
})) {
  test(`labels are refused: ${what}`, () => {
    assert.equal(refusal(() => decodeNetwork(fileWith({ labels }))).key, 'file.labels');
  });
}

test('labels of forty letters of any script are taken', () => {
  const labels = ['𝔸'.repeat(40), '乙'.repeat(40), `${'x'.repeat(20)} ${'y'.repeat(19)}`];
  assert.deepEqual(decodeNetwork(fileWith({ labels })).network.labels, labels);
});

test('a file of more bytes than the rule allows is refused before anything is done with it', () => {
  for (const bytes of [new Uint8Array(MAX_BYTES + 1), encodeNetwork(initialNetwork({ side: 28, units: [1000], activation: 'relu', seed: 1 }))]) {
    const error = refusal(() => decodeNetwork(bytes));
    assert.deepEqual([error.key, error.values.received], ['file.large', bytes.length.toLocaleString('en')]);
    assert.equal(refusedOrDone(() => decodeNetwork(bytes), 'a large file', 20), 'file.large');
  }
  assert.deepEqual(tooLarge(5000).values, { most: '3,000,000', received: '5,000' });
});

test('the largest files are read in little time', () => {
  const units = [700, 200];
  const bytes = encodeNetwork(initialNetwork({ side: 28, units, activation: 'relu', seed: 1 }));
  assert.ok(bytes.length > 0.9 * MAX_BYTES && bytes.length <= MAX_BYTES, String(bytes.length));
  assert.equal(refusedOrDone(() => decodeNetwork(bytes), 'the largest network'), null);
  const nested = '['.repeat(MAX_HEADER_BYTES / 2);
  const deep = new Uint8Array(8 + nested.length + 8);
  new DataView(deep.buffer).setBigUint64(0, BigInt(nested.length), true);
  deep.set(new TextEncoder().encode(nested), 8);
  assert.equal(refusedOrDone(() => decodeNetwork(deep), 'a deep header'), 'file.header');
  for (const about of [nested, `{"a":${nested}`]) {
    refusedOrDone(() => decodeNetwork(writeSafetensors(tensors, { ...metadata, about })), 'deep metadata');
  }
  const many = new Map(Array.from({ length: 1000 }, (_, n) => [`layers.${n}.bias`, { shape: [0], data: new Float32Array(0) }]));
  assert.equal(refusedOrDone(() => decodeNetwork(writeSafetensors(many, metadata)), 'many tensors'), 'file.layers');
});

test('a network with more neurons or layers than the rule allows is refused', () => {
  const wide = initialNetwork({ side: 3, units: [MAX_UNITS + 1], activation: 'relu', seed: 1, labels: LABELS });
  const deep = initialNetwork({ side: 3, units: Array(MAX_LAYERS).fill(2), activation: 'relu', seed: 1, labels: LABELS });
  for (const one of [wide, deep]) assert.equal(refusal(() => decodeNetwork(encodeNetwork(one))).key, 'file.layers');
});

test('a link with a changed drawing is read or its drawing refused', () => {
  const text = encodeStrokes(STROKES);
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  let taken = 0;
  for (let seed = 0; seed < 2000; seed += 1) {
    const changed = btoa(String.fromCharCode(...mutatedBytes(bytes, seed)));
    if (refusedOrDone(() => decodeStrokes(changed), changed) === null) taken += 1;
    for (const hash of [`#ink=${changed}`, String.fromCharCode(...mutatedBytes(new TextEncoder().encode(writeLink({ view: 'best', strokes: STROKES })), seed))]) {
      refusedOrDone(() => readLink(hash), hash);
      const { error } = readLink(hash);
      if (error) inBothLanguages(error);
    }
  }
  assert.ok(taken > 0 && taken < 2000);
});

test('a link of any length is read in little time', () => {
  for (const hash of [`#ink=${'A'.repeat(3e6)}`, '&'.repeat(3e6), `#${'view=x&'.repeat(3e5)}`, '%'.repeat(60_000), `#ink=${btoa('\x01' + '\xff'.repeat(40_000))}`]) {
    refusedOrDone(() => readLink(hash), hash.slice(0, 20));
  }
});

test('a drawing that claims very many points is refused before they are made', () => {
  for (const count of ['\xff\xff\xff\xff\x7f', '\xff\xff\x7f', '\x80\x80\x80\x80\x80\x01']) {
    assert.equal(refusedOrDone(() => decodeStrokes(btoa(`\x01${count}\x01\x01\x01`)), 'many points', 20), 'link.drawing');
  }
});

test('kept settings of any kind choose one of the two languages', () => {
  for (const kept of [...ODD_VALUES.map((value) => JSON.stringify(value)), null]) {
    const document = { defaultView: { localStorage: { getItem: () => kept } } };
    assert.ok(['en', 'zh'].includes(chooseLanguage(readSetting(document, 'language'), ['de'])));
  }
});

test('digits with changed bytes are taken or refused', async () => {
  const bytes = new Uint8Array(await readFile(new URL('../../web/digits.bin', import.meta.url)));
  const { gzipSync, gunzipSync } = await import('node:zlib');
  const content = gunzipSync(bytes);
  const heads = Array.from({ length: 12 }, (_, seed) => Uint8Array.from([...mutatedBytes(content.subarray(0, 30), seed), ...content.subarray(30, 400)]));
  const files = [...heads.map((head) => new Uint8Array(gzipSync(head))), new Uint8Array(200_000)];
  for (const file of files) await decodeDigits(file).catch((error) => assert.equal(error.key, 'digits.damaged'));
});

/** A trainer with no browser around it. */
const trainerOf = () => createTrainer({ document: {}, files: (path) => path, side: 28, labels: [...'0123456789'] });
const NUMBERS = [NaN, Infinity, -Infinity, 1e99, -1, 0, 0.5, '8', null, undefined, {}, [], 2 ** 40, 10_000];

for (const [name, sounds] of Object.entries({ learningRate: [0.5], batchSize: [10_000 / 100], epochs: [] })) {
  test(`a ${name} that breaks its rule changes nothing and is told`, () => {
    for (const value of NUMBERS.filter((each) => !sounds.includes(each) && !(name === 'learningRate' && each === 0.5))) {
      const trainer = trainerOf();
      const before = trainer.state.get('settings');
      refusedOrDone(() => trainer.set({ [name]: value }), String(value), 20);
      assert.equal(trainer.state.get('settings'), before);
      inBothLanguages(trainer.state.get('error'));
    }
  });
}

test('an optimizer that is not there changes nothing and is told', () => {
  for (const optimizer of ['', 'rmsprop', 'toString', null, 3]) {
    const trainer = trainerOf();
    trainer.set({ optimizer });
    assert.equal(trainer.state.get('settings').optimizer, 'adam');
    inBothLanguages(trainer.state.get('error'));
  }
});

test('a structure that breaks its rule changes nothing and is told, before it is made', () => {
  const wrong = [
    ...NUMBERS.filter((value) => value !== undefined).map((value) => ({ seed: value })).filter(({ seed }) => ![0, 10_000].includes(seed)),
    ...NUMBERS.map((value) => ({ units: [value] })),
    { units: 64 }, { units: '64' }, { units: null }, { units: Array(16).fill(4) }, { units: Array(1e6).fill(1) }, { units: [1024, 1024] },
    { activation: 'magic' }, { activation: '__proto__' }, { activation: 'softmax' }, { activation: null },
  ];
  for (const change of wrong) {
    const trainer = trainerOf();
    const before = trainer.state.get('network');
    refusedOrDone(() => trainer.choose(change), JSON.stringify(change).slice(0, 100), 20);
    assert.equal(trainer.state.get('network'), before, JSON.stringify(change).slice(0, 100));
    inBothLanguages(trainer.state.get('error'));
  }
});

test('a network that reads something else is not taken', () => {
  const given = { activation: 'relu', seed: 1, units: [4] };
  for (const other of [{ side: 27 }, { labels: [...'abcdefghij'] }, { labels: [...'012345678'] }]) {
    const trainer = trainerOf();
    const before = trainer.state.get('network');
    assert.equal(refusal(() => trainer.take(initialNetwork({ side: 28, ...given, ...other }), 'other')).key, 'file.other_digits');
    assert.equal(trainer.state.get('network'), before);
  }
  const trainer = trainerOf();
  trainer.take(initialNetwork({ side: 28, ...given }), 'mine');
  assert.equal(trainer.state.get('name'), 'mine');
});

test('a value in a text is one short line, whatever it holds', () => {
  const t = createTranslate('en');
  for (const value of [...ODD_VALUES.filter((each) => typeof each !== 'object'), 'a\nb', '\u200b\u202eabc', '𝔸'.repeat(9000)]) {
    assert.match(shown(value), /^[^\p{C}\u2028\u2029]{0,400}$/u);
    inBothLanguages(localizedError('kept.gone', { name: String(value) }));
    assert.ok(t('kept.gone', { name: value }).length < 700);
  }
  assert.equal(shown('x'.repeat(50), 40), `${'x'.repeat(39)}…`);
});
