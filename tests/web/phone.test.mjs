import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOutbox } from '../../app/room_server/phone_outbox.js';
import { doneLines, leftToDraw, viewOf } from '../../app/room_server/phone_state.js';
import { createTexts } from '../../app/room_server/phone_texts.js';

/** A document whose browser keeps things, in `kept`. */
function documentWith(kept = new Map()) {
  const localStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  return { kept, defaultView: { localStorage }, documentElement: {}, querySelectorAll: () => [] };
}

const STATE = { asked: 20, left: [3], closed: false, reading: null, question: null, quiz: null };
const OPEN = { closed: false };

/** An outbox of a writer, what it has sent, and a server that may be out of reach or refuse. */
function sending(document = documentWith()) {
  const sent = [];
  const server = { reachable: true, refuses: false };
  const pauses = [];
  const outbox = createOutbox(document, 'abcde', async (time) => { pauses.push(time); server.reachable = true; });
  const ask = async (path, body) => {
    if (!server.reachable) throw new Error('unreachable');
    sent.push([path, path === 'back' ? body.drawing : body.label]);
    return server.refuses ? null : {};
  };
  return { outbox, sent, server, pauses, document, deliver: () => outbox.deliver(ask, () => {}) };
}

test('what waits to be sent is not asked for again', () => {
  assert.deepEqual(leftToDraw([3, 1, 3], [{ label: 3 }]), [1, 3]);
  assert.deepEqual(leftToDraw([1], [{ label: 7 }]), [1]);
});

test('a telephone shows what there is to do', () => {
  assert.equal(viewOf(null, false, null, []), 'entrance');
  assert.equal(viewOf(OPEN, false, null, []), 'start');
  assert.equal(viewOf({ closed: true }, false, null, []), 'done');
  assert.equal(viewOf(OPEN, true, null, []), 'connecting');
  assert.equal(viewOf(OPEN, true, STATE, [3]), 'draw');
  assert.equal(viewOf(OPEN, true, STATE, []), 'done');
  assert.equal(viewOf(OPEN, true, { ...STATE, closed: true }, [3]), 'done');
  assert.equal(viewOf(OPEN, true, { ...STATE, question: { digit: 1, png: '', left: 1 } }, [3]), 'quiz');
});

test('who has nothing to do is told what is known', () => {
  const names = (state) => doneLines(state).map(([name]) => name);
  const reading = { right: 4, judged: 5, rank: '' };
  assert.deepEqual(names(null), ['closed_before']);
  assert.deepEqual(names(STATE), ['wait']);
  assert.deepEqual(names({ ...STATE, closed: true }), ['closed']);
  assert.deepEqual(names({ ...STATE, reading: { ...reading, rank: 'best' } }), ['reading', 'rank_best']);
  assert.deepEqual(doneLines({ ...STATE, closed: true, reading, quiz: { right: 1, network: 0, count: 2 } }), [
    ['closed', {}], ['quiz_result', { right: 1, network: 0, count: 2 }], ['reading', { right: 4, judged: 5 }],
  ]);
});

test('drawings are sent in order, and again where the server was out of reach', async () => {
  const { outbox, sent, server, pauses, deliver } = sending();
  outbox.join('token');
  server.reachable = false;
  outbox.add(3, [[[1, 2]]]);
  outbox.add(1, []);
  assert.deepEqual(outbox.waiting().map(({ label }) => label), [3, 1]);
  await deliver();
  assert.deepEqual(sent, [['digits', 3], ['digits', 1]]);
  assert.deepEqual([outbox.waiting(), pauses.length, outbox.failing(), outbox.last().label], [[], 1, false, 1]);
});

test('what waits is still there when the page is opened again, and a stranger finds nothing', async () => {
  const document = documentWith();
  const before = sending(document);
  before.outbox.join('token');
  before.outbox.add(7, []);
  const after = sending(document);
  assert.equal(after.outbox.token(), 'token');
  await after.deliver();
  assert.deepEqual(after.sent, [['digits', 7]]);
  assert.equal(createOutbox(document, 'fghjk').token(), null);
  document.kept.forEach((_, key) => document.kept.set(key, '{broken'));
  assert.deepEqual(createOutbox(document, 'abcde').waiting(), []);
});

test('three drawings can be taken back, the last one first', async () => {
  const { outbox, sent, deliver } = sending();
  outbox.join('token');
  for (const label of [1, 2, 3, 4]) outbox.add(label, []);
  await deliver();
  sent.splice(0);
  for (const label of [4, 3, 2]) {
    assert.equal(outbox.last().label, label);
    outbox.takeBack();
  }
  assert.equal(outbox.last(), null);
  await deliver();
  assert.deepEqual(sent.map(([path]) => path), ['back', 'back', 'back']);
});

test('a drawing that waits behind another is taken back without being sent; the first may be on its way, and is asked for again', async () => {
  const { outbox, sent, deliver } = sending();
  outbox.join('token');
  outbox.add(1, []);
  outbox.add(2, []);
  outbox.takeBack();
  assert.deepEqual(outbox.waiting().map(({ label }) => label), [1]);
  outbox.takeBack();
  assert.deepEqual([outbox.waiting(), outbox.last()], [[], null]);
  await deliver();
  assert.deepEqual(sent.map(([path]) => path), ['digits', 'back']);
  assert.equal(outbox.last(), null);
});

test('a drawing that is refused is not sent again, and cannot be taken back', async () => {
  const { outbox, sent, server, deliver } = sending();
  outbox.join('token');
  server.refuses = true;
  outbox.add(1, []);
  await deliver();
  await deliver();
  assert.deepEqual([sent.length, outbox.last()], [1, null]);
});

test('a writer whom the room has forgotten has nothing to send any more', async () => {
  const { outbox, sent, deliver } = sending();
  outbox.join('token');
  outbox.add(1, []);
  outbox.forget();
  await deliver();
  assert.deepEqual([sent, outbox.token(), outbox.waiting()], [[], null, []]);
});

test('texts are in the language of the browser until another is chosen, which is remembered', () => {
  const texts = { left: { en: '{count} of {asked} left', zh: '還剩 {count} 個' } };
  const document = documentWith();
  const words = createTexts(document, texts, 'zh-Hant-TW');
  assert.equal(words('left', { count: 2 }), '還剩 2 個');
  words.turn();
  assert.equal(words('left', { count: 2 }), '2 of {asked} left');
  assert.equal(createTexts(document, texts, 'zh-TW')('left'), '{count} of {asked} left');
  assert.equal(createTexts(documentWith(), texts, 'de')('left', { count: 1, asked: 3 }), '1 of 3 left');
});
