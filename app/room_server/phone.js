/**
 * Page of a telephone that writes in a room: asks for digits, sends what is drawn, and keeps it until it is acknowledged.
 *
 * vendor/build/build.mjs bundles it, with the page's canvas, to phone.bundle.js.
 */
import { createInk } from '../../web/drawing/ink.js';
import { createOutbox } from './phone_outbox.js';
import { doneLines, leftToDraw, viewOf } from './phone_state.js';
import { createTexts } from './phone_texts.js';

/**
 * @typedef {import('./phone_state.js').State} State
 * @typedef {{code: string, title: string, asked: number, until: number, closed: boolean}} Room
 * @typedef {{room: Room | null, error: string, texts: import('./phone_texts.js').Entries}} Data What the server has written into the page.
 */

const POLL = 4000;  // milliseconds between two looks at what is new
const SECTIONS = ['entrance', 'start', 'connecting', 'draw', 'done', 'quiz'];

/** @type {Data} */
const { room, error, texts } = JSON.parse(placeOf('data').textContent ?? '');
const words = createTexts(document, texts, navigator.language);
const outbox = createOutbox(document, room?.code ?? '');
/** @type {State | null} What the server said last. */
let state = null;
let fault = error;
/** The question that the buttons on the page answer, in which language. */
let asked = '';

const canvas = /** @type {HTMLCanvasElement} */ (placeOf('ink'));
const ink = createInk(canvas, { onChange: showTools });

/** @param {string} id */
function placeOf(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @param {string} id */
function buttonOf(id) {
  return /** @type {HTMLButtonElement} */ (placeOf(id));
}

/** @param {string} id @param {string | number} text */
function say(id, text) {
  const place = placeOf(id);
  if (place.textContent !== String(text)) place.textContent = String(text);  // what is the same is not read aloud again
}

const left = () => leftToDraw(state?.left ?? [], outbox.waiting());

function showTools() {
  for (const id of ['undo', 'clear', 'next']) buttonOf(id).disabled = ink.isEmpty();
}

function show() {
  const now = viewOf(room, outbox.token() !== null, state, left());
  for (const id of SECTIONS) placeOf(id).hidden = id !== now;
  words.fill();
  say('title', room?.title || words('title'));
  document.title = room?.title || words('title');
  placeOf('error').hidden = !fault;
  say('error', fault && (texts[fault] ? words(fault) : fault));
  if (room) say('kept', words('kept', { date: words.date(room.until), asked: room.asked }));
  if (now === 'draw') showDrawing();
  if (now === 'quiz') showQuestion();
  if (now === 'done') showDone();
  const last = outbox.last();
  placeOf('back').hidden = !['draw', 'done'].includes(now) || !last || (state?.closed ?? true);
  say('back', words('back', { label: last?.label ?? '' }));
  const count = outbox.waiting().length;
  say('sending', count > 1 || (count && outbox.failing()) ? words('sending', { count }) : '');
}

function showDrawing() {
  const rest = left();
  const values = { count: rest.length, asked: state?.asked ?? 0 };
  const progress = /** @type {HTMLProgressElement} */ (placeOf('progress'));
  say('asked', rest[0]);
  canvas.setAttribute('aria-label', words('canvas'));
  progress.max = values.asked;
  progress.value = values.asked - values.count;
  progress.setAttribute('aria-label', words('left', values));
  say('left', words('left', values));
  ink.redraw();
  showTools();
}

function showDone() {
  placeOf('done').querySelector('h2')?.toggleAttribute('hidden', !state);
  placeOf('reading').replaceChildren(...doneLines(state).map(([name, values]) => {
    const line = document.createElement('p');
    line.textContent = words(name, values);
    return line;
  }));
}

function showQuestion() {
  const question = state?.question;
  if (!question) return;
  const picture = /** @type {HTMLImageElement} */ (placeOf('picture'));
  if (picture.src !== question.png) picture.src = question.png;
  picture.alt = words('picture');
  say('questions', words('questions', { count: question.left }));
  const now = `${question.digit} ${document.documentElement.lang}`;
  if (now === asked) return;  // a button that is about to be pressed stays where it is
  asked = now;
  placeOf('answers').replaceChildren(...[...Array(11).keys()].map((answer) => answerButton(question.digit, answer)));
}

/** @param {number} digit @param {number} answer */
function answerButton(digit, answer) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = answer < 10 ? String(answer) : words('unsure');
  button.onclick = () => press(() => ask('vote', { digit, answer }));
  return button;
}

/** @param {Partial<State> | null} found */
function take(found) {
  if (!found) return;
  state = /** @type {State} */ ({ ...state, ...found });
  show();
}

/**
 * Sends one request; what is refused is said, and null is returned. Throws where the server cannot be reached.
 *
 * @param {string} path @param {object} [body]
 */
async function ask(path, body) {
  const response = await fetch(`/c/${room?.code}/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${outbox.token() ?? ''}` },
    body: body && JSON.stringify(body),
  });
  const found = await response.json();
  if (response.ok) return found;
  if (response.status === 429 && path !== 'join') throw new Error('too fast');  // it is sent again
  if (found.error === 'no_writer' || found.error === 'no_room') outbox.forget();
  fault = texts[found.error] ? found.error : found.detail;
  show();
  return null;
}

async function poll() {
  if (outbox.token() && !document.hidden) {
    try {
      take(await ask('me'));
    } catch { /* the next time */ }
  }
  setTimeout(poll, POLL);
}

async function deliver() {
  await outbox.deliver((path, body) => ask(path, body).then((found) => found && take(found)), show);
  show();
}

function sendDrawing() {
  if (ink.isEmpty()) return;
  fault = '';
  outbox.add(left()[0], ink.strokes.map((points) => points.map((point) => point.map((v) => Math.round(10 * (v ?? 0)) / 10))));
  ink.setStrokes([]);
  deliver();
}

function takeBack() {
  fault = '';
  outbox.takeBack();
  deliver();
}

/** Does what a press asks the server for; where that is out of reach, says so. @param {() => Promise<Partial<State> | null>} work */
async function press(work) {
  fault = '';
  try {
    take(await work());
  } catch {
    fault = 'unreachable';
    show();
  }
}

async function join() {
  const found = await ask('join', { nickname: /** @type {HTMLInputElement} */ (placeOf('nickname')).value });
  if (found) outbox.join(found.token);
  return found;
}

async function begin() {
  buttonOf('begin').disabled = true;
  await press(join);
  buttonOf('begin').disabled = false;
}

placeOf('begin').onclick = begin;
placeOf('undo').onclick = ink.undo;
placeOf('clear').onclick = ink.clear;
placeOf('next').onclick = sendDrawing;
placeOf('back').onclick = takeBack;
placeOf('language').onclick = () => { words.turn(); show(); };
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', ink.redraw);
show();
if (room) poll();
if (room && outbox.token()) deliver();
