import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnswer, ranked, sureness } from '../../web/answer.js';
import { FakeElement, fakeDocument } from './fakes.mjs';

const SEVEN = [0, 0.02, 0, 0, 0, 0, 0, 0.9, 0, 0.08];

function setUp() {
  const document = fakeDocument();
  const names = ['answer', 'sure', 'spoken', 'bars', 'seen'];
  const places = Object.fromEntries(names.map((name) => [name, new FakeElement(document)]));
  places.answer.textContent = '?';
  places.sure.textContent = 'Any digit';
  return { places, answer: createAnswer(places), meters: places.bars.children.map(({ children: [meter] }) => meter) };
}

test('digits are ranked from the likeliest on', () => {
  assert.deepEqual(ranked(SEVEN).slice(0, 3), [7, 9, 1]);
});

test('sureness is said in percent', () => {
  assert.equal(sureness(SEVEN), '90% sure');
});

test('no network is certain, so sureness stops short of 100', () => {
  assert.equal(sureness([0, 0, 0.9999, 0.0001, 0, 0, 0, 0, 0, 0]), 'over 99% sure');
});

test('sureness names the second choice where it is a near one', () => {
  assert.equal(sureness([0, 0.55, 0, 0, 0, 0, 0, 0.45, 0, 0]), '55% sure, or a 7?');
});

test('an answer that is not sure is no answer, and names the likeliest digit where one stands out', () => {
  const { places, answer } = setUp();
  const torn = [0, 0.4, 0, 0.1, 0, 0.1, 0, 0.35, 0.05, 0];
  answer.show({ confidences: torn, digit: new Float32Array(784), sure: false });
  assert.deepEqual([places.answer.textContent, places.sure.textContent], ['?', 'Not sure. A 1?']);
  assert.ok(places.bars.children.every(({ classes }) => !classes.has('best')));
  answer.speak();
  assert.equal(places.spoken.textContent, 'Not sure. A 1?');
  assert.equal(sureness(Array(10).fill(0.1), false), 'Not sure. Is it a digit?');
});

test('there are ten meters, one a digit, at zero before anything is drawn', () => {
  const { meters } = setUp();
  assert.deepEqual(meters.map(({ attributes }) => attributes['data-digit']), [...'0123456789']);
  for (const { attributes } of meters) {
    assert.deepEqual(
      [attributes.role, attributes['aria-valuemin'], attributes['aria-valuemax'], attributes['aria-valuenow']],
      ['meter', '0', '100', '0'],
    );
  }
});

test('an answer is shown as digit, sureness, bars and the picture that the network saw', () => {
  const { places, answer, meters } = setUp();
  answer.show({ confidences: SEVEN, digit: Float32Array.from({ length: 784 }, (_, i) => (i === 1 ? 1 : 0)) });
  assert.deepEqual([places.answer.textContent, places.sure.textContent], ['7', '90% sure']);
  assert.equal(meters[7].attributes['aria-valuenow'], '90');
  assert.equal(meters[7].children[0].style.transform, 'scaleY(0.9000)');
  assert.deepEqual(places.bars.children.map(({ classes }) => classes.has('best')).indexOf(true), 7);
  const [, image] = places.seen.context.calls.at(-1);
  assert.deepEqual([...image.data.slice(0, 8)], [0, 0, 0, 255, 255, 255, 255, 255]);
});

test('clearing brings back what the page said at first', () => {
  const { places, answer, meters } = setUp();
  answer.show({ confidences: SEVEN, digit: new Float32Array(784) });
  answer.speak();
  answer.clear();
  assert.deepEqual([places.answer.textContent, places.sure.textContent], ['?', 'Any digit']);
  assert.equal(places.spoken.textContent, '');
  assert.equal(meters[7].attributes['aria-valuenow'], '0');
});

test('the answer is spoken only when it is asked for', () => {
  const { places, answer } = setUp();
  answer.show({ confidences: SEVEN, digit: new Float32Array(784) });
  assert.equal(places.spoken.textContent, '');
  answer.speak();
  assert.equal(places.spoken.textContent, 'It reads 7, 90% sure.');
});
