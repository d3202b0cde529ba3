import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnswer, ranked, sureness } from '../../web/shell/answer.js';
import { createTranslate } from '../../web/text/language.js';
import { FakeElement, fakeDocument } from '../support/fakes.mjs';

const SEVEN = [0, 0.02, 0, 0, 0, 0, 0, 0.9, 0, 0.08];
const DIGITS = [...'0123456789'];
const t = createTranslate('en');

function setUp(labels = DIGITS) {
  const document = fakeDocument();
  const names = ['answer', 'sure', 'bars', 'seen'];
  const places = Object.fromEntries(names.map((name) => [name, new FakeElement(document)]));
  const answer = createAnswer(places, labels, t);
  return { places, answer, meters: places.bars.children.map(({ children: [meter] }) => meter) };
}

const reading = (confidences, sure = true) => ({ confidences, digit: new Float32Array(784), sure });

test('digits are ranked from the likeliest on', () => {
  assert.deepEqual(ranked(SEVEN).slice(0, 3), [7, 9, 1]);
});

test('sureness is said in percent', () => {
  assert.equal(sureness(SEVEN, true, DIGITS, t), '90% sure');
  assert.equal(sureness(SEVEN, true, DIGITS, createTranslate('zh')), '90% 確定');
});

test('no network is certain, so sureness stops short of 100', () => {
  assert.equal(sureness([0, 0, 0.9999, 0.0001, 0, 0, 0, 0, 0, 0], true, DIGITS, t), 'over 99% sure');
});

test('sureness names the second choice where it is a near one', () => {
  assert.equal(sureness([0, 0.55, 0, 0, 0, 0, 0, 0.45, 0, 0], true, DIGITS, t), '55% sure, or a 7?');
});

test('an answer that is not sure is no answer, and names the likeliest digit where one stands out', () => {
  const { places, answer } = setUp();
  answer.show(reading([0, 0.4, 0, 0.1, 0, 0.1, 0, 0.35, 0.05, 0], false));
  assert.deepEqual([places.answer.textContent, places.sure.textContent], ['?', 'Not sure. A 1?']);
  assert.ok(places.bars.children.every(({ classes }) => !classes.has('best')));
  assert.equal(answer.spoken(), 'Not sure. A 1?');
  assert.equal(sureness(Array(10).fill(0.1), false, DIGITS, t), 'Not sure. Is it one at all?');
});

test('there are ten meters, one a digit, at zero before anything is drawn', () => {
  const { meters } = setUp();
  assert.deepEqual(meters.map(({ attributes }) => attributes['data-digit']), DIGITS);
  for (const { attributes } of meters) {
    assert.deepEqual(
      [attributes.role, attributes['aria-valuemin'], attributes['aria-valuemax'], attributes['aria-valuenow']],
      ['meter', '0', '100', '0'],
    );
  }
});

test('an answer is shown as digit, sureness, bars and the picture that the network saw', () => {
  const { places, answer, meters } = setUp();
  answer.show({ ...reading(SEVEN), digit: Float32Array.from({ length: 784 }, (_, i) => (i === 1 ? 1 : 0)) });
  assert.deepEqual([places.answer.textContent, places.sure.textContent], ['7', '90% sure']);
  assert.equal(meters[7].attributes['aria-valuenow'], '90');
  assert.equal(meters[7].children[0].style.transform, 'scaleY(0.9000)');
  assert.deepEqual(places.bars.children.map(({ classes }) => classes.has('best')).indexOf(true), 7);
  const [, image] = places.seen.context.calls.at(-1);
  assert.deepEqual([...image.data.slice(0, 8)], [0, 0, 0, 255, 255, 255, 255, 255]);
  assert.equal(answer.spoken(), 'It reads 7, 90% sure.');
});

test('with nothing drawn the page says what it reads, and nothing is spoken', () => {
  const { places, answer, meters } = setUp();
  answer.show(reading(SEVEN));
  answer.show(null);
  assert.deepEqual([places.answer.textContent, places.sure.textContent], ['?', 'Anything from 0 to 9']);
  assert.equal(answer.spoken(), '');
  assert.equal(meters[7].attributes['aria-valuenow'], '0');
});

test("a model's own classes are answered by their labels", () => {
  const { places, answer, meters } = setUp(['cat', 'dog']);
  assert.equal(meters.length, 2);
  answer.show({ ...reading([0.1, 0.9]), digit: new Float32Array(256) });
  assert.equal(places.answer.textContent, 'dog');
  assert.equal(places.seen.width, 16);
});
